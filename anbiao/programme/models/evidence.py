"""Evidence 佐证: the records of a unit that it names beside an item of its assessment. Links only; nothing is copied."""

from typing import Any

from django.db import models
from django.db.models import Q

from anbiao.inspection.models import Check, CheckList, Hazard
from anbiao.kit.district import DistrictForeignKey, DistrictModel
from anbiao.kit.scope import Lies
from anbiao.programme.models.assessments import AssessedItem, given_to_reviewers
from anbiao.readiness.models import Training

TARGETS = ("check_made", "hazard", "check_list", "training")


def _exactly_one() -> Q:
    found = Q()
    for target in TARGETS:
        found |= Q(*((f"{other}__isnull", other != target) for other in TARGETS))
    return found


class Evidence(DistrictModel):
    """A check, a hazard, a version of the check-list or a training, named beside an item. One that is taken away stays with its instant."""

    item = DistrictForeignKey(AssessedItem, on_delete=models.PROTECT, related_name="evidence")
    check_made = DistrictForeignKey(Check, on_delete=models.PROTECT, null=True, related_name="+")
    hazard = DistrictForeignKey(Hazard, on_delete=models.PROTECT, null=True, related_name="+")
    check_list = DistrictForeignKey(CheckList, on_delete=models.PROTECT, null=True, related_name="+")
    training = DistrictForeignKey(Training, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.TextField()
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    lies = Lies(
        "assessed item",
        region="item__assessment__enterprise__region",
        enterprise="item__assessment__enterprise_id",
        given=given_to_reviewers("item__assessment__"),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_exactly_one(), name="evidence_is_one_record"),
            models.UniqueConstraint(
                fields=("district", "item", *TARGETS),
                condition=Q(removed_at=None),
                nulls_distinct=False,
                name="a_record_once_beside_an_item",
            ),
        ]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps."""
        named = {f"{target}_id": getattr(self, f"{target}_id") for target in TARGETS}
        told = {name: str(value) for name, value in named.items() if value}
        return {"item_id": str(self.item_id), **told, "removed_at": str(self.removed_at or "")}

    @property
    def key(self) -> str:
        """Which record it names: "hazard:<id>"."""
        return next(f"{each}:{pk}" for each in TARGETS if (pk := getattr(self, f"{each}_id")))
