"""What the survey found; and which units of the roster a new one may already be."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from anbiao.kit.actor import Actor
from anbiao.kit.search import reading, terms_of
from anbiao.registry.models import Enterprise, SurveyFinding
from anbiao.registry.queries.names import TOWN
from anbiao.registry.queries.units import enterprises
from anbiao.rules.coordinates import metres_between
from anbiao.rules.identifiers import normalise
from anbiao.rules.likeness import REASONS, Look, alike, core
from anbiao.rules.refusal import N_
from anbiao.rules.surveys import is_named_in

MOST_COMPARED = 300
MOST_SHOWN = 6
NEAR = 60  # metres: a sign read in the street is at most so far from the place in the roster
DEGREES = 0.0008  # a little more than NEAR, north to south and in Fujian also east to west


def findings(actor: Actor, capability: str = "read survey") -> QuerySet[SurveyFinding, SurveyFinding]:
    """The findings that the actor may read, or on which she holds another capability, with their units."""
    return SurveyFinding.objects.visible_to(actor.scope, capability).select_related("enterprise")


def findings_of(actor: Actor, unit: Enterprise) -> list[SurveyFinding]:
    """What was found of a unit, and what became of it; the latest first."""
    return list(findings(actor).filter(enterprise=unit).order_by("-reported_at", "-id"))


def own_findings(actor: Actor, ids: Collection[UUID]) -> dict[UUID, SurveyFinding]:
    """Those of some findings that the actor reported. One query, none for none."""
    if not ids:
        return {}
    return findings(actor).filter(account=actor.person).in_bulk(list(ids))


@dataclass(frozen=True)
class Rival:
    """A unit of the roster that a new find may be: why it is thought so (names of REASONS, "same_code", "near"), how far away in metres."""

    unit: Enterprise
    score: float
    reasons: tuple[str, ...]
    metres: int | None


SAID = {
    **REASONS,
    "same_code": N_("the same credit code"),
    "named_in": N_("the sign is part of its name"),
    "near": N_("close by"),
}


def rivals(actor: Actor, finding: SurveyFinding) -> list[Rival]:
    """The units that a find is likely to be: by code, by name in the same town, or within NEAR metres. One query.

    A sign rarely says what the licence says, so what stands close by is shown also where the names differ.
    """
    mine = Look(
        "", finding.name, reading(finding.name).full, uscc=normalise(finding.code), principal=finding.principal, address=finding.address
    )  # fmt: skip
    town = Q(region__startswith=finding.region[:TOWN])
    terms = terms_of(core(finding.name))
    asked = Q(name=finding.name) | (town & Q(terms__overlap=terms)) if terms else Q(name=finding.name)
    if mine.uscc:
        asked |= Q(uscc=mine.uscc)
    if finding.longitude is not None and finding.latitude is not None:
        asked |= Q(longitude__range=(finding.longitude - DEGREES, finding.longitude + DEGREES)) & Q(
            latitude__range=(finding.latitude - DEGREES, finding.latitude + DEGREES)
        )
    found = [_rival(mine, finding, unit) for unit in enterprises(actor).filter(asked)[:MOST_COMPARED]]
    likely = [each for each in found if each is not None]
    return sorted(likely, key=lambda each: (-each.score, each.metres or 0))[:MOST_SHOWN]


def _rival(mine: Look, finding: SurveyFinding, unit: Enterprise) -> Rival | None:
    theirs = Look(
        str(unit.pk), unit.name, unit.search_text.partition(" ")[0], uscc=unit.uscc or "", principal=unit.principal, address=unit.address
    )  # fmt: skip
    likeness = alike(mine, theirs)
    metres = _metres(finding, unit)
    reasons = [
        *(["same_code"] if mine.uscc and mine.uscc == theirs.uscc else []),
        *(likeness.reasons if likeness else ("named_in",) if is_named_in(mine.name, theirs.name) else ()),
        *(["near"] if metres is not None and metres <= NEAR else []),
    ]
    score = 1.0 if "same_code" in reasons else likeness.score if likeness else 0.7 * ("named_in" in reasons)
    return Rival(unit, score, tuple(reasons), metres) if reasons else None


def _metres(finding: SurveyFinding, unit: Enterprise) -> int | None:
    points: tuple[Any, ...] = (finding.longitude, finding.latitude, unit.longitude, unit.latitude)
    if None in points:
        return None
    return round(metres_between(points[:2], points[2:]))
