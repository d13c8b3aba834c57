"""The roster 名录: units, their sites, people and codes, who answers for them, and what is doubtful about them."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Left

from anbiao.authority.models import Organisation
from anbiao.kit.district import DistrictForeignKey, DistrictModel
from anbiao.kit.scope import Lies
from anbiao.rules import units
from anbiao.rules.machine import Machine
from anbiao.rules.places import Place
from anbiao.rules.placing import DOUBTFUL
from anbiao.rules.refusal import N_

TOLD = ["supervised", "supervised_from", "supervised_to"]
# Where a person has to decide the town (rules/placing.py: is_doubtful).
TOWN_DOUBTFUL = Q(placed_by__startswith=DOUBTFUL[0]) | Q(placed_by__startswith=DOUBTFUL[1])


def _by_words(words: Any, name: str) -> GinIndex:
    """A short list of what is not yet in the index keeps imports fast and costs a search a fraction of a millisecond."""
    near = "supervised", Left("region", 9)
    return GinIndex(words, *near, name=name, fastupdate=True, gin_pending_list_limit=256)


class Enterprise(DistrictModel):
    """A production or business unit 生产经营单位. Its basic facts; everything else hangs on it."""

    class SizeClass(models.TextChoices):
        """The classes of the programme; which unit is in which is local data (library/classes.yaml)."""

        ABOVE_SCALE = "above_scale", N_("Above scale")
        MEDIUM = "medium", N_("Medium")
        SMALL_MICRO = "small_micro", N_("Small and micro")
        NINE_SMALL = "nine_small", N_("Nine small places")

    name = models.TextField()
    name_key = models.TextField(default="")
    initials = models.TextField(default="")
    uscc = models.CharField(max_length=18, null=True)
    aliases = ArrayField(models.TextField(), default=list)
    # The district itself where nothing says in which town; `placed_by` is why, where an address was read (rules/placing.py).
    region = models.CharField(max_length=12)
    placed_by = models.TextField(default="", db_default="")
    address = models.TextField(default="")
    industry = models.CharField(max_length=4, default="")
    business_scope = models.TextField(default="")
    sector = models.CharField(max_length=40, default="")
    routed_by = models.TextField(default="")
    size_class = models.CharField(max_length=12, choices=SizeClass.choices, default="")
    employees = models.PositiveIntegerField(null=True)
    principal = models.TextField(default="")
    safety_manager = models.TextField(default="")
    phone = models.CharField(max_length=20, default="")
    established_on = models.DateField(null=True)
    features = ArrayField(models.CharField(max_length=30), default=list)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    coordinates_given = models.TextField(default="")
    state = models.CharField(max_length=12, default=units.UNIT.initial)
    verified_on = models.DateField(null=True)
    verified_by = models.TextField(default="")
    registered_on = models.DateField()
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    terms = ArrayField(models.TextField(), default=list)
    search_text = models.TextField(default="")
    # Every sector under which somebody ever answered for it, and the days on which all of them are in force: told by triggers (0190) and by
    # nobody else, so that a bureau's reach is read off the unit (kit/scope.py).
    supervised = ArrayField(
        models.TextField(), default=list, db_default=Value([], ArrayField(models.TextField()))
    )
    supervised_from = models.DateField(null=True)
    supervised_to = models.DateField(null=True)
    # Told by the part that knows hazards (actions/colours.py); imports neither read nor write it.
    colour = models.CharField(max_length=6, default="", db_default="")
    coloured_on = models.DateField(null=True)
    # Which of its door signs holds: 1, and one more for each that was lost or false (actions/signs.py).
    sign = models.PositiveSmallIntegerField(default=1, db_default=1)
    sign_on = models.DateField(null=True)

    lies = Lies("enterprise", region="region", enterprise="id", supervised="supervised")
    machine: ClassVar[Machine] = units.UNIT
    personal = frozenset({"principal", "safety_manager", "phone"})
    # What upper parts know and the guards read, such as open hazards (queries.ask).
    asked: Mapping[str, Any] = MappingProxyType({})
    FACTS: ClassVar[tuple[str, ...]] = (
        "name", "uscc", "aliases", "region", "placed_by", "address", "industry", "business_scope", "sector", "routed_by",
        "size_class", "employees", "principal", "safety_manager", "phone", "established_on", "features", "longitude",
        "latitude", "state", "verified_on", "verified_by",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("district", "uscc"), condition=Q(uscc__isnull=False), name="one_unit_a_code"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="a_unit_has_a_name"),
            models.CheckConstraint(
                condition=Q(region__startswith=F("district")), name="a_unit_lies_in_its_district"
            ),
        ]
        indexes = [
            models.Index("district", "name_key", "id", name="unit_by_name"),
            models.Index("district", "region", "id", include=["state"], name="unit_by_region"),
            models.Index("district", "changed_at", "id", name="unit_by_change"),
            models.Index("district", "sector", "id", name="unit_by_sector"),
            models.Index("district", "phone", name="unit_by_phone"),
            _by_words("terms", "unit_terms"),
            _by_words(OpClass("search_text", name="gin_trgm_ops"), "unit_latin"),
            GinIndex("features", name="unit_features"),
            # A rare risk is found by the one above, a common one is counted by this one without the table.
            models.Index(
                fields=["district", "region", "id"],
                include=["features", "sector", "state", *TOLD],
                name="unit_with_risk",
                condition=Q(features__0__isnull=False),
            ),
            models.Index(
                fields=["district", "state", "id"], include=["region", "sector", *TOLD], name="unit_by_state"
            ),
            models.Index("district", "name_key", "id", name="unit_town_doubtful", condition=TOWN_DOUBTFUL),
            # Everything that a view of a colour is narrowed by, so that a million units are counted without their table (decision 43).
            models.Index(
                fields=["district", "colour", "region", "sector", "state"],
                include=["id", *TOLD],
                name="unit_by_colour",
                condition=~Q(colour=""),
            ),
            models.Index(
                fields=["district", "longitude", "latitude"],
                include=["id", "region", "sector", "state"],
                name="unit_by_position",
            ),
            # Units that do not tell on a day who answers for them: few, and asked about apart (kit/scope.py).
            models.Index("district", "supervised_from", name="unit_told_from"),
            models.Index(
                "district", "supervised_to", name="unit_told_to", condition=Q(supervised_to__isnull=False)
            ),
            # An import verifies nothing: what was verified is counted by its days, and rosters are not slowed by it.
            models.Index(
                fields=["district", "verified_on"],
                include=["region", "sector"],
                condition=Q(verified_on__isnull=False),
                name="unit_by_verifying",
            ),
        ]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps: the basic facts as plain values."""
        return {**{key: plain(getattr(self, key)) for key in self.FACTS}, **self.asked}

    def place(self) -> Place:
        """Where the unit lies, with the sectors and people of the responsibilities in force as last read."""
        return Place(region=self.region, enterprise=str(self.id))


def plain(value: Any) -> Any:
    """A value as JSON can hold it: dates in ISO form, lists copied, the rest as it is."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, (list, tuple)):
        return list(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


class Site(DistrictModel):
    """A place where a unit works besides its registered address, or where it works inside another unit's (厂中厂)."""

    enterprise = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, related_name="sites")
    name = models.TextField()
    address = models.TextField()
    region = models.CharField(max_length=12)
    landlord = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, null=True, related_name="tenancies")
    agreement = models.TextField(default="")
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    lies = Lies("enterprise", region="enterprise__region", enterprise="enterprise_id")

    class Meta:
        indexes = [
            models.Index("district", "enterprise", name="site_of_unit"),
            models.Index("district", "landlord", name="site_of_landlord"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(landlord=F("enterprise")), name="nobody_is_her_own_landlord")
        ]

    @staticmethod
    def not_over(on: date) -> Q:
        """Sites that are not given up on a day."""
        return Q(to_on=None) | Q(to_on__gte=on)

    def is_over(self, on: date) -> bool:
        """The same of one site."""
        return self.to_on is not None and self.to_on < on


class Contact(DistrictModel):
    """A person of a unit who can be reached, with the post held there."""

    enterprise = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, related_name="contacts")
    name = models.TextField()
    post = models.TextField()
    phone = models.CharField(max_length=20)

    lies = Lies("enterprise", region="enterprise__region", enterprise="enterprise_id")
    personal = frozenset({"name", "phone"})

    class Meta:
        indexes = [models.Index("district", "enterprise", name="contact_of_unit")]


class FormerCode(DistrictModel):
    """A credit code that a unit had before: the roster still finds it by the old one."""

    enterprise = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, related_name="former_codes")
    uscc = models.CharField(max_length=18)
    until_on = models.DateField()

    lies = Lies("enterprise", region="enterprise__region", enterprise="enterprise_id")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("district", "uscc"), name="one_former_owner_a_code")]


class StatusChange(DistrictModel):
    """The roster status of a unit from a day on: why, since when, by whom. Never rewritten."""

    enterprise = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, related_name="status_changes")
    state = models.CharField(max_length=12)
    on = models.DateField()
    reason = models.TextField()
    by = models.TextField()
    at = models.DateTimeField()

    lies = Lies("enterprise", region="enterprise__region", enterprise="enterprise_id")

    class Meta:
        indexes = [models.Index("district", "enterprise", "on", name="status_of_unit")]


class Responsibility(DistrictModel):
    """Who answers for a unit, in which respect, on which basis, from a day to a day, and whether it was acknowledged."""

    class Kind(models.TextChoices):
        """三管三必须: territory, sector, comprehensive; then the people by name."""

        TERRITORIAL = "territorial", N_("Territorial supervision")
        SECTOR = "sector", N_("Sector supervision")
        COMPREHENSIVE = "comprehensive", N_("Comprehensive supervision")
        OFFICIAL = "official", N_("Responsible official")
        GRID = "grid", N_("Grid member")
        EXPERT = "expert", N_("Expert")
        INSURER = "insurer", N_("Insurer")
        ENTERPRISE = "enterprise", N_("Enterprise's own responsibility")

    enterprise = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, related_name="responsibilities")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    # The indexes below begin with the district and find them both; a second one each would only make rosters slower to write.
    organisation = DistrictForeignKey(Organisation, on_delete=models.PROTECT, null=True, db_index=False)
    person = models.ForeignKey("authority.User", on_delete=models.PROTECT, null=True, db_index=False)
    sector = models.CharField(max_length=40, default="")
    basis = models.TextField()
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    state = models.CharField(max_length=12, default=units.RESPONSIBILITY.initial)
    due_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)

    lies = Lies("responsibility", region="enterprise__region", enterprise="enterprise_id")
    machine: ClassVar[Machine] = units.RESPONSIBILITY

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")),
                name="a_responsibility_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | Q(person__isnull=False) | Q(kind="enterprise"),
                name="somebody_is_responsible",
            ),
            # One organisation, one person: the same duty over the same unit only once at a time.
            models.UniqueConstraint(
                fields=("district", "enterprise", "kind", "organisation", "person"),
                condition=Q(to_on=None),
                nulls_distinct=False,
                name="one_responsibility_at_a_time",
            ),
            # Territory, comprehensive and grid have one holder at a time.
            models.UniqueConstraint(
                fields=("district", "enterprise", "kind"),
                condition=Q(to_on=None, kind__in=sorted(units.SINGLE_KINDS)),
                name="one_holder_at_a_time",
            ),
        ]
        indexes = [
            models.Index("district", "person", "state", name="responsibility_of_person"),
            models.Index(
                fields=["district", "kind", "enterprise"],
                include=["from_on", "to_on"],
                name="responsibility_by_kind",
            ),
            models.Index("district", "organisation", "state", name="responsibility_of_office"),
        ]

    def place(self) -> Place:
        """Where it lies: at its unit, and with the organisation and the person that hold it."""
        return Place(
            region=self.enterprise.region,
            enterprise=str(self.enterprise_id),
            sectors=frozenset({self.sector} if self.sector else ()),
            assignees=frozenset(str(x) for x in (self.person_id, self.organisation_id) if x),
        )


class DuplicatePair(DistrictModel):
    """Two units that may be one: found at import or registration, decided by a person."""

    first = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    second = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    score = models.FloatField()
    reasons = ArrayField(models.CharField(max_length=30))
    state = models.CharField(max_length=12, default=units.DUPLICATE.initial)
    found_at = models.DateTimeField()

    lies = Lies("duplicate", region="first__region", enterprise="first_id")
    machine: ClassVar[Machine] = units.DUPLICATE

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "first", "second"), name="one_pair_of_two"),
            models.CheckConstraint(condition=~Q(first=F("second")), name="two_different_units"),
        ]
        indexes = [models.Index("district", "state", "id", name="pair_by_state")]

    def place(self) -> Place:
        """Where the first of the two lies."""
        return Place(region=self.first.region, enterprise=str(self.first_id))
