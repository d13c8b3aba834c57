"""The units of one building 园中园: those whose addresses name the same house, and those that a person named as landlord and tenant."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from anbiao.inspection.models import Standing
from anbiao.kit.actor import Actor
from anbiao.kit.scope import within_region
from anbiao.registry.models import Enterprise, Site
from anbiao.registry.queries import enterprises
from anbiao.rules.buildings import House, house_of
from anbiao.rules.units import ALIVE

MOST = 500  # addresses of a town that hold the same number
NAMED = 4  # the last characters of a park's name, by which its addresses are found
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
SELF, ADDRESS, LANDLORD, TENANT = "self", "address", "landlord", "tenant"


@dataclass(frozen=True)
class Neighbour:
    """A unit of the building: how it is known (ADDRESS, LANDLORD, TENANT), in which part, and how it stands; None where nothing is known."""

    unit: Enterprise
    how: str
    part: str
    standing: Standing | None

    @property
    def open(self) -> int:
        """How many hazards are open."""
        return self.standing.open if self.standing else 0


def building_of(actor: Actor, unit: Enterprise) -> list[Neighbour]:
    """The unit itself and its neighbours, those with most open hazards first, as far as the actor sees them. At most four queries."""
    house = house_of(unit.address)
    found = {unit.pk: (unit, SELF)}
    for row in _by_address(actor, unit, house):
        found.setdefault(row.pk, (row, ADDRESS))
    hows = _by_hand(actor, unit)
    for row in enterprises(actor).filter(
        pk__in=[pk for pk in hows if pk not in found], state__in=sorted(ALIVE)
    ):
        found[row.pk] = (row, hows[row.pk])
    standings = _standings(actor, found)
    told = [
        Neighbour(row, hows.get(pk, how), _part(row), standings.get(pk)) for pk, (row, how) in found.items()
    ]
    return sorted(told, key=lambda each: (-each.open, each.unit.name_key, each.unit.pk))


def _part(unit: Enterprise) -> str:
    house = house_of(unit.address)
    return house.building if house else ""


def _by_address(actor: Actor, unit: Enterprise, house: House | None) -> list[Enterprise]:
    """The units of the same town whose address names the same house. The database looks for its number, the rule for the rest."""
    if house is None:
        return []
    rows = enterprises(actor).filter(within_region("region", unit.region[:9]), state__in=sorted(ALIVE))
    rows = rows.filter(_like(house)).exclude(pk=unit.pk)
    near = (row for row in rows.order_by("name_key", "id")[:MOST])
    return [row for row in near if (other := house_of(row.address)) and other.point == house.point]


def _like(house: House) -> Q:
    """Addresses with the number of a house, however it is written and never as the end of a longer one; else with the end of its name."""
    number = re.search(r"([0-9]+(?:-[0-9]+)?)号$", house.point)
    if number is None:
        return Q(address__contains=house.point[-NAMED:])
    signs = "".join("[-－—–]" if sign == "-" else f"[{sign}{sign.translate(WIDE)}]" for sign in number[1])
    return Q(address__regex=f"(^|[^0-9０-９]){signs}[[:space:]　]*号")


def _by_hand(actor: Actor, unit: Enterprise) -> dict[UUID, str]:
    """Unit → landlord or tenant, from the sites that a person entered: of this unit, and of the other tenants of its landlord."""
    sites = Site.objects.of_district(actor.district).filter(
        Site.not_over(actor.today), landlord__isnull=False
    )
    own = sites.filter(enterprise=unit).values("landlord_id")
    rows = sites.filter(Q(landlord=unit) | Q(landlord_id__in=own)).values_list("enterprise_id", "landlord_id")
    found: dict[UUID, str] = {}
    for tenant, landlord in rows:
        found[tenant] = TENANT
        found[landlord] = LANDLORD
    return found


def _standings(actor: Actor, units: Iterable[UUID]) -> dict[UUID, Standing]:
    rows = Standing.objects.visible_to(actor.scope).filter(enterprise_id__in=list(units))
    return {row.enterprise_id: row for row in rows}
