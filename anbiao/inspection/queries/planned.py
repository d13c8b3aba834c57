"""Which units a person is to visit this week besides those whose colour asks for it: upper parts know, and tell when they are asked."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Case, When

from anbiao.kit.actor import Actor


@dataclass(frozen=True)
class Planned:
    """A visit of this week, or one that is late: at which unit, by which day, and what for, in the reader's language."""

    unit: UUID
    due_on: date
    what: str


_asked: list[Callable[[Actor], Iterable[Planned]]] = []


def ask(known: Callable[[Actor], Iterable[Planned]]) -> None:
    """From now on this is asked, too; twice the same is once."""
    if known not in _asked:
        _asked.append(known)


def first(path: str, units: Collection[UUID]) -> tuple[Case, ...]:
    """The order in which these units come before all others; nothing where there are none, since a bare number would name a column."""
    return (Case(When(**{f"{path}__in": list(units)}, then=0), default=1),) if units else ()


def of_week(actor: Actor) -> dict[UUID, Planned]:
    """Unit → the first of its planned visits. As many queries as upper parts need, one each."""
    found: dict[UUID, Planned] = {}
    for each in sorted((one for known in _asked for one in known(actor)), key=lambda one: one.due_on):
        found.setdefault(each.unit, each)
    return found
