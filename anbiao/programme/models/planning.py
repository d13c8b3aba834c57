"""What the weekly plan has to reckon with: who is away, and which days are kept free of visits."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from anbiao.authority.models import Organisation, User
from anbiao.kit.district import DistrictForeignKey, DistrictModel
from anbiao.kit.scope import Lies
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
