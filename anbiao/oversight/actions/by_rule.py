"""Instructions given by the local rule: the program says what calls for one, a person gives it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from anbiao.inspection.models import Hazard
from anbiao.kit.actor import Actor
from anbiao.oversight.actions.instructions import Order, against_order, give_instructions
from anbiao.oversight.queries import called_for as queries
from anbiao.oversight.queries.instructions import About, own_office
from anbiao.rules.refusal import N_, Refusal

NOBODY = N_("No office answers for it: neither was it ordered by one, nor is there one for the town.")
RULE = N_("Local rule: hazards long overdue")


@dataclass
class ByRule:
    """Hazards about which instructions are given, and those about which none can be, with the reason."""

    given: list[UUID] = field(default_factory=list)
    refused: list[tuple[Hazard, Refusal]] = field(default_factory=list)


def weigh_by_rule(actor: Actor, rows: Iterable[Hazard], *, text: str, due_on: date) -> ByRule:
    """What `give_by_rule` would do. Three queries, however many."""
    return _weighed(actor, list(rows), text, due_on)[0]


@transaction.atomic
def give_by_rule(actor: Actor, rows: Iterable[Hazard], *, text: str, due_on: date) -> ByRule:
    """Gives an instruction about each hazard that still calls for one, to the office that sees to it; the others are told with the
    reason. Raises Refused without the duty. Two people at once give none twice: the hazards are held until this is done.
    """
    keys = sorted({row.pk for row in rows})
    held = Hazard.objects.of_district(actor.district).filter(pk__among=keys).order_by("pk")
    list(held.select_for_update().values_list("pk"))
    found, orders = _weighed(
        actor, list(queries.hazards_called_for(actor).filter(pk__among=keys)), text, due_on
    )
    if orders:
        give_instructions(actor, orders)
    return found


def _weighed(actor: Actor, rows: list[Hazard], text: str, due_on: date) -> tuple[ByRule, list[Order]]:
    owners, giver = queries.owners_of(actor, rows), own_office(actor, "give instruction")
    found, orders = ByRule(), []
    for row in rows:
        owner = owners.get(row.pk)
        if owner is None:
            found.refused.append((row, Refusal("no-owner", NOBODY)))
            continue
        about = About("hazard", str(row.pk), f"{row.enterprise.name}: {row.title}")
        order = Order(text, owner, [(due_on, "")], source="rule", origin=gettext(RULE), about=about)
        if against := against_order(actor, order, giver):
            found.refused.append((row, against[0]))
            continue
        found.given.append(row.pk)
        orders.append(order)
    return found, orders
