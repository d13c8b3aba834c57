"""One unit becomes two: the new one is registered as every unit is, and gets the contacts and sites that are its own."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.workflow import take
from anbiao.registry.actions.merging import SEARCHED, hand_on_pairs, hand_over, same_unit, set_code
from anbiao.registry.actions.units import move_unit, register_unit, reindex
from anbiao.registry.models import Contact, DuplicatePair, Enterprise, Site, Split
from anbiao.registry.queries import has_accounts, made_at
from anbiao.rules import units
from anbiao.rules.refusal import N_, Refusal, Refused


@transaction.atomic
def split_unit(
    actor: Actor, unit: Enterprise, *, values: Mapping[str, Any], hint: str = "", contacts: Sequence[UUID], sites: Sequence[UUID],
    reason: str,
) -> Split:  # fmt: skip
    """Registers a second unit out of one and gives it the chosen contacts and sites. Records stay where they were made. Raises Refused."""
    row = Enterprise.objects.of_district(actor.district).select_for_update().get(pk=unit.pk)
    if not actor.scope.allows("change enterprise", row.place()):
        raise Refused(Refusal("no-duty", N_("“{name}” is outside what you may decide."), {"name": row.name}))
    if row.state not in units.ALIVE:
        text = N_("“{name}” is no longer in operation here.")
        raise Refused(Refusal("unit-gone", text, {"name": row.name}))
    new = register_unit(actor, values=values, hint=hint)
    _are_two(actor, row, new, reason)
    moved = {
        "contacts": _give(Contact, row, new, contacts),
        "sites": _give(Site, row, new, sites),
    }
    split = Split.objects.create(
        district=actor.district, unit=row, new=new, reason=reason, decided_on=actor.today, decider=actor.who, moved=moved
    )  # fmt: skip
    journal.record(
        actor,
        journal.event("split", split),
        journal.Event("split off", "enterprise", row.id, after={"name": new.name}, note=reason),
    )
    return split


def _give(table: Any, unit: Enterprise, new: Enterprise, ids: Sequence[UUID]) -> list[str]:
    rows = table.objects.of_district(unit.district).filter(enterprise=unit, pk__in=list(ids))
    given = list(rows.values_list("pk", flat=True))
    table.objects.of_district(unit.district).filter(pk__in=given).update(enterprise=new)
    return [str(pk) for pk in given]


def _are_two(actor: Actor, unit: Enterprise, new: Enterprise, reason: str) -> None:
    """The two look alike, and somebody has just said that they are two."""
    rows = DuplicatePair.objects.of_district(actor.district).filter(
        Q(first=unit, second=new) | Q(first=new, second=unit), state="open"
    )
    for pair in rows.select_related("first", "second"):
        if actor.scope.allows("resolve duplicate", pair.place()):
            take(actor, pair, "keep_both", place=pair.place(), note=reason)


def around_split(row: Split) -> Split:
    """Puts on a split what its guards ask. At most six queries."""
    row.around = {"rests": _rests(row) if row.state == "split" else None}
    return row


def _rests(row: Split) -> tuple[str, str] | None:
    if row.unit.state not in units.ALIVE:
        return "kept-gone", ""
    if row.new.state not in units.ALIVE:
        return "other-moved", ""
    records = made_at(row.district, row.new_id)
    if records:
        return "records", str(records[0])
    return ("accounts", "") if has_accounts(row.district, row.new_id) else None


@transaction.atomic
def undo_split(actor: Actor, row: Split, *, note: str) -> None:
    """The new unit is closed as a duplicate, and all that belongs to it goes back. Raises Refused where something rests on it."""
    pks = [row.unit_id, row.new_id]
    locked = (
        Enterprise.objects.of_district(actor.district).filter(pk__in=pks).order_by("pk").select_for_update()
    )
    found = {unit.pk: unit for unit in locked}
    row.unit, row.new = found[row.unit_id], found[row.new_id]
    take(actor, around_split(row), "undo", place=row.place(), note=note)
    if row.new.uscc:
        set_code(actor, row.new, None)
    hand_over(actor, row.new, row.unit)
    move_unit(actor, row.new, "mark_duplicate", note=note, on=actor.today)
    hand_on_pairs(actor, row.unit, row.new)
    same_unit(actor, row.unit, row.new)
    reindex(row.unit)
    row.unit.save(update_fields=SEARCHED)
    journal.record(
        actor, journal.Event("give back", "enterprise", row.unit_id, after={"name": row.new.name}, note=note)
    )
