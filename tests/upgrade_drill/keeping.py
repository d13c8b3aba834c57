"""The rows of a database by the columns they had before an upgrade, and everything that is no row: tables, triggers, rights."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from anbiao.kit.database import Cluster
from tests.restore_drill.comparing import TABLES

COLUMNS = "SELECT column_name::text FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s ORDER BY 1"

# Tables that a release gave up, and the table in which their rows live on; there each makes at least one row.
GIVEN_UP = {"kit_columnmemory": "kit_importshape"}


@dataclass(frozen=True)
class Kept:
    """A database as it stands: rows, a table each, as (columns, their values); migrations; and its schema as pg_dump writes it."""

    tables: dict[str, list[dict[str, Any]]]
    migrations: frozenset[str]
    dump: str

    @property
    def rows(self) -> int:
        """All rows."""
        return sum(map(len, self.tables.values()))

    def gained(self, later: "Kept") -> dict[str, int]:
        """How many rows each table of this state has more in a later one."""
        more = {name: len(later.tables.get(name, [])) - len(rows) for name, rows in self.tables.items()}
        return {name: number for name, number in sorted(more.items()) if number}


def kept(cluster: Cluster) -> Kept:
    """Reads everything; the database is small."""
    with psycopg.connect(host=str(cluster.sockets), user="postgres", dbname="anbiao") as connection:
        connection.execute("SET timezone = 'UTC'")
        names = [row[0] for row in connection.execute(TABLES)]
        tables = {name: _rows(connection, name) for name in names}
    dump = cluster.run("pg_dump", "-s", "-h", str(cluster.sockets), "-U", "postgres", "anbiao").stdout
    migrations = frozenset(f"{row['app']}.{row['name']}" for row in tables["django_migrations"])
    return Kept(tables, migrations, dump)


def _rows(connection: psycopg.Connection[Any], name: str) -> list[dict[str, Any]]:
    """Each row as {column: md5 of its text}, so that large values do not fill the memory."""
    columns = [row[0] for row in connection.execute(COLUMNS, [name])]
    chosen = sql.SQL(", ").join(sql.SQL("md5({}::text)").format(sql.Identifier(column)) for column in columns)
    found = connection.execute(sql.SQL("SELECT {} FROM {}").format(chosen, sql.Identifier(name)))
    rows = [dict(zip(columns, row, strict=True)) for row in found]
    return rows if name != "django_migrations" else _readable(connection)


def _readable(connection: psycopg.Connection[Any]) -> list[dict[str, Any]]:
    return [
        {"app": app, "name": name}
        for app, name in connection.execute("SELECT app, name FROM django_migrations")
    ]


def unlike(before: Kept, after: Kept) -> list[str]:
    """Tables in which a row of before is missing or has another value in a column that it had; rows that came are no fault."""
    wrong = []
    for name, rows in before.tables.items():
        there = after.tables.get(name)
        if there is None:
            if rows and not after.tables.get(GIVEN_UP.get(name, "")):
                wrong.append(f"{name} is gone")
            continue
        columns = sorted(set(rows[0]) & set(there[0])) if rows and there else []
        lacking = _counted(rows, columns) - _counted(there, columns)
        if lacking:
            wrong.append(f"{name}: {lacking.total()} rows changed or gone")
    return wrong


def _counted(rows: list[dict[str, Any]], columns: list[str]) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(row[column] for column in columns) for row in rows)


def schema(state: Kept) -> str:
    """The dump without what differs at every dump (a random key of psql's) or says nothing."""
    lines = state.dump.splitlines()
    return "\n".join(
        line for line in lines if line and not line.startswith(("--", "\\restrict", "\\unrestrict"))
    )
