"""Periodic reports 定期报告: what an office hands in of a period, and until when it owes it."""

from collections.abc import Mapping
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
from anbiao.rules import reports
from anbiao.rules.machine import Machine

LIES = Lies("report", whole=True)  # narrowed by office, not by place: queries.reports.seen


class Report(DistrictModel):
    """What one office owes for one period. `handed_on` is the day on which it was first handed in: sent back and handed in again, it stays
    in time. Snapshot, title and workbook come with the frozen figures, the Word file with the handing in. `writers` are persons.
    """

    ref = models.CharField(max_length=12)
    cadence = models.CharField(max_length=40)
    period = models.CharField(max_length=10)
    organisation = DistrictForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField()
    due_on = models.DateField()
    outline = models.CharField(max_length=40)
    state = models.CharField(max_length=10, default=reports.REPORT.initial)
    snapshot = DistrictForeignKey(Snapshot, on_delete=models.PROTECT, null=True, related_name="+")
    title = models.TextField(default="")
    addressees = models.TextField(default="")
    issuer = models.TextField(default="")
    writers = ArrayField(models.CharField(max_length=36), default=list)
    drafter = models.TextField(default="")
    book = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    word = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    handed_on = models.DateField(null=True)
    handed_by = models.UUIDField(null=True)
    hander = models.TextField(default="")
    decided_on = models.DateField(null=True)
    decided_by = models.UUIDField(null=True)
    decider = models.TextField(default="")
    answer = models.TextField(default="")

    lies = LIES
    machine: ClassVar[Machine] = reports.REPORT
    copies_to: ClassVar[str] = ""
    # What the guards ask beside the row (queries.reports.around); a guard misses what nobody read.
    around: Mapping[str, object] | None = None

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "ref"), name="one_report_a_ref"),
            models.UniqueConstraint(
                fields=("district", "organisation", "cadence", "period"), name="one_report_an_office_and_period"
            ),
            models.CheckConstraint(condition=Q(due_on__gt=F("last_on"), last_on__gte=F("first_on")), name="a_report_is_due_after_its_period"),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(reports.HANDED_IN))
                | Q(snapshot__isnull=False, book__isnull=False, word__isnull=False, handed_on__isnull=False),
                name="a_report_is_handed_in_with_its_files",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(handed_by=None) | Q(decided_by=None) | ~Q(decided_by=F("handed_by")),
                name="who_hands_in_does_not_accept",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index("district", "due_on", "id", name="report_by_day"),
            models.Index("district", "organisation", "state", "due_on", name="report_of_office"),
        ]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps, with what the guards ask."""
        return {**super().facts(), **(self.around or {})}


class ReportSection(TextPart):
    """A part of a report's text."""

    report = DistrictForeignKey(Report, on_delete=models.PROTECT, related_name="sections")

    lies = LIES

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("district", "report", "order"), name="one_section_an_order_of_report"
            )
        ]
