"""What came from the field: each record once, by the id that the device gave it; other content under the same id is kept beside it."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from anbiao.kit.district import DistrictForeignKey, DistrictModel
from anbiao.kit.scope import Lies
from anbiao.registry.models import Enterprise
from anbiao.rules.field import FIELD_CONFLICT
from anbiao.rules.machine import Machine


class FieldRecord(DistrictModel):
    """A record as it was received: its content hash and the receipt that was answered. The id is the device's.

    `made_at` is the device's time of the record, `clock_at` what its clock showed when it sent, `skew` the seconds by which that clock
    is ahead (behind: negative) where they are too many. `person` is the human behind the account.
    """

    kind = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    content = models.JSONField()
    receipt = models.JSONField()
    object_id = models.UUIDField()
    made_at = models.DateTimeField()
    clock_at = models.DateTimeField(null=True)
    skew = models.BigIntegerField(null=True)
    device = models.CharField(max_length=60, default="")
    received_at = models.DateTimeField()
    account = models.UUIDField(null=True)
    person = models.UUIDField(null=True)
    who = models.TextField()

    lies = Lies("field record", person="account")

    class Meta:
        indexes = [
            models.Index("district", "account", models.F("received_at").desc(), name="record_of_account"),
            models.Index("district", "object_id", name="record_of_object"),
        ]


class FieldConflict(DistrictModel):
    """Other content that came under the id of a record received before. A person decides, field by field, what of it counts.

    `first_by` and `other_by` are the persons who sent the two. `decision` names the fields in which the other content counts ("other"),
    those of them that were entered at once ("entered"), and by that those that somebody has to correct where they stand.
    """

    record = models.UUIDField()
    kind = models.CharField(max_length=20, default="")
    object_id = models.UUIDField(null=True)
    enterprise = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, null=True, related_name="+")
    region = models.CharField(max_length=12, default="")
    sha256 = models.CharField(max_length=64)
    content = models.JSONField()
    state = models.CharField(max_length=8, default=FIELD_CONFLICT.initial)
    made_at = models.DateTimeField(null=True)
    clock_at = models.DateTimeField(null=True)
    skew = models.BigIntegerField(null=True)
    device = models.CharField(max_length=60, default="")
    received_at = models.DateTimeField()
    account = models.UUIDField(null=True)
    first_by = models.UUIDField(null=True)
    other_by = models.UUIDField(null=True)
    who = models.TextField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    decider = models.TextField(default="")
    reason = models.TextField(default="")
    decision = models.JSONField(default=dict)

    lies = Lies("field_conflict", region="region", enterprise="enterprise_id")
    machine: ClassVar[Machine] = FIELD_CONFLICT

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "record", "sha256"), name="one_conflict_a_content")
        ]
        indexes = [
            models.Index("district", "received_at", "id", name="conflict_in_order"),
            models.Index("district", "object_id", name="conflict_of_object"),
            models.Index(
                "district", "account", condition=Q(account__isnull=False), name="conflict_of_account"
            ),
        ]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps, and what a decision asks for: not the content, which stands in the row for good."""
        return {
            "record": str(self.record), "kind": self.kind, "sha256": self.sha256, "state": self.state, "device": self.device,
            "enterprise_id": str(self.enterprise_id or ""), "first_by": str(self.first_by or ""), "other_by": str(self.other_by or ""),
            "decider": self.decider, "other": _said(self.decision, "other"), "entered": _said(self.decision, "entered"),
        }  # fmt: skip


def _said(decision: dict[str, Any], key: str) -> str:
    return ", ".join("/".join(path) for path in decision.get(key, ()))
