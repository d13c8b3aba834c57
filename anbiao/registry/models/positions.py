"""Address points 地址点 that a district was given, and the positions of units that are proposed from them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from anbiao.kit.district import DistrictForeignKey, DistrictModel
from anbiao.kit.scope import Lies
from anbiao.registry.models.units import Enterprise, plain
from anbiao.rules import geocoding
from anbiao.rules.machine import Machine
from anbiao.rules.places import Place

# What guards ask beside the row; a guard that misses it fails, so a step is never taken without it.
UNREAD: Mapping[str, Any] = MappingProxyType({})


class AddressEdition(DistrictModel):
    """A file of address points: from whom, of which day, in which system. Its points hold until the next one; the file itself is kept."""

    source = models.TextField()
    as_of = models.DateField()
    points = models.PositiveIntegerField()
    holds = models.BooleanField(default=True)
    loaded_at = models.DateTimeField()
    loader = models.TextField()
    matched_at = models.DateTimeField(null=True)
    matched = models.JSONField(default=dict)

    lies = Lies("address", region="district")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="address_points_have_a_source"),
            models.UniqueConstraint(
                fields=("district",), condition=Q(holds=True), name="one_edition_of_points_holds"
            ),
        ]
        indexes = [models.Index("district", "loaded_at", "id", name="points_by_day")]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps."""
        return {key: plain(getattr(self, key)) for key in ("source", "as_of", "points", "holds")}


class AddressPoint(DistrictModel):
    """Where one address stands, with the keys that addresses are compared by (rules/geocoding.py). WGS-84."""

    edition = DistrictForeignKey(AddressEdition, on_delete=models.CASCADE, related_name="+")
    address = models.TextField()
    region = models.CharField(max_length=12, default="")
    town = models.CharField(max_length=9, default="")
    house = models.TextField(default="")
    building = models.TextField(default="")
    street = models.TextField(default="")
    number = models.PositiveIntegerField(default=0)
    place = models.TextField(default="")
    longitude = models.FloatField()
    latitude = models.FloatField()

    lies = Lies("address", region="region")

    class Meta:
        indexes = [
            models.Index("district", "house", name="point_by_house", condition=~Q(house="")),
            models.Index("district", "street", "number", name="point_by_street", condition=~Q(street="")),
            models.Index("district", "place", name="point_by_place", condition=~Q(place="")),
            models.Index("district", "region", name="point_by_region"),
            models.Index("district", "edition", name="point_of_edition"),
        ]


class Position(DistrictModel):
    """Where the address points say that a unit stands; what they were compared with, and what stood there before.

    `enterprise` has at most one that waits. `address` is the unit's own, `found` the point's (of several the first).
    """

    enterprise = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, related_name="positions")
    edition = DistrictForeignKey(AddressEdition, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default=geocoding.POSITION.initial)
    precision = models.CharField(max_length=8, choices=list(geocoding.PRECISIONS.items()))
    confidence = models.CharField(max_length=8, choices=list(geocoding.CONFIDENCES.items()))
    metres = models.PositiveIntegerField()
    longitude = models.FloatField()
    latitude = models.FloatField()
    address = models.TextField()
    found = models.TextField()
    points = models.PositiveIntegerField()
    was_longitude = models.FloatField(null=True)
    was_latitude = models.FloatField(null=True)
    was_given = models.TextField(default="")
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decider = models.TextField(default="")

    lies = Lies("position", region="enterprise__region", enterprise="enterprise_id")
    machine: ClassVar[Machine] = geocoding.POSITION
    around: Mapping[str, Any] = UNREAD

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("district", "enterprise"), condition=Q(state="proposed"), name="one_position_waits_a_unit"
            ),
            models.CheckConstraint(
                condition=Q(longitude__range=(-180, 180), latitude__range=(-90, 90)), name="a_position_lies_on_earth"
            ),
            models.CheckConstraint(condition=Q(metres__gt=0), name="a_position_says_how_exact"),
        ]  # fmt: skip
        indexes = [
            models.Index("district", "state", "id", name="position_by_state"),
            models.Index("district", "enterprise", "state", name="position_of_unit"),
        ]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps, and what the guards ask."""
        own = {key: getattr(self, key) for key in ("state", "precision", "confidence", "metres", "longitude", "latitude", "found")}  # fmt: skip
        return {**own, "enterprise_id": str(self.enterprise_id), **self.around}

    def place(self) -> Place:
        """Where the unit lies."""
        return Place(region=self.enterprise.region, enterprise=str(self.enterprise_id))
