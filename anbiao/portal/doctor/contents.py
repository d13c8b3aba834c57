"""What is in the database and belongs to it: rights, migrations, lists, jobs, journal, keys, files."""

import hashlib
import itertools
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from anbiao.inspection.models import FieldDevice, Quarantine
from anbiao.kit import clock, escrow, files, journal
from anbiao.kit.models import Seal, StoredFile
from anbiao.portal import health, queue
from anbiao.portal.commands import setup
from anbiao.portal.doctor.found import Found, checked

STUCK = 15 * 60  # seconds (reliability R16)
SAMPLE = 300  # stored files looked for, of the newest and of the oldest each
OPENED = 50  # kept work of lost phones that is tried with the key
RECENT = timedelta(days=30)


def all_of(*, every_file: bool) -> Iterator[Found]:
    """Migrations first: where they are wrong, the rest cannot be asked."""
    state = list(migrations())
    yield from state
    if any(each.state != "ok" for each in state):
        return
    yield from rights()
    yield checked(
        "shipped lists loaded", not setup.shipped_changed(), "those of this release are not: run anbiao up"
    )
    yield from jobs()
    yield from sealed()
    yield from outside_heads(settings.HEADS_FILE)
    yield from field_key()
    yield from stored_files(every_file=every_file)


def migrations() -> Iterator[Found]:
    """Neither behind nor ahead of the program, as far as the program may see."""
    if not may_read("django_migrations"):
        yield checked(
            "migrations readable",
            False,
            "the program may not read django_migrations: run anbiao up, which grants it",
        )
        return
    behind, ahead = health.unapplied(), setup.unknown_migrations(MigrationLoader(connection))
    yield checked(
        "migrations complete", not behind, f"{len(behind)} are not applied, {_some(behind)}: run anbiao up"
    )
    yield checked(
        "database is not newer than the program", not ahead,
        f"it has {_some(ahead)}, which this release does not know: install the newer release, or restore the backup from before the upgrade",
    )  # fmt: skip


def may_read(table: str) -> bool:
    """True where the program may read a table, or where there is none: a database without it is merely behind."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(has_table_privilege(to_regclass(%s), 'SELECT'), true)", [table])
        return bool((cursor.fetchone() or [False])[0])


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def rights() -> Iterator[Found]:
    """The program may what it needs, and cannot change what the journal holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(array_agg(relname::text ORDER BY 1), '{}') FROM pg_class WHERE relkind = 'r' AND relnamespace = "
            "'public'::regnamespace AND NOT has_table_privilege(oid, 'SELECT, INSERT')"
        )
        closed = (cursor.fetchone() or [[]])[0]
        yield checked(
            "program reads and writes its tables",
            not closed,
            f"not {_some(closed)}: run anbiao up, which grants it",
        )
        for table in setup.PROTECTED:
            cursor.execute(
                "SELECT has_table_privilege(current_user, %s, 'UPDATE, DELETE, TRUNCATE')", [table]
            )
            may = (cursor.fetchone() or [True])[0]
            yield checked(
                f"{table} cannot be changed by the program", not may,
                "give the program a role that owns nothing: set ANBIAO_OWNER_URL and run anbiao up once",
            )  # fmt: skip
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid IN ('kit_entry'::regclass, 'kit_seal'::regclass) "
            "AND tgname IN ('append_only', 'never_emptied') AND tgenabled <> 'D'"
        )
        yield checked(
            "triggers of the journal", (cursor.fetchone() or [0])[0] == 4,
            "some are switched off or gone: find out who did that, run anbiao journal verify, and restore them from a backup's schema",
        )  # fmt: skip


def jobs() -> Iterator[Found]:
    """A worker that lives, nothing that waits too long, nothing that failed."""
    stands = queue.standing()
    alive = stands.silent is not None and stands.silent < health.SILENT.seconds
    yield checked("worker alive", alive, "run anbiao up, or look at its messages")
    stuck = [
        f"{each.jobs} in {each.queue} ({each.seconds / 60:.0f} min)"
        for each in stands.waiting
        if each.seconds > STUCK
    ]
    yield checked(
        "no job waits longer than 15 minutes",
        not stuck,
        f"{', '.join(stuck)}: is the worker alive, and what do its messages say?",
    )
    yield checked(
        "no job failed since yesterday",
        not stands.failed_today,
        f'{stands.failed_today} did: look for "Error" in the worker\'s log',
    )


def sealed() -> Iterator[Found]:
    """The promise of the journal begins with the seal."""
    waiting = journal.unsealed_since()
    yield checked(
        "journal sealed within a minute", waiting is None or clock.now() - waiting < health.SILENT,
        "run anbiao journal seal, and see why the worker does not",
    )  # fmt: skip


def outside_heads(kept: Path) -> Iterator[Found]:
    """The heads beside the database belong to it: after a restore, or with another's data folder, they do not."""
    name = f"heads in {kept}"
    try:
        heads = {head.district: head for head in journal.read_heads(kept)}
    except (OSError, ValueError, TypeError) as error:
        yield checked(name, False, f"the file is damaged ({error}): put back the copy kept elsewhere")
        return
    seals = {
        (seal.district, seal.number): seal.hash
        for seal in Seal.objects.filter(number__in=[h.number for h in heads.values()])
    }
    lacking = [d for d, head in heads.items() if seals.get((d, head.number)) != head.hash]
    unkept = set(Seal.objects.values_list("district", flat=True).distinct()) - heads.keys()
    yield checked(
        name, not lacking and not unkept,
        f"they are not those of this database (districts {', '.join(sorted({*lacking, *unkept}))}): run anbiao journal verify, and see "
        "docs/running.md, Restore",
    )  # fmt: skip


def field_key() -> Iterator[Found]:
    """There, open, and the one to which the phones in use and the work in keeping are sealed. Makes none."""
    name, kept = "key for field devices", escrow.path()
    if not kept.exists():
        yield checked(
            name,
            False,
            f"{kept} is missing: put it back from the backup; where there never was one, run anbiao up",
        )
        return
    try:
        key = escrow.public_key()
    except (escrow.Shut, OSError):
        yield checked(
            name,
            False,
            f"{kept} does not open: the ANBIAO_SECRET_KEY is another than the one it was made with; put the old one back",
        )
        return
    since = clock.now() - RECENT
    others = (
        FieldDevice.objects.filter(revoked_at=None, wiped_at=None, contact_at__gt=since)
        .exclude(key_id=key.id)
        .count()
    )
    shut = sum(
        1
        for row in Quarantine.objects.filter(removed_at=None).order_by("-id")[:OPENED]
        if not _opens(bytes(row.wrapped))
    )
    yield checked(
        name, not others and not shut,
        f"it is not the one to which {others} phones and {shut} bundles of kept work are sealed: put the old {kept.name} back; if it is lost, "
        "phones seal anew at their next contact, and kept work stays closed",
    )  # fmt: skip


def _opens(wrapped: bytes) -> bool:
    try:
        escrow.opened_key(wrapped)
    except escrow.Unopenable:
        return False
    return True


def stored_files(*, every_file: bool) -> Iterator[Found]:
    """Whether the files of rows are there: the newest and the oldest, or all of them, with their hashes."""
    rows = StoredFile.objects.order_by("id")
    if every_file:
        looked: Iterable[StoredFile] = rows.iterator(chunk_size=1000)
        name = "stored files as they were handed in"
    else:
        looked = {row.pk: row for row in itertools.chain(rows[:SAMPLE], rows.reverse()[:SAMPLE])}.values()
        name = f"stored files are there (oldest and newest {SAMPLE}; all by --files)"
    wrong = [str(row.pk) for row in looked if not _whole(row, hashed=every_file)]
    yield checked(
        name,
        not wrong,
        f"{len(wrong)} are missing or changed, {_some(wrong)}: bring them back from the backup of {files.root()}",
    )


def _whole(row: StoredFile, *, hashed: bool) -> bool:
    path = files.path_of(row)
    if not path.is_file() or path.stat().st_size != row.size:
        return False
    if not hashed:
        return True
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == row.sha256
