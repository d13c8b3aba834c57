"""Notices, the ways they take, and each try. What happened is marked once with its instant; triggers refuse to change or remove it."""

from datetime import time
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from anbiao.kit.district import DistrictForeignKey, DistrictModel
from anbiao.kit.scope import Lies
from anbiao.rules import notices
from anbiao.rules.machine import State

OWN = Lies("notice", person="person")  # what somebody was told herself; others read it by region


class Happening(DistrictModel):
    """An act of which somebody is to be told, written in the transaction of the act. Who that is, is asked when it is sent: whoever then has
    the thing to do. `told_at` is when that was asked; it stays so where nobody had.
    """

    kind = models.CharField(max_length=30)
    object_id = models.UUIDField()
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    who = models.TextField()
    note = models.TextField(default="")
    told_at = models.DateTimeField(null=True)

    lies = Lies("happening")

    class Meta:
        indexes = [models.Index("district", "at", name="happening_untold", condition=Q(told_at=None))]


class Notice(DistrictModel):
    """What one person was told at one time: a day's digest, or that something happened. `key` makes it one: the day, or the act.

    `lines` are told as they were: [{source, object, subject, what, url, due, mark, state, instead_of}], the last naming whom she stands in
    for; `numbers` say how much there is of each kind: [{source, label, all, late, url}]. `about` are the ids of the lines, by which it is
    found what they led to. `is_away` is true for who was away: then nothing leaves the house.
    """

    person = models.UUIDField()
    name = models.TextField()
    office = models.TextField(default="")
    region = models.CharField(max_length=12)
    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=40)
    title = models.TextField()
    lines = models.JSONField(default=list)
    numbers = models.JSONField(default=list)
    about = ArrayField(models.UUIDField(), default=list)
    is_away = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    acted_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)

    lies = Lies("notice", region="region")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "person", "kind", "key"), name="one_notice_a_key")
        ]
        indexes = [
            models.Index("district", "made_at", "id", name="notice_by_time"),
            models.Index("district", "person", F("made_at").desc(), name="notice_of_person"),
            models.Index(
                "district",
                "person",
                name="notice_unseen",
                condition=Q(seen_at=None, acted_at=None, over_at=None),
            ),
            models.Index("district", "made_at", name="notice_open", condition=Q(acted_at=None, over_at=None)),
        ]

    @property
    def marks(self) -> notices.Marks:
        """As the rules know it."""
        return notices.Marks(self.delivered_at, self.failed_at, self.seen_at, self.acted_at, self.over_at)

    @property
    def standing(self) -> State:
        """How far it came."""
        return notices.STATES[notices.standing(self.marks)]


class Delivery(DistrictModel):
    """One way of one notice out of the house, to one address. `due_at` is when it may be tried; a try that is under way puts it ahead, so
    that another worker takes it up only when the first gave no sign for minutes.
    """

    notice = DistrictForeignKey(Notice, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=10)
    address = models.TextField(default="")
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    receipt = models.TextField(default="")
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    lies = Lies("notice", region="notice__region")
    personal = frozenset({"address"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "notice", "channel"), name="one_delivery_a_channel")
        ]
        indexes = [
            models.Index(
                "due_at", name="delivery_due", condition=Q(sent_at=None, failed_at=None, stopped_at=None)
            ),
            models.Index(
                "sent_at", name="delivery_unreceipted", condition=Q(sent_at__isnull=False, delivered_at=None, failed_at=None)
            ),
        ]  # fmt: skip

    @property
    def label(self) -> str:
        """What the way is called."""
        return notices.CHANNELS[self.channel]

    @property
    def standing(self) -> State:
        """How this way stands."""
        marks = {"sent": self.sent_at, "delivered": self.delivered_at, "failed": self.failed_at}
        return notices.WAYS[notices.way(**marks, stopped=self.stopped_at)]


class Attempt(DistrictModel):
    """One try: begun before anything leaves the house, so that a killed worker leaves a trace; its outcome is written once."""

    delivery = DistrictForeignKey(Delivery, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, default="")
    words = models.TextField(default="")

    lies = Lies("notice", region="delivery__notice__region")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "delivery", "number"), name="one_attempt_a_number")
        ]

    @property
    def said(self) -> str:
        """What came of it."""
        return notices.OUTCOMES[self.outcome]


class DigestRun(DistrictModel):
    """That everybody of a district has the digest of a day, or had nothing to do: when, and how many there were."""

    day = models.DateField()
    written = models.PositiveIntegerField()
    finished_at = models.DateTimeField()

    lies = Lies("digest run")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("district", "day"), name="one_digest_run_a_day")]


class Wishes(DistrictModel):
    """How one person wants to be told: over which ways beside the list on the screen, at which addresses, and when not."""

    person = models.UUIDField()
    addresses = models.JSONField(default=dict)
    quiet_from = models.TimeField(default=notices.QUIET_FROM)
    quiet_to = models.TimeField(default=notices.QUIET_TO)

    lies = Lies("notice wishes", person="person")
    personal = frozenset({"addresses"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "person"), name="one_set_of_wishes_a_person")
        ]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps; addresses only as hashes."""

        def said(at: time) -> str:
            return at.strftime("%H:%M")

        return {
            "addresses": self.addresses,
            "quiet_from": said(self.quiet_from),
            "quiet_to": said(self.quiet_to),
        }
