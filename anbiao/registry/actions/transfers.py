"""Units offered to another office, and taken: supervision passes on, and with it what is still to be done."""

from typing import Any

from django.db import transaction

from anbiao.authority.places import Offices
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.workflow import take
from anbiao.registry.actions.supervision import set_sector
from anbiao.registry.actions.writing import Batch, write
from anbiao.registry.models import Enterprise, Transfer
from anbiao.registry.queries import (
    ASSIGNED,
    around_transfer,
    lies_now,
    office_for,
    offices_of,
    oversees,
    place_for,
    place_of,
)
from anbiao.registry.signals import HANDED, ROSTER, Handed
from anbiao.rules import transferring as law
from anbiao.rules import units
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_, Refusal, Refused


@transaction.atomic
def offer_transfer(
    actor: Actor, unit: Enterprise, *, kind: str, to: str, address: str = "", reason: str
) -> Transfer:
    """Offers a unit to the office of another town (`to` is its region) or sector. Raises Refused with all reasons."""
    row = Enterprise.objects.of_district(actor.district).select_for_update().get(pk=unit.pk)
    here = lies_now(row, kind)
    giver, taker = (office_for(actor.district, kind, lies) for lies in (here, to))
    refusals = [
        *_against_place(actor, row, to, kind, place_of(actor, row)),
        *_against_offices(actor, giver, taker),
    ]
    if Transfer.objects.of_district(actor.district).filter(enterprise=row, state="offered").exists():
        refusals.append(
            Refusal(
                "offered-already", N_("The unit is offered to an office already. Withdraw that offer first.")
            )
        )
    if refusals or giver is None or taker is None:
        raise Refused(*refusals)
    offer = Transfer.objects.create(
        district=actor.district, enterprise=row, kind=kind, name=row.name, from_office_id=giver, to_office_id=taker, from_lies=here,
        to_lies=to, address=address, reason=reason, offered_by=actor.human, offerer=actor.who, offered_at=actor.now,
    )  # fmt: skip
    journal.record(actor, journal.event("offer", offer))
    return offer


def _against_place(actor: Actor, unit: Enterprise, to: str, kind: str, place: Place) -> list[Refusal]:
    found = []
    if not actor.scope.allows("offer transfer", place):
        found.append(Refusal("no-duty", N_("This unit is outside what you may offer.")))
    if unit.state not in units.ALIVE:
        found.append(Refusal("unit-gone", N_("The unit is no longer in operation here.")))
    if lies_now(unit, kind) == to[:9] if kind == law.TOWN else unit.sector == to:
        found.append(Refusal("there-already", N_("The unit lies there already: choose another."), field="to"))
    return found


def _against_offices(actor: Actor, giver: Any, taker: Any) -> tuple[Refusal, ...]:
    return law.against_offices(
        {
            "from_office_id": str(giver or ""), "to_office_id": str(taker or ""), "by_offices": offices_of(actor),
            "oversees": oversees(actor, "offer transfer"),
        }
    )  # fmt: skip


@transaction.atomic
def step_transfer(actor: Actor, row: Transfer, step: str, *, note: str = "") -> None:
    """Takes, refuses, withdraws, or keeps what was refused. Raises Refused with all reasons."""
    unit = Enterprise.objects.of_district(actor.district).select_for_update().get(pk=row.enterprise_id)
    row.enterprise = unit
    around_transfer(actor, row, law.TRANSFER.step(step).duty)
    decided = {"decided_on": actor.today, "decider": actor.who, "answer": note or row.answer}
    take(actor, row, step, place=place_for(actor, row, step), note=note, **decided)
    if step != "take":
        return
    _settle(actor, row, unit)
    HANDED.tell(actor, Handed(unit.pk, row.from_office_id, row.to_office_id))


def _settle(actor: Actor, row: Transfer, unit: Enterprise) -> None:
    """The office that took it answers from today; the grid member of the town left is relieved."""
    if row.kind == law.SECTOR:
        set_sector(actor, unit, row.to_lies, basis=ASSIGNED + actor.who)
        ROSTER.tell(actor, [unit.pk])
        return
    before = {key: getattr(unit, key) for key in (*Enterprise.FACTS, "version")}
    after = {**before, "region": row.to_lies, "placed_by": "", "address": row.address or unit.address}
    write(actor, Batch(changed={unit.pk: (before, after)}), offices=Offices(actor.district))
