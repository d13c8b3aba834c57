"""What tests of assessments need: everybody around one school, and its assessment in each state."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from anbiao.kit.actor import Actor
from anbiao.programme import actions
from anbiao.programme.models import AssessedItem, Assessment, Certificate
from anbiao.programme.queries import assessments as queries
from anbiao.registry.models import Enterprise
from anbiao.rules.scoring import Mark
from tests import people
from tests.everywhere import lists
from tests.inspection.made import Around, around, later


@dataclass
class Cast:
    """Everybody of the school, its expert and a leader."""

    around: Around
    expert: Actor
    leader: Actor

    @property
    def unit(self) -> Enterprise:
        return self.around.unit


def cast(**over: Any) -> Cast:
    made = around(**over)
    return Cast(made, people.acting(people.expert(made.unit)), people.acting(people.person("leader")))


def mark(deduction: str = "0", *, na: bool = False, reason: str = "") -> Mark:
    return Mark(Decimal(deduction), na, reason)


def begun(who: Cast, kind: str = "yearly") -> Assessment:
    return actions.begin_assessment(who.around.manager, who.unit, kind=kind)


def marked(actor: Actor, row: Assessment, side: str, **over: Mark) -> None:
    """Every item gets full marks from one side, but those named by their ref without the dash: MIC_1_1."""
    for item in queries.items_of(row):
        given = over.get(item.ref.replace("-", "_").replace(".", "_"), mark())
        actions.mark_item(actor, item, side, version=item.version, mark=given)


def filled(who: Cast, **over: Mark) -> Assessment:
    row = begun(who)
    marked(who.around.manager, row, "own", **over)
    return row


def submitted(who: Cast, **over: Mark) -> Assessment:
    return actions.move_assessment(who.around.manager, filled(who, **over), "submit")


def reviewed(who: Cast, by: Actor | None = None, **over: Mark) -> Assessment:
    """Concluded by the expert, or by somebody else."""
    reviewer = by or who.expert
    row = actions.move_assessment(reviewer, submitted(who), "begin_review")
    marked(reviewer, row, "review", **over)
    return actions.move_assessment(reviewer, row, "conclude")


def item_of(row: Assessment, ref: str) -> AssessedItem:
    return next(each for each in queries.items_of(row) if each.ref == ref)


def proposed(who: Cast, result: str = "excellent") -> Certificate:
    """Proposed by the district's officer, of an application that the expert reviewed."""
    row = lists.accepted_of(who.unit, result=result, reviewers=[str(who.expert.human)])
    return actions.propose_certificate(who.around.district, row)


def certified(who: Cast) -> Certificate:
    """Granted ten days later by the leader."""
    return actions.decide_certificate(later(who.leader, 10), proposed(who), "grant")
