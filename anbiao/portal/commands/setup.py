"""What stands before serving: tables as the owner, rights for the program, shipped lists, the demonstration."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from anbiao.authority import founding
from anbiao.authority.models import Organisation, Region
from anbiao.kit import clock, escrow
from anbiao.kit.migrating import WholeMigrations
from anbiao.kit.texts import say
from anbiao.portal.commands.main import CommandError
from anbiao.programme import editions as programmes
from anbiao.programme.actions import load_programmes
from anbiao.rules.refusal import Refused
from anbiao.standards import editions
from anbiao.standards.actions import load_library
from anbiao.standards.editions import EditionError

MIGRATING = 0x616E6269616F  # advisory lock: held by the connection that migrates, and gone with it
PROTECTED = (
    "kit_entry",
    "kit_seal",
    "standards_edition",
    "standards_clause",
    "standards_confirmation",
    "programme_programmeedition",
)


def prepare() -> Iterator[str]:
    """Everything that stands before serving, the demonstration among it; yields what it did, a line each."""
    yield from tables_and_lists()
    field_key()
    if settings.DEMONSTRATION and not Organisation.objects.exists():
        from anbiao.portal.demonstration import build
        from anbiao.portal.jobs import play_campaign

        yield "Building the demonstration district …"
        counts = build()
        count_rows()
        play_campaign.configure().defer(district=counts["district"])
        yield f"The demonstration district has {counts['units']:,} fictitious units."


def field_key() -> None:
    """Makes the key pair of field devices before the first phone asks for it, by one process. Raises CommandError."""
    try:
        escrow.public_key()
    except escrow.Shut as shut:
        raise CommandError(
            f"{shut} does not open with this ANBIAO_SECRET_KEY. Put the old key back. Only if that is lost, move the file away: "
            "a new pair is made, and unsent work already in keeping stays closed."
        ) from None


def tables_and_lists() -> Iterator[str]:
    """Brings tables and shipped lists up to date."""
    yield from migrate()
    if shipped_changed():
        loaded = founding.load_library()
        standards = load_standards()
        load_campaigns()
        mark_shipped()
        yield (
            f"Loaded {loaded['regions']:,} regions, {loaded['industries']:,} industries, {loaded['sectors']} sectors, "
            f"{standards} new standards."
        )


def load_standards() -> int:
    """The editions that ship and are not loaded yet. Raises CommandError that names what is wrong with them."""
    try:
        return load_library(now=clock.now())
    except EditionError as error:
        said = [f"{p.file}:{p.line}: {p.at}: {say(p.refusal)}" for p in error.problems]
        raise CommandError("\n".join(said)) from None
    except Refused as refused:
        raise CommandError("\n".join(map(say, refused.refusals))) from None


def load_campaigns() -> int:
    """The campaigns that ship and are not loaded yet. Raises CommandError that names what is wrong with them."""
    try:
        return load_programmes(now=clock.now())
    except EditionError as error:
        said = [f"{p.file}:{p.line}: {p.at}: {say(p.refusal)}" for p in error.problems]
        raise CommandError("\n".join(said)) from None
    except Refused as refused:
        raise CommandError("\n".join(map(say, refused.refusals))) from None


def migrate() -> Iterator[str]:
    """Migrates as the owner and grants the program what it needs, never more. One start at a time: a second one waits for the first."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
        try:
            if newer := unknown_migrations(MigrationLoader(connections["owner"])):
                raise CommandError(
                    f"The database is newer than this program: it has {', '.join(newer[:3])}. Install the newer release, or restore the "
                    "backup from before the upgrade."
                )
            executor = WholeMigrations(connections["owner"])
            executor.migrate(executor.loader.graph.leaf_nodes())
            # Nothing is left to it but what follows from new tables: the kinds of rows and their permissions.
            call_command("migrate", database="owner", interactive=False, verbosity=0)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING])
    owner, program = (connections[alias].settings_dict["USER"] for alias in ("owner", "default"))
    if owner != program:
        grant(program)
    yield "The tables are up to date."


def unknown_migrations(loader: MigrationLoader) -> list[str]:
    """Migrations that the database has had and this program does not know: it was served by a newer release."""
    known = loader.disk_migrations or {}
    applied = loader.applied_migrations or {}
    return sorted(
        f"{part}.{name}"
        for part, name in applied
        if part in loader.migrated_apps and (part, name) not in known
    )


def grant(program: str) -> None:
    """The program reads and writes rows, owns nothing, and cannot change or remove what the journal holds."""
    with connections["owner"].cursor() as cursor:
        role = sql.Identifier(program)
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role))
        cursor.execute(
            sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}").format(role)
        )
        cursor.execute(sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(role))
        for table in PROTECTED:
            cursor.execute(
                sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(sql.Identifier(table), role)
            )


def count_rows() -> None:
    """After much was written at once: the database learns how much, which it would by itself only a minute later."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


def _mark() -> tuple[Path, str]:
    digest = sha256()
    for file in [*sorted(founding.LIBRARY.iterdir()), *editions.files(), *programmes.files()]:
        digest.update(file.read_bytes())
    return settings.DATA / "library.sha256", digest.hexdigest()


def shipped_changed() -> bool:
    """True when the shipped lists differ from those loaded last, or none are loaded."""
    path, digest = _mark()
    return not path.exists() or path.read_text() != digest or not Region.objects.exists()


def mark_shipped() -> None:
    """Remembers which shipped lists are loaded."""
    path, digest = _mark()
    half = path.with_suffix(".part")
    half.write_text(digest)
    half.replace(path)
