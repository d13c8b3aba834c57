"""Who answers for units: what lists are narrowed by, where units lie, and the responsibilities themselves."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from anbiao.authority.models import Grant, Organisation, User, WorkingDay
from anbiao.kit.actor import Actor
from anbiao.kit.lookups import AmongMany
from anbiao.kit.scope import in_force, within_region
from anbiao.registry.models import (
    Enterprise,
    Responsibility,
)
from anbiao.rules import units
from anbiao.rules.calendar import Calendar
from anbiao.rules.places import Place

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
        in_force(actor.today),
        AmongMany(F("enterprise_id"), list(by_id)),
        district=actor.district,
        kind__in=kinds,
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


def grid_members_above(actor: Actor, most: int) -> int:
    """How many grid members answer for more than so many units today. One query."""
    rows = Responsibility.objects.of_district(actor.district).filter(in_force(actor.today), kind="grid")
    counted = rows.exclude(person=None).values("person").annotate(number=Count("id"))
    return counted.filter(number__gt=most).count()


def places_of(actor: Actor, found: Iterable[Enterprise]) -> dict[UUID, Place]:
    """Where units lie, with the sectors and the people and organisations of the responsibilities in force: what a duty that is
    limited to sectors or to assignments is measured by. One query for all.
    """
    by_id = {unit.pk: unit for unit in found}
    rows = Responsibility.objects.of_district(actor.district).filter(
        in_force(actor.today), enterprise_id__in=list(by_id)
    )
    sectors: dict[UUID, set[str]] = {}
    people: dict[UUID, set[str]] = {}
    for unit, sector, person, office in rows.values_list(
        "enterprise_id", "sector", "person_id", "organisation_id"
    ):
        sectors.setdefault(unit, set()).update({sector} - {""})
        people.setdefault(unit, set()).update(str(each) for each in (person, office) if each)
    return {
        pk: Place(
            region=unit.region, enterprise=str(pk), sectors=frozenset(sectors.get(pk, ())),
            assignees=frozenset(people.get(pk, ())),
        )
        for pk, unit in by_id.items()
    }  # fmt: skip


def place_of(actor: Actor, unit: Enterprise) -> Place:
    """The same for one unit. One query."""
    return places_of(actor, [unit])[unit.pk]


def place_on_page(actor: Actor, unit: Enterprise) -> Place:
    """The same for a page that only reads: asked once, however many of its sections want to know."""
    if "_place" not in unit.__dict__:
        unit.__dict__["_place"] = place_of(actor, unit)
    found: Place = unit.__dict__["_place"]
    return found


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
    mine = Q(person_id=actor.holder) if actor.holder else Q(pk__in=[])
    enterprises_held = [grant.enterprise for grant in actor.scope.grants if grant.enterprise]
    return mine | Q(kind="enterprise", person=None, enterprise_id__in=enterprises_held)


def answer_calendar() -> Calendar:
    """The working days, the published ones of the own table first. One query."""
    return Calendar(overrides=dict(WorkingDay.objects.values_list("day", "is_working")))


def calendar_at(now: datetime) -> Calendar:
    """The same, read once an hour in a process: what the State Council publishes is entered once a year."""
    return _calendar_of(now.replace(minute=0, second=0, microsecond=0))


@lru_cache(maxsize=2)
def _calendar_of(_hour: datetime) -> Calendar:
    return answer_calendar()
