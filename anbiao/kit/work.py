"""My work: each part registers what it has for a person; the home page and the counts of the navigation come from here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet

from anbiao.kit.actor import Actor
from anbiao.kit.register.columns import Text

GROUPS = ("overdue", "today", "sent_back", "waiting")


@dataclass(frozen=True)
class Item:
    """One line: whose unit, what is to be done, where, by when, in which state, and the next step with its address."""

    subject: str
    url: str
    what: str
    place: str
    due_on: date | None
    mark: str
    state: str
    step: str


@dataclass(frozen=True)
class Source:
    """A kind of work. `rows(actor, team)` gives the open rows, soonest first; `item` says one of them as a line.

    `waiting` sources hold what others have to do and the person only waits for; `sent_back` ones what came back with
    a reason. `due` names the column of the last day, by which the overdue rows are told from the others; "" for none. `model` is the
    table of the rows, for sources of which somebody is told at once (kit/notices/events.py); `owner` names its column of the account whose
    a row is, for sources in which everybody has only what is her own.
    """

    name: str
    label: Text
    capability: str
    rows: Callable[[Actor, bool], QuerySet[Any, Any]]
    item: Callable[[Actor, Any], Item]
    url: str
    waiting: bool = False
    sent_back: bool = False
    due: str = ""
    model: type[Model] | None = None
    owner: str = ""


_sources: list[Source] = []


def register_work(source: Source) -> Source:
    """Adds a source, at import of the part's `work.py`."""
    _sources.append(source)
    return source


def sources(actor: Actor) -> Sequence[Source]:
    """The sources that the actor's duties reach."""
    return [source for source in _sources if actor.scope.may(source.capability)]


def sources_named(actor: Actor, names: Sequence[str]) -> Sequence[Source]:
    """Those of these sources that the actor's duties reach."""
    return [source for source in sources(actor) if source.name in names]


def holding(names: Sequence[str]) -> frozenset[str]:
    """The capabilities that show those of these sources in which somebody has what lies where her duty reaches."""
    return frozenset(source.capability for source in _named(names) if not source.owner)


def models_of(names: Sequence[str]) -> list[type[Any]]:
    """The tables of these same sources."""
    return [source.model for source in _named(names) if source.model and not source.owner]


def owned(names: Sequence[str]) -> list[tuple[type[Any], str]]:
    """Table and column of the account, for those of these sources in which everybody has only her own."""
    return [(source.model, source.owner) for source in _named(names) if source.model and source.owner]


def _named(names: Sequence[str]) -> list[Source]:
    return [source for source in _sources if source.name in names]
