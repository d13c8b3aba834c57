"""What is read of certificates: by a scope for whoever works with them, by its token for anybody who scanned one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from anbiao.inspection.queries import safety
from anbiao.kit.actor import Actor
from anbiao.programme.models import AssessedItem, Assessment, Certificate, Objection
from anbiao.registry.models import Enterprise
from anbiao.rules import certificates as law
from anbiao.rules import hazards, visits
from anbiao.rules.certificates import Part, Past, Waiting
from anbiao.standards import queries as standards

TOKEN_LETTERS = 26  # of 32 letters: 128 bits; nobody guesses one


@dataclass(frozen=True)
class Local:
    """The local rules of certificates, as in force on a day."""

    parts: tuple[Part, ...]
    months: int
    waiting: Waiting
    publicity_days: int
    events: tuple[str, ...]
    visit_percents: Mapping[str, int]
    brings: Sequence[Mapping[str, str]]


def local(district: str, on: date) -> Local:
    """One query."""
    rules = standards.local_rules(district, on)
    parts = [
        Part(row["part"], row.get("text") or "", int(row.get("digits") or law.LEAST_DIGITS))
        for row in rules["certificates.number"]
    ]
    return Local(
        tuple(parts), rules["certificates.validity"],
        Waiting(**rules["certificates.waiting"], renewal=rules["certificates.renewal"]), rules["certificates.publicity"],
        tuple(rules["certificates.events"]), rules["levers.visits"], rules["levers.brings"],
    )  # fmt: skip


def certificates(actor: Actor, capability: str = "read certificate") -> QuerySet[Certificate, Certificate]:
    """The certificates that the actor may see, or on which she holds another capability, with their units."""
    return Certificate.objects.visible_to(actor.scope, capability).select_related("enterprise", "assessment")


def of_unit(actor: Actor, unit: Enterprise) -> QuerySet[Certificate, Certificate]:
    """The certificates of a unit, the newest first."""
    return certificates(actor).filter(enterprise=unit).order_by("-proposed_on", "-id")


def objections(actor: Actor, capability: str = "read certificate") -> QuerySet[Objection, Objection]:
    """The objections that the actor may see, with their certificates and units."""
    rows = Objection.objects.visible_to(actor.scope, capability)
    return rows.select_related("certificate", "certificate__enterprise")


def to_propose(actor: Actor, assessment_id: UUID) -> bool:
    """True when an assessment has no certificate yet. One query."""
    return not Certificate.objects.of_district(actor.district).filter(assessment=assessment_id).exists()


def of_assessment(actor: Actor, row: Assessment) -> Certificate | None:
    """The certificate that an assessment led to."""
    return certificates(actor).filter(assessment=row).first()


def held(unit: Enterprise) -> Certificate | None:
    """The certificate that a unit holds: in force or suspended, expired or not."""
    rows = Certificate.objects.of_district(unit.district).filter(enterprise=unit, state__in=sorted(law.HELD))
    return rows.first()


def visit_percents(district: str, on: date) -> dict[UUID, int]:
    """Unit → what its certificate makes of the interval of its visits, of those that make anything of it. Two queries."""
    percents = local(district, on).visit_percents
    rows = Certificate.objects.of_district(district).filter(state="valid", valid_until__gte=on)
    by_unit = {
        row.enterprise_id: law.visit_percent(row.result, row.state, row.valid_until, on, percents)
        for row in rows.only("enterprise_id", "result", "state", "valid_until", "district")
    }
    return {unit: percent for unit, percent in by_unit.items() if percent != visits.FULL}


def verified(code: str) -> Certificate | None:
    """The certificate behind the code of the public page; None for whatever is not one. One query at most.

    A code is the district and the token. This is the one read without a scope: whoever holds the paper may know what stands on it.
    """
    district, token = code[:6], code[6:]
    if len(token) != TOKEN_LETTERS or not code.isascii() or not code.isalnum():
        return None
    rows = Certificate.objects.of_district(district).filter(token=token, state__in=sorted(law.GRANTED))
    return rows.select_related("enterprise").first()


def past(unit: Enterprise, on: date) -> Past:
    """What stands behind a unit that applies. Two queries."""
    rows = Certificate.objects.of_district(unit.district).filter(enterprise=unit)
    days: dict[str, Any] = rows.aggregate(
        refused_on=Max("settled_on", filter=Q(state="refused")),
        revoked_on=Max("settled_on", filter=Q(state="revoked")),
        false_pledge_on=Max("settled_on", filter=Q(state="revoked", ground="fraud")),
        holds_until=Max("valid_until", filter=Q(state__in=sorted(law.HELD))),
    )
    year = safety.harm(unit, on)
    return Past(**days, dead=year.dead, injured=year.injured, loss=year.loss)


def surroundings(actor: Actor, row: Certificate) -> dict[str, object]:
    """What the guards ask beside the row itself. Five queries."""
    year, now = safety.harm(row.enterprise, actor.today), safety.safety(row.enterprise, actor.today)
    counted = Objection.objects.of_district(row.district).filter(certificate=row).aggregate(
        objections_open=Count("pk", filter=Q(state="received")), objections_upheld=Count("pk", filter=Q(state="upheld"))
    )  # fmt: skip
    found = (
        AssessedItem.objects.of_district(row.district)
        .filter(assessment=row.assessment_id)
        .filter(hazard__state__in=sorted(hazards.OPEN))
    )
    return {
        **counted, "year_dead": year.dead, "year_injured": year.injured, "year_loss": year.loss, "open_major": now.open_major,
        "open_from_review": found.count(),
        "reviewers": list(row.assessment.reviewers) if row.assessment else [],
    }  # fmt: skip
