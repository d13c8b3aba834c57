"""What stood at an instant, and whether it stands again: every table row by row, sequences, files by their hashes."""

import hashlib
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from anbiao.kit.database import Cluster

TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"
SEQUENCES = "SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = 'public'"
# Whoever waits for a client or for a lock waits for somebody who stands still.
BUSY = """
SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND state = 'active' AND pid <> pg_backend_pid()
AND coalesce(wait_event_type, '') NOT IN ('Client', 'Lock')
"""
UNDER_WAY = "SELECT pg_current_snapshot()::text"
TRIES = 600


@dataclass(frozen=True)
class State:
    """A database at an instant: the hashes of all rows, a table each, and where its sequences stand."""

    at: str
    server: str
    tables: dict[str, Counter[str]]
    sequences: dict[str, int]

    @property
    def rows(self) -> int:
        """All rows of all tables."""
        return sum(map(Counter.total, self.tables.values()))


def noted(cluster: Cluster) -> State:
    """Everything as it stands. The instant is exact where no client goes on meanwhile (load.py: held): what the server still does for one
    is waited for, and no transaction may end between the time that is noted and the last row that is read.
    """
    reach = {"host": str(cluster.sockets), "user": "postgres", "dbname": "anbiao"}
    with psycopg.connect(**reach, autocommit=True) as connection:  # type: ignore[arg-type]
        connection.execute("SET timezone = 'UTC'")
        for _ in range(TRIES):
            if _value(connection, BUSY) == 0:
                under_way = _value(connection, UNDER_WAY)
                found = _read(connection)
                if _value(connection, UNDER_WAY) == under_way:
                    return found
            time.sleep(0.1)
    raise TimeoutError("the server does not come to rest")


def _value(connection: psycopg.Connection[Any], query: str) -> Any:
    return (connection.execute(query).fetchone() or [None])[0]  # type: ignore[arg-type]


def _read(connection: psycopg.Connection[Any]) -> State:
    at, server = (
        _value(connection, "SELECT clock_timestamp()::text"),
        _value(connection, "SHOW server_version"),
    )
    names = [row[0] for row in connection.execute(TABLES)]
    tables = {name: rows_of(connection, name) for name in names}
    return State(at, server, tables, dict(connection.execute(SEQUENCES).fetchall()))


def rows_of(connection: psycopg.Connection[Any], table: str, columns: str = "t") -> Counter[str]:
    """The hash of each row of a table, or of the given columns of it."""
    query = sql.SQL("SELECT md5(({})::text) FROM {} t").format(sql.SQL(columns), sql.Identifier(table))  # type: ignore[arg-type]
    return Counter(row[0] for row in connection.execute(query))


def compared(stood: State, stands: State) -> dict[str, Any]:
    """Tables that differ, with how many rows are missing and how many are too many; sequences that would give a number again."""
    unequal = {}
    for name in stood.tables.keys() | stands.tables.keys():
        before, after = stood.tables.get(name, Counter()), stands.tables.get(name, Counter())
        if before != after:
            unequal[name] = {"missing": (before - after).total(), "more": (after - before).total()}
    behind = [name for name, value in stood.sequences.items() if stands.sequences.get(name, -1) < value]
    return {"tables_unequal": unequal, "rows_restored": stands.rows, "sequences_behind": behind}


def files(cluster: Cluster, data: Path, known: dict[str, str]) -> dict[str, Any]:
    """Every stored file of a row by the bytes on disk, and every receipt that a device had before the instant."""
    reach = {"host": str(cluster.sockets), "user": "postgres", "dbname": "anbiao"}
    with psycopg.connect(**reach) as connection:  # type: ignore[arg-type]
        rows = connection.execute("SELECT id::text, sha256 FROM kit_storedfile").fetchall()
        receipts = connection.execute(
            "SELECT id::text, sha256 FROM kit_photo UNION ALL SELECT id::text, sha256 FROM inspection_fieldrecord"
        ).fetchall()
    wrong = [pk for pk, sha in rows if _sha(data / "files" / pk[-2:] / pk) != sha]
    there = dict(receipts)
    lost = [pk for pk, sha in known.items() if there.get(pk) != sha]
    return {"files": len(rows), "files_wrong": wrong, "acknowledged_lost": len(lost)}


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""
