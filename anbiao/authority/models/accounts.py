"""Regions, sectors, organisations, people, grants, the district's own routing rules and working days."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from anbiao.kit.district import DistrictForeignKey, DistrictModel, DistrictQuerySet, new_id
from anbiao.kit.scope import Lies
from anbiao.rules.handing import HAND_OVER
from anbiao.rules.machine import Machine
from anbiao.rules.refusal import N_

# ---------- shared rows (reference tables; the same for every district) ----------


class Region(models.Model):
    """A region of China, its code cut to its level: 2 province, 4 city, 6 county, 9 town or street, 12 village."""

    code = models.CharField(max_length=12, primary_key=True)
    name = models.TextField()
    name_en = models.TextField()
    level = models.PositiveSmallIntegerField()
    parent = models.CharField(max_length=9)

    class Meta:
        indexes = [models.Index("parent", "code", name="region_children")]


class Industry(models.Model):
    """An entry of GB/T 4754-2017: section, division, group or class."""

    code = models.CharField(max_length=5, primary_key=True)
    name = models.TextField()
    level = models.PositiveSmallIntegerField()
    parent = models.CharField(max_length=5)


class Sector(models.Model):
    """A supervised sector and the kind of bureau that regulates it (三定). `basis` tells a local proposal from the law."""

    code = models.CharField(max_length=40, primary_key=True)
    order = models.PositiveSmallIntegerField()
    name_zh = models.TextField()
    name_en = models.TextField()
    short_zh = models.TextField()
    short_en = models.TextField()
    bureau = models.CharField(max_length=40)
    also = ArrayField(models.CharField(max_length=40), default=list)
    high_risk = models.BooleanField()
    basis = models.TextField()


class WorkingDay(models.Model):
    """A published day that differs from what the calendar libraries know: working or not, and by which notice."""

    day = models.DateField(primary_key=True)
    is_working = models.BooleanField()
    notice = models.TextField()


# ---------- a district's own rows ----------


class Organisation(DistrictModel):
    """An office, bureau, town, village grid, agency, service agency or insurer of a district, in a tree."""

    class Kind(models.TextChoices):
        """The kinds, with their labels."""

        COMMITTEE = "committee_office", N_("Safety office")
        LEADER = "leader_office", N_("District leadership")
        BUREAU = "bureau", N_("Bureau")
        TOWN = "town", N_("Town or street")
        GRID = "grid", N_("Village grid")
        ENFORCEMENT = "enforcement", N_("Enforcement agency")
        SERVICE = "service_agency", N_("Service agency")
        INSURER = "insurer", N_("Insurer")
        SYSTEM = "system", N_("System administration")

    slug = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    name = models.TextField()
    name_en = models.TextField()
    full_name = models.TextField(default="")
    region = models.CharField(max_length=12)
    parent = DistrictForeignKey("self", on_delete=models.PROTECT, null=True)
    closed_on = models.DateField(null=True)

    lies = Lies("organisation", region="region")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("district", "slug"), name="one_organisation_a_slug")]
        indexes = [models.Index("district", "kind", "region", name="organisation_by_kind")]


class Regulates(DistrictModel):
    """Which organisations of this district regulate a sector: the one that answers for it, and those beside it."""

    sector = models.CharField(max_length=40)
    organisation = DistrictForeignKey(Organisation, on_delete=models.PROTECT)
    answers = models.BooleanField()

    lies = Lies("organisation", region="organisation__region")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "sector", "organisation"), name="one_regulator_once"),
            models.UniqueConstraint(
                fields=("district", "sector"), condition=Q(answers=True), name="one_regulator_answers"
            ),
        ]


class DistrictRule(DistrictModel):
    """A decision of the district on a unit that no rule reached (业务相近原则), kept as a rule before the shipped ones."""

    number = models.PositiveIntegerField()
    sector = models.CharField(max_length=40)
    industries = ArrayField(models.CharField(max_length=4), default=list)
    name_words = ArrayField(models.TextField(), default=list)
    reason = models.TextField()
    decided_by = models.UUIDField(null=True)
    decided_on = models.DateField()

    lies = Lies("routing")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "number"), name="one_district_rule_a_number"),
            models.CheckConstraint(
                condition=~Q(industries=[]) | ~Q(name_words=[]), name="a_district_rule_names_something"
            ),
        ]


class UserManager(BaseUserManager["User"]):
    """Finds users by their sign-in name, as Django's sign-in asks for it."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user of that sign-in name, whatever its case. Raises User.DoesNotExist."""
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """An account. Person and account differ: duties are separated by `person`, which several accounts may share."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=60, unique=True)
    name = models.TextField()
    name_en = models.TextField(default="")
    phone = models.CharField(max_length=20, default="")
    district = models.CharField(max_length=6)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True)
    person = models.UUIDField(default=new_id)
    post = models.TextField(default="")
    language = models.CharField(max_length=10, default="")
    theme = models.CharField(max_length=10, default="")
    is_active = models.BooleanField(default=True)
    is_demonstration = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    is_staff = False
    is_superuser = False
    lies = Lies("account", region="organisation__region")
    personal = frozenset({"name", "phone"})
    objects = UserManager.from_queryset(DistrictQuerySet)()

    class Meta:
        indexes = [models.Index("district", "organisation", "name", name="user_of_organisation")]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps of an account; never its password."""
        keys = ("username", "name", "phone", "organisation_id", "post", "is_active", "must_change_password")
        return {key: str(value) if (value := getattr(self, key)) is not None else None for key in keys}

    @property
    def is_government(self) -> bool:
        """True for accounts of offices, bureaus, towns and grids: TOTP and one session apply to them."""
        return self.organisation_id is not None


class Grant(DistrictModel):
    """A duty, held by a person for an organisation from a day to a day, over a region × sectors, a unit, or assignments."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    duty = models.CharField(max_length=30)
    organisation = DistrictForeignKey(Organisation, on_delete=models.PROTECT, null=True)
    region = models.CharField(max_length=12, default="")
    sectors = ArrayField(models.CharField(max_length=40), null=True)
    enterprise = models.UUIDField(null=True)
    assignee = models.UUIDField(null=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    granted_by = models.UUIDField(null=True)
    reason = models.TextField()

    lies = Lies("grant", region="user__organisation__region")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(enterprise=None) & Q(assignee=None) & ~Q(region=""))
                | (Q(region="") & ~Q(enterprise=None) & Q(assignee=None))
                | (Q(region="") & Q(enterprise=None) & ~Q(assignee=None)),
                name="a_grant_reaches_one_way",
            ),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="a_grant_ends_after_it_begins"
            ),
        ]
        indexes = [models.Index("district", "user", "from_on", name="grant_of_user")]


class Activation(DistrictModel):
    """A printed code by which an enterprise opens its account; only the hash of the code is kept."""

    enterprise = models.UUIDField()
    duty = models.CharField(max_length=30)
    code_hash = models.CharField(max_length=64)
    issued_by = models.UUIDField(null=True)
    issued_at = models.DateTimeField()
    expires_on = models.DateField()
    used_at = models.DateTimeField(null=True)

    lies = Lies("activation")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "code_hash"), name="one_activation_a_code")
        ]
        indexes = [models.Index("code_hash", name="activation_by_code")]


class HandOver(DistrictModel):
    """What hung on one person and was passed on to another in one act, and whether she acknowledged it.

    `passed` and `left` say what it was: [{holding, label, object, subject, url, why}]; `why` is empty where it was passed on.
    """

    leaver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    successor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    region = models.CharField(max_length=12)
    state = models.CharField(max_length=12, default=HAND_OVER.initial)
    reason = models.TextField()
    passed = models.JSONField(default=list)
    left = models.JSONField(default=list)
    given_on = models.DateField()
    giver = models.TextField()
    answered_on = models.DateField(null=True)
    answer = models.TextField(default="")

    lies = Lies("handover", region="region")
    machine: ClassVar[Machine] = HAND_OVER

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(leaver=F("successor")), name="a_hand_over_has_two_people")
        ]
        indexes = [
            models.Index("district", "given_on", "id", name="hand_over_by_day"),
            models.Index("district", "successor", "state", name="hand_over_to_successor"),
        ]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps and the guards read; what was passed on has entries of its own."""
        return {
            "leaver_id": str(self.leaver_id), "successor_id": str(self.successor_id), "state": self.state, "reason": self.reason,
            "passed": len(self.passed), "left": len(self.left), "answer": self.answer,
            "to_person": str(self.successor.person), "to_name": self.successor.name,
        }  # fmt: skip
