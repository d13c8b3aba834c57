"""What is read to decide thousands of assessments by their own scores: ten queries for all of them."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from anbiao.inspection.queries.safety import advisers_of, safety_of
from anbiao.kit.actor import Actor
from anbiao.kit.workflow import refusals
from anbiao.programme.models import AssessedItem, Assessment, ExtraDeduction
from anbiao.programme.queries.assessments import judged_by, months_before
from anbiao.registry.queries import places_of
from anbiao.rules import assessing
from anbiao.rules.grading import Graded, Safety
from anbiao.rules.places import Place
from anbiao.rules.refusal import Refusal
from anbiao.rules.scoring import Score
from anbiao.standards import queries as standards


def placed(actor: Actor, rows: Sequence[Assessment]) -> list[tuple[Assessment, Place]]:
    """Puts on each row what the guards of deciding by the own score ask, and gives it with its place. Two queries."""
    places = places_of(actor, [row.enterprise for row in rows])
    since = months_before(actor.today, assessing.ADVISED_MONTHS)
    advised = advisers_of(actor.district, list(places), since)
    for row in rows:
        row.around = {"advisers": [str(each) for each in advised.get(row.enterprise_id, ())]}
    return [(row, places[row.enterprise_id]) for row in rows]


def against_own(actor: Actor, rows: Sequence[Assessment]) -> dict[UUID, tuple[Refusal, ...]]:
    """What stands against deciding each of them by its own score; rows without a refusal are left out. Two queries."""
    step = assessing.ASSESSMENT.step("take_own")
    found = {row.pk: refusals(actor, row, step, place=place) for row, place in placed(actor, rows)}
    return {pk: against for pk, against in found.items() if against}


def judged_by_own(actor: Actor, rows: Sequence[Assessment]) -> dict[UUID, tuple[Score, Graded]]:
    """The own score of each and the result that follows today. Six queries, and one a scoring table the first time."""
    named = [row.pk for row in rows]
    items: defaultdict[UUID, list[AssessedItem]] = defaultdict(list)
    for item in (
        AssessedItem.objects.of_district(actor.district).filter(assessment__in=named).order_by("order")
    ):
        items[item.assessment_id].append(item)
    extras: defaultdict[UUID, list[ExtraDeduction]] = defaultdict(list)
    for extra in ExtraDeduction.objects.of_district(actor.district).filter(
        assessment__in=named, removed_at=None
    ):
        extras[extra.assessment_id].append(extra)
    local = standards.local_rules(actor.district, actor.today)
    happened = safety_of(actor.district, [row.enterprise_id for row in rows], actor.today)
    found = {}
    for row in rows:
        row.__dict__["_extras"] = extras[row.pk]
        harm = happened.get(row.enterprise_id, Safety())
        found[row.pk] = judged_by(local, harm, row, items[row.pk], "own")
    return found
