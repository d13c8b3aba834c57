"""Door signs 门牌码: which units get one, and the unit whose number was typed from its door."""

import re

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from anbiao.kit.actor import Actor
from anbiao.kit.scope import within_region
from anbiao.registry.models import Enterprise
from anbiao.rules import units as roster

CAPABILITY = "make check"
NUMBER = re.compile(r"\s*([0-9a-fA-F]{4})[-\s]?([0-9a-fA-F]{4})\s*")


def number_of(unit: Enterprise) -> str:
    """The number below a code, for phones that cannot scan: the last eight digits of the unit's id, as A1B2-C3D4."""
    end = unit.pk.hex[-8:].upper()
    return f"{end[:4]}-{end[4:]}"


def units(actor: Actor, region: str = "") -> QuerySet[Enterprise, Enterprise]:
    """The units that are there and that the actor checks, in a region or everywhere, as one walks: by village, then by name."""
    rows = Enterprise.objects.visible_to(actor.scope, CAPABILITY).filter(state__in=sorted(roster.ALIVE))
    return rows.filter(within_region("region", region) if region else Q()).order_by(
        "region", "name_key", "id"
    )


def among(actor: Actor, rows: QuerySet[Enterprise, Enterprise]) -> QuerySet[Enterprise, Enterprise]:
    """Those of some units that get a sign from the actor."""
    return units(actor).filter(pk__in=rows.order_by().values("pk"))


def with_number(actor: Actor, text: str) -> QuerySet[Enterprise, Enterprise]:
    """The units that the actor sees whose door has this number; mostly one, none for what is no number.

    Reads the ids of the district's units: no index ends with them.
    """
    rows = Enterprise.objects.visible_to(actor.scope)
    found = NUMBER.fullmatch(text)
    if not found:
        return rows.none()
    end = "".join(found.groups()).lower()
    return (
        rows.annotate(id_text=Cast("id", CharField()))
        .filter(id_text__endswith=end)
        .order_by("name_key", "id")
    )
