"""List 1 of a unit 检查清单, when its parts are due, and the checks that were done by it."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from anbiao.authority.models import Organisation
from anbiao.kit.district import DistrictForeignKey, DistrictModel
from anbiao.kit.scope import Lies
from anbiao.registry.models import Enterprise
from anbiao.rules import visits
from anbiao.rules.machine import Machine
from anbiao.rules.refusal import N_


class CheckList(DistrictModel):
    """A version of a unit's own check-list; a later version is another row, and no row is rewritten.

    `items` is a list of {"id", "area", "title", "look", "method", "basis", "frequency", "post", "clause"}, all texts.
    """

    enterprise = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    items = models.JSONField()
    begun_from = models.JSONField(default=list)
    note = models.TextField(default="")
    person = models.UUIDField(null=True)
    who = models.TextField()
    at = models.DateTimeField()

    lies = Lies("check-list", region="enterprise__region", enterprise="enterprise_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "enterprise", "version"), name="one_list_a_version")
        ]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps: the version and its size; the items stand in the row, which is never rewritten."""
        return {
            "version": self.version,
            "items": len(self.items),
            "note": self.note,
            "begun_from": self.begun_from,
        }


class Routine(DistrictModel):
    """A unit's own check of one frequency: how many items, when it was done last, and by when it is due again."""

    enterprise = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    frequency = models.CharField(max_length=12, choices=list(visits.FREQUENCIES.items()))
    items = models.PositiveIntegerField()
    last_on = models.DateField(null=True)
    due_on = models.DateField()

    lies = Lies("check-list", region="enterprise__region", enterprise="enterprise_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("district", "enterprise", "frequency"), name="one_routine_a_frequency"
            )
        ]
        indexes = [models.Index("district", "due_on", "id", name="routine_by_due")]


class Check(DistrictModel):
    """A check or visit of a unit: the list used, as it was; the answer to each item; how it ended; who signed.

    `items` is the snapshot of the list, `answers` maps an item's id to {"result", "note", "photos"}.
    """

    class Kind(models.TextChoices):
        """Who checks, in which role (rules/visits.py)."""

        SELF = "self", N_("Self-check")
        GRID = "grid", N_("Grid visit")
        SUPERVISION = "supervision", N_("Supervision and guidance")
        SERVICE = "service", N_("Expert service")
        INSPECTION = "inspection", N_("Inspection by an enforcement agency")
        JOINT = "joint", N_("Joint check")

    enterprise = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    frequency = models.CharField(max_length=12, default="")
    state = models.CharField(max_length=8, default=visits.CHECK.initial)
    serial = models.CharField(max_length=12, default="")
    check_list = DistrictForeignKey(CheckList, on_delete=models.PROTECT, null=True, related_name="+")
    items = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    outcome = models.CharField(max_length=12, default="")
    next_on = models.DateField(null=True)
    remark = models.TextField(default="")
    for_a_case = models.BooleanField(default=False)
    organisation = DistrictForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    account = models.ForeignKey("authority.User", on_delete=models.PROTECT, null=True, related_name="+")
    person = models.UUIDField(null=True)
    who = models.TextField()
    companions = models.TextField(default="")
    received_by = models.TextField(default="")
    unit_signature = models.UUIDField(null=True)
    own_signature = models.UUIDField(null=True)
    refused_signature = models.BooleanField(default=False)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    on = models.DateField()
    begun_at = models.DateTimeField()
    device_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    failed = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    lies = Lies("check", region="enterprise__region", enterprise="enterprise_id")
    machine: ClassVar[Machine] = visits.CHECK
    personal = frozenset({"received_by"})
    hazards_standing = 0  # how many hazards of it are open, where the guard of voiding has to know

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("district", "serial"), condition=~Q(serial=""), name="one_check_a_serial"
            ),
            models.CheckConstraint(
                condition=Q(state="begun") | Q(state="void") | Q(finished_at__isnull=False),
                name="a_finished_check_has_its_time",
            ),
        ]
        indexes = [
            models.Index("district", "on", "id", name="check_by_day"),
            models.Index("district", "enterprise", F("on").desc(), name="check_of_unit"),
            models.Index("district", "account", "state", name="check_of_account"),
        ]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps: how it went, not each item; the answers stand in the row, which is frozen when finished."""
        results = [answer.get("result", "") for answer in self.answers.values()]
        return {
            "state": self.state, "kind": self.kind, "serial": self.serial, "outcome": self.outcome, "on": str(self.on),
            "next_on": str(self.next_on or ""), "remark": self.remark, "items": len(self.items), "answered": len(results),
            "failed": self.failed, "enterprise_id": str(self.enterprise_id), "received_by": self.received_by,
            "for_a_case": self.for_a_case, "refused_signature": self.refused_signature,
            "hazards_standing": self.hazards_standing, "person": str(self.person or ""),
        }  # fmt: skip
