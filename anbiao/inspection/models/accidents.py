"""The accident ledger 事故台账: what happened, whom it hurt, why, and which hazards followed. Colours, grades and figures read it."""

from typing import Any

from django.db import models
from django.db.models import Q

from anbiao.kit.district import DistrictForeignKey, DistrictModel
from anbiao.kit.scope import Lies
from anbiao.registry.models import Enterprise


class Accident(DistrictModel):
    """One accident. `kind` is a code of a versioned list (`kind_list`), the grade follows from the numbers (rules/accidents.py)."""

    enterprise = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, null=True, related_name="+")
    region = models.CharField(max_length=12)
    serial = models.CharField(max_length=12)
    happened_at = models.DateTimeField()
    on = models.DateField()
    place = models.TextField()
    kind = models.CharField(max_length=20)
    kind_list = models.CharField(max_length=60)
    grade = models.CharField(max_length=12)
    dead = models.PositiveIntegerField(default=0)
    injured = models.PositiveIntegerField(default=0)
    hurt = models.PositiveIntegerField(default=0)
    loss = models.PositiveBigIntegerField(default=0)
    is_road_or_fire = models.BooleanField(default=False)
    course = models.TextField()
    cause = models.TextField(default="")
    reported_at = models.DateTimeField(null=True)
    by = models.TextField()
    person = models.UUIDField(null=True)  # who entered the figures that stand
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    lies = Lies("accident", region="region", enterprise="enterprise_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "serial"), name="one_accident_a_serial"),
            models.CheckConstraint(condition=~Q(place=""), name="an_accident_has_a_place"),
        ]
        indexes = [
            models.Index("district", "on", "id", name="accident_by_day"),
            models.Index("district", "enterprise", "on", name="accident_of_unit"),
        ]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps: everything but the version and whose figures these are, which the entry says itself."""
        kept = super().facts()
        for name in ("version", "person"):
            kept.pop(name)
        return kept
