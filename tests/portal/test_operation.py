"""Numbers of requests and figures for Prometheus, by the doors."""

import json
import logging
import os
import select
import subprocess
import sys
from typing import Any
from unittest.mock import Mock

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection, migrations, models
from django.db.migrations.state import ProjectState
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from gunicorn.config import Config

from anbiao.kit import logs
from anbiao.kit.migrating import WholeMigrations
from anbiao.kit.room import Roomy
from anbiao.portal import measures
from anbiao.portal.commands import setup
from anbiao.portal.commands.main import CommandError
from anbiao.portal.numbered import Numbered, failed
from anbiao.portal.serving import JsonLogger
from tests import people
from tests.everywhere.test_urls import told

TOKEN = "t" * 24


def test_every_answer_has_a_number_and_a_well_formed_one_is_kept(client: Client) -> None:
    first, second = (client.get("/signin/no-such-page/") for _ in range(2))
    assert first["X-Request-ID"] != second["X-Request-ID"]
    assert (
        client.get("/no/", headers={"X-Request-ID": "from-the-proxy-1"})["X-Request-ID"] == "from-the-proxy-1"
    )
    assert (
        client.get("/no/", headers={"X-Request-ID": "<script>alert(1)"})["X-Request-ID"] != "<script>alert(1)"
    )


def answered(view: Any, path: str = "/", **headers: str) -> tuple[HttpResponse, str]:
    answer = Numbered(view)(RequestFactory().get(path, headers=headers))
    return answer, answer["X-Request-ID"]


def test_the_page_of_an_error_says_which_number_to_quote() -> None:
    page, number = answered(failed)
    assert page.status_code == 500
    assert page.content.decode().count(number) == 2  # in both languages
    page, number = answered(failed, Accept="application/json")
    assert json.loads(page.content) == {"error": "failed", "request": number}
    told = failed(RequestFactory().get("/api/v1/enterprises"))
    assert (told.status_code, told["Content-Type"]) == (500, "application/problem+json")
    assert json.loads(told.content)["code"] == "failed"


def test_the_page_of_an_outage_says_it_too() -> None:
    def lost(request: HttpRequest) -> HttpResponse:
        try:
            raise OperationalError
        except OperationalError:
            return failed(request)

    page, number = answered(lost)
    assert page.status_code == 503
    assert page.content.decode().count(number) == 2


@pytest.mark.django_db
def test_a_database_that_goes_away_in_a_view_is_said_too(monkeypatch: pytest.MonkeyPatch) -> None:
    client = people.browser(people.person("grid_member"))
    client.raise_request_exception = False

    def lost(*_args: Any, **_more: Any) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr("anbiao.portal.home.render", lost)
    page = client.get("/")
    assert (page.status_code, page.headers["Retry-After"]) == (503, "10")


@pytest.mark.django_db
def test_a_database_that_goes_away_while_a_session_is_kept_is_no_bad_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A phone sends again after 503, and keeps what was refused with 400 for somebody to look at."""
    client = people.browser(people.person("grid_member"))
    client.raise_request_exception = False

    def lost(*_args: Any, **_more: Any) -> None:
        raise OperationalError("terminating connection due to administrator command")

    monkeypatch.setattr(Session, "save", lost)
    page = client.get("/")
    assert page.status_code == 503
    assert "数据库暂时连接不上" in page.content.decode()


@pytest.mark.django_db
def test_lines_of_a_request_bear_its_number_and_nothing_that_was_asked(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO):
        number = Client().get("/enterprises/?q=张小明")["X-Request-ID"]
    written = [json.loads(logs.JsonFormatter().format(record)) for record in caplog.records]
    own = [each for each in written if each["logger"] == "anbiao.request"]
    assert own[0]["route"] == "enterprises/"
    assert own[0]["status"] == 302
    assert "张小明" not in json.dumps(written, ensure_ascii=False)
    assert number


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "headers", "token", "status"),
    [
        ("127.0.0.1", {}, "", 200),
        ("::1", {}, "", 200),
        ("10.1.1.1", {}, "", 404),
        # A proxy on this machine of which the settings know nothing: everybody would be "here".
        ("127.0.0.1", {"X-Forwarded-For": "10.1.1.1"}, "", 404),
        ("127.0.0.1", {"Forwarded": "for=10.1.1.1"}, "", 404),
        ("10.1.1.1", {"Authorization": f"Bearer {TOKEN}"}, TOKEN, 200),
        ("10.1.1.1", {"Authorization": f"Bearer {TOKEN}x"}, TOKEN, 404),
        ("10.1.1.1", {"Authorization": "Bearer "}, "", 404),
        ("10.1.1.1", {"Authorization": "Bearer 张"}, TOKEN, 404),
    ],
)
def test_figures_are_there_for_this_machine_and_for_the_token_only(
    settings: Any, address: str, headers: dict[str, str], token: str, status: int
) -> None:
    settings.ANBIAO_METRICS_TOKEN = token
    client = Client(REMOTE_ADDR=address)
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == status
    if status == 404:
        assert told(answer) == told(client.get("/no-such-page/"))


@pytest.mark.django_db
def test_a_monitor_of_this_machine_needs_none_of_our_names(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["anbiao.example.test"]
    asked = {"headers": {"Host": "127.0.0.1:8000"}}
    assert Client().get("/metrics", **asked).status_code == 200  # type: ignore[arg-type]
    assert Client().get("/signin/", **asked).status_code == 400  # type: ignore[arg-type]
    assert Client(REMOTE_ADDR="10.1.1.1").get("/metrics", **asked).status_code == 400  # type: ignore[arg-type]


def figure(text: str, name: str) -> float:
    found = [row for row in text.splitlines() if row.startswith(f"{name} ")]
    assert len(found) == 1, name
    return float(found[0].rsplit(" ", 1)[1])


@pytest.mark.django_db
def test_figures_tell_of_requests_by_address_and_of_what_waits() -> None:
    from anbiao.kit.jobs import forget

    client = Client()
    before = client.get("/metrics").content.decode()
    for path in ("/healthz", "/enterprises/123/", "/enterprises/张小明/"):
        client.get(path)
    forget.defer(timestamp=1)
    after = client.get("/metrics").content.decode()
    name = 'anbiao_requests_total{route="none",status="404"}'
    had = figure(before, name) if name in before else 0
    assert figure(after, name) == had + 2
    assert figure(after, 'anbiao_jobs{queue="default",status="todo"}') == 1
    assert figure(after, "anbiao_database_up") == 1
    assert figure(after, 'anbiao_field_devices{within="ever"}') == 0
    assert figure(after, "anbiao_disk_free_bytes") > 0
    assert "张" not in after


def test_figures_say_that_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    def away() -> None:
        raise OperationalError

    monkeypatch.setattr(measures.queue, "standing", away)
    shown = measures.exposed().decode()
    assert figure(shown, "anbiao_database_up") == 0
    assert "anbiao_jobs" not in shown


def test_counts_are_kept_in_a_folder_of_our_own(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.DATA = tmp_path
    monkeypatch.setattr(measures.os, "access", lambda *_: False)
    folder = measures.shared_folder("1")
    (folder / "counter_1.db").touch()
    assert list(measures.shared_folder("1").iterdir()) == []
    folder.rmdir()
    folder.symlink_to("/")
    with pytest.raises(PermissionError):
        measures.shared_folder("1")


def test_what_is_started_ends_when_the_program_is_killed() -> None:
    code = (
        "import subprocess, sys; from anbiao.portal.commands import up_; "
        "print(subprocess.Popen(['sleep', '60'], preexec_fn=up_._end_with_parent).pid, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout
        child = os.pidfd_open(int(parent.stdout.readline()))
        assert select.select([child], [], [], 0)[0] == []
        parent.kill()
    assert select.select([child], [], [], 30)[0] == [child]
    os.close(child)


def test_the_web_server_logs_as_everything_else_does() -> None:
    written = JsonLogger(Config()).error_log.handlers
    assert written
    assert all(isinstance(handler.formatter, logs.JsonFormatter) for handler in written)


@pytest.mark.django_db
def test_a_database_of_a_newer_release_is_not_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []
    monkeypatch.setattr(setup, "connections", {"owner": connection, "default": connection})
    monkeypatch.setattr(setup, "call_command", lambda name, **_: called.append(name))
    assert list(setup.migrate()) == ["The tables are up to date."]
    assert called == ["migrate"]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('kit', '9999_future', now())"
        )
        with pytest.raises(CommandError, match=r"kit\.9999_future"):
            list(setup.migrate())
        assert called == ["migrate"]
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert cursor.fetchone() == (0,)


# ---------- room for calls ----------


def test_a_request_runs_above_a_frame_that_leaves_room_for_its_calls() -> None:
    assert settings.MIDDLEWARE[0] == "anbiao.kit.room.Roomy"
    seen: list[Any] = []

    def answer(request: HttpRequest) -> HttpResponse:
        frame = sys._getframe(1)
        seen.append(frame.f_code.co_stacksize * 8)
        return HttpResponse("so")

    assert Roomy(answer)(HttpRequest()).content == b"so"
    assert seen[0] > 128 * 1024


# ---------- migrations ----------


class WithAnIndex(migrations.Migration):
    """A table with an index, which Django makes after the table and notes after both."""

    operations = (
        migrations.CreateModel(
            "Half", [("id", models.AutoField(primary_key=True)), ("name", models.CharField(max_length=9, db_index=True))]
        ),
    )  # fmt: skip


@pytest.mark.django_db
def test_a_migration_whose_note_is_not_written_did_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    executor = WholeMigrations(connection)
    monkeypatch.setattr(executor, "record_migration", Mock(side_effect=OSError("killed")))
    with pytest.raises(OSError, match="killed"):
        executor.apply_migration(ProjectState(), WithAnIndex("0001_half", "halves"))
    assert executor.record_migration.called  # type: ignore[attr-defined]
    assert "halves_half" not in connection.introspection.table_names()
    monkeypatch.undo()
    executor.apply_migration(ProjectState(), WithAnIndex("0001_half", "halves"))
    assert "halves_half" in connection.introspection.table_names()
    assert ("halves", "0001_half") in executor.recorder.applied_migrations()
