"""What is read of the roster; always from a scope."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import get_language, gettext

from anbiao.authority.founding import library
from anbiao.authority.models import Grant, Industry, Organisation, Region, Sector, User, WorkingDay
from anbiao.authority.places import Offices, router
from anbiao.kit.actor import Actor
from anbiao.kit.models import Entry
from anbiao.kit.scope import in_force, within_region
from anbiao.registry.models import (
    Contact,
    DuplicatePair,
    Enterprise,
    FormerCode,
    Responsibility,
    Site,
    StatusChange,
)
from anbiao.rules import units
from anbiao.rules.calendar import Calendar
from anbiao.rules.identifiers import normalise
from anbiao.rules.places import Place
from anbiao.rules.routing import Routed, Unit

ASSIGNED = "assigned:"
MOST_PAST = 50
TOWN = 9  # digits of a town's or street's code

# ---------- shared names, read once a process: they change with a release only ----------


@lru_cache(maxsize=500)
def _regions(district: str) -> Mapping[str, tuple[str, str]]:
    rows = Region.objects.filter(code__startswith=district, level__gte=3).order_by("code")
    return MappingProxyType(
        {code: (name, english) for code, name, english in rows.values_list("code", "name", "name_en")}
    )


@lru_cache(maxsize=1)
def _sectors() -> Mapping[str, tuple[str, str]]:
    rows = Sector.objects.order_by("order").values_list("code", "short_zh", "short_en")
    return MappingProxyType({code: (chinese, english) for code, chinese, english in rows})


def regions_of(district: str) -> Mapping[str, tuple[str, str]]:
    """Code → names (Chinese, English) of the district, its towns and villages."""
    found = _regions(district)
    if not found:
        _regions.cache_clear()
    return found


def sectors() -> Mapping[str, tuple[str, str]]:
    """Code → short names (Chinese, English) of the supervised sectors, in their order."""
    found = _sectors()
    if not found:
        _sectors.cache_clear()
    return found


def in_words(names: tuple[str, str]) -> str:
    """The one of two names that fits the reader's language."""
    return names[1] if names[1] and (get_language() or "").startswith("en") else names[0]


def region_name(code: str) -> str:
    """The name of a region; "" for an unknown or empty code."""
    names = regions_of(code[:6]).get(code) if len(code) >= 6 else None
    return in_words(names) if names else ""


def sector_name(code: str) -> str:
    """The short name of a sector; "" for none."""
    names = sectors().get(code)
    return in_words(names) if names else ""


def listed(name: str) -> dict[str, str]:
    """Code → words of a shipped list ("classes", "features")."""
    return {entry["code"]: in_words((entry["zh"], entry["en"])) for entry in library(name)}


# ---------- who answers for a unit ----------


def supervision(on: date, **holding: Any) -> QuerySet[Responsibility, Responsibility]:
    """Inside a query of units: the responsibilities of the unit in force on a day that also meet the conditions."""
    unit = {"district": OuterRef("district"), "enterprise_id": OuterRef("pk")}
    return Responsibility.objects.filter(in_force(on), **unit, **holding)


def lacks(kind: str, on: date) -> Q:
    """Units for which nobody holds a kind of supervision on a day."""
    return ~Q(Exists(supervision(on, kind=kind)))


def has_gap(actor: Actor) -> Q:
    """Units in the roster for which a kind of supervision is missing (三管三必须): "nobody answers for these 12"."""
    missing = Q()
    for kind in units.REQUIRED_KINDS:
        missing |= lacks(kind, actor.today)
    return Q(state__in=sorted(units.ALIVE)) & missing


def held_by_office(actor: Actor, offices: Sequence[str]) -> Q:
    """Units whose sector one of these bureaus supervises."""
    return Q(Exists(supervision(actor.today, kind="sector", organisation_id__in=offices)))


def held_by_person(actor: Actor, people: Sequence[str]) -> Q:
    """Units whose grid member is one of these people."""
    return Q(Exists(supervision(actor.today, kind="grid", person_id__in=people)))


def with_supervision(actor: Actor, rows: Iterable[Any], kinds: Sequence[str] = ("sector", "grid")) -> None:
    """Puts `held` on each unit of a page: kind → names (Chinese, English) of those in force. One query for the page."""
    by_id = {row.pk: row for row in rows}
    for row in by_id.values():
        row.held = {}
    found = Responsibility.objects.filter(
        in_force(actor.today), district=actor.district, enterprise_id__in=list(by_id), kind__in=kinds
    )
    shown = (
        "enterprise_id",
        "kind",
        "person__name",
        "person__name_en",
        "organisation__name",
        "organisation__name_en",
    )
    for unit, kind, person, person_en, office, office_en in found.values_list(*shown).order_by("from_on"):
        held = by_id[unit].held
        held[kind] = (*held.get(kind, ()), (person, person_en) if person else (office, office_en))


# ---------- what lists are narrowed by ----------


def in_regions(codes: Sequence[str], path: str = "region") -> Q:
    """Rows that lie in any of these regions."""
    found = Q(pk__in=[])
    for code in codes:
        found |= within_region(path, code)
    return found


def not_verified_since(actor: Actor, days: int) -> Q:
    """Units that nobody verified for so many days, those never verified among them."""
    return Q(verified_on=None) | Q(verified_on__lt=actor.today - timedelta(days=days))


def bureaus(district: str) -> list[tuple[UUID, tuple[str, str]]]:
    """The bureaus of a district with their names. One query."""
    rows = Organisation.objects.of_district(district).filter(kind=Organisation.Kind.BUREAU, closed_on=None)
    return [
        (pk, (name, english))
        for pk, name, english in rows.order_by("slug").values_list("pk", "name", "name_en")
    ]


def grid_members(actor: Actor) -> list[tuple[UUID, str, str]]:
    """Id, name and region of the grid members whose grids lie where the actor reaches. One query."""
    reach = in_regions([g.region for g in actor.scope.allowing("read enterprise") if g.region])
    rows = Grant.objects.of_district(actor.district).filter(reach, in_force(actor.today), duty="grid_member")
    people = rows.filter(user__is_active=True).order_by("region", "user__name")
    return list(people.values_list("user_id", "user__name", "region").distinct())


def grid_member(actor: Actor, pk: UUID) -> User | None:
    """A grid member by id, where the actor reaches; None for anyone else."""
    known = {person for person, _, _ in grid_members(actor)}
    return User.objects.filter(district=actor.district, pk=pk).first() if pk in known else None


def units_held(actor: Actor, person: User) -> int:
    """How many units a grid member answers for today. One query."""
    rows = Responsibility.objects.of_district(actor.district).filter(
        in_force(actor.today), kind="grid", person=person
    )
    return rows.count()


# ---------- units ----------


def enterprises(actor: Actor, capability: str = "read enterprise") -> QuerySet[Enterprise, Enterprise]:
    """The units that the actor may see, or on which she holds another capability."""
    return Enterprise.objects.visible_to(actor.scope, capability)


def for_change(actor: Actor, pk: UUID) -> Enterprise | None:
    """A unit as it stands now, read again after somebody else was faster."""
    return Enterprise.objects.of_district(actor.district).filter(pk=pk).first()


def found_by(actor: Actor, words: str) -> Enterprise | None:
    """The one unit that a credit code or a whole name names, where the actor reaches; None for none or several."""
    rows = enterprises(actor)
    code = normalise(words)
    found = list(rows.filter(Q(uscc=code) | Q(name=words.strip()))[:2])
    return found[0] if len(found) == 1 else None


def regions_to_choose(actor: Actor, capability: str) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """The towns (code, name) where the actor holds a capability, each with its villages; a village alone under its town."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    names = regions_of(actor.district)
    for code, words in names.items():
        if len(code) < TOWN or not actor.scope.allows(capability, Place(region=code)):
            continue
        town = code[:TOWN]
        under = found.setdefault((town, in_words(names[town])), [])
        under.append((code, in_words(words)))
    return found


# ---------- the page of a unit ----------


def standing(actor: Actor, unit: Enterprise) -> list[Responsibility]:
    """Who answers for a unit now or will, by kind and first day. What was replaced on its own first day is left out."""
    rows = Responsibility.objects.visible_to(actor.scope).filter(enterprise=unit)
    rows = rows.filter(Q(to_on=None) | Q(to_on__gte=actor.today)).exclude(
        to_on=actor.today, from_on=actor.today
    )
    order = {
        kind: place
        for place, kind in enumerate((*units.REQUIRED_KINDS, "official", "expert", "insurer", "enterprise"))
    }
    found = list(rows.select_related("organisation", "person", "enterprise"))
    return sorted(found, key=lambda row: (order[row.kind], row.from_on, row.pk))


def past(actor: Actor, unit: Enterprise) -> list[Responsibility]:
    """Who answered for a unit before, the latest first."""
    rows = Responsibility.objects.visible_to(actor.scope).filter(enterprise=unit, to_on__lt=actor.today)
    return list(rows.select_related("organisation", "person").order_by("-to_on", "-id")[:MOST_PAST])


def sites(actor: Actor, unit: Enterprise) -> list[Site]:
    """The places where a unit works besides its address, those given up last."""
    rows = Site.objects.visible_to(actor.scope).filter(enterprise=unit).select_related("landlord")
    return list(rows.order_by(F("to_on").desc(nulls_first=True), "from_on"))


def tenants(actor: Actor, unit: Enterprise) -> list[Site]:
    """The sites of other units inside this one's (厂中厂), as far as the actor may see those units."""
    rows = Site.objects.visible_to(actor.scope).filter(landlord=unit).select_related("enterprise")
    return list(rows.filter(Q(to_on=None) | Q(to_on__gte=actor.today)).order_by("from_on"))


def seen_units(actor: Actor, pks: Iterable[UUID]) -> set[UUID]:
    """Which of these units the actor may open. One query, none for no units."""
    wanted = set(pks)
    return set(enterprises(actor).filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()


def contacts(actor: Actor, unit: Enterprise) -> list[Contact]:
    """The people of a unit who can be reached."""
    return list(Contact.objects.visible_to(actor.scope).filter(enterprise=unit).order_by("id"))


def status_changes(actor: Actor, unit: Enterprise) -> list[StatusChange]:
    """How the status of a unit changed, the latest first."""
    return list(StatusChange.objects.visible_to(actor.scope).filter(enterprise=unit).order_by("-on", "-at"))


def former_codes(actor: Actor, unit: Enterprise) -> list[FormerCode]:
    """The codes that a unit had, the latest first."""
    rows = FormerCode.objects.visible_to(actor.scope).filter(enterprise=unit).exclude(uscc=unit.uscc or "")
    return list(rows.order_by("-until_on", "uscc"))


def former_names(actor: Actor, unit: Enterprise) -> list[tuple[str, datetime]]:
    """The names that the journal knows a unit by before the present one, with the instant of each change."""
    rows = Entry.objects.filter(district=actor.district, object_id=unit.pk, before__has_key="name").order_by(
        "-number"
    )
    found = rows.values_list("before__name", "at")
    return [(str(name), at) for name, at in found if name != unit.name]


def doubts(actor: Actor, unit: Enterprise) -> list[DuplicatePair]:
    """The open pairs that name a unit, where the actor may read them."""
    if not actor.scope.may("read duplicate"):
        return []
    rows = duplicates(actor).filter(Q(first=unit) | Q(second=unit), state="open")
    return list(rows.order_by("-score", "id"))


def industry_name(code: str) -> str:
    """The name of a GB/T 4754 code; "" for none."""
    return Industry.objects.filter(code=code).values_list("name", flat=True).first() or "" if code else ""


def is_industry(code: str) -> bool:
    """True for a code of GB/T 4754-2017."""
    return Industry.objects.filter(code=code).exists()


def explanation(unit: Enterprise) -> tuple[Routed, ...]:
    """Every answer of the routing rules to a unit's facts, the first being the one that counts."""
    facts = Unit(
        name=unit.name,
        business_scope=unit.business_scope,
        industry=unit.industry,
        features=frozenset(unit.features),
    )
    return router(unit.district).explain(facts)


def regulators(district: str) -> dict[str, Organisation]:
    """Sector → the organisation that answers for it. Two queries."""
    offices = Offices(district)
    return {sector: offices.all[pk] for sector, pk in offices.regulators.items() if pk in offices.all}


def sector_rows() -> QuerySet[Sector, Sector]:
    """All supervised sectors in their order."""
    return Sector.objects.order_by("order")


def no_sectors() -> QuerySet[Sector, Sector]:
    """None; what a form begins with before its own list is set."""
    return Sector.objects.none()


# ---------- pairs, responsibilities ----------


def duplicates(actor: Actor, capability: str = "read duplicate") -> QuerySet[DuplicatePair, DuplicatePair]:
    """The pairs that the actor may read, or decide, with both units."""
    return DuplicatePair.objects.visible_to(actor.scope, capability).select_related("first", "second")


def beside(actor: Actor, pair: DuplicatePair) -> tuple[DuplicatePair | None, DuplicatePair | None, int]:
    """The open pairs before and after one, and how many are open. Three queries."""
    open_pairs = duplicates(actor).filter(state="open")
    before = open_pairs.filter(pk__gt=pair.pk).order_by("pk").first()
    after = open_pairs.filter(pk__lt=pair.pk).order_by("-pk").first()
    return before, after, open_pairs.count()


def responsibilities(actor: Actor, capability: str) -> QuerySet[Responsibility, Responsibility]:
    """The responsibilities on which the actor holds a capability, with unit, organisation and person."""
    rows = Responsibility.objects.visible_to(actor.scope, capability)
    return rows.select_related("enterprise", "organisation", "person")


def still_open(actor: Actor, state: str, capability: str) -> QuerySet[Responsibility, Responsibility]:
    """Responsibilities in a state that have not ended, of units that are still there, where the actor holds a capability."""
    rows = responsibilities(actor, capability).filter(state=state, enterprise__state__in=sorted(units.ALIVE))
    return rows.filter(Q(to_on=None) | Q(to_on__gt=actor.today))


def own(actor: Actor) -> Q:
    """Responsibilities that the actor answers for herself: named by person, or those of the own enterprise."""
    mine = Q(person_id=actor.person) if actor.person else Q(pk__in=[])
    enterprises_held = [grant.enterprise for grant in actor.scope.grants if grant.enterprise]
    return mine | Q(kind="enterprise", person=None, enterprise_id__in=enterprises_held)


def answer_calendar() -> Calendar:
    """The working days, the published ones of the own table first. One query."""
    return Calendar(overrides=dict(WorkingDay.objects.values_list("day", "is_working")))


@lru_cache(maxsize=16)
def calendar_at(now: datetime) -> Calendar:
    """The same, read once for all that one request asks at its instant."""
    return answer_calendar()


# ---------- in words ----------


def reasons(routed: Routed) -> list[str]:
    """The sentences of a routing answer in the reader's language."""
    return [_filled(text, params) for text, params in routed.because]


def _filled(text: str, params: Mapping[str, str]) -> str:
    words = dict(params)
    if "features" in words:
        known = listed("features")
        words["features"] = "、".join(known.get(code, code) for code in words["features"].split("、"))
    return gettext(text).format_map(words)


def basis_words(basis: str) -> str:
    """Why somebody answers for a unit, in the reader's language: what was kept as a mark is made a sentence again."""
    if basis.startswith(ASSIGNED):
        return gettext("assigned by %(who)s") % {"who": basis.removeprefix(ASSIGNED)}
    if basis.startswith("rule:"):
        number = basis.split(":")[1]
        if number.startswith("-"):
            return gettext("decision %(number)s of the district") % {"number": number[1:]}
        return gettext("rule %(number)s") % {"number": number}
    if basis.startswith("hint:"):
        return gettext("named in the roster")
    return gettext(basis) if basis else ""
