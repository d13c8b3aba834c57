"""Lists 2 and 3 of a unit 隐患清单 · 整改清单: one row a hazard, from its finding to its closing; requests and orders around it."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q

from anbiao.authority.models import Organisation
from anbiao.inspection.models.accidents import Accident
from anbiao.inspection.models.checks import Check
from anbiao.kit.district import DistrictForeignKey, DistrictModel
from anbiao.kit.scope import Lies
from anbiao.registry.models import Enterprise
from anbiao.rules import hazards
from anbiao.rules.machine import Machine
from anbiao.rules.refusal import N_


class Hazard(DistrictModel):
    """A hazard of a unit. `*_by` are persons (not accounts), beside each the name as it was; rounds before stand in the journal."""

    class Grade(models.TextChoices):
        """一般 · 重大, by the criteria; `criterion` names the clause of a major one."""

        GENERAL = "general", N_("General hazard")
        MAJOR = "major", N_("Major hazard")

    class Closing(models.TextChoices):
        """How it was closed; inside the unit never counts as verified by an office."""

        OFFICE = "office", N_("Verified by an office")
        INSIDE = "inside", N_("Closed inside the unit")
        ON_SPOT = "on_spot", N_("Fixed on the spot")
        BEFORE = "before", N_("Closed before Anbiao, by the ledger")

    enterprise = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    serial = models.CharField(max_length=12)
    check_made = DistrictForeignKey(Check, on_delete=models.PROTECT, null=True, related_name="hazards")
    item = models.CharField(max_length=60, default="")
    clause = models.TextField(default="")
    accident = DistrictForeignKey(Accident, on_delete=models.PROTECT, null=True, related_name="hazards")
    title = models.TextField()
    place = models.TextField(default="")
    note = models.TextField(default="")
    basis = models.TextField(default="")
    category = models.CharField(max_length=40, default="")
    source = models.CharField(max_length=12)
    grade = models.CharField(max_length=8, choices=Grade.choices)
    criterion = models.TextField(default="")
    state = models.CharField(max_length=12, default=hazards.HAZARD.initial)
    round = models.PositiveSmallIntegerField(default=1)
    found_on = models.DateField()
    found_by = models.UUIDField(null=True)
    follower = models.UUIDField(null=True)  # who follows it up after a hand-over; None: who found it
    finder = models.TextField()
    organisation = DistrictForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    ordered_on = models.DateField()
    first_due_on = models.DateField()
    due_on = models.DateField()
    responsible = models.TextField(default="")
    measure = models.TextField(default="")
    funds = models.PositiveBigIntegerField(null=True)
    plan = models.TextField(default="")
    control = models.TextField(default="")
    fixed_on = models.DateField(null=True)
    fixed_by = models.UUIDField(null=True)
    fixer = models.TextField(default="")
    fix_note = models.TextField(default="")
    # The day on which the unit's answer came (today, then), whatever day of rectification it names: by it an answer is in time.
    reported_on = models.DateField(null=True)
    photos_after = models.PositiveIntegerField(default=0)
    photo_after_on = models.DateField(null=True)
    verified_on = models.DateField(null=True)
    verified_by = models.UUIDField(null=True)
    verifier = models.TextField(default="")
    verifying_office = models.UUIDField(null=True)
    approved_on = models.DateField(null=True)
    approved_by = models.UUIDField(null=True)
    approver = models.TextField(default="")
    closed_on = models.DateField(null=True)
    closing = models.CharField(max_length=8, choices=Closing.choices, default="")
    reopened = models.PositiveSmallIntegerField(default=0)
    looked_back_on = models.DateField(null=True)
    is_suspended = models.BooleanField(default=False)
    is_listed = models.BooleanField(default=False)
    same_as = DistrictForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    initials = models.TextField(default="")
    terms = ArrayField(models.TextField(), default=list)
    search_text = models.TextField(default="")

    lies = Lies("hazard", region="enterprise__region", enterprise="enterprise_id")
    machine: ClassVar[Machine] = hazards.HAZARD
    personal = frozenset({"responsible"})
    KEPT: ClassVar[tuple[str, ...]] = (
        "serial", "state", "title", "place", "note", "basis", "category", "source", "grade", "criterion", "clause",
        "round", "finder", "responsible", "measure", "funds", "plan", "control", "fixer", "fix_note", "photos_after",
        "verifier", "approver", "closing", "reopened", "is_suspended", "is_listed", "found_on", "ordered_on",
        "first_due_on", "due_on", "reported_on", "fixed_on", "photo_after_on", "verified_on", "approved_on", "closed_on",
        "looked_back_on", "enterprise_id", "found_by", "fixed_by", "verified_by", "approved_by", "same_as_id", "follower",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "serial"), name="one_hazard_a_serial"),
            models.CheckConstraint(condition=~Q(title=""), name="a_hazard_says_what"),
            models.CheckConstraint(condition=Q(due_on__gte=F("found_on")), name="due_not_before_found"),
            models.CheckConstraint(
                condition=Q(fixed_on=None) | Q(fixed_on__gte=F("found_on")), name="fixed_not_before_found"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | Q(closed_on__isnull=False, photos_after__gt=0)
                | Q(closed_on__isnull=False, closing="before"),
                name="closed_only_with_evidence",
            ),
            # What a ledger brings as closed is history: nobody here has fixed, verified or approved it.
            models.CheckConstraint(
                condition=~Q(closing="before")
                | Q(
                    state="closed",
                    grade="general",
                    photos_after=0,
                    fixed_by=None,
                    verified_by=None,
                    approved_by=None,
                    check_made=None,
                ),
                name="history_is_nobodys_closing",
            ),
            # Art. 41 and Anbiao 4.2 (1), (2): the promise stands in the database, too.
            models.CheckConstraint(
                condition=Q(fixed_by=None) | Q(verified_by=None) | ~Q(verified_by=F("fixed_by")),
                name="fixer_is_not_verifier",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed", grade="major")
                | (
                    Q(verified_by__isnull=False, approved_by__isnull=False) & ~Q(approved_by=F("verified_by"))
                ),
                name="major_takes_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(grade="general") | ~Q(criterion=""), name="a_major_hazard_names_its_criterion"
            ),
        ]
        indexes = [
            models.Index("district", "serial", "id", name="hazard_by_serial"),
            models.Index("district", "due_on", "id", name="hazard_by_due"),
            models.Index("district", "found_on", "id", name="hazard_by_finding"),
            models.Index("district", "changed_at", "id", name="hazard_by_change"),
            # With the unit beside it: a town's officer counts her tabs in the index, whatever the number of closed ones.
            models.Index("district", "state", "due_on", "id", include=["enterprise"], name="hazard_by_state"),
            models.Index("district", "enterprise", "state", name="hazard_of_unit"),
            models.Index("district", "closed_on", "id", name="hazard_by_closing"),
            # What few have is never sought among all of them.
            models.Index("district", "source", "found_on", "id", include=["enterprise"], name="hazard_by_source"),
            models.Index("district", "closing", "found_on", "id", include=["enterprise"], name="hazard_by_way_closed"),
            models.Index(
                "district", "state", "found_on", "id", include=["enterprise"], condition=Q(grade="major"), name="hazard_major"
            ),
            models.Index("district", "found_on", "id", condition=Q(is_listed=True), name="hazard_listed"),
            models.Index("district", "found_on", "id", condition=Q(is_suspended=True), name="hazard_suspended"),
            models.Index("district", "found_on", "id", condition=Q(reopened__gt=0), name="hazard_reopened"),
            models.Index("district", "found_on", "id", condition=Q(round__gt=1), name="hazard_sent_back"),
            GinIndex("terms", name="hazard_terms", fastupdate=True, gin_pending_list_limit=256),
            GinIndex(
                OpClass("search_text", name="gin_trgm_ops"), name="hazard_latin", fastupdate=True, gin_pending_list_limit=256
            ),
        ]  # fmt: skip

    def facts(self) -> dict[str, Any]:
        """What the journal keeps and the guards read: every fact of the three lists as a plain value."""
        kept = {key: getattr(self, key) for key in self.KEPT}
        return {
            key: value if isinstance(value, str | int | bool | None) else str(value)
            for key, value in kept.items()
        }


class AroundHazard(DistrictModel):
    """What is asked for and decided around a hazard."""

    hazard: Any

    class Meta:
        abstract = True

    def facts(self) -> dict[str, Any]:
        """What the journal keeps, and of its hazard what the guards read. Reads the hazard where it is not loaded."""
        hazard = self.hazard
        about = {
            "enterprise_id": str(hazard.enterprise_id), "hazard_state": hazard.state, "hazard_grade": hazard.grade,
        }  # fmt: skip
        return {**super().facts(), **about}


class Extension(AroundHazard):
    """A request for more time; a queue of its own for whoever decides."""

    hazard = DistrictForeignKey(Hazard, on_delete=models.PROTECT, related_name="extensions")
    state = models.CharField(max_length=10, default=hazards.EXTENSION.initial)
    due_on = models.DateField()
    until_on = models.DateField()
    reason = models.TextField()
    asked_on = models.DateField()
    asked_by = models.UUIDField(null=True)
    asker = models.TextField()
    decided_on = models.DateField(null=True)
    decider = models.TextField(default="")
    answer = models.TextField(default="")

    lies = Lies("hazard", region="hazard__enterprise__region", enterprise="hazard__enterprise_id")
    machine: ClassVar[Machine] = hazards.EXTENSION

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gt=F("due_on")), name="an_extension_is_later"),
            models.UniqueConstraint(
                fields=("district", "hazard"), condition=Q(state="asked"), name="one_request_at_a_time"
            ),
        ]
        indexes = [models.Index("district", "asked_on", "id", name="extension_by_asking")]


class Suspension(AroundHazard):
    """Work stopped because of a hazard, wholly or in part, until the resumption is approved (Art. 65)."""

    hazard = DistrictForeignKey(Hazard, on_delete=models.PROTECT, related_name="suspensions")
    state = models.CharField(max_length=10, default=hazards.SUSPENSION.initial)
    scope = models.TextField()
    basis = models.TextField(default="")
    ordered_on = models.DateField()
    orderer = models.TextField()
    asked_on = models.DateField(null=True)
    asked_by = models.UUIDField(null=True)
    review_due_on = models.DateField(null=True)
    resumed_on = models.DateField(null=True)
    decider = models.TextField(default="")

    lies = Lies("hazard", region="hazard__enterprise__region", enterprise="hazard__enterprise_id")
    machine: ClassVar[Machine] = hazards.SUSPENSION

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("district", "hazard"), condition=~Q(state="resumed"), name="one_stop_at_a_time"
            )
        ]
        indexes = [models.Index("district", "ordered_on", "id", name="suspension_by_order")]


class Listing(AroundHazard):
    """挂牌督办: a major hazard under listed supervision, with the leader who answers, until the office takes it off the list."""

    hazard = DistrictForeignKey(Hazard, on_delete=models.PROTECT, related_name="listings")
    state = models.CharField(max_length=10, default=hazards.LISTING.initial)
    leader = models.TextField()
    due_on = models.DateField()
    published = models.TextField(default="")
    reason = models.TextField()
    asked_on = models.DateField()
    asked_by = models.UUIDField(null=True)
    asker = models.TextField()
    listed_on = models.DateField(null=True)
    delisted_on = models.DateField(null=True)
    decider = models.TextField(default="")

    lies = Lies("hazard", region="hazard__enterprise__region", enterprise="hazard__enterprise_id")
    machine: ClassVar[Machine] = hazards.LISTING

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("district", "hazard"),
                condition=Q(state__in=("proposed", "listed")),
                name="one_listing_at_a_time",
            )
        ]
        indexes = [models.Index("district", "due_on", "id", name="listing_by_due")]
