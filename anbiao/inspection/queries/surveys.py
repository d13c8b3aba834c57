"""The survey on the phone: what it asks for, what became of what was found; and the receipts of everything that was sent."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext

from anbiao.inspection import queries
from anbiao.inspection.models import FieldRecord
from anbiao.inspection.queries import conflicts
from anbiao.kit.actor import Actor
from anbiao.kit.photos.queries import among
from anbiao.registry import queries as roster
from anbiao.rules import surveys
from anbiao.rules.field import photos_named
from anbiao.rules.places import Place

PAGE = 50
MOST_OWN = 100
OWN_DAYS = 60


def may_find(actor: Actor, region: str) -> bool:
    """Whether the actor may report a new unit in a region of the district."""
    known = region in roster.regions_of(actor.district)
    return known and actor.scope.allows("report survey", Place(region=region))


def asked(actor: Actor) -> dict[str, Any]:
    """Whether the actor surveys, the places and sectors that a sheet offers, and what became of her own findings. One query."""
    if not actor.scope.may("report survey"):
        return {"may": False, "regions": [], "sectors": [], "mine": []}
    regions = [
        [code, f"{town} {name}" if code != town_code else town]
        for (town_code, town), under in roster.regions_to_choose(actor, "report survey").items()
        for code, name in under
    ]
    sectors = [[code, roster.in_words(names)] for code, names in roster.sectors().items()]
    return {"may": True, "regions": regions, "sectors": sectors, "mine": _mine(actor)}


def _mine(actor: Actor) -> list[dict[str, str]]:
    since = actor.now - timedelta(days=OWN_DAYS)
    rows = roster.findings(actor).filter(account=actor.person, account__isnull=False, reported_at__gte=since)
    return [
        {
            "id": str(row.pk), "state": row.state, "mark": surveys.SURVEY.state(row.state).mark,
            "label": gettext(surveys.SURVEY.state(row.state).label), "reason": row.reason, "decider": row.decider,
        }
        for row in rows.order_by("-reported_at")[:MOST_OWN]
    ]  # fmt: skip


# ---------- what was sent ----------


def sent(actor: Actor, *, after: UUID | None = None) -> dict[str, Any]:
    """The receipts of what the actor sent, the latest first, a page at a time; `after` is the last record of the page before.

    Each says the unit, the device's own time and which photos arrived. `more` is true where another page follows. Five queries.
    """
    rows = FieldRecord.objects.visible_to(actor.scope, "read work").order_by("-received_at", "-id")
    last = rows.filter(pk=after).first() if after else None
    if last is not None:
        rows = rows.filter(
            Q(received_at__lt=last.received_at) | Q(received_at=last.received_at, pk__lt=last.pk)
        )
    found = list(rows[: PAGE + 1])
    names = _names(actor, found[:PAGE])
    named = {row.pk: [UUID(each) for each in photos_named(row.content)] for row in found[:PAGE]}
    here = among(actor, [each for ids in named.values() for each in ids])
    told = [
        row.receipt
        | conflicts.told_of_photos([here[each] for each in named[row.pk] if each in here])
        | {"name": names.get(row.pk, ""), "made_at": row.made_at.isoformat()}
        for row in found[:PAGE]
    ]
    return {"sent": told, "more": len(found) > PAGE}


def _names(actor: Actor, rows: Iterable[FieldRecord]) -> dict[UUID, str]:
    """Record → the name of its unit: by the unit that it names, or by its hazard; a new find is called as it was found."""
    rows = list(rows)
    units = queries.units_by_id(
        actor, [row.content["enterprise"] for row in rows if row.content.get("enterprise")]
    )
    by_id = {str(pk): unit.name for pk, unit in units.items()}
    wanted = {row.content["hazard"] for row in rows if isinstance(row.content.get("hazard"), str)}
    hazards = queries.hazards(actor).filter(pk__in=wanted).values_list("pk", "enterprise__name")
    by_hazard = {str(pk): name for pk, name in hazards} if wanted else {}
    return {row.pk: _name(row.content, by_id, by_hazard) for row in rows}


def _name(content: Mapping[str, Any], by_id: Mapping[str, str], by_hazard: Mapping[str, str]) -> str:
    known = by_id.get(str(content.get("enterprise"))) or by_hazard.get(str(content.get("hazard")))
    return known or str(content.get("name", ""))
