"""Counting: every number of a page in one statement, exact up to ten thousand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext

MOST = 10_000


@dataclass(frozen=True)
class Count:
    """A number of rows; beyond ten thousand only that it is more."""

    number: int

    @property
    def is_exact(self) -> bool:
        """True when every row was counted."""
        return self.number <= MOST

    def __str__(self) -> str:
        return f"{self.number:,}" if self.is_exact else gettext("10,000+")


def counts(querysets: Sequence[QuerySet[Any, Any]]) -> list[Count]:
    """How many rows each has, in one query whatever their number; each stops counting at 10,001."""
    parts: list[str] = []
    values: list[Any] = []
    for rows in querysets:
        try:
            compiled = rows.order_by().values("pk")[: MOST + 1].query.get_compiler("default").as_sql()
        except EmptyResultSet:
            parts.append("0")
            continue
        parts.append(f"(SELECT count(*) FROM ({compiled[0]}) counted)")  # noqa: S608 - Django wrote the inner query
        values += compiled[1]
    if not values:
        return [Count(0) for _ in parts]
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), values)
        return [Count(number) for number in cursor.fetchone()]
