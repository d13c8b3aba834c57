"""What came from the field: each record once, by the id that the device gave it; other content under the same id is kept beside it."""

from django.db import models

from anbiao.kit.district import DistrictModel
from anbiao.kit.scope import Lies


class FieldRecord(DistrictModel):
    """A record as it was received: its content hash and the receipt that was answered. The id is the device's."""

    kind = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    content = models.JSONField()
    receipt = models.JSONField()
    object_id = models.UUIDField()
    made_at = models.DateTimeField()
    received_at = models.DateTimeField()
    account = models.UUIDField(null=True)
    who = models.TextField()

    lies = Lies("field record", person="account")

    class Meta:
        indexes = [
            models.Index("district", "account", models.F("received_at").desc(), name="record_of_account")
        ]


class FieldConflict(DistrictModel):
    """Other content that came under the id of a record received before. A person decides what of it counts."""

    record = models.UUIDField()
    sha256 = models.CharField(max_length=64)
    content = models.JSONField()
    received_at = models.DateTimeField()
    account = models.UUIDField(null=True)
    who = models.TextField()
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(default="")

    lies = Lies("field record", person="account")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "record", "sha256"), name="one_conflict_a_content")
        ]
