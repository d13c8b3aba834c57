"""From a day to a day: every column of days that is stored can be narrowed so, without a word in the declaration of a list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import DateField, DateTimeField, Q
from django.utils.timezone import make_aware
from django.utils.translation import gettext

from anbiao.kit.register.columns import Column, Text
from anbiao.kit.templatetags.kit import say_day

# What no register keeps is a slip of the keyboard, and midnight of the year 1 is no instant.
FIRST, LAST = date(1900, 1, 1), date(2999, 12, 31)


@dataclass(frozen=True)
class Days:
    """A range of days: the column that it narrows, and where its days are stored (days or instants)."""

    name: str
    label: Text
    stored: str
    instants: bool

    @property
    def params(self) -> tuple[str, str]:
        """The two names in the address."""
        return f"{self.name}-from", f"{self.name}-to"

    def where(self, chosen: Mapping[str, tuple[str, ...]]) -> Q:
        """The condition of what the address says; both days are included."""
        found = Q()
        first, last = (chosen.get(name, ("",))[0] for name in self.params)
        if first:
            found &= Q(**{f"{self.stored}__gte": self._begins(date.fromisoformat(first))})
        if last and self.instants:
            found &= Q(**{f"{self.stored}__lt": self._begins(date.fromisoformat(last) + timedelta(days=1))})
        elif last:
            found &= Q(**{f"{self.stored}__lte": date.fromisoformat(last)})
        return found

    def _begins(self, day: date) -> Any:
        return make_aware(datetime.combine(day, time.min)) if self.instants else day

    def said(self, chosen: Mapping[str, tuple[str, ...]], today: date) -> str:
        """What was chosen, as the bar says it; "" for nothing."""
        first, last = (chosen.get(name, ("",))[0] for name in self.params)
        words = {
            "first": say_day(date.fromisoformat(first), today) if first else "",
            "last": say_day(date.fromisoformat(last), today) if last else "",
        }
        if first and last:
            return "%(first)s – %(last)s" % words  # noqa: UP031 - beside its two siblings
        if first:
            return gettext("from %(first)s on") % words
        return gettext("until %(last)s") % words if last else ""


def day_ranges(model: Any, columns: tuple[Column, ...]) -> tuple[Days, ...]:
    """A range for each column of days that bears the name of a stored day, or sorts by one."""
    fields = {field.name: field for field in model._meta.concrete_fields if isinstance(field, DateField)}
    found = []
    for column in columns:
        field = fields.get(column.sort) or fields.get(column.name)
        if column.kind == "day" and field:
            found.append(Days(column.name, column.label, field.name, isinstance(field, DateTimeField)))
    return tuple(found)


def a_day(text: str) -> str:
    """A day as the address keeps it; "" for what is none."""
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return ""
    return day.isoformat() if len(text) == 10 and FIRST <= day <= LAST else ""
