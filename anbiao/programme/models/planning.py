"""What the weekly plan has to reckon with: who is away, and which days are kept free of visits."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from anbiao.authority.models import Organisation, User
from anbiao.kit.district import DistrictForeignKey, DistrictModel
from anbiao.kit.scope import Lies
from anbiao.programme.models.campaigns import Campaign
from anbiao.rules.capacity import ABSENCES, Span


class Absence(DistrictModel):
    """A person who is away from a day to a day. One that was entered in error is withdrawn, not removed."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = DistrictForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=list(ABSENCES.items()))
    first_on = models.DateField()
    last_on = models.DateField()
    note = models.TextField(default="")
    withdrawn_on = models.DateField(null=True)
    who = models.TextField()

    lies = Lies("absence", region="organisation__region")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="an_absence_ends_after_it_begins"
            )
        ]
        indexes = [
            models.Index("district", "first_on", "id", name="absence_by_day"),
            models.Index("district", "person", "last_on", name="absence_of_person"),
        ]  # fmt: skip

    def facts(self) -> dict[str, Any]:
        """What the journal keeps."""
        kept = super().facts()
        return {
            key: kept[key] for key in ("person_id", "kind", "first_on", "last_on", "note", "withdrawn_on")
        }

    @property
    def span(self) -> Span:
        """As the rules know it."""
        return Span(self.first_on, self.last_on)


class KeyPeriod(DistrictModel):
    """Days that a region keeps free of visits: safeguarding of a holiday, flood alert, a great event."""

    region = models.CharField(max_length=12)
    title = models.TextField()
    first_on = models.DateField()
    last_on = models.DateField()
    withdrawn_on = models.DateField(null=True)
    who = models.TextField()

    lies = Lies("key period", region="region")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="a_key_period_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(title=""), name="a_key_period_has_a_title"),
        ]  # fmt: skip
        indexes = [models.Index("district", "first_on", "id", name="key_period_by_day")]

    @property
    def span(self) -> Span:
        """As the rules know it."""
        return Span(self.first_on, self.last_on)


class PlanRun(DistrictModel):
    """A plan that was worked out for a campaign: of how many tasks, how many it moved, and how good it is beside the plan by due date and
    the lower bound. Kept for ever, so that a week can be asked why it is so.
    """

    campaign = DistrictForeignKey(Campaign, on_delete=models.PROTECT, related_name="plan_runs")
    is_replan = models.BooleanField()
    began_at = models.DateTimeField()
    seconds = models.FloatField()
    tasks = models.PositiveIntegerField()
    moved = models.PositiveIntegerField()
    changed_meanwhile = models.PositiveIntegerField()
    result = models.JSONField()
    sha256 = models.CharField(max_length=64)  # of the problem as docs/planning.md writes it
    who = models.TextField()

    lies = Lies("campaign", whole=True)

    class Meta:
        indexes = [models.Index("district", "campaign", F("began_at").desc(), name="plan_run_of_campaign")]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps."""
        return {**super().facts(), "result": self.result}
