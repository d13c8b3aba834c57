"""A database of the bench's own, on the same cluster, made anew and dropped: the district's data are never touched."""

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connections
from psycopg import sql

PREFIX = "anbiao_bench_"
ALIASES = ("default", "owner")
LEFT_BEHIND = (
    "SELECT datname FROM pg_database WHERE datname LIKE %s AND datname NOT IN "
    "(SELECT datname FROM pg_stat_activity WHERE datname IS NOT NULL)"
)


@contextlib.contextmanager
def database(template: str = "") -> Iterator[None]:
    """Both connections lead to a new database with tables, for as long as the bench runs: a copy of `template`, else migrated.

    Raises ProgrammingError where the owner may not make a database.
    """
    from anbiao.portal.commands import setup

    usual = {alias: connections[alias].settings_dict["NAME"] for alias in ALIASES}
    _remove_left_behind()
    name = f"{PREFIX}{os.getpid()}"
    as_owner(
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(template or "template1")
        )
    )
    try:
        _lead(dict.fromkeys(ALIASES, name))
        if not template:
            for _ in setup.migrate():
                pass
        yield
    finally:
        _lead(usual)
        _remove(name)


def _lead(names: dict[str, Any]) -> None:
    for alias, name in names.items():
        connections[alias].close()
        with contextlib.suppress(AttributeError):
            connections[alias].close_pool()  # type: ignore[attr-defined]
        connections[alias].settings_dict["NAME"] = name


def _remove(name: str) -> None:
    as_owner(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def _remove_left_behind() -> None:
    """Databases of benches that were killed."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(LEFT_BEHIND, [f"{PREFIX}%"])
        names = [name for (name,) in cursor.fetchall()]
    for name in names:
        if not _runs(name.removeprefix(PREFIX)):
            _remove(name)


def _runs(process: str) -> bool:
    """Whether the bench that made a database is still there: it may not have connected yet."""
    return process.isdigit() and Path("/proc", process).exists()


def as_owner(*statements: sql.Composable | str) -> None:
    """Runs statements as the owner of the tables, each on its own."""
    with connections["owner"].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def url() -> str:
    """The address of the program's own connection, for a child process."""
    facts = connections["default"].settings_dict
    who = quote(facts["USER"]) + (f":{quote(facts['PASSWORD'])}" if facts["PASSWORD"] else "")
    port = f"&port={facts['PORT']}" if facts["PORT"] else ""
    return f"postgresql://{who}@/{facts['NAME']}?host={quote(facts['HOST'])}{port}"


def empty(*tables: str) -> None:
    """Empties tables, and everything that hangs on them, and gives their space back."""
    for table in tables:
        as_owner(sql.SQL("TRUNCATE {} CASCADE").format(sql.Identifier(table)))


def analyse(*tables: str) -> None:
    """Brings the planner's knowledge of tables up to date, and marks their pages visible to all."""
    for table in tables:
        as_owner(sql.SQL("VACUUM ANALYZE {}").format(sql.Identifier(table)))


def indexes(table: str) -> Sequence[tuple[str, str]]:
    """Names and definitions of the indexes of a table that are no constraint."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT i.indexname, i.indexdef FROM pg_indexes i WHERE i.tablename = %s AND NOT EXISTS "
            "(SELECT FROM pg_constraint c WHERE c.conname = i.indexname)",
            [table],
        )
        return list(cursor.fetchall())
