"""Standards 标准: editions and their clauses as loaded, what was confirmed of them, and a district's own local rules."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q

from anbiao.kit.district import DistrictModel, new_id
from anbiao.kit.scope import Lies
from anbiao.rules import local_rules
from anbiao.rules.machine import Machine
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_

# ---------- shared rows: never changed once loaded; triggers refuse it (migration 0001) ----------


class Edition(models.Model):
    """One edition of a standard. `district` is "" for what ships, else the district that loaded its own."""

    class Kind(models.TextChoices):
        """What an edition is, in the order in which they are listed."""

        ELEMENTS = "elements", N_("Elements of the standard")
        SCORING = "scoring", N_("Scoring table")
        CRITERIA = "criteria", N_("Major-hazard criteria")
        CHECKLIST = "checklist", N_("Check-list")
        PHRASES = "phrases", N_("Hazard phrases")
        RULES = "rules", N_("Rules")
        TABLES = "tables", N_("Tables and codes")
        PARAMETERS = "parameters", N_("Local rules")

    class Route(models.TextChoices):
        """Whose standard it is."""

        NATIONAL = "national", N_("National")
        LOCAL = "local", N_("Local")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    urn = models.CharField(max_length=80)
    edition = models.CharField(max_length=10)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    route = models.CharField(max_length=10, choices=Route.choices)
    title_zh = models.TextField()
    title_en = models.TextField()
    issuer_zh = models.TextField()
    issuer_en = models.TextField()
    number = models.TextField(default="")
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)
    applies = models.JSONField(default=list)
    clause_count = models.PositiveIntegerField()
    district = models.CharField(max_length=6, default="")
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("urn", "edition"), name="one_edition_a_name"),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(from_on=None) | Q(to_on__gte=F("from_on")),
                name="an_edition_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index("kind", "urn", name="edition_by_kind")]

    @property
    def name(self) -> str:
        """urn and edition: "cn.gbt33000/2016"."""
        return f"{self.urn}/{self.edition}"


class Clause(models.Model):
    """One clause of an edition. `path` are the refs of its sections; `more` what its kind adds; the last columns find it."""

    class Known(models.TextChoices):
        """How far the text was known to whoever wrote it down. Confirming it is a later act of a person."""

        FOUND = "found", N_("Read in a source")
        RECALLED = "recalled", N_("From expert knowledge")
        PROPOSED = "proposed", N_("Our proposal")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="clauses")
    ref = models.CharField(max_length=60)
    path = models.TextField()
    order = models.PositiveIntegerField()
    title_zh = models.TextField()
    text_zh = models.TextField(default="")
    title_en = models.TextField()
    text_en = models.TextField(default="")
    source = models.TextField(default="")
    known = models.CharField(max_length=10, choices=Known.choices)
    more = models.JSONField(default=dict)
    words = models.TextField(default="")
    initials = models.TextField(default="")
    terms = ArrayField(models.TextField(), default=list)
    search_text = models.TextField(default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("edition", "ref"), name="one_clause_a_ref")]
        indexes = [
            models.Index("edition", "order", name="clause_in_order"),
            models.Index("ref", name="clause_by_ref"),
            GinIndex("terms", name="clause_terms"),
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="clause_latin"),
        ]

    @property
    def facts(self) -> dict[str, Any]:
        """The plain data that rules read: days, minutes, bands, values."""
        return dict(self.more.get("facts", {}))


# ---------- a district's own rows ----------


class Confirmation(DistrictModel):
    """A person of the district has compared a clause with the official text. Kept for ever; triggers refuse any change."""

    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="confirmations")
    by = models.UUIDField(null=True)
    who = models.TextField()
    on = models.DateField()
    note = models.TextField()

    lies = Lies("standard")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "clause"), name="one_confirmation_a_clause")
        ]


class LocalRule(DistrictModel):
    """A value that a district gives a local rule from a day on. Proposed by one person, decided by another."""

    code = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    value = models.JSONField()
    from_on = models.DateField()
    reason = models.TextField()
    state = models.CharField(max_length=12, default=local_rules.LOCAL_RULE.initial)
    proposer = models.UUIDField(null=True)
    proposed_by = models.TextField()
    proposed_on = models.DateField()
    decider = models.UUIDField(null=True)
    decided_by = models.TextField(default="")
    decided_on = models.DateField(null=True)
    answer = models.TextField(default="")

    lies = Lies("local_rule")
    machine: ClassVar[Machine] = local_rules.LOCAL_RULE

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "code", "version"), name="one_rule_a_version"),
            models.UniqueConstraint(
                fields=("district", "code"), condition=Q(state="proposed"), name="one_rule_waits_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved")
                | (Q(decider__isnull=False) & (Q(proposer__isnull=True) | ~Q(decider=F("proposer")))),
                name="two_persons_make_a_rule",
            ),
        ]
        indexes = [models.Index("district", "state", "code", "from_on", name="rule_in_force")]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps and the guards read: the value as it stands, the days in ISO form, the person who proposed it."""
        return {
            "code": self.code, "version": self.version, "value": self.value, "from_on": self.from_on.isoformat(),
            "reason": self.reason, "state": self.state, "proposed_by": self.proposed_by, "decided_by": self.decided_by, "proposer": str(self.proposer or ""),
        }  # fmt: skip

    def place(self) -> Place:
        """The whole district."""
        return Place(region=self.district)
