"""Which banners stand on units today."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import JSONObject

from anbiao.kit.actor import Actor
from anbiao.kit.lookups import AmongMany
from anbiao.registry.models import Banner, Enterprise
from anbiao.rules import banners as law

ORDER = {name: place for place, name in enumerate(law.SEVERITIES)}


def shown(actor: Actor) -> Q:
    """Banners that stand today."""
    return Q(from_on__lte=actor.today, to_on__gte=actor.today, ended_on=None)


def banners_of(actor: Actor, units: Iterable[UUID]) -> dict[UUID, list[Banner]]:
    """Unit → its banners of today, the most severe first. One query."""
    found: dict[UUID, list[Banner]] = {}
    among = AmongMany(F("enterprise_id"), list(units))
    rows = Banner.objects.visible_to(actor.scope).filter(shown(actor), among)
    for row in sorted(rows, key=lambda row: (ORDER[row.severity], row.from_on, row.pk)):
        found.setdefault(row.enterprise_id, []).append(row)
    return found


def taken_along(actor: Actor) -> ArraySubquery:
    """What a query of units adds for a device: their banners of today and later as plain values, since it knows itself when each begins and
    ends. No query of its own.
    """
    rows = Banner.objects.filter(
        district=OuterRef("district"), enterprise=OuterRef("pk"), to_on__gte=actor.today, ended_on=None
    )
    told = JSONObject(**{name: name for name in ("kind", "severity", "text", "from_on", "to_on")})
    return ArraySubquery(rows.order_by("from_on", "id").values(told=told))


def with_banners(actor: Actor, rows: Sequence[Any]) -> None:
    """Puts the words of the most severe alert on each unit of a page ("" for none). One query."""
    found = banners_of(actor, [row.pk for row in rows])
    for row in rows:
        row.alert = next((each.text for each in found.get(row.pk, []) if each.kind == law.ALERT), "")


def has_banner(actor: Actor) -> Q:
    """Units with an alert today."""
    rows = Banner.objects.of_district(actor.district).filter(shown(actor), kind=law.ALERT)
    return Q(Exists(rows.filter(district=OuterRef("district"), enterprise=OuterRef("pk"))))


def all_banners(actor: Actor, unit: Enterprise, capability: str = "read enterprise") -> Any:
    """Every banner of a unit that is to come, stands or stood, the latest end first."""
    return (
        Banner.objects.visible_to(actor.scope, capability).filter(enterprise=unit).order_by("-to_on", "-id")
    )


def banners(actor: Actor, capability: str) -> Any:
    """The banners of units on which the actor holds a capability."""
    return Banner.objects.visible_to(actor.scope, capability).select_related("enterprise")
