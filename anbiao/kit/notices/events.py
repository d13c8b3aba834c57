"""The few acts of which somebody is told at once. Each part declares its own beside its work; the journal calls `plan` for every act."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise

from anbiao.kit.bulk import copy_models
from anbiao.kit.notices.models import Happening


@dataclass(frozen=True)
class Event:
    """`verb` on `object_type`, as the journal names them. Told is whoever then has the thing in one of the `sources` of her work; `field` is
    how the rows of a source name the object of the act. Who did it herself is not told, unless `to_doer`: where her device did it.
    """

    kind: str
    label: str | Promise
    object_type: str
    verbs: tuple[str, ...]
    sources: tuple[str, ...]
    field: str = "pk"
    to_doer: bool = False


_events: dict[tuple[str, str], Event] = {}
_kinds: dict[str, Event] = {}


def register_event(event: Event) -> Event:
    """Adds an event, at import of the part's `work.py`. Raises ValueError for an act that is declared already."""
    if event.kind in _kinds:
        raise ValueError(f"event {event.kind} exists already")
    _kinds[event.kind] = event
    for verb in event.verbs:
        if (event.object_type, verb) in _events:
            raise ValueError(f"{verb} {event.object_type} is told already")
        _events[event.object_type, verb] = event
    return event


def events() -> dict[str, Event]:
    """Every event by its kind."""
    return dict(_kinds)


@dataclass(frozen=True)
class Act:
    """One entry of the journal, as far as telling it matters."""

    object_type: str
    verb: str
    object_id: UUID
    at: datetime
    by: UUID | None
    who: str
    note: str


def is_told(object_type: str, verb: str) -> bool:
    """Whether anybody is told of such an act."""
    return (object_type, verb) in _events


def plan(district: str, acts: Iterable[Act]) -> None:
    """Writes down, in the transaction of the acts, of which of them somebody is to be told. No query where of none, else one COPY."""
    told = [
        Happening(
            district=district,
            kind=event.kind,
            object_id=act.object_id,
            at=act.at,
            by=act.by,
            who=act.who,
            note=act.note,
        )
        for act in acts
        if (event := _events.get((act.object_type, act.verb)))
    ]
    copy_models(Happening, told)
