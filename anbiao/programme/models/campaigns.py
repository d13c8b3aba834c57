"""Campaigns 专项行动: what ships or a city issues, the district's own copy of it, the units in it, and their tasks by week."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from anbiao.authority.models import Organisation, User
from anbiao.kit.district import DistrictForeignKey, DistrictModel, new_id
from anbiao.kit.models import StoredFile
from anbiao.kit.scope import Lies
from anbiao.kit.weeks import IsoWeekField
from anbiao.registry.models import Enterprise
from anbiao.rules import campaigns, tasks
from anbiao.rules.machine import Machine
from anbiao.rules.refusal import N_

# ---------- shared rows: what ships, and what a city issues for its districts ----------


class Programme(models.Model):
    """A programme 专项行动 by its own name, the same over the years."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    urn = models.CharField(max_length=80, unique=True)
    title_zh = models.TextField()
    title_en = models.TextField()


class ProgrammeEdition(models.Model):
    """A year's edition 年度方案 of a programme: document number, basis, and its stages, steps and targets as data. Loaded once, never
    changed; launching copies it into a district. `region` is whose it is: "" for what ships, a city's or a district's code otherwise.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="editions")
    year = models.PositiveSmallIntegerField()
    edition = models.CharField(max_length=10)
    region = models.CharField(max_length=6, default="")
    title_zh = models.TextField()
    title_en = models.TextField()
    number = models.TextField(default="")
    issuer_zh = models.TextField(default="")
    issuer_en = models.TextField(default="")
    weeks = models.PositiveSmallIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("programme", "year", "edition", "region"), name="one_programme_edition"
            )
        ]

    @property
    def name(self) -> str:
        """anbiao.campaign.standardization/2026.1"""
        return f"{self.programme.urn}/{self.year}.{self.edition}"


# ---------- a district's own copy ----------


class Campaign(DistrictModel):
    """The district's copy of an edition, from its draft to its close. `scope` is a rule (rules/campaigns.py: scope_from); `content_sha256`
    says of which content it is the copy.
    """

    edition = models.ForeignKey(ProgrammeEdition, on_delete=models.PROTECT, related_name="+")
    serial = models.CharField(max_length=12)
    title_zh = models.TextField()
    title_en = models.TextField()
    number = models.TextField(default="")
    basis = models.TextField(default="")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    content_sha256 = models.CharField(max_length=64)
    starts_week = IsoWeekField()
    ends_week = IsoWeekField()
    scope = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default=campaigns.CAMPAIGN.initial)
    drafted_on = models.DateField()
    drafter = models.TextField()
    launched_on = models.DateField(null=True)
    launched_by = models.UUIDField(null=True)
    launcher = models.TextField(default="")
    closed_on = models.DateField(null=True)

    lies = Lies("campaign", whole=True)
    machine: ClassVar[Machine] = campaigns.CAMPAIGN
    # How many units would take part, read where it is launched; a guard misses what nobody read.
    around: Mapping[str, object] | None = None

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "serial"), name="one_campaign_a_serial"),
            models.CheckConstraint(
                condition=Q(ends_week__gte=F("starts_week")), name="a_campaign_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "dropped")) | Q(launched_on__isnull=False),
                name="a_running_campaign_was_launched",
            ),
        ]
        indexes = [
            models.Index("district", "starts_week", "id", name="campaign_by_start"),
            models.Index("district", "state", "id", name="campaign_by_state"),
        ]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps and the guards read."""
        return {**super().facts(), "scope": self.scope, **(self.around or {})}


class Stage(DistrictModel):
    """A stage 阶段 of a campaign, from a week to a week."""

    campaign = DistrictForeignKey(Campaign, on_delete=models.PROTECT, related_name="stages")
    order = models.PositiveSmallIntegerField()
    title_zh = models.TextField()
    title_en = models.TextField()
    opens_week = IsoWeekField()
    closes_week = IsoWeekField()

    lies = Lies("campaign", whole=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "campaign", "order"), name="one_stage_an_order")
        ]


class CampaignStep(DistrictModel):
    """A step 步骤 of a campaign: who answers, what counts as done, what shows it, in which weeks, after what, and who accepts it.

    `answers` is the kind of responsibility that names who answers for it at each unit ("enterprise": the unit itself); `doers` and
    `acceptors` are duties. `per_week` is how many units one who answers takes in a week, `minutes` what one unit takes; `is_visit` says
    that somebody goes there. `counts` names what the program itself knows of it ("" for nothing).
    """

    campaign = DistrictForeignKey(Campaign, on_delete=models.PROTECT, related_name="steps")
    stage = DistrictForeignKey(Stage, on_delete=models.PROTECT, related_name="steps")
    order = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    title_zh = models.TextField()
    title_en = models.TextField()
    done_zh = models.TextField()
    done_en = models.TextField()
    evidence = models.CharField(max_length=10, choices=list(tasks.EVIDENCE.items()))
    evidence_zh = models.TextField(default="")
    evidence_en = models.TextField(default="")
    answers = models.CharField(max_length=14)
    doers = ArrayField(models.CharField(max_length=30))
    acceptors = ArrayField(models.CharField(max_length=30))
    opens_week = IsoWeekField()
    closes_week = IsoWeekField()
    due_on = models.DateField()
    after = models.CharField(max_length=40, default="")
    lag = models.PositiveSmallIntegerField(default=0)
    per_week = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    is_visit = models.BooleanField()
    counts = models.CharField(max_length=20, default="")
    basis = models.TextField()
    is_proposed = models.BooleanField()

    lies = Lies("campaign", whole=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "campaign", "code"), name="one_step_a_code"),
            models.UniqueConstraint(fields=("district", "campaign", "order"), name="one_step_an_order"),
            models.CheckConstraint(
                condition=Q(closes_week__gte=F("opens_week")), name="a_step_closes_after_it_opens"
            ),
        ]


class Target(DistrictModel):
    """A numeric target 指标: of the units in the campaign so many per cent have a step accepted by the end of a week; of one town's or
    bureau's units where it names one.
    """

    campaign = DistrictForeignKey(Campaign, on_delete=models.PROTECT, related_name="targets")
    step = DistrictForeignKey(CampaignStep, on_delete=models.PROTECT, related_name="targets")
    organisation = DistrictForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    percent = models.DecimalField(max_digits=4, decimal_places=1)
    by_week = IsoWeekField()

    lies = Lies("campaign", whole=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("district", "step", "organisation", "by_week"), nulls_distinct=False, name="one_target_a_week"
            ),
            models.CheckConstraint(
                condition=Q(percent__gt=0, percent__lte=100), name="a_target_is_a_percentage"
            ),
        ]  # fmt: skip


class CampaignException(DistrictModel):
    """A unit that takes part, or does not, whatever the scope says; with the reason."""

    class Kind(models.TextChoices):
        """In or out."""

        IN = "in", N_("Takes part")
        OUT = "out", N_("Does not take part")

    campaign = DistrictForeignKey(Campaign, on_delete=models.PROTECT, related_name="exceptions")
    enterprise = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=3, choices=Kind.choices)
    reason = models.TextField()
    who = models.TextField()
    at = models.DateTimeField()

    lies = Lies("task", region="enterprise__region", enterprise="enterprise_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("district", "campaign", "enterprise"), name="one_exception_a_unit"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="an_exception_has_a_reason"),
        ]


class Membership(DistrictModel):
    """A unit in a campaign from a day until the day before another: the denominator 应创 of any cut-off day is counted here."""

    campaign = DistrictForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="memberships", db_index=False
    )
    enterprise = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+", db_index=False)
    joined_on = models.DateField()
    left_on = models.DateField(null=True)
    why_left = models.TextField(default="")

    lies = Lies("task", region="enterprise__region", enterprise="enterprise_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("district", "campaign", "enterprise"), condition=Q(left_on=None), name="one_membership_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("joined_on")), name="a_unit_leaves_after_it_joins"
            ),
        ]  # fmt: skip
        indexes = [models.Index("district", "enterprise", "campaign", name="membership_of_unit")]


class Task(DistrictModel):
    """An enterprise × a step. The scheduled week and the last day stand for ever; the planned week moves, with a reason.

    `organisation` and `person` answer for it (both None: the unit itself). `slip` is why it slipped, asked once. `is_locked` keeps its
    week where it is. `done_on` is the day on which it was last reported as done.
    """

    campaign = DistrictForeignKey(Campaign, on_delete=models.PROTECT, related_name="+", db_index=False)
    step = DistrictForeignKey(CampaignStep, on_delete=models.PROTECT, related_name="+", db_index=False)
    enterprise = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+", db_index=False)
    organisation = DistrictForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    scheduled_week = IsoWeekField()
    planned_week = IsoWeekField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, default=tasks.TASK.initial, db_default=tasks.TASK.initial)
    is_locked = models.BooleanField(default=False, db_default=False)
    slip = models.CharField(max_length=20, default="", db_default="")
    done_on = models.DateField(null=True)
    done_by = models.UUIDField(null=True)
    doer = models.TextField(default="", db_default="")
    done_note = models.TextField(default="", db_default="")
    decided_on = models.DateField(null=True)
    decider = models.TextField(default="", db_default="")
    answer = models.TextField(default="", db_default="")

    lies = Lies("task", region="enterprise__region", enterprise="enterprise_id")
    machine: ClassVar[Machine] = tasks.TASK
    # What the guards ask beside the row itself (queries.with_surroundings); a guard misses what nobody read.
    around: Mapping[str, object] | None = None
    KEPT: ClassVar[tuple[str, ...]] = (
        "campaign_id", "step_id", "enterprise_id", "organisation_id", "person_id", "scheduled_week", "planned_week", "due_on", "state",
        "is_locked", "slip", "done_on", "doer", "done_note", "decided_on", "decider", "answer",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "enterprise", "step"), name="one_task_a_step"),
            models.CheckConstraint(
                condition=Q(state__in=("idle", "doing", "returned", "exempted")) | Q(done_on__isnull=False),
                name="what_is_done_has_its_day",
            ),
        ]
        indexes = [
            models.Index("district", "planned_week", "id", name="task_by_week"),
            models.Index("district", "due_on", "id", name="task_by_due_day"),
            models.Index("district", "campaign", "step", "state", name="task_of_campaign"),
            models.Index("district", "person", "planned_week", name="task_of_person", condition=Q(person__isnull=False)),
            models.Index("district", "organisation", "planned_week", name="task_of_office", condition=Q(organisation__isnull=False)),
            # Few of many: what waits for acceptance or came back.
            models.Index("district", "due_on", name="task_waiting", condition=Q(state__in=("submitted", "returned", "doing"))),
        ]  # fmt: skip

    def facts(self) -> dict[str, Any]:
        """What the journal keeps and the guards read; weeks as 2026-W49."""
        kept = {name: getattr(self, name) for name in self.KEPT}
        told = {name: value if isinstance(value, bool | None) else str(value) for name, value in kept.items()}
        return {**told, **(self.around or {})}
