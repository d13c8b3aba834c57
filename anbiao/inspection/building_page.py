"""The units of one building, on the page of each of them and on a page of their own."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from anbiao.inspection.queries import buildings
from anbiao.kit.actor import Actor
from anbiao.kit.register.detail import Section
from anbiao.kit.templatetags.kit import say_day
from anbiao.registry.models import Enterprise
from anbiao.registry.sections import UNIT
from anbiao.rules.buildings import house_of

HOW = {
    buildings.SELF: "",
    buildings.ADDRESS: _("same house by its address"),
    buildings.LANDLORD: _("landlord"),
    buildings.TENANT: _("tenant"),
}


def building(actor: Actor, unit: Enterprise) -> dict[str, Any]:
    """Every unit of the building with colour, open hazards and last visit, and what they come to together."""
    found = buildings.building_of(actor, unit)
    lines = [_line(actor, each, unit) for each in found]
    house = house_of(unit.address)
    standings = [each.standing for each in found if each.standing]
    return {
        "title": house.point if house else unit.name,
        "lines": lines,
        "open": sum(each.open for each in standings),
        "overdue": sum(each.overdue for each in standings),
        "is_read": bool(house),
        "may_hazards": actor.scope.may("read hazard"),
    }


def _line(actor: Actor, each: buildings.Neighbour, unit: Enterprise) -> dict[str, Any]:
    last = each.standing.last_visit_on if each.standing else None
    return {
        "unit": each.unit,
        "is_self": each.unit.pk == unit.pk,
        "how": HOW[each.how],
        "part": each.part,
        "open": each.open,
        "overdue": each.standing.overdue if each.standing else 0,
        "visited": say_day(last, actor.today) if last else pgettext("visit", "never"),
    }


def _section(_actor: Actor, unit: Enterprise) -> dict[str, Any]:
    """Where the building is shown; the page of a unit asks nothing for it."""
    house = house_of(unit.address)
    return {"point": house.point if house else ""}


UNIT.add(
    Section(
        "building",
        _("In the same building"),
        "inspection/sections/building.html",
        _section,
        "read enterprise",
    )
)
