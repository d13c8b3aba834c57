"""The week board: who has how many units in which week, beside what there is time for; always from a scope."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Left

from anbiao.authority.delegating import covering
from anbiao.authority.models import Organisation, User
from anbiao.kit.actor import Actor
from anbiao.programme.models import Absence, Campaign, KeyPeriod, PlanRun, Task
from anbiao.programme.queries.hours import Doers, doers
from anbiao.registry.queries import TOWN, in_words, region_name
from anbiao.rules import tasks as law
from anbiao.rules.calendar import IsoWeek
from anbiao.rules.capacity import Load
from anbiao.rules.colours import COLOURS
from anbiao.rules.places import Place

BY = ("person", "place", "office")
WEEKS = 6
NOBODY = "nobody"
VILLAGE = 12
MOST_LINES = 400


@dataclass
class Cell:
    """A week of a line: units by colour, how many tasks are still open, the load, how many days are free for visits and why not all."""

    week: IsoWeek
    colours: dict[str, int] = field(default_factory=dict)
    units: int = 0
    minutes: int = 0
    open: int = 0
    capacity: int | None = None
    away: str = ""

    @property
    def load(self) -> Load:
        """As the rules know it."""
        return Load(self.units, self.minutes, self.capacity)


@dataclass
class Line:
    """A person, an office or a place with its weeks; `key` names it in addresses."""

    key: str
    name: str
    sub: str
    cells: dict[IsoWeek, Cell]


@dataclass(frozen=True)
class Board:
    """The weeks with the key periods that lie in them, the lines, and their totals."""

    by: str
    weeks: Mapping[IsoWeek, str]
    lines: Sequence[Line]
    totals: Mapping[IsoWeek, Cell]
    campaigns: Sequence[Campaign]

    @property
    def overfull(self) -> list[tuple[Line, Cell]]:
        """Where more is planned than there is time for."""
        return [(line, cell) for line in self.lines for cell in line.cells.values() if cell.load.over]


def running(actor: Actor) -> list[Campaign]:
    """The campaigns under way. One query."""
    rows = Campaign.objects.visible_to(actor.scope).filter(state="running")
    return list(rows.order_by("starts_week", "id"))


def planned(actor: Actor, campaigns: Iterable[Campaign]) -> QuerySet[Task, Task]:
    """The tasks of these campaigns that the actor sees and that an office or one of its people does."""
    rows = Task.objects.visible_to(actor.scope).filter(campaign__in=[row.pk for row in campaigns])
    return rows.exclude(state="exempted").exclude(person=None, organisation=None, step__answers="enterprise")


def with_key(rows: QuerySet[Task, Task], by: str, digits: int = TOWN) -> Any:
    """The rows with the place of a line, where lines are places: its town, or its village."""
    return rows.annotate(place=Left("enterprise__region", digits)) if by == "place" else rows


COLUMNS = {"person": ("person_id", "organisation_id"), "office": ("organisation_id", "person_id"), "place": ("place", "person_id")}  # fmt: skip


def digits(actor: Actor) -> int:
    """Who looks after one town sees villages; who looks after more sees towns."""
    regions = {grant.region for grant in actor.scope.allowing("read task") if grant.region}
    return VILLAGE if regions and all(len(region) >= TOWN for region in regions) else TOWN


def board(actor: Actor, *, by: str, weeks: Sequence[IsoWeek], campaigns: Sequence[Campaign], within: str = "") -> Board:  # fmt: skip
    """Lines × weeks. Seven queries whatever the number of tasks; `within` is a region that limits the units."""
    rows = planned(actor, campaigns).filter(planned_week__in=list(weeks))
    if within:
        rows = rows.filter(enterprise__region__startswith=within)
    rows = with_key(rows, by, digits(actor))
    columns = COLUMNS[by]
    found = list(
        rows.order_by()
        .values(*columns, "planned_week", colour=F("enterprise__colour"))
        .annotate(
            units=Count("enterprise_id", distinct=True), minutes=Sum("step__minutes"),
            open=Count("pk", filter=Q(state__in=sorted(law.OPEN))),
        )
    )  # fmt: skip
    people = {row["person_id"] for row in found if row["person_id"]}
    unnamed = [row for row in found if by == "office" or (by == "person" and not row["person_id"])]
    offices = {row["organisation_id"] for row in unnamed if row["organisation_id"]}
    who = doers(actor, people, offices, first=weeks[0].monday, last=weeks[-1].sunday)
    lines: dict[str, Line] = {}
    for row in found:
        key = str(row[columns[0]] or (row["organisation_id"] if by == "person" else None) or NOBODY)
        line = lines.setdefault(key, Line(key, "", "", {week: Cell(week) for week in weeks}))
        _add(line.cells[row["planned_week"]], row)
    for line in lines.values():
        _name(by, line, who)
    shown = sorted(
        lines.values(),
        key=lambda line: (line.key == NOBODY, by == "person" and not line.sub, line.sub, line.name),
    )
    return Board(by, who.kept_free(weeks), shown[:MOST_LINES], _totals(shown, weeks), campaigns)


def _add(cell: Cell, row: dict[str, Any]) -> None:
    cell.units += row["units"]
    cell.minutes += row["minutes"] or 0
    cell.open += row["open"]
    cell.colours[row["colour"]] = cell.colours.get(row["colour"], 0) + row["units"]


def _name(by: str, line: Line, who: Doers) -> None:
    """The name of a line, and what there is time for. A place has no hours, nor has nobody."""
    if by == "place":
        line.name = region_name(line.key)
    if by == "place" or line.key == NOBODY:
        return
    key = UUID(line.key)
    doer = who.by_id[key]
    line.name = in_words((doer.row.name, doer.row.name_en))
    if isinstance(doer.row, User) and doer.office:
        line.sub = in_words((doer.office.name, doer.office.name_en))
    for cell in line.cells.values():
        cell.capacity = who.minutes(key, cell.week)
        cell.away = who.absence(key, cell.week)


def _totals(lines: Sequence[Line], weeks: Sequence[IsoWeek]) -> dict[IsoWeek, Cell]:
    """Foot of the board: all lines together. A unit that two persons visit counts for both."""
    found = {week: Cell(week) for week in weeks}
    for line in lines:
        for week, cell in line.cells.items():
            total = found[week]
            total.units += cell.units
            total.minutes += cell.minutes
            total.open += cell.open
            if cell.capacity is not None:
                total.capacity = (total.capacity or 0) + cell.capacity
    return found


def left_behind(actor: Actor, campaigns: Sequence[Campaign]) -> int:
    """How many open tasks lie in weeks that have passed. One query."""
    rows = planned(actor, campaigns).filter(state__in=sorted(law.OPEN))
    return rows.filter(planned_week__lt=IsoWeek.of(actor.today)).count()


# ---------- one cell ----------


def cell_rows(actor: Actor, campaigns: Sequence[Campaign], *, by: str, key: str, week: IsoWeek, within: str = "") -> QuerySet[Task, Task]:  # fmt: skip
    """The tasks of a cell: the gravest colour first, then what is due first. ValueError for a key that nothing can have."""
    rows = with_key(week_rows(actor, campaigns, week=week, within=within), by, digits(actor))
    found: QuerySet[Task, Task] = rows.filter(_line(by, key))
    return found


def week_rows(
    actor: Actor, campaigns: Sequence[Campaign], *, week: IsoWeek, within: str = ""
) -> QuerySet[Task, Task]:
    """The tasks of a week that offices and their people do."""
    rows = planned(actor, campaigns).filter(planned_week__in=[week])
    if within:
        rows = rows.filter(enterprise__region__startswith=within)
    return rows.select_related("enterprise", "step", "campaign", "person", "organisation")


def _line(by: str, key: str) -> Q:
    if by == "place":
        return Q(place=key)
    if key == NOBODY:
        return Q(organisation=None) if by == "office" else Q(person=None, organisation=None)
    pk = UUID(key)
    return Q(organisation_id=pk) if by == "office" else Q(person_id=pk) | Q(person=None, organisation_id=pk)


def in_order(rows: Iterable[Task]) -> list[Task]:
    """Red before blue, then by last day, then by name."""
    level = {colour: place for place, colour in enumerate(COLOURS)}
    return sorted(
        rows,
        key=lambda row: (level.get(row.enterprise.colour, len(level)), row.due_on, row.enterprise.name_key),
    )


def absences(actor: Actor) -> QuerySet[Absence, Absence]:
    """Who is away, in the offices that the actor plans for."""
    return Absence.objects.visible_to(actor.scope, "keep absence").select_related("person", "organisation")


def with_deputies(rows: Sequence[Absence], on: date) -> Sequence[Absence]:
    """Each absence with the delegations by which somebody stands in on some of its days. One query."""
    found = covering(rows[0].district, {row.person_id for row in rows}, on) if rows else {}
    for row in rows:
        row.deputies = [  # type: ignore[attr-defined]
            each for each in found.get(row.person_id, ()) if each.from_on <= row.last_on and row.first_on <= each.to_on
        ]  # fmt: skip
    return rows


def key_periods(actor: Actor) -> QuerySet[KeyPeriod, KeyPeriod]:
    """The days kept free in the regions that the actor plans for."""
    return KeyPeriod.objects.visible_to(actor.scope, "keep key_period")


def that_count(rows: Any, on: date) -> list[Any]:
    """What of these still counts on a day or later. One query."""
    return list(rows.filter(last_on__gte=on, withdrawn_on=None).order_by("first_on", "id"))


def colleagues(actor: Actor) -> list[User]:
    """The people whose absences the actor may enter: accounts in use of the offices that she plans for. One query."""
    rows = User.objects.filter(district=actor.district, is_active=True, organisation__isnull=False)
    found = rows.select_related("organisation").order_by("organisation__name", "name")
    return [row for row in found if row.organisation and plans_for(actor, row.organisation)]


def plans_for(actor: Actor, office: Organisation) -> bool:
    """True for who plans in the region of an office."""
    return actor.scope.allows("keep absence", Place(region=office.region))


# ---------- plans that were worked out ----------


def named(actor: Actor, name: str) -> Campaign | None:
    """A campaign by its id or its number; None where there is none. One query."""
    rows = Campaign.objects.visible_to(actor.scope)
    try:
        return rows.filter(pk=UUID(name)).first()
    except ValueError:
        return rows.filter(serial=name).first()


def last_run(actor: Actor, campaigns: Sequence[Campaign]) -> PlanRun | None:
    """The newest plan that was worked out for one of these campaigns. One query."""
    rows = PlanRun.objects.of_district(actor.district).filter(campaign__in=[row.pk for row in campaigns])
    return rows.select_related("campaign").order_by("-began_at").first()
