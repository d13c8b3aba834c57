"""The database server: whether it starts and answers, and whether it is fit for what we promise."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from anbiao.kit import clock
from anbiao.kit.database import running
from anbiao.portal.doctor.found import BAD, OK, Found, checked

SECONDS = 5
CONNECTIONS = 50  # twelve for each of two web processes, some for the worker, and for whoever looks
# Setting, what it has to be, what to do.
DURABLE = (
    ("fsync", "on", "set fsync = on: without it a power cut loses what was acknowledged"),
    ("full_page_writes", "on", "set full_page_writes = on: without it a power cut tears pages"),
    (
        "synchronous_commit",
        "on",
        "set synchronous_commit = on: without it a crash loses what was acknowledged",
    ),
)


def embedded(data: Path, stack: contextlib.ExitStack) -> Found:
    """Our own server, started for as long as the stack is open. None is made here: that is `anbiao up`'s."""
    if not (data / "postgres" / "PG_VERSION").exists():
        return checked(
            "embedded server",
            False,
            f"there is no database in {data} yet: run anbiao up, or set DATABASE_URL",
        )
    try:
        stack.enter_context(running(data))
    except (RuntimeError, OSError) as error:
        return checked("embedded server", False, str(error))
    return Found("embedded server", OK)


def reached(alias: str, database: dict[str, Any]) -> Found:
    """One connection of our own, without a pool, so that its words come at once. Says which server, never the password."""
    who = {"default": "the program", "owner": "the owner"}[alias]
    where = f"{database['HOST'] or 'localhost'}{':' + database['PORT'] if database['PORT'] else ''}/{database['NAME']}"
    name = f"database answers {who} ({database['USER']} at {where})"
    try:
        psycopg.connect(
            host=database["HOST"] or None, port=database["PORT"] or None, dbname=database["NAME"], user=database["USER"] or None,
            password=database["PASSWORD"] or None, connect_timeout=SECONDS,
        ).close()  # fmt: skip
    except psycopg.Error as error:
        said = " ".join(str(error).split())
        setting = "DATABASE_URL" if alias == "default" else "ANBIAO_OWNER_URL"
        return Found(name, BAD, f"{said}. Start the server, or put {setting} right (docs/running.md, step 2)")
    return Found(name, OK)


def fit() -> Iterator[Found]:
    """Version, encoding, search in Chinese, durability, connections, clock, archive."""
    from django.db import connection

    with connection.cursor() as cursor:

        def ask(query: str) -> Any:
            cursor.execute(query)
            return (cursor.fetchone() or [None])[0]

        yield checked(
            "PostgreSQL 15 or newer", int(ask("SHOW server_version_num")) >= 150000, "upgrade the server"
        )
        yield checked(
            "encoding UTF8",
            ask("SHOW server_encoding") == "UTF8",
            "make the database anew with ENCODING 'UTF8'",
        )
        # Under locale C the trigrams of Chinese are empty and no search ever finds anything.
        there = ask("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'")
        yield checked(
            "trigrams of Chinese", bool(there and ask("SELECT cardinality(show_trgm('安全生产')) > 0")),
            "make the database anew with locale C.UTF-8" if there else "pg_trgm is not there: run anbiao up",
        )  # fmt: skip
        for setting, right, remedy in DURABLE:
            good = ask(f"SHOW {setting}") == right
            yield checked("writes reach the disk (fsync)" if setting == "fsync" else setting, good, remedy)
        most = int(ask("SHOW max_connections"))
        yield checked(
            f"at least {CONNECTIONS} connections",
            most >= CONNECTIONS,
            f"max_connections = {most}: raise it to 100",
        )
        before = clock.now()
        apart = abs((ask("SELECT clock_timestamp()") - before).total_seconds())
        yield checked(
            "clocks of program and database agree", apart < SECONDS,
            f"they are {apart:.0f} s apart: sessions and deadlines go wrong; let both follow the same time server (chrony)",
        )  # fmt: skip
        yield from archived(ask)


def archived(ask: Any) -> Iterator[Found]:
    """Where the log is archived: that the last segment went. A command that fails fills the disk of the database."""
    if ask("SHOW archive_mode") == "off":
        return
    failing = ask(
        "SELECT coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false) FROM pg_stat_archiver"
    )
    yield checked(
        "log is archived",
        not failing,
        "archive_command fails, and pg_wal grows until the disk is full: see the database's log",
    )
