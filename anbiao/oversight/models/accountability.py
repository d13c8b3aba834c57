"""Measures of the ladder 提醒、通报、约谈、移送问责: each rung that an office met, why, and what came of it."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from anbiao.authority.models import Organisation
from anbiao.kit.district import DistrictForeignKey, DistrictModel
from anbiao.kit.scope import Lies
from anbiao.oversight.models.snapshots import Snapshot
from anbiao.rules import accountability
from anbiao.rules.machine import Machine


class Measure(DistrictModel):
    """One rung for one office. `why` are the conditions that were met when it was proposed; `snapshot` is everything that led there,
    frozen when it was issued. `called` is who has to come to a talk, `addressee` to whom a referral goes; `due_on` is the last day of
    what the office has to do now: come to the talk, or hand in its result.
    """

    serial = models.CharField(max_length=12)
    rung = models.CharField(max_length=10)
    organisation = DistrictForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default=accountability.MEASURE.initial)
    is_by_hand = models.BooleanField()
    reason = models.TextField(default="")
    why = models.JSONField(default=list)
    snapshot = DistrictForeignKey(Snapshot, on_delete=models.PROTECT, null=True, related_name="+")
    number = models.PositiveIntegerField(null=True)
    proposed_on = models.DateField()
    proposed_by = models.UUIDField(null=True)
    proposer = models.TextField()
    decided_on = models.DateField(null=True)
    decided_by = models.UUIDField(null=True)
    decider = models.TextField(default="")
    issued_on = models.DateField(null=True)
    confirmed_by = models.UUIDField(null=True)
    confirmer = models.TextField(default="")
    called = models.TextField(default="")
    addressee = models.TextField(default="")
    demands = models.TextField(default="")
    due_on = models.DateField(null=True)
    is_provisional = models.BooleanField(default=False)
    held_on = models.DateField(null=True)
    attended = models.TextField(default="")
    minutes = models.TextField(default="")
    result = models.TextField(default="")
    result_on = models.DateField(null=True)
    resulter = models.TextField(default="")
    concluded_on = models.DateField(null=True)
    answer = models.TextField(default="")

    lies = Lies("measure", whole=True)  # narrowed by office: queries.accountability.seen
    machine: ClassVar[Machine] = accountability.MEASURE
    around: Mapping[str, object] | None = None

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "serial"), name="one_measure_a_serial"),
            models.UniqueConstraint(
                fields=("district", "organisation"), condition=Q(state__in=sorted(accountability.WAITING)), name="one_measure_waits_an_office"
            ),
            models.CheckConstraint(
                condition=~Q(rung="refer") | Q(confirmed_by=None) | ~Q(confirmed_by=F("decided_by")), name="two_persons_refer"
            ),
            models.CheckConstraint(
                condition=~Q(rung="refer") | Q(issued_on=None) | Q(confirmed_by__isnull=False), name="a_referral_is_confirmed"
            ),
            models.CheckConstraint(
                condition=Q(issued_on=None) | Q(snapshot__isnull=False, number__isnull=False), name="what_is_issued_has_its_grounds"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index("district", "proposed_on", "id", name="measure_by_day"),
            models.Index("district", "organisation", "rung", "issued_on", name="measure_of_office"),
        ]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps, with what the guards ask."""
        return {**super().facts(), **(self.around or {})}
