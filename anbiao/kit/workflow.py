"""The one way to move a state. `take` collects every refusal, swaps the state if nobody was faster, writes one entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db import connection, transaction
from django.db.models import Field, Model

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.bulk import update_rows
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
    actor: Actor, rows: Sequence[tuple[Any, Place]], step_name: str, *, note: str = "",
    each: Mapping[Any, Mapping[str, Any]] | None = None, **values: Any,
) -> Taken:  # fmt: skip
    """The same step for thousands of rows of one table: the rules in Python, one UPDATE, one COPY of entries. `each` gives further
    values that differ from row to row (by its key, the same columns for all); they take one statement more.
    """
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
        own = {pk: each[pk] for pk in locked} if each else {}
        _update_each(model, actor.district, own)
        events = []
        for pk in locked:
            row, before = free[pk], free[pk].facts()
            row.state = step.target
            for name, value in {**values, **own.get(pk, {})}.items():
                setattr(row, name, value)
            events.append(journal.event(step.name, row, before=before, note=note))
        journal.record_many(actor, events)
    faster = {pk: (Refusal("changed-meanwhile", FASTER),) for pk in free if pk not in locked}
    return Taken(len(locked), {**refused, **faster})


def _update_each(model: type[Model], district: str, own: Mapping[Any, Mapping[str, Any]]) -> None:
    names = list(next(iter(own.values()), {}))
    fields = [cast("Field[Any, Any]", model._meta.get_field(name)) for name in names]
    rows = (
        [pk, *(field.get_db_prep_save(values[field.name], connection) for field in fields)]
        for pk, values in own.items()
    )
    update_rows(model, district, [str(field.column) for field in fields], rows)
