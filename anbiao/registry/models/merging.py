"""Units merged and units split: who decided it, and what went over, so that it can be taken back."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from anbiao.kit.district import DistrictForeignKey, DistrictModel
from anbiao.kit.scope import Lies
from anbiao.registry.models.units import DuplicatePair, Enterprise, plain
from anbiao.rules import merging
from anbiao.rules.machine import Machine
from anbiao.rules.places import Place

# What guards ask beside the row; a guard that misses it fails, so a step is never taken without it.
UNREAD: Mapping[str, Any] = MappingProxyType({})


class Merger(DistrictModel):
    """Two units that are one: `kept` stays, `other` is closed and keeps its records for ever. `pair` where the program found them.

    `moved` says what went over, by ids and names of facts: personal values themselves stand in the units alone.
    """

    kept = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    other = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    pair = DistrictForeignKey(DuplicatePair, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, default=merging.MERGER.initial)
    reason = models.TextField(default="")
    proposed_by = models.UUIDField(null=True)
    proposer = models.TextField()
    proposed_at = models.DateTimeField()
    decided_on = models.DateField(null=True)
    decider = models.TextField(default="")
    answer = models.TextField(default="")
    moved = models.JSONField(default=dict)

    lies = Lies("merger", region="kept__region", enterprise="kept_id")
    machine: ClassVar[Machine] = merging.MERGER
    around: Mapping[str, Any] = UNREAD

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("other")), name="a_merger_is_of_two"),
            models.UniqueConstraint(
                fields=("district", "other"), condition=Q(state__in=("proposed", "merged")), name="one_merger_at_a_time"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index("district", "kept", name="merger_into_unit"),
            models.Index("district", "proposed_at", "id", name="merger_by_day"),
        ]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps, and what the guards ask."""
        own = {
            key: plain(getattr(self, key)) for key in ("state", "reason", "proposer", "decided_on", "answer")
        }
        ids = {
            key: str(getattr(self, key) or "") for key in ("kept_id", "other_id", "pair_id", "proposed_by")
        }
        return {**own, **ids, "enterprise_id": ids["other_id"], **self.around}

    def place(self) -> Place:
        """Where the unit that stays lies."""
        return Place(region=self.kept.region, enterprise=str(self.kept_id))


class Split(DistrictModel):
    """One unit that is two: `new` was made out of `unit`; the records stay where they were made."""

    unit = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    new = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default=merging.SPLIT.initial)
    reason = models.TextField()
    decided_on = models.DateField()
    decider = models.TextField()
    moved = models.JSONField(default=dict)

    lies = Lies("split", region="unit__region", enterprise="unit_id")
    machine: ClassVar[Machine] = merging.SPLIT
    around: Mapping[str, Any] = UNREAD

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(unit=F("new")), name="a_split_makes_another"),
            models.UniqueConstraint(fields=("district", "new"), name="one_split_a_new_unit"),
        ]
        indexes = [models.Index("district", "unit", name="split_of_unit")]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps, and what the guards ask."""
        own = {key: plain(getattr(self, key)) for key in ("state", "reason", "decided_on", "decider")}
        return {**own, "unit_id": str(self.unit_id), "new_id": str(self.new_id), **self.around}

    def place(self) -> Place:
        """Where the unit lies that was split."""
        return Place(region=self.unit.region, enterprise=str(self.unit_id))
