"""Circulars 通报: what is said of a period on frozen figures, in which words, by which number, and who signed for it."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from anbiao.authority.models import Organisation
from anbiao.kit.district import DistrictForeignKey, DistrictModel
from anbiao.kit.models import StoredFile
from anbiao.kit.scope import Lies
from anbiao.oversight.models.snapshots import Snapshot
from anbiao.oversight.models.texts import TextPart
from anbiao.programme.models import Campaign
from anbiao.rules import circulars
from anbiao.rules.machine import Machine

OUT = sorted(circulars.PUBLISHED)


class Circular(DistrictModel):
    """One edition of a circular. `outline` is the template it was written by, with its version and hash; `writers` are all persons
    (not accounts) who wrote at it; `recipients` the offices that have to sign for it. `ref` counts drafts; number, day and files stand once it is issued.
    """

    ref = models.CharField(max_length=12)
    outline = models.CharField(max_length=40)
    outline_version = models.PositiveSmallIntegerField()
    outline_sha256 = models.CharField(max_length=64)
    campaign = DistrictForeignKey(Campaign, on_delete=models.PROTECT, null=True, related_name="+")
    snapshot = DistrictForeignKey(Snapshot, on_delete=models.PROTECT, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField()
    title = models.TextField()
    addressees = models.TextField()
    copies_to = models.TextField(default="")
    issuer = models.TextField()
    office_code = models.CharField(max_length=20)
    recipients = ArrayField(models.UUIDField(), default=list)
    state = models.CharField(max_length=10, default=circulars.CIRCULAR.initial)
    drafted_at = models.DateTimeField()
    drafter = models.TextField()
    writers = ArrayField(models.CharField(max_length=36), default=list)
    approved_by = models.UUIDField(null=True)
    approver = models.TextField(default="")
    approved_at = models.DateTimeField(null=True)
    year = models.PositiveSmallIntegerField(null=True)
    serial = models.PositiveIntegerField(null=True)
    number = models.CharField(max_length=60, default="")
    issued_at = models.DateTimeField(null=True)
    issued_on = models.DateField(null=True)
    edition = models.PositiveSmallIntegerField(default=1)
    corrects = DistrictForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(default="")
    pdf = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    word = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")

    lies = Lies("circular", whole=True)
    machine: ClassVar[Machine] = circulars.CIRCULAR

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "ref"), name="one_circular_a_ref"),
            models.UniqueConstraint(
                fields=("district", "year", "serial"), name="one_circular_a_serial", condition=Q(serial__isnull=False)
            ),
            models.UniqueConstraint(
                fields=("district", "corrects"), condition=Q(corrects__isnull=False) & ~Q(state="dropped"), name="one_correction_a_circular"
            ),
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="a_circular_ends_after_it_begins"),
            models.CheckConstraint(
                condition=~Q(state__in=OUT)
                | (~Q(number="") & Q(serial__isnull=False, issued_on__isnull=False, pdf__isnull=False, word__isnull=False, approved_at__isnull=False)),
                name="an_issued_circular_has_its_number",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(reason=""), name="a_correction_says_why"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index("district", "last_on", "id", name="circular_by_period"),
            models.Index("district", "state", "id", name="circular_by_state"),
        ]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps and the guards read."""
        return {**super().facts(), "recipients": [str(each) for each in self.recipients]}


class CircularSection(TextPart):
    """A part of a circular's text."""

    circular = DistrictForeignKey(Circular, on_delete=models.PROTECT, related_name="sections")

    lies = Lies("circular", whole=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "circular", "order"), name="one_section_an_order")
        ]


class CircularReceipt(DistrictModel):
    """An office that has to sign for a circular 签收, and who did."""

    circular = DistrictForeignKey(Circular, on_delete=models.PROTECT, related_name="receipts")
    organisation = DistrictForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_by = models.UUIDField(null=True)
    signer = models.TextField(default="")

    lies = Lies("circular", whole=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("district", "circular", "organisation"), name="one_receipt_an_office"
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True) | ~Q(signer=""), name="who_signed_is_named"
            ),
        ]
