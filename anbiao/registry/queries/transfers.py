"""Units offered from one office to another: seen by both offices, and by whoever answers for the whole district."""

from uuid import UUID

from django.db.models import Q, QuerySet

from anbiao.authority.places import Offices
from anbiao.kit.actor import Actor
from anbiao.registry.models import Enterprise, Transfer
from anbiao.registry.queries.answering import place_of
from anbiao.rules.places import Place
from anbiao.rules.transferring import SECTOR, TOWN


def offices_of(actor: Actor) -> frozenset[str]:
    """The offices that the actor works for, by her grants in force."""
    return frozenset(
        g.organisation for g in actor.scope.grants if g.organisation and g.in_force(on=actor.scope.on)
    )


def oversees(actor: Actor, capability: str) -> bool:
    """True for whoever holds a capability over every sector of the whole district."""
    return any(
        grant.region == actor.district and grant.sectors is None for grant in actor.scope.allowing(capability)
    )


def seen(actor: Actor, capability: str = "read transfer") -> Q:
    """Who answers for the district sees all; an office what it offered and what was offered to it. The office that gave a unit away keeps
    this row and not the unit: what it did there stands in its figures and in the journal.
    """
    offices = sorted(offices_of(actor))
    return Q() if oversees(actor, capability) else Q(from_office_id__in=offices) | Q(to_office_id__in=offices)


def transfers(actor: Actor, capability: str = "read transfer") -> QuerySet[Transfer, Transfer]:
    """The transfers that the actor may see, or on which she holds another capability."""
    rows = Transfer.objects.visible_to(actor.scope, capability).filter(seen(actor, capability))
    return rows.select_related("enterprise", "from_office", "to_office")


def transfers_of(actor: Actor, unit: Enterprise) -> list[Transfer]:
    """How a unit passed between offices, the latest first."""
    return list(transfers(actor).filter(enterprise=unit).order_by("-offered_at", "-id"))


def lies_now(unit: Enterprise, kind: str) -> str:
    """The town, or the sector, by which an office answers for a unit now."""
    return unit.region[:9] if kind == TOWN else unit.sector


def office_for(district: str, kind: str, lies: str) -> UUID | None:
    """The office that answers for a town or a sector; None where there is none. Two queries."""
    offices = Offices(district)
    if kind == SECTOR:
        return offices.regulators.get(lies)
    town = offices.by_slug.get(lies[:9])
    return town.id if town else None


def place_for(actor: Actor, row: Transfer, step: str) -> Place:
    """Where a step is taken: at the unit by who gives it, where it will be by who takes it. One query."""
    unit = row.enterprise
    if step in ("withdraw", "settle"):
        return place_of(actor, unit)
    if row.kind == TOWN:
        return Place(region=row.to_lies, enterprise=str(unit.pk))
    return Place(region=unit.region, enterprise=str(unit.pk), sectors=frozenset({row.to_lies}))


def around_transfer(actor: Actor, row: Transfer, capability: str) -> Transfer:
    """Puts on a transfer what its guards ask. No query."""
    unit = row.enterprise
    row.around = {
        "by_offices": offices_of(actor), "oversees": oversees(actor, capability), "unit_state": unit.state,
        "unit_lies": lies_now(unit, row.kind),
    }  # fmt: skip
    return row
