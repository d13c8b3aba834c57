"""What is read of the roster; always from a scope."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language

from anbiao.authority.founding import library
from anbiao.authority.models import Grant, Organisation, Region, Sector, User
from anbiao.kit.actor import Actor
from anbiao.kit.scope import in_force, within_region
from anbiao.registry.models import Enterprise, Responsibility
from anbiao.rules import units

# ---------- shared names, read once a process: they change with a release only ----------


@lru_cache(maxsize=500)
def _regions(district: str) -> Mapping[str, tuple[str, str]]:
    rows = Region.objects.filter(code__startswith=district, level__gte=3).order_by("code")
    return MappingProxyType({code: (name, english) for code, name, english in rows.values_list("code", "name", "name_en")})


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
    """Puts `held` (kind → responsibilities in force) on each unit of a page. One query for the page."""
    by_id = {row.pk: row for row in rows}
    for row in by_id.values():
        row.held = {}
    found = Responsibility.objects.filter(
        in_force(actor.today), district=actor.district, enterprise_id__in=list(by_id), kind__in=kinds
    ).select_related("organisation", "person")
    shown = ("district", "enterprise_id", "kind", "from_on", "organisation__district", "organisation__name",
             "organisation__name_en", "person__name", "person__name_en")  # fmt: skip
    for row in found.only(*shown).order_by("from_on"):
        by_id[row.enterprise_id].held.setdefault(row.kind, []).append(row)


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
    return [(pk, (name, english)) for pk, name, english in rows.order_by("slug").values_list("pk", "name", "name_en")]


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
    rows = Responsibility.objects.of_district(actor.district).filter(in_force(actor.today), kind="grid", person=person)
    return rows.count()


# ---------- units ----------


def enterprises(actor: Actor, capability: str = "read enterprise") -> QuerySet[Enterprise, Enterprise]:
    """The units that the actor may see, or on which she holds another capability."""
    return Enterprise.objects.visible_to(actor.scope, capability)
