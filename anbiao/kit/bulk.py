"""Set-based writing: one COPY or one UPDATE for thousands of rows, never a query per row."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import Model
from psycopg import sql

# An id that sorts by the time of its making (UUIDv7), made by the database where rows are made there; as PostgreSQL 18's uuidv7() for
# the servers before it. 48 bits of milliseconds, version 7, the rest by chance.
NEW_ID = (
    "(lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || '7' || "
    "substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid"
)


@contextmanager
def without_collecting() -> Iterator[None]:
    """While objects are made by the hundred thousand and kept, the collector of cycles would walk through all of them again and again
    and find nothing. What is no cycle is freed as ever.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def joined_by_hash() -> Iterator[None]:
    """After a large import the planner knows nothing of the new rows yet, takes each part for one row, and would join row by row
    through all of them. With hash joins the time grows with the rows, whatever it believes.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield
        cursor.execute("SET LOCAL enable_nestloop TO DEFAULT")


def copy_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Inserts rows by COPY in the current transaction. JSON columns take text; nothing happens for no rows.

    Rows that are made one by one go out as they are made: the server enters the first while the next are still computed. Whatever makes
    them asks nothing of the database, since the COPY keeps the connection.
    """
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write_row(first)
        for row in rows:
            copy.write_row(row)


def copy_models(model: type[Model], rows: Sequence[Any]) -> None:
    """Inserts unsaved rows of a model by COPY, every column as its field would save it; nothing happens for no rows."""
    fields = model._meta.concrete_fields
    values = (
        [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields] for row in rows
    )
    copy_rows(model, [str(field.column) for field in fields], values)


def update_rows(
    model: type[Model], district: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    """Updates rows of one district; each row is the id, then the new values. Returns how many were changed."""
    rows = list(rows)
    if not rows:
        return 0
    table, names = sql.Identifier(model._meta.db_table), [sql.Identifier(c) for c in columns]
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("CREATE TEMP TABLE incoming ON COMMIT DROP AS SELECT id, {} FROM {} WITH NO DATA").format(
                sql.SQL(", ").join(names), table
            )
        )
        with cursor.copy(
            sql.SQL("COPY incoming (id, {}) FROM STDIN").format(sql.SQL(", ").join(names))
        ) as copy:
            for row in rows:
                copy.write_row(row)
        pairs = sql.SQL(", ").join(sql.SQL("{0} = incoming.{0}").format(name) for name in names)
        cursor.execute(
            sql.SQL(
                "UPDATE {0} SET {1} FROM incoming WHERE {0}.id = incoming.id AND {0}.district = %s"
            ).format(table, pairs),
            [district],
        )
        changed = int(cursor.rowcount)
        cursor.execute("DROP TABLE incoming")
    return changed


def upsert_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Inserts shared rows, or brings those with the same key up to date; the key is the first column."""
    names, table = [sql.Identifier(c) for c in columns], sql.Identifier(model._meta.db_table)
    listed = sql.SQL(", ").join(names)
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("CREATE TEMP TABLE incoming ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA").format(
                listed, table
            )
        )
        with cursor.copy(sql.SQL("COPY incoming ({}) FROM STDIN").format(listed)) as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            sql.SQL("INSERT INTO {0} ({1}) SELECT {1} FROM incoming ON CONFLICT ({2}) DO UPDATE SET {3}").format(
                table, listed, names[0],
                sql.SQL(", ").join(sql.SQL("{0} = EXCLUDED.{0}").format(name) for name in names[1:]),
            )
        )  # fmt: skip
        cursor.execute("DROP TABLE incoming")
