"""Assessments 自评与评审: a scoring table filled by its unit and reviewed by others, and the result that was decided."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from anbiao.inspection.models import Hazard
from anbiao.kit.district import DistrictForeignKey, DistrictModel
from anbiao.kit.scope import Given, Lies
from anbiao.registry.models import Enterprise
from anbiao.rules import assessing
from anbiao.rules.machine import Machine
from anbiao.rules.refusal import Refusal, Term
from anbiao.rules.scoring import Item, Mark, is_done

SIDES = ("own", "review")


def given_to_reviewers(path: str = "") -> Given:
    """What lies in an assessment is given to its assigned reviewers while the review runs; `path` leads to the assessment."""
    return Given(f"{path}assigned", f"{path}state", assessing.IN_REVIEW)


class Assessment(DistrictModel):
    """One assessment of a unit by one edition of a scoring table, from the first item to the result.

    `reviewers` are the persons who reviewed an item; `score`, `result` and `reasons` are frozen when it is decided, and `own_score`
    when it is handed in. `reasons` keeps each reason as {"code", "text", "params", "terms"}. `due_on` is the last day of whoever has
    the next step, `warned_on` the day from which she is warned of it, `assigned` the persons who are to review it (none: whoever may). `corrects` is the decided version that this one
    corrects, opened by `opened_by`. `sample` is what a draw said of it (rules/assessing.py: DRAWN, OWN).
    """

    enterprise = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    urn = models.CharField(max_length=80)
    edition = models.CharField(max_length=10)
    kind = models.CharField(max_length=12, choices=list(assessing.KINDS.items()))
    state = models.CharField(max_length=10, default=assessing.ASSESSMENT.initial)
    begun_on = models.DateField()
    beginner = models.TextField()
    submitted_on = models.DateField(null=True)
    submitter = models.TextField(default="")
    own_score = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    reviewers = models.JSONField(default=list)
    concluded_by = models.UUIDField(null=True)
    concluder = models.TextField(default="")
    concluded_on = models.DateField(null=True)
    answer = models.TextField(default="")
    decided_by = models.UUIDField(null=True)
    decider = models.TextField(default="")
    decided_on = models.DateField(null=True)
    score = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    result = models.CharField(max_length=20, default="")
    reasons = models.JSONField(default=list)
    due_on = models.DateField(null=True)
    warned_on = models.DateField(null=True)
    assigned = models.JSONField(default=list)
    corrects = DistrictForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    opened_by = models.UUIDField(null=True)
    draw = DistrictForeignKey("ReviewDraw", on_delete=models.PROTECT, null=True, related_name="assessments")
    sample = models.CharField(max_length=8, default="")

    lies = Lies(
        "assessment", region="enterprise__region", enterprise="enterprise_id", given=given_to_reviewers()
    )
    machine: ClassVar[Machine] = assessing.ASSESSMENT
    # What stands around it where a step is taken (queries.with_surroundings); a guard misses what nobody read.
    around: Mapping[str, object] | None = None
    standing = ""  # how its limit stands today (rules/assessing.py), where a list says it

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("district", "enterprise"),
                condition=Q(state__in=sorted(assessing.OPEN)),
                name="one_open_assessment_a_unit",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("concluded_by")), name="two_persons_decide"
            ),
            models.UniqueConstraint(
                fields=("district", "corrects"),
                condition=Q(state__in=sorted(assessing.OPEN)),
                name="one_open_correction",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(decided_on__isnull=False, decided_by__isnull=False),
                name="a_result_is_decided_by_somebody",
            ),
        ]
        indexes = [
            models.Index("district", "begun_on", "id", name="assessment_by_day"),
            models.Index("district", "enterprise", F("begun_on").desc(), name="assessment_of_unit"),
        ]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps and the guards read."""
        kept = super().facts()
        for name in ("own_score", "score"):
            kept[name] = str(kept[name]) if kept[name] is not None else None
        return {**kept, **(self.around or {})}


class ReviewDraw(DistrictModel):
    """A draw of handed-in assessments: which are reviewed on the spot. `ratios` by class (per cent) and `seed` let anybody repeat it."""

    name = models.TextField()
    region = models.CharField(max_length=12)
    ratios = models.JSONField()
    seed = models.CharField(max_length=40)
    counted = models.PositiveIntegerField()
    drawn = models.PositiveIntegerField()
    who = models.TextField()
    at = models.DateTimeField()
    on = models.DateField()

    lies = Lies("assessment", region="region")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("district", "name"), name="one_review_draw_a_name")]
        indexes = [models.Index("district", "on", "id", name="review_draw_by_day")]


class AssessedItem(DistrictModel):
    """One item of an assessment: what the table says of it, what the unit gave itself, what the reviewer gave it.

    A deduction of None is an item that nobody marked yet. `version` counts the writes of both sides, so that nobody overwrites what
    she has not seen. `hazard` is what a reviewer found there, as it stands on the unit's list.
    `to_confirm` is an own mark that was carried from the last assessment.
    """

    assessment = DistrictForeignKey(Assessment, on_delete=models.PROTECT, related_name="items")
    ref = models.CharField(max_length=60)
    element = models.CharField(max_length=60)
    order = models.PositiveIntegerField()
    full = models.DecimalField(max_digits=7, decimal_places=2)
    may_na = models.BooleanField()
    is_veto = models.BooleanField()
    own_deduction = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    own_na = models.BooleanField(default=False)
    own_reason = models.TextField(default="")
    own_by = models.TextField(default="")
    to_confirm = models.BooleanField(default=False)
    review_deduction = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    review_na = models.BooleanField(default=False)
    review_reason = models.TextField(default="")
    review_by = models.TextField(default="")
    hazard = DistrictForeignKey(Hazard, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    lies = Lies(
        "assessed item", region="assessment__enterprise__region", enterprise="assessment__enterprise_id",
        given=given_to_reviewers("assessment__"),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "assessment", "ref"), name="one_item_a_clause"),
            *(
                models.CheckConstraint(
                    condition=Q((f"{side}_deduction", None))
                    | Q((f"{side}_deduction__gte", 0), (f"{side}_deduction__lte", F("full"))),
                    name=f"{side}_marks_lie_within_the_item",
                )
                for side in SIDES
            ),
            *(
                models.CheckConstraint(
                    condition=Q((f"{side}_na", False)) | Q(may_na=True), name=f"{side}_na_where_it_may_be"
                )
                for side in SIDES
            ),
        ]
        indexes = [models.Index("district", "assessment", "order", name="item_in_order")]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps: both sides."""
        names = ("deduction", "na", "reason", "by")
        kept = {f"{side}_{name}": getattr(self, f"{side}_{name}") for side in SIDES for name in names}
        told = {key: str(value) if isinstance(value, Decimal) else value for key, value in kept.items()}
        hazard = str(self.hazard_id) if self.hazard_id else None
        return {"assessment_id": str(self.assessment_id), "ref": self.ref, "hazard_id": hazard, **told}

    @property
    def item(self) -> Item:
        """As the rules know it."""
        return Item(self.ref, self.element, self.full, self.may_na, self.is_veto)

    def mark(self, side: str) -> Mark | None:
        """What a side gave; None for nothing yet."""
        deduction = getattr(self, f"{side}_deduction")
        if deduction is None:
            return None
        return Mark(deduction, getattr(self, f"{side}_na"), getattr(self, f"{side}_reason"))

    def is_done(self, side: str) -> bool:
        """True when a side marked it and said why; what is carried from the last assessment is not done before the unit confirms it."""
        return is_done(self.mark(side)) and not (side == "own" and self.to_confirm)


class ExtraDeduction(DistrictModel):
    """Marks that a side takes off an element beyond its items, with the reason; one that is taken back stays with its day."""

    assessment = DistrictForeignKey(Assessment, on_delete=models.PROTECT, related_name="extras")
    element = models.CharField(max_length=60)
    side = models.CharField(max_length=6, choices=[(side, side) for side in SIDES])
    marks = models.DecimalField(max_digits=7, decimal_places=2)
    reason = models.TextField()
    by = models.TextField()
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    lies = Lies(
        "assessed item", region="assessment__enterprise__region", enterprise="assessment__enterprise_id",
        given=given_to_reviewers("assessment__"),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(marks__gt=0) & ~Q(reason=""), name="an_extra_says_why"),
        ]
        indexes = [models.Index("district", "assessment", "at", name="extra_of_assessment")]


def kept_reason(reason: Refusal) -> dict[str, Any]:
    """A reason as plain data, to be told in any language later."""
    terms = sorted(key for key, value in reason.params.items() if isinstance(value, Term))
    return {"code": reason.code, "text": reason.text, "params": dict(reason.params), "terms": terms}


def told_reason(kept: Mapping[str, Any]) -> Refusal:
    """The same as it was."""
    params = {key: Term(value) if key in kept["terms"] else value for key, value in kept["params"].items()}
    return Refusal(kept["code"], kept["text"], params)
