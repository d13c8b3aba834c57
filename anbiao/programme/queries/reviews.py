"""What is read to assign reviewers and to draw which assessments are reviewed."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from anbiao.authority.models import Grant
from anbiao.authority.people import grant_of
from anbiao.inspection.queries.safety import advisers
from anbiao.kit.actor import Actor
from anbiao.kit.scope import in_force, within_region
from anbiao.programme.models import Assessment, ReviewDraw
from anbiao.programme.queries.assessments import months_before
from anbiao.registry.models import Responsibility
from anbiao.registry.queries import place_of
from anbiao.rules import assessing
from anbiao.rules.duties import MAY
from anbiao.rules.places import covers
from anbiao.rules.reviewing import Candidate
from anbiao.standards import queries as standards

REVIEWING = sorted(duty for duty, may in MAY.items() if "review assessment" in may)
TO_REVIEW = ("submitted", "review")


def most_open(actor: Actor) -> int:
    """How many reviews one person has open at most (local rule)."""
    most: int = standards.local(actor.district, "review.load", actor.today)
    return most


def candidates(actor: Actor, row: Assessment) -> list[Candidate]:
    """Everybody in the district whose duty reviews, with what speaks for and against her at this unit. Whose duty reaches what she is
    assigned to (experts) reaches every unit by being assigned; the others have to reach it beforehand. Eight queries.
    """
    unit, place = row.enterprise, place_of(actor, row.enterprise)
    grants = Grant.objects.of_district(actor.district).filter(in_force(actor.today)).select_related("user")
    found: dict[str, dict[str, Any]] = {}
    advising = experts_of(actor, unit.sector)
    for each in grants.filter(duty__in=REVIEWING, user__is_active=True):
        kept = found.setdefault(
            str(each.user.person), {"name": each.user.name, "reaches": False, "skilled": False}
        )
        kept["reaches"] |= bool(each.assignee) or covers(grant_of(each), place, on=actor.today)
        kept["skilled"] |= bool(each.sectors and unit.sector in each.sectors) or each.user_id in advising
    own = {str(person) for person in grants.filter(enterprise=unit.pk).values_list("user__person", flat=True)}
    since = months_before(actor.today, assessing.ADVISED_MONTHS)
    advised = {str(each) for each in advisers(unit, since)}
    rows = Assessment.objects.of_district(actor.district)
    decided = rows.filter(state="accepted", enterprise__sector=unit.sector).exclude(pk=row.pk)
    before = Counter(person for persons in decided.values_list("reviewers", flat=True) for person in persons)
    last = (
        decided.filter(enterprise=unit)
        .order_by("-decided_on", "-id")
        .values_list("reviewers", flat=True)
        .first()
        or []
    )
    open_now = rows.filter(state__in=TO_REVIEW).exclude(pk=row.pk).exclude(assigned=[])
    load = Counter(person for persons in open_now.values_list("assigned", flat=True) for person in persons)
    return [
        Candidate(
            person, kept["name"], load[person], kept["skilled"] or before[person] > 0, kept["reaches"], person in own,
            person in advised, last == [person],
        )
        for person, kept in found.items()
    ]  # fmt: skip


def experts_of(actor: Actor, sector: str) -> set[UUID]:
    """The accounts that are named today as experts of units of a sector: they know it. One query."""
    rows = Responsibility.objects.of_district(actor.district).filter(
        in_force(actor.today), kind="expert", enterprise__sector=sector
    )
    return set(rows.exclude(person=None).values_list("person_id", flat=True)) if sector else set()


def drawable(actor: Actor, region: str) -> QuerySet[Assessment, Assessment]:
    """The yearly self-assessments of a region that are handed in, not yet begun to be reviewed, and not drawn before."""
    rows = Assessment.objects.visible_to(actor.scope, "draw review").filter(
        within_region("enterprise__region", region)
    )
    return rows.filter(state="submitted", kind="yearly", sample="").filter(Q(assigned=[]))


def draws(actor: Actor) -> QuerySet[ReviewDraw, ReviewDraw]:
    """The draws of the region, the newest first."""
    return ReviewDraw.objects.visible_to(actor.scope, "read assessment").order_by("-on", "-id")
