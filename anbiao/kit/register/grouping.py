"""Rows under heads: a list grouped by a column is sorted by that column first, so that its pages turn by key as before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Left

from anbiao.kit.register.columns import Cell, Column
from anbiao.kit.register.counting import Count, counts
from anbiao.kit.scope import within_region

KEY = "group_key"


@dataclass(frozen=True)
class Head:
    """The head of a group: its value as a cell, and how many rows it has under the present conditions."""

    cell: Cell
    count: Count


def keyed(rows: QuerySet[Any, Any], column: Column, *, hidden: bool) -> QuerySet[Any, Any]:
    """The rows with the text by which they are grouped. `hidden` keeps the planner from walking an index of it, which after a search
    would read the table up to the first hit (see paging.py).
    """
    key: Any = F(column.group)
    if column.group_digits:
        key = Left(column.group, column.group_digits)
    if hidden or rows.model._meta.get_field(column.group.split("__")[0]).null:
        key = Coalesce(key, Value(""))
    found: QuerySet[Any, Any] = rows.annotate(**{KEY: key})
    return found


def in_group(column: Column, value: str) -> Q:
    """The condition of one group, in the form that an ordinary index answers."""
    if column.group_digits and len(value) == column.group_digits:
        return within_region(column.group, value)
    return Q(**{column.group: value}) if value else Q(**{column.group: ""}) | Q(**{column.group: None})


def group_value(column: Column, row: Any) -> Any:
    """What the head of a row's group says."""
    if column.group_words:
        return column.group_words(getattr(row, KEY))
    return column.read(row, reveal=False)


def sizes(rows: QuerySet[Any, Any], column: Column, values: Sequence[str]) -> dict[str, Count]:
    """How many rows the groups of a page have, in one statement."""
    wanted = list(dict.fromkeys(values))
    found = counts([rows.filter(in_group(column, value)) for value in wanted])
    return dict(zip(wanted, found, strict=True))
