"""An installation broken in each way, and the doctor who names it."""

import errno
import json
import os
import shutil
import socket
import sys
import tempfile
import threading
from argparse import Namespace
from collections import namedtuple
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as installed
from django.db import connection

from anbiao.inspection.models import FieldDevice
from anbiao.kit import escrow, files, journal, migrations
from anbiao.kit.jobs import forget
from anbiao.portal import doctor, health
from anbiao.portal.commands import doctor_
from anbiao.portal.doctor import choices, contents, machine, server
from anbiao.portal.doctor.found import BAD, OK, UNKNOWN, Found
from tests import people


def bad(found: Iterable[Found], name: str) -> str:
    """What is said of the one thing of this name, which is bad."""
    named = [each for each in found if each.name.startswith(name)]
    assert [each.state for each in named] == [BAD], named
    assert named[0].remedy
    return named[0].remedy


def good(found: Iterable[Found], name: str = "") -> None:
    named = [each for each in found if each.name.startswith(name)]
    assert named
    assert {each.state for each in named} == {OK}, named


# ---------- without settings and database ----------


def test_a_folder_that_is_ours_is_in_order(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    good(machine.data_folder(tmp_path, os.geteuid(), private=True))
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_and_a_file_in_its_place(tmp_path: Path) -> None:
    assert "is not there" in bad(machine.data_folder(tmp_path / "x", 0, private=False), "data folder")
    (tmp_path / "x").touch()
    assert "no folder" in bad(machine.data_folder(tmp_path / "x", 0, private=False), "data folder")


def test_a_folder_of_somebody_else(tmp_path: Path) -> None:
    found = list(machine.data_folder(tmp_path, os.geteuid() + 1, private=False))
    assert "runuser -u" in bad(found, f"data folder {tmp_path} belongs")


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC])
def test_a_folder_that_takes_no_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def refused(**_more: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(tempfile, "TemporaryFile", refused)
    found = list(machine.data_folder(tmp_path, os.geteuid(), private=False))
    assert os.strerror(number) in bad(found, f"data folder {tmp_path} takes writing")


def test_a_folder_that_everybody_enters_and_what_a_command_as_root_left_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "heads.jsonl").touch()
    real = Path.stat
    other = namedtuple("other", "st_uid st_mode")

    def stat(self: Path, **more: Any) -> Any:
        return other(4711, 0o100600) if self.name == "heads.jsonl" else real(self, **more)

    monkeypatch.setattr(Path, "stat", stat)
    found = list(machine.data_folder(tmp_path, os.geteuid(), private=True))
    assert "chmod 700" in bad(found, f"data folder {tmp_path} is closed")
    assert "heads.jsonl" in bad(found, f"data folder {tmp_path} holds only")


def test_a_disk_without_room_for_bytes_or_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good(machine.disk(tmp_path)) if shutil.disk_usage(tmp_path).free > 3e9 else None
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1e8))
    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(f_files=100, f_favail=5))
    found = list(machine.disk(tmp_path))
    assert "only 0.1 GB" in bad(found, "at least 2 GB")
    assert "5 files left" in bad(found, "room for")


def test_a_zone_that_the_machine_does_not_know() -> None:
    good(machine.zone())
    assert "tzdata" in bad(machine.zone("Asia/Luojiang"), "time zone")


def test_an_upgrade_without_its_libraries(tmp_path: Path) -> None:
    lock = tmp_path / "run.txt"
    lock.write_text(
        'django==1.2 \\\n    --hash=sha256:0\nno-such-library==1\nonly-there==3 ; sys_platform == "win32"\n'
    )
    told = bad(machine.libraries(lock), "libraries")
    assert "instead of 1.2" in told
    assert "no-such-library missing" in told
    assert "only-there" not in told


def test_texts_that_were_not_compiled(tmp_path: Path) -> None:
    folder = tmp_path / "kit" / "locale" / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").touch()
    assert "kit" in bad(machine.texts(tmp_path), "texts compiled")
    (folder / "django.mo").touch()
    good(machine.texts(tmp_path))
    os.utime(folder / "django.mo", (1, 1))
    bad(machine.texts(tmp_path), "texts compiled")


def test_static_files_never_collected_damaged_or_incomplete(tmp_path: Path) -> None:
    source, collected = tmp_path / "anbiao", tmp_path / "static"
    (source / "kit" / "static" / "kit").mkdir(parents=True)
    (source / "kit" / "static" / "kit" / "a.css").touch()
    collected.mkdir()
    listed = collected / "staticfiles.json"
    assert "never collected" in bad([machine.assets(collected, [source])], "static files")
    listed.write_text("{")
    assert "damaged" in bad([machine.assets(collected, [source])], "static files")
    listed.write_text(json.dumps({"paths": {"kit/a.css": "kit/a.1.css"}}))
    assert "kit/a.1.css" in bad([machine.assets(collected, [source])], "static files")
    (collected / "kit").mkdir()
    (collected / "kit" / "a.1.css").touch()
    good([machine.assets(collected, [source])])
    (source / "kit" / "static" / "kit" / "new.js").touch()
    assert "kit/new.js" in bad([machine.assets(collected, [source])], "static files")


def test_a_port_taken_by_another_program() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:

        def answer() -> None:
            caller, _ = taken.accept()  # asked whether anybody is there
            caller.close()
            caller, _ = taken.accept()
            caller.sendall(b"220 mail\r\n")
            caller.close()

        threading.Thread(target=answer, daemon=True).start()
        number = taken.getsockname()[1]
        assert "another program" in bad([machine.port(number)], f"port {number}")
    good([machine.port(number)])


def test_where_the_folder_is_bad_the_rest_is_not_examined_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANBIAO_DATA", str(tmp_path / "gone"))
    found = list(doctor.examine(port=1, every_file=False))
    assert "is not there" in bad(found, "data folder")
    assert {each.name for each in found if each.state == UNKNOWN} > {"settings", "migrations", "stored files"}


def test_the_command_exits_with_2_and_says_the_same_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    given = Namespace(port=1, files=False)
    found = [Found("a", OK), Found("b", BAD, "do this"), Found("c", UNKNOWN, "later")]
    monkeypatch.setattr(doctor, "examine", lambda **_: iter(found))
    outcome = doctor_.run(given)
    assert outcome.code == 2
    assert list(outcome.lines) == ["ok   a", "BAD  b: do this", "?    c: later"]
    assert outcome.data["checks"][1] == {"name": "b", "state": "bad", "remedy": "do this"}
    found[1:] = []
    assert doctor_.run(given).code == 0


# ---------- settings ----------


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("ANBIAO_MODE", "production", "ANBIAO_SECRET_KEY"), ("ANBIAO_MODE", "test", "ANBIAO_MODE"),
        ("DATABASE_URL", "mysql://x/y", "postgresql://"), ("ANBIAO_PROXIES", "many", "ANBIAO_PROXIES"),
        ("ANBIAO_METRICS_TOKEN", "short", "ANBIAO_METRICS_TOKEN"),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.delenv("ANBIAO_SECRET_KEY", raising=False)
    monkeypatch.delitem(sys.modules, "anbiao.portal.settings")
    monkeypatch.setenv(name, value)
    assert told in bad([choices.readable()], "settings")


SAFE = {
    "DEMONSTRATION": False,
    "HTTPS": True,
    "ANBIAO_PROXIES": 1,
    "ALLOWED_HOSTS": ["a.test"],
    "ANBIAO_URL": "https://a.test",
}


@pytest.mark.parametrize(
    ("over", "name"),
    [
        ({"HTTPS": False}, "HTTPS"), ({"ANBIAO_PROXIES": 0}, "visitors"), ({"ALLOWED_HOSTS": ["*"]}, "host names"),
        ({"ANBIAO_URL": "http://a.test"}, "links"),
    ],
)  # fmt: skip
def test_settings_that_are_not_safe_together(over: dict[str, Any], name: str) -> None:
    good(choices.safe(SimpleNamespace(**SAFE)))
    bad(choices.safe(SimpleNamespace(**SAFE | over)), name)


# ---------- the server ----------


def test_no_database_yet_and_one_that_does_not_start(tmp_path: Path) -> None:
    with ExitStack() as stack:
        assert "run anbiao up" in bad([server.embedded(tmp_path, stack)], "embedded server")
        (tmp_path / "postgres").mkdir()
        (tmp_path / "postgres" / "PG_VERSION").write_text("18\n")
        assert "did not start" in bad([server.embedded(tmp_path, stack)], "embedded server")


def test_a_server_that_cannot_be_reached_is_named_without_its_password() -> None:
    here = {
        "NAME": "postgres",
        "USER": "anbiao",
        "PASSWORD": "",
        "PORT": "",
        "HOST": installed.DATABASES["default"]["HOST"],
    }
    good([server.reached("default", here)])
    away = server.reached("owner", {**here, "HOST": "/no/such/folder", "PASSWORD": "geheim-geheim"})
    assert "/no/such/folder" in away.name
    told = bad([away], "database answers the owner")
    assert "ANBIAO_OWNER_URL" in told
    assert "geheim" not in told + away.name
    assert "no-such-database" in bad(
        [server.reached("default", {**here, "NAME": "no-such-database"})], "database"
    )


@pytest.mark.django_db
def test_a_server_that_gives_up_durability_or_lives_in_another_time(monkeypatch: pytest.MonkeyPatch) -> None:
    found = list(server.fit())  # the tests' server gives up durability for speed
    for name in ("writes reach the disk", "full_page_writes", "synchronous_commit"):
        assert "set " in bad(found, name)
    good(found, "trigrams of Chinese")
    good(found, "clocks")
    monkeypatch.setattr(server.clock, "now", lambda: people.NOW)
    assert "chrony" in bad(server.fit(), "clocks")


def test_a_log_that_is_not_archived_any_more() -> None:
    assert list(server.archived({"SHOW archive_mode": "off"}.get)) == []
    assert "pg_wal" in bad(
        server.archived(lambda query: "on" if "SHOW" in query else True), "log is archived"
    )
    good(server.archived(lambda query: "on" if "SHOW" in query else False))


# ---------- what is in the database ----------


def run(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.django_db
def test_a_database_that_is_behind_or_ahead() -> None:
    good(contents.migrations())
    newest = max(path.stem for path in Path(migrations.__path__[0]).glob("[0-9]*.py"))
    run("DELETE FROM django_migrations WHERE app = 'kit' AND name = %s", newest)
    assert f"kit.{newest}" in bad(contents.migrations(), "migrations complete")
    run("INSERT INTO django_migrations (app, name, applied) VALUES ('kit', '9999_future', now())")
    assert "kit.9999_future" in bad(contents.migrations(), "database is not newer")
    # Nothing else is asked of tables that are not those of this program.
    assert len(list(contents.all_of(every_file=False))) == 2


@pytest.mark.django_db
def test_a_program_that_may_not_read_its_migrations_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert contents.may_read("django_migrations") is True
    assert contents.may_read("pg_authid") is False
    assert contents.may_read("not_there_yet") is True
    monkeypatch.setattr(contents, "may_read", lambda _table: False)
    found = list(contents.all_of(every_file=False))
    assert len(found) == 1
    assert "anbiao up" in bad(found, "migrations readable")


@pytest.mark.django_db
def test_rights_too_many_and_triggers_off() -> None:
    found = list(contents.rights())
    assert "ANBIAO_OWNER_URL" in bad(found, "kit_entry cannot")  # the tests are the owner
    good(found, "triggers")
    good(found, "program reads")
    run("ALTER TABLE kit_entry DISABLE TRIGGER append_only")
    assert "journal verify" in bad(contents.rights(), "triggers")


@pytest.mark.django_db
def test_no_worker_a_job_that_waits_and_one_that_failed() -> None:
    found = list(contents.jobs())
    bad(found, "worker alive")
    good(found, "no job")
    run("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
    good(contents.jobs())
    waiting = forget.defer(timestamp=1)
    good(contents.jobs())
    run("UPDATE procrastinate_events SET at = now() - interval '20 minutes' WHERE job_id = %s", waiting)
    assert "1 in default (20 min)" in bad(contents.jobs(), "no job waits")
    run("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", waiting)
    run("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", waiting)
    assert "1 did" in bad(contents.jobs(), "no job failed")


@pytest.mark.django_db
def test_entries_without_a_seal_and_heads_of_another_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "SILENT", timedelta(0))  # no test waits a minute
    kept = tmp_path / "heads.jsonl"
    good(contents.outside_heads(kept))
    people.make_enterprise()
    assert "journal seal" in bad(contents.sealed(), "journal sealed")
    heads = journal.seal(now=people.NOW)
    good(contents.sealed())
    assert people.DISTRICT in bad(contents.outside_heads(kept), "heads")  # none kept
    journal.keep_heads(heads, kept)
    good(contents.outside_heads(kept))
    kept.write_text(kept.read_text().replace(heads[0].hash, "0" * 64))
    assert "journal verify" in bad(contents.outside_heads(kept), "heads")
    kept.write_text("{")
    assert "damaged" in bad(contents.outside_heads(kept), "heads")


@pytest.mark.django_db
def test_the_key_for_field_devices_missing_shut_or_another(tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path
    escrow._read.cache_clear()
    assert "missing" in bad(contents.field_key(), "key")
    assert not escrow.path().exists()
    key = escrow.public_key()
    user = people.person("grid_member")
    device = FieldDevice(
        district=user.district, user=user, name="x", token_sha256="0" * 64, wrapped=b"x", key_id=key.id
    )
    device.registered_at = device.contact_at = contents.clock.now()
    device.save()
    good(contents.field_key())
    FieldDevice.objects.update(key_id="another")
    assert "1 phones" in bad(contents.field_key(), "key")
    escrow._read.cache_clear()
    settings.SECRET_KEY = "another " * 10
    assert "ANBIAO_SECRET_KEY" in bad(contents.field_key(), "key")
    escrow._read.cache_clear()


@pytest.mark.django_db
def test_files_of_rows_gone_or_changed(tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path
    gone, changed = (files.store_bytes(people.OPERATOR, b"abc", name="a", kind="x") for _ in range(2))
    good(contents.stored_files(every_file=False))
    good(contents.stored_files(every_file=True))
    files.path_of(changed).write_bytes(b"abd")
    good(contents.stored_files(every_file=False))
    assert str(changed.pk) in bad(contents.stored_files(every_file=True), "stored files")
    files.path_of(gone).unlink()
    assert str(gone.pk) in bad(contents.stored_files(every_file=False), "stored files")
