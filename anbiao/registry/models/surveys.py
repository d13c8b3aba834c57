"""What the survey 摸排 finds in the field."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from anbiao.kit.district import DistrictForeignKey, DistrictModel
from anbiao.kit.scope import Lies
from anbiao.registry.models.units import Enterprise, plain
from anbiao.rules import surveys
from anbiao.rules.machine import Machine
from anbiao.rules.places import Place


class SurveyFinding(DistrictModel):
    """What the survey 摸排 found in the field: a new unit, or one closed, moved or not found; and what an office made of it.

    `enterprise` is the unit that it is about; of a new unit the one that it became, or was already. The id is the device's.
    """

    serial = models.CharField(max_length=12)
    kind = models.CharField(max_length=10, choices=list(surveys.KINDS.items()))
    state = models.CharField(max_length=10, default=surveys.SURVEY.initial)
    enterprise = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, null=True, related_name="findings")
    name = models.TextField()
    code = models.CharField(max_length=40, default="")
    # Where it was found; `to_region` is where a unit moved to, inside the district.
    region = models.CharField(max_length=12)
    to_region = models.CharField(max_length=12, default="")
    address = models.TextField(default="")
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    sector = models.CharField(max_length=40, default="")
    employees = models.PositiveIntegerField(null=True)
    principal = models.TextField(default="")
    looks_due = models.CharField(max_length=3, default="", choices=list(surveys.LOOKS_DUE.items()))
    outside = models.BooleanField(default=False)
    note = models.TextField(default="")
    photos = ArrayField(models.UUIDField(), default=list)
    found_on = models.DateField()
    found_at = models.DateTimeField()
    reported_at = models.DateTimeField()
    found_by = models.UUIDField(null=True)
    account = models.UUIDField(null=True)
    finder = models.TextField()
    decided_at = models.DateTimeField(null=True)
    decider = models.TextField(default="")
    reason = models.TextField(default="")

    lies = Lies("survey finding", region="region", enterprise="enterprise_id")
    machine: ClassVar[Machine] = surveys.SURVEY
    personal = frozenset({"principal"})
    FACTS: ClassVar[tuple[str, ...]] = (
        "serial", "kind", "state", "name", "code", "region", "to_region", "address", "longitude", "latitude", "sector", "employees",
        "principal", "looks_due", "outside", "note", "finder", "reason",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "serial"), name="one_finding_a_serial"),
            models.CheckConstraint(
                condition=Q(kind="new") | Q(enterprise__isnull=False), name="a_finding_is_about_a_unit_or_a_new_one"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="a_finding_has_a_name"),
            models.CheckConstraint(
                condition=Q(region__startswith=F("district")), name="a_finding_lies_in_its_district"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index("district", "reported_at", "id", name="finding_by_arrival"),
            models.Index("district", "state", "reported_at", name="finding_by_state"),
            models.Index("district", "enterprise", name="finding_of_unit"),
            models.Index("district", "account", "reported_at", name="finding_of_account"),
        ]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps, and what the guards ask."""
        told = {key: plain(getattr(self, key)) for key in self.FACTS}
        return {**told, "found_by": str(self.found_by or ""), "enterprise_id": str(self.enterprise_id or "")}

    def place(self) -> Place:
        """Where it was found."""
        return Place(region=self.region, enterprise=str(self.enterprise_id or ""))
