"""What the progress board shows beside the figures: open hazards by place, kind of unit and age, their commonest types, the
units that are furthest behind, what waits for an approval. Always from a scope, always set-based.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Coalesce, Left, NullIf

from anbiao.authority.models import Organisation
from anbiao.inspection import queries as inspection
from anbiao.inspection.models import Hazard, Standing
from anbiao.inspection.queries import photos
from anbiao.inspection.queries.photos import Shown
from anbiao.kit.actor import Actor
from anbiao.kit.register.counting import Count as Number
from anbiao.kit.register.counting import counts
from anbiao.kit.scope import within_region
from anbiao.kit.work import Source, sources
from anbiao.oversight.queries.asked import Asked, ask
from anbiao.oversight.queries.figures import grouped
from anbiao.oversight.queries.measures import IS_OPEN, OVERDUE, WITHIN
from anbiao.programme.models import Campaign, Task
from anbiao.programme.queries import campaigns as programme
from anbiao.programme.queries import tasks as tasks_of
from anbiao.registry.models import Enterprise
from anbiao.registry.queries import TOWN, enterprises, regulators
from anbiao.rules import hazards as law
from anbiao.rules import tasks as plan
from anbiao.rules.units import ALIVE

OLDEST = 4  # weeks; what is older stands with these
TYPES = 10
MOST_UNITS = 50
MOST_DOTS = 400
WORST = ("red", "orange")
CAMPAIGNS = ("running", "closed")


@dataclass(frozen=True)
class Part:
    """A part of the district: a region ("" for all of it), and sectors (None for all of them)."""

    region: str = ""
    sectors: frozenset[str] | None = None

    @property
    def is_whole(self) -> bool:
        """True for the district as a whole."""
        return not self.region and self.sectors is None

    def units(self, prefix: str = "enterprise__") -> Q:
        """The condition on rows that belong to a unit of this part."""
        found = within_region(f"{prefix}region", self.region) if self.region else Q()
        if self.sectors is not None:
            found &= Q(**{f"{prefix}sector__in": sorted(self.sectors)})
        return found


def campaigns(actor: Actor) -> list[Campaign]:
    """The campaigns that were launched. Those under way first, in the order of their start: a small one that joins does not take the
    board from the one that it is looked at for. Then the closed ones, the latest first. One query.
    """
    rows = list(programme.campaigns(actor).filter(state__in=CAMPAIGNS).order_by("starts_week", "id"))
    running = [row for row in rows if row.state == "running"]
    return running + [row for row in reversed(rows) if row.state != "running"]


def bureau(actor: Actor, key: str) -> tuple[Organisation, frozenset[str]] | None:
    """A bureau by its id, with the sectors for which it answers here; None where it answers for none. One query."""
    answering = regulators(actor.district)
    found = frozenset(sector for sector, office in answering.items() if str(office.pk) == key)
    return (answering[min(found)], found) if found else None


# ---------- hazards ----------


@dataclass(frozen=True)
class OpenOnes:
    """Open hazards of one town, one sector and one age in weeks (0 to 4, older ones with these): all, overdue, major."""

    town: str
    sector: str
    age: int
    number: int
    overdue: int
    major: int


def open_ones(actor: Actor, part: Part, on: date) -> list[OpenOnes]:
    """What was open on a day, by town, sector and age: today from the index of what is open, a past day as the journal tells it. One query."""
    rows = _open_today(actor, part, on) if on >= actor.today else _open_then(actor, part, on)
    return [OpenOnes(*row) for row in rows]


def _open_today(actor: Actor, part: Part, on: date) -> Iterable[Any]:
    week = timedelta(days=7)
    age = Case(
        *(When(found_on__gt=on - week * n, then=Value(n - 1)) for n in range(1, OLDEST + 1)),
        default=Value(OLDEST), output_field=IntegerField(),
    )  # fmt: skip
    rows = Hazard.objects.visible_to(actor.scope).filter(part.units(), state__in=sorted(law.OPEN))
    return (
        rows.order_by()
        .values(town=Left("enterprise__region", TOWN), kind=F("enterprise__sector"), age=age)
        .annotate(
            number=Count("pk"), late=Count("pk", filter=inspection.overdue(on)), grave=Count("pk", filter=Q(grade=law.MAJOR)),
        ).values_list("town", "kind", "age", "number", "late", "grave")
    )  # fmt: skip


def _open_then(actor: Actor, part: Part, on: date) -> Iterable[Any]:
    keys = (f"left(u.region, {TOWN})", "u.sector", f"least((%(day)s - h.found_on) / 7, {OLDEST})")
    sums = (
        "count(*)",
        f"count(*) FILTER (WHERE {OVERDUE})",
        f"count(*) FILTER (WHERE h.grade = '{law.MAJOR}')",
    )
    return grouped(actor, _asked(actor, part, on), "hazard", keys, sums, IS_OPEN)


def _asked(actor: Actor, part: Part, on: date, first: date | None = None) -> Asked:
    """The part on a day, as figures are asked for it."""
    sectors = sorted(part.sectors) if part.sectors is not None else None
    return ask(actor, first_on=first, as_of=on, region=part.region, sectors=sectors)


@dataclass(frozen=True)
class Kind:
    """A type of hazard: what a ledger gives as its category, else its words, which are one phrase for one thing; how many were found, how
    many of them are open.
    """

    words: str
    number: int
    open: int


def kinds(actor: Actor, part: Part, first: date, last: date) -> list[Kind]:
    """The commonest types of what was found within a period, as it stood at its end. One query."""
    rows = (
        _kinds_today(actor, part, first, last)
        if last >= actor.today
        else _kinds_then(actor, part, first, last)
    )
    return [Kind(*row) for row in rows]


def _kinds_today(actor: Actor, part: Part, first: date, last: date) -> Iterable[Any]:
    rows = Hazard.objects.visible_to(actor.scope).filter(
        part.units(), found_on__gte=first, found_on__lte=last
    )
    return (
        rows.exclude(state="void")
        .order_by()
        .values(words=Coalesce(NullIf("category", Value("")), "title", output_field=TextField()))
        .annotate(number=Count("pk"), open=Count("pk", filter=Q(state__in=sorted(law.OPEN))))
        .order_by("-number", "words")
        .values_list("words", "number", "open")[:TYPES]
    )


def _kinds_then(actor: Actor, part: Part, first: date, last: date) -> Iterable[Any]:
    keys, sums = (
        ("coalesce(nullif(h.category, ''), h.title)",),
        ("count(*)", f"count(*) FILTER (WHERE {IS_OPEN})"),
    )
    found = grouped(actor, _asked(actor, part, last, first), "hazard", keys, sums, f"h.found_on {WITHIN}")
    return sorted(found, key=lambda row: (-row[1], row[0]))[:TYPES]


# ---------- units ----------


@dataclass(frozen=True)
class UnitLine:
    """A unit with what is open at it and what of its tasks is late."""

    unit: Enterprise
    open: int
    overdue: int
    tasks: int
    done: int
    late: int


def units(actor: Actor, campaign: Campaign | None, part: Part) -> tuple[list[UnitLine], int]:
    """The units of a part that are furthest behind today (late tasks, overdue hazards, open ones), and how many there are. Four queries."""
    rows = enterprises(actor).filter(part.units(""), state__in=sorted(ALIVE))
    number = rows.count()
    stand = {
        row.enterprise_id: row
        for row in Standing.objects.visible_to(actor.scope, "read hazard")
        .filter(part.units(), open__gt=0)
        .only("district", "enterprise_id", "open", "overdue")
        .order_by("-overdue", "-open")[:MOST_UNITS]
    }
    have = _tasks(actor, campaign, part) if campaign else {}
    worst = sorted(have, key=lambda pk: -have[pk][2])[:MOST_UNITS]
    found = {row.pk: row for row in rows.filter(pk__in={*stand, *worst})}
    if len(found) < MOST_UNITS:
        more = rows.exclude(pk__in=list(found)).order_by("name_key", "id")
        found |= {row.pk: row for row in more[: MOST_UNITS - len(found)]}
    told = [_unit_line(row, stand.get(row.pk), have.get(row.pk, (0, 0, 0))) for row in found.values()]
    told.sort(key=lambda line: (-line.late, -line.overdue, -line.open, line.unit.name_key))
    return told[:MOST_UNITS], number


def _unit_line(unit: Enterprise, stand: Any, have: tuple[int, int, int]) -> UnitLine:
    return UnitLine(unit, stand.open if stand else 0, stand.overdue if stand else 0, *have)


def _tasks(actor: Actor, campaign: Campaign, part: Part) -> dict[UUID, tuple[int, int, int]]:
    """Unit → its tasks in a campaign: all, done, late. One query."""
    rows = Task.objects.visible_to(actor.scope).filter(part.units(), campaign=campaign)
    found = (
        rows.exclude(state="exempted")
        .order_by()
        .values_list("enterprise_id")
        .annotate(
            number=Count("pk"), done=Count("pk", filter=Q(state__in=sorted(plan.DONE))),
            late=Count("pk", filter=tasks_of.late(actor.today)),
        )
    )  # fmt: skip
    return {unit: (number, done, late) for unit, number, done, late in found}


@dataclass(frozen=True)
class UnitItems:
    """What is open at a unit: its hazards, each with its first photo, and its tasks that are not done."""

    unit: Enterprise
    hazards: Sequence[tuple[Hazard, Shown | None]]
    tasks: Sequence[Task]


def unit_items(actor: Actor, campaign: Campaign | None, pk: UUID) -> UnitItems | None:
    """The items of a unit; None for one that the actor does not see. At most five queries."""
    unit = enterprises(actor).filter(pk=pk).first()
    if unit is None:
        return None
    rows = inspection.of_unit(actor, unit) if actor.scope.may("read hazard") else []
    shown = photos.first_of(actor, unit, [row.pk for row in rows]) if rows else {}
    to_do: list[Task] = []
    if campaign:
        of = tasks_of.of_unit(actor, unit).filter(campaign=campaign, state__in=sorted(plan.OPEN))
        to_do = list(of.select_related("step", "person", "organisation"))
    return UnitItems(unit, [(row, shown.get(row.pk)) for row in rows], to_do)


# ---------- the map ----------


def dots(actor: Actor, part: Part) -> list[tuple[str, float, float]]:
    """Where the red and orange units of today lie (colour, longitude, latitude), the red ones last so that they lie on top; none where
    there are more than 400: then the numbers by town say more. One query.
    """
    rows: QuerySet[Any, Any] = enterprises(actor, "read colour").filter(part.units(""), colour__in=WORST)
    rows = rows.filter(state__in=sorted(ALIVE), longitude__isnull=False, latitude__isnull=False)
    found = list(rows.order_by("colour").values_list("colour", "longitude", "latitude")[: MOST_DOTS + 1])
    return found if len(found) <= MOST_DOTS else []


# ---------- what waits ----------


def waiting(actor: Actor) -> list[tuple[Source, Number]]:
    """What waits for the actor's approval, by kind of work, without what there is none of. One query."""
    asked = [each for each in sources(actor) if each.capability.startswith("approve ") and not each.waiting]
    numbers = counts([each.rows(actor, False) for each in asked]) if asked else []
    return [(source, number) for source, number in zip(asked, numbers, strict=True) if number.number]
