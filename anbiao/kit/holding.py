"""What hangs on a person: each part registers what it has, as it registers work (kit/work.py). A hand-over lists all of it and passes on what
can be passed on.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from anbiao.kit.actor import Actor
from anbiao.kit.register.columns import Text
from anbiao.kit.register.counting import Count, counts
from anbiao.rules.refusal import Refusal


@dataclass(frozen=True)
class Person:
    """Whose things are asked for: an account, the person behind it, and the day. Her duties may have ended already."""

    district: str
    account: UUID
    human: UUID
    on: date


PassOn = Callable[[Actor, Person, Sequence[Any], Actor], Mapping[UUID, Refusal]]


@dataclass(frozen=True)
class Holding:
    """A kind of thing that hangs on a person. `held(person)` gives the rows, `subject` and `url` say one of them.

    `pass_on(actor, person, rows, successor)` gives them to the successor and returns why some were not; None where they cannot be passed
    on, and `why` says why. `accept(successor, ids)` is what acknowledging the hand-over acknowledges beside it.
    """

    name: str
    label: Text
    held: Callable[[Person], QuerySet[Any, Any]]
    subject: Callable[[Any], str]
    url: Callable[[Any], str]
    pass_on: PassOn | None = None
    why: Text = ""
    accept: Callable[[Actor, Collection[UUID]], None] | None = None


_holdings: list[Holding] = []


def register_holding(holding: Holding) -> Holding:
    """Adds a kind, at import of the part's `holdings.py`. Raises ValueError for one that can neither be passed on nor says why."""
    if holding.pass_on is None and not holding.why:
        raise ValueError(f"holding {holding.name}: say why it is not passed on")
    _holdings.append(holding)
    return holding


def holdings() -> Sequence[Holding]:
    """Every kind, in the order of the parts."""
    return tuple(_holdings)


def counted(person: Person) -> list[tuple[Holding, Count]]:
    """How much of each kind hangs on a person; kinds of which she has nothing are left out. One query."""
    numbers = counts([holding.held(person) for holding in _holdings])
    return [(each, number) for each, number in zip(_holdings, numbers, strict=True) if number.number]
