"""Look-back 回头看: a draw of closed hazards that anybody can repeat, and what was seen at each."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from anbiao.inspection.models.hazards import Hazard
from anbiao.kit.district import DistrictForeignKey, DistrictModel
from anbiao.kit.scope import Lies
from anbiao.rules import lookback
from anbiao.rules.machine import Machine
from anbiao.rules.separation import CLOSERS


class LookBack(DistrictModel):
    """One look-back: which closings it drew from, by which ratios and seed, and how many."""

    name = models.TextField()
    region = models.CharField(max_length=12)
    from_on = models.DateField()
    to_on = models.DateField()
    ratios = models.JSONField()
    seed = models.CharField(max_length=40)
    due_on = models.DateField()
    closed = models.PositiveIntegerField()
    drawn = models.PositiveIntegerField()
    by = models.TextField()
    at = models.DateTimeField()

    lies = Lies("look-back", region="region")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__gte=models.F("from_on")), name="a_look_back_has_a_period"
            ),
            models.UniqueConstraint(fields=("district", "name"), name="one_look_back_a_name"),
        ]
        indexes = [models.Index("district", "at", "id", name="look_back_by_time")]


class Look(DistrictModel):
    """One closed hazard of a look-back: to be looked at, then still closed, come back, or never fixed.

    `closers` keeps who took part in the closing that was looked at, since a reopened hazard forgets them; `against` and
    `against_office` name who closed it, where that turned out to be false.
    """

    look_back = DistrictForeignKey(LookBack, on_delete=models.PROTECT, related_name="looks")
    hazard = DistrictForeignKey(Hazard, on_delete=models.PROTECT, related_name="looks")
    state = models.CharField(max_length=14, default=lookback.LOOK.initial)
    due_on = models.DateField()
    looked_on = models.DateField(null=True)
    looked_by = models.UUIDField(null=True)
    looker = models.TextField(default="")
    seen = models.TextField(default="")
    closers = models.JSONField(default=dict)
    against = models.TextField(default="")
    against_by = models.UUIDField(null=True)
    against_office = models.UUIDField(null=True)

    lies = Lies("look-back", region="hazard__enterprise__region", enterprise="hazard__enterprise_id")
    machine: ClassVar[Machine] = lookback.LOOK

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "look_back", "hazard"), name="one_look_a_hazard")
        ]
        indexes = [
            models.Index("district", "due_on", "id", name="look_by_due"),
            models.Index("district", "hazard", name="look_of_hazard"),
        ]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps, and what the guards read: the unit, the state of the hazard, and who took part in the closing."""
        hazard = self.hazard
        about = {"enterprise_id": str(hazard.enterprise_id), "hazard_state": hazard.state}
        return {**super().facts(), **about, **(self.closers or closers_of(hazard))}


def closers_of(hazard: Hazard) -> dict[str, str]:
    """Who reported a hazard as fixed, verified it and approved its closing, by person; "" for nobody."""
    return {role: str(getattr(hazard, role) or "") for role in CLOSERS}
