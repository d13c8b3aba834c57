"""Phones and browsers on which somebody keeps field work, and what was unsent on one that is not hers any more."""

from typing import Any, ClassVar

from django.db import models

from anbiao.authority.models import User
from anbiao.kit.district import DistrictForeignKey, DistrictModel
from anbiao.kit.models import StoredFile
from anbiao.kit.scope import Lies


class FieldDevice(DistrictModel):
    """One account's store on one device. Its id, its token and its key are made there; the key comes sealed to the installation.

    The token lets a device that is signed out or revoked say who it is and hand over what is unsent, and nothing else.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="field_devices")
    name = models.TextField()
    token_sha256 = models.CharField(max_length=64)
    wrapped = models.BinaryField()
    key_id = models.CharField(max_length=16)
    registered_at = models.DateTimeField()
    contact_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.TextField(default="")
    revoked_why = models.TextField(default="")
    wiped_at = models.DateTimeField(null=True)

    lies = Lies("device", region="user__organisation__region")

    class Meta:
        indexes = [
            models.Index("district", "contact_at", "id", name="device_by_contact"),
            models.Index("district", "user", name="device_of_account"),
        ]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps of a device; neither token nor key."""
        kept = {name: getattr(self, name) for name in ("revoked_at", "revoked_by", "revoked_why", "wiped_at")}
        told = {key: value if isinstance(value, str) else value and str(value) for key, value in kept.items()}
        return {"account": str(self.user_id), "name": self.name, **told}


class Quarantine(DistrictModel):
    """Unsent work of a device whose PIN was forgotten or that was revoked, as it lay there: enciphered, with the sealed key.

    It is whole when each of its pieces has arrived (`arrived_at`). Its owner takes it back, or the office opens it with a reason and
    gives it back or settles it. Days after that its content is removed (`removed_at`), by a local rule; this row stays.
    """

    FORGOTTEN, REVOKED = "forgotten", "revoked"

    device = DistrictForeignKey(FieldDevice, on_delete=models.PROTECT, related_name="quarantines")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=20)
    wrapped = models.BinaryField()
    records = models.PositiveIntegerField(default=0)
    photos = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    opened_by = models.TextField(default="")
    opened_why = models.TextField(default="")
    given_back_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    lies = Lies("quarantine", region="user__organisation__region")

    class Meta:
        indexes = [
            models.Index("district", "begun_at", "id", name="quarantine_by_time"),
            models.Index("district", "user", name="quarantine_of_account"),
        ]

    FACTS: ClassVar[tuple[str, ...]] = (
        "arrived_at", "opened_at", "opened_by", "opened_why", "given_back_at", "looked_at", "taken_at", "removed_at",
    )  # fmt: skip

    def facts(self) -> dict[str, Any]:
        """What the journal keeps of it."""
        kept = {name: getattr(self, name) for name in self.FACTS}
        told = {key: value if isinstance(value, str) else value and str(value) for key, value in kept.items()}
        named = {"account": str(self.user_id), "device": str(self.device_id), "why": self.why}
        return {**named, "records": self.records, "photos": self.photos, **told}


class QuarantinedPiece(DistrictModel):
    """One row of the device's store: a draft, a photo's facts, or the bytes of a photo. `file` is empty until it has arrived."""

    quarantine = DistrictForeignKey(Quarantine, on_delete=models.PROTECT, related_name="pieces")
    store = models.CharField(max_length=10)
    key = models.CharField(max_length=80)
    draft = models.UUIDField()
    type = models.CharField(max_length=60, default="")
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = DistrictForeignKey(StoredFile, on_delete=models.PROTECT, null=True)

    lies = Lies("quarantine", region="quarantine__user__organisation__region")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "quarantine", "store", "key"), name="one_piece_a_key")
        ]

    @property
    def name(self) -> str:
        """By what the device bound it when it sealed it."""
        return f"{self.store}/{self.key}"
