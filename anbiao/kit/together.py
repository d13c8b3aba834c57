"""Rows of many kinds by one statement: a page that shows the first of twenty lists asks once, not twenty times."""

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from anbiao.kit.lookups import AmongFound

# What JSON has no form for, by the kind of the column; everything else arrives as it was.
READ: dict[str, Callable[[Any], Any]] = {
    "DateField": date.fromisoformat,
    "DateTimeField": datetime.fromisoformat,
    "DecimalField": lambda value: Decimal(str(value)),
    "ForeignKey": UUID,
    "JSONField": json.dumps,  # the field itself reads its text
    "UUIDField": UUID,
}


def first_together(querysets: Sequence[QuerySet[Any, Any]], most: int) -> list[list[Any]]:
    """The first rows of each, in its order and with what it selects beside them, in one query whatever their number and models."""
    parts: list[str] = []
    values: list[Any] = []
    compilers: dict[int, Any] = {}
    for number, rows in enumerate(querysets):
        # Which ones they are is found first, over the bare table: joins with what is shown beside them are for these few only.
        few = rows.filter(AmongFound("pk", rows.values("pk")[:most]))
        compiler = few.query.get_compiler("default")
        try:
            text, given = compiler.as_sql(with_col_aliases=True)
        except EmptyResultSet:
            continue
        compilers[number] = compiler
        parts.append(f"(SELECT {number}, row_number() OVER (), row_to_json(r)::text FROM ({text}) r)")  # noqa: S608 - Django wrote the inner query
        values += given
    found: dict[int, list[tuple[int, str]]] = {}
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), values)
            for number, place, row in cursor.fetchall():
                found.setdefault(number, []).append((place, row))
    return [
        _models(rows, compilers[number], sorted(found[number])) if number in found else []
        for number, rows in enumerate(querysets)
    ]


def _models(rows: QuerySet[Any, Any], compiler: Any, read: Sequence[tuple[int, str]]) -> list[Any]:
    """Django makes its models as ever; only the values are at hand already, so its compiler is not let ask for them."""
    values = [_values(compiler, row) for _place, row in read]
    filled: Any = rows.all()
    compiler.execute_sql = lambda **_how: [values]
    filled.query.get_compiler = lambda **_where: compiler
    return list(filled)


def _values(compiler: Any, row: str) -> list[Any]:
    """The columns in the order of the SELECT, as the database's driver would have given them."""
    return [
        value if value is None else _reader(column)(value)
        for (column, _sql, _alias), value in zip(compiler.select, json.loads(row).values(), strict=True)
    ]


def _reader(column: Any) -> Callable[[Any], Any]:
    field = column.output_field
    while getattr(field, "target_field", None) is not None:  # a link holds what it leads to
        field = field.target_field
    return READ.get(field.get_internal_type(), lambda value: value)
