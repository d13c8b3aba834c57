"""Promotion meetings 现场推进会: where one went, who was there, who said what, and the minutes."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from anbiao.authority.models import Organisation
from anbiao.kit.district import DistrictForeignKey, DistrictModel
from anbiao.kit.scope import Lies
from anbiao.rules import meetings
from anbiao.rules.machine import Machine

LIES = Lies("meeting", whole=True)  # whoever is called to meetings reads them


class Meeting(DistrictModel):
    """A meeting. `visited` and `agenda` are lines of text, one a line; whoever knows the token reaches the page to sign in."""

    serial = models.CharField(max_length=12)
    title = models.TextField()
    on = models.DateField()
    begins = models.CharField(max_length=5)
    place = models.TextField()
    host = models.TextField(default="")
    visited = models.TextField(default="")
    drill = models.TextField(default="")
    agenda = models.TextField(default="")
    minutes = models.TextField(default="")
    token = models.CharField(max_length=40)
    state = models.CharField(max_length=10, default=meetings.MEETING.initial)
    made_at = models.DateTimeField()
    maker = models.TextField()
    concluded_on = models.DateField(null=True)
    concluder = models.TextField(default="")

    lies = LIES
    machine: ClassVar[Machine] = meetings.MEETING
    around: Mapping[str, object] | None = None
    SECRET: ClassVar[frozenset[str]] = frozenset({"token"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "serial"), name="one_meeting_a_serial"),
            models.UniqueConstraint(fields=("district", "token"), name="one_meeting_a_token"),
            models.CheckConstraint(condition=~Q(title=""), name="a_meeting_has_a_title"),
        ]
        indexes = [models.Index("district", "on", "id", name="meeting_by_day")]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps, without the token that lets one sign in."""
        kept = {name: value for name, value in super().facts().items() if name not in self.SECRET}
        return {**kept, **(self.around or {})}


class Attendance(DistrictModel):
    """Somebody who is expected at a meeting, or was there: `signed_at` says when she signed in, `via` how ("page" or "desk")."""

    meeting = DistrictForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    organisation = DistrictForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    office = models.TextField(default="")
    name = models.TextField()
    post = models.TextField(default="")
    account = models.UUIDField(null=True)
    signed_at = models.DateTimeField(null=True)
    via = models.CharField(max_length=4, default="")

    lies = LIES
    personal = frozenset({"name"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("district", "meeting", "account"), condition=Q(account__isnull=False), name="one_signature_an_account"
            ),
        ]  # fmt: skip
        indexes = [models.Index("district", "meeting", "office", name="attendance_of_meeting")]


class Speech(DistrictModel):
    """Who says what at a meeting: a report, the state of the district, a talk of experience, a statement of the backward."""

    meeting = DistrictForeignKey(Meeting, on_delete=models.PROTECT, related_name="speeches")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    organisation = DistrictForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    speaker = models.TextField()
    text = models.TextField(default="")

    lies = LIES

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "meeting", "order"), name="one_speech_an_order")
        ]
