"""The one way to move a state. `take` collects every refusal, swaps the state if nobody was faster, writes one entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Model

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.rules.machine import Step, missing_note
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_, Refusal, Refused, Term

NO_DUTY = N_("Your duties do not include “{step}” here.")
FASTER = N_("Somebody else has changed this in the meantime. Read it again and decide.")


@dataclass(frozen=True)
class Offer:
    """A step with everything that stands against it: the same refusals grey the button out and say why."""

    step: Step
    refusals: tuple[Refusal, ...]


def refusals(
    actor: Actor, row: Any, step: Step, *, place: Place, note: str | None = None
) -> tuple[Refusal, ...]:
    """All that stands against a step: duty, state, guards, and a missing reason once a note was asked for."""
    facts = {**row.facts(), **actor.facts}
    found = list(row.machine.refusals(step, state=row.state, facts=facts, today=actor.today))
    if not actor.scope.allows(step.duty, place):
        found.append(Refusal("no-duty", NO_DUTY, {"step": Term(step.label)}))
    missing = missing_note(step, note) if note is not None else None
    if missing:
        found.append(missing)
    return tuple(found)


def offers(actor: Actor, row: Any, *, place: Place) -> list[Offer]:
    """The steps from the row's state, each with its refusals; steps without the duty are left out."""
    offered = [
        Offer(step, refusals(actor, row, step, place=place)) for step in row.machine.offered(row.state)
    ]
    return [offer for offer in offered if actor.scope.allows(offer.step.duty, place)]


def take(actor: Actor, row: Any, step_name: str, *, place: Place, note: str = "", **values: Any) -> None:
    """Moves the row by a step, with further `values` set in the same UPDATE. Raises Refused with all reasons."""
    step = row.machine.step(step_name)
    against = refusals(actor, row, step, place=place, note=note)
    if against:
        raise Refused(*against)
    before = row.facts()
    with transaction.atomic():
        swapped = (
            type(row)
            ._default_manager.filter(district=row.district, pk=row.pk, state=row.state)
            .update(state=step.target, **values)
        )
        if not swapped:
            raise Refused(Refusal("changed-meanwhile", FASTER))
        row.state = step.target
        for name, value in values.items():
            setattr(row, name, value)
        journal.record(actor, journal.event(step.name, row, before=before, note=note))


@dataclass(frozen=True)
class Taken:
    """What `take_many` did: how many moved, and the refusals of each row that did not."""

    moved: int
    refused: Mapping[Any, tuple[Refusal, ...]]


def take_many(
    actor: Actor, rows: Sequence[tuple[Any, Place]], step_name: str, *, note: str = "", **values: Any
) -> Taken:
    """The same step for thousands of rows of one table: the rules in Python, one UPDATE, one COPY of entries."""
    if not rows:
        return Taken(0, {})
    model: type[Model] = type(rows[0][0])
    step = rows[0][0].machine.step(step_name)
    refused = {
        row.pk: against
        for row, place in rows
        if (against := refusals(actor, row, step, place=place, note=note))
    }
    free = {row.pk: row for row, _ in rows if row.pk not in refused}
    with transaction.atomic():
        locked = set(
            model._default_manager.filter(district=actor.district, pk__among=free, state__in=step.sources)
            .select_for_update()
            .values_list("pk", flat=True)
        )
        model._default_manager.filter(district=actor.district, pk__among=locked).update(
            state=step.target, **values
        )
        events = []
        for pk in locked:
            row, before = free[pk], free[pk].facts()
            row.state = step.target
            for name, value in values.items():
                setattr(row, name, value)
            events.append(journal.event(step.name, row, before=before, note=note))
        journal.record_many(actor, events)
    faster = {pk: (Refusal("changed-meanwhile", FASTER),) for pk in free if pk not in locked}
    return Taken(len(locked), {**refused, **faster})
