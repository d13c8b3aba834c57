"""Inherent risks of a unit 风险点: rated by LS or LEC, with who controls them, shown on a risk card and on a floor plan."""

from django.db import models
from django.db.models import Q

from anbiao.inspection.models.colours import Colour
from anbiao.kit.district import DistrictForeignKey, DistrictModel
from anbiao.kit.scope import Lies
from anbiao.registry.models import Enterprise
from anbiao.rules.refusal import N_


class FloorPlan(DistrictModel):
    """A picture of a unit's premises on which its risk points are marked (一图)."""

    enterprise = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    name = models.TextField()
    photo = models.UUIDField()
    at = models.DateTimeField()
    who = models.TextField()
    removed_on = models.DateField(null=True)

    lies = Lies("risk", region="enterprise__region", enterprise="enterprise_id")

    class Meta:
        indexes = [models.Index("district", "enterprise", name="plan_of_unit")]


class Risk(DistrictModel):
    """A risk point: where, what may happen, how it is rated, what is done against it, who controls it."""

    class Method(models.TextChoices):
        """LS: likelihood × severity; LEC: likelihood × exposure × consequence."""

        LS = "ls", N_("LS (5 × 5)")
        LEC = "lec", "LEC"

    enterprise = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    place = models.TextField()
    activity = models.TextField()
    consequence = models.TextField()
    method = models.CharField(max_length=4, choices=Method.choices)
    values = models.JSONField()
    product = models.FloatField()
    colour = models.CharField(max_length=6, choices=Colour.choices)
    measures = models.TextField()
    emergency = models.TextField(default="")
    responsible = models.TextField()
    floor_plan = DistrictForeignKey(FloorPlan, on_delete=models.PROTECT, null=True, related_name="risks")
    x = models.FloatField(null=True)
    y = models.FloatField(null=True)
    reviewed_on = models.DateField()
    removed_on = models.DateField(null=True)
    who = models.TextField()
    version = models.PositiveIntegerField(default=1)

    lies = Lies("risk", region="enterprise__region", enterprise="enterprise_id")
    personal = frozenset({"responsible"})

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(place=""), name="a_risk_has_a_place"),
            models.CheckConstraint(
                condition=Q(x=None) | Q(x__gte=0, x__lte=1, y__gte=0, y__lte=1),
                name="a_risk_lies_on_its_plan",
            ),
        ]
        indexes = [
            models.Index("district", "enterprise", name="risk_of_unit"),
            models.Index("district", "colour", "id", name="risk_by_colour"),
        ]
