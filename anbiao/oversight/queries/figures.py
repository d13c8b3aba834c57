"""The figures of a district, its towns, bureaus, sectors, units and weeks, as of a day; always from a scope.

asked = ask(actor, first_on=…, last_on=…)               what is asked: period, day, campaign, place
counted = count(actor, asked)                           measures by town × sector; five statements
table(actor, counted, by="region").line("350504002").values["creation_rate"].rate
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.utils.translation import gettext

from anbiao.kit.actor import Actor
from anbiao.oversight.figures import FIGURES, PERCENT, WEEKLY, Figure
from anbiao.oversight.queries import tallies
from anbiao.oversight.queries.asked import CAPABILITY, Asked
from anbiao.oversight.queries.measures import DONE, FROM_FACTS, KEPT, MEASURES, SOURCES
from anbiao.oversight.queries.past import stood, units_stood
from anbiao.registry.models import Enterprise
from anbiao.registry.queries import in_words, region_name, regulators, sector_name
from anbiao.rules.calendar import IsoWeek
from anbiao.rules.tasks import lines

BY = ("district", "region", "bureau", "sector", "cell", "unit", "week")
TOWN = 9
Number = int | Decimal
Cell = tuple[str, str]  # town (9 digits, or less where it is not known), sector ("" for none)


# ---------- counting ----------


@dataclass(frozen=True)
class Counted:
    """Measures by town × sector, as counted at an instant."""

    asked: Asked
    at: datetime
    cells: Mapping[Cell, Mapping[str, Number]] = field(default_factory=dict)

    def summed(self, keep: Iterable[Cell] | None = None) -> dict[str, Number]:
        """The measures of some cells, or of all, added up."""
        total: dict[str, Number] = dict.fromkeys(MEASURES, 0)
        for cell in self.cells if keep is None else keep:
            for name, number in self.cells.get(cell, {}).items():
                total[name] += number
        return total


def _seen(actor: Actor) -> tuple[str, dict[str, Any]]:
    """The units that the actor sees, as SQL with named parameters. Raises EmptyResultSet where there are none."""
    rows = Enterprise.objects.visible_to(actor.scope, CAPABILITY).order_by()
    compiled = rows.values("id", "region", "sector", "state", "colour").query.get_compiler("default").as_sql()
    names = {f"seen{n}": value for n, value in enumerate(compiled[1])}
    text = compiled[0].replace("%%", "%%%%") % tuple(f"%({name})s" for name in names)
    return text, names


def statement(actor: Actor, asked: Asked, source: str) -> tuple[str, dict[str, Any]]:
    """The facts of a source as they stood, as the beginning of a statement: WITH …, and its parameters."""
    seen, values = _seen(actor)
    tables = ("enterprise", *SOURCES[source].tables)
    parts = [f"seen AS ({seen})", *(stood(name, is_past=asked.is_past) for name in tables)]
    parts.append(units_stood(of_campaign=asked.campaign is not None))
    return "WITH " + ", ".join(parts), {**asked.values(actor.district), **values}


def _sums(source: str, names: Sequence[str]) -> str:
    return ", ".join(
        f"coalesce(sum({MEASURES[name].worth}) FILTER (WHERE {MEASURES[name].where}), 0)" for name in names
    )


def _counted(actor: Actor, asked: Asked, keys: str, wanted: Sequence[str]) -> dict[Any, dict[str, Number]]:
    """The wanted measures by keys, two SQL expressions of the unit; one statement a source."""
    found: dict[Any, dict[str, Number]] = defaultdict(dict)
    for source in SOURCES:
        names = [name for name in wanted if MEASURES[name].source == source]
        if not names:
            continue
        text = f"SELECT {keys}, {_sums(source, names)} FROM {SOURCES[source].rows} GROUP BY 1, 2"  # noqa: S608 - constants only
        for first, second, *numbers in _rows(actor, asked, source, text):
            found[first, second].update(zip(names, map(_plain, numbers), strict=True))
    return dict(found)


def grouped(
    actor: Actor, asked: Asked, source: str, keys: Sequence[str], sums: Sequence[str], where: str
) -> list[Any]:
    """Rows of a source as they stood, counted by keys of one's own; all three are SQL of constants. One statement."""
    places = ", ".join(str(place + 1) for place in range(len(keys)))
    text = f"SELECT {', '.join((*keys, *sums))} FROM {SOURCES[source].rows} WHERE {where} GROUP BY {places}"  # noqa: S608 - constants only
    return list(_rows(actor, asked, source, text))


def _plain(number: Any) -> Number:
    return int(number) if number == int(number) else Decimal(number)


def _kept(actor: Actor, asked: Asked) -> list[str] | None:
    """The regions whose sums the database keeps up and that are asked of; None where the facts themselves are counted."""
    if asked.from_facts or asked.is_past or asked.unit or len(asked.region) > TOWN:
        return None
    return tallies.prefixes(actor.scope, CAPABILITY)


def _summed(
    actor: Actor, asked: Asked, wanted: Sequence[str], within: list[str]
) -> dict[Cell, dict[str, Number]]:
    found: dict[Cell, dict[str, Number]] = defaultdict(dict)
    for town, sector, name, number in tallies.sums(actor, wanted, asked.values(actor.district), within):
        found[town, sector][name] = _plain(number)
    return dict(found)


def count(actor: Actor, asked: Asked, measures: Iterable[str] | None = None) -> Counted:
    """The measures (all that tables show where none are named) by town × sector of what the actor sees. One statement for the figures of today over whole
    towns, which are summed up already; five at most otherwise.
    """
    wanted = sorted(set(measures)) if measures is not None else list(KEPT)
    within = None if FROM_FACTS.keys() & set(wanted) else _kept(actor, asked)
    if within is not None:
        return Counted(asked, actor.now, _summed(actor, asked, wanted, within))
    cells = _counted(actor, asked, f"left(u.region, {TOWN}), u.sector", wanted)
    return Counted(asked, actor.now, cells)


# ---------- tables ----------


@dataclass(frozen=True)
class Value:
    """A figure at one line: its number, what it is of (None where nothing is divided), and the rate or mean to two decimals; None where
    there is nothing to divide by, which is not a rate of 0.
    """

    number: Number
    of: Number | None = None
    rate: Decimal | None = None

    @property
    def main(self) -> Number | None:
        """What is shown first: the rate of a rate, else the number."""
        return self.number if self.of is None else self.rate


def value_of(figure: Figure, measures: Mapping[str, Number]) -> Value:
    """A figure out of its measures."""
    number = measures.get(figure.number, 0)
    if not figure.of:
        return Value(number)
    of = measures.get(figure.of, 0)
    if not of:
        return Value(number, of, None)
    rate = Decimal(number) * (100 if figure.unit == PERCENT else 1) / Decimal(of)
    return Value(number, of, rate.quantize(Decimal("0.01"), ROUND_HALF_UP))


@dataclass(frozen=True)
class Line:
    """One line of a table: its key (a code or id; "" for nobody), its words, the address of its own page ("" for none), its figures."""

    key: str
    label: str
    url: str
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Table:
    """Figures by something, in the order of the labels, and the total of all that the actor sees."""

    by: str
    asked: Asked
    at: datetime
    lines: Sequence[Line]
    total: Line

    @cached_property
    def _named(self) -> Mapping[str, Line]:
        return {line.key: line for line in self.lines}

    def line(self, key: str) -> Line:
        """The line of that key. Raises KeyError."""
        return self._named[key]


def _line(key: str, label: str, measures: Mapping[str, Number], url: str = "") -> Line:
    return Line(key, label, url, {figure.code: value_of(figure, measures) for figure in FIGURES})


def table(actor: Actor, counted: Counted, *, by: str) -> Table:
    """The figures by "district", "region" (town), "bureau", "sector", or "cell" (town|sector). No statement, but two for bureaus."""
    groups: dict[str, list[Cell]] = defaultdict(list)
    offices = regulators(actor.district) if by == "bureau" else {}
    for cell in counted.cells:
        groups[_key(by, cell, offices)].append(cell)
    if by == "district":
        groups.setdefault(actor.district, [])
    words = {str(office.pk): in_words((office.name, office.name_en)) for office in offices.values()}
    told = [_line(key, _words(by, key, words), counted.summed(cells)) for key, cells in groups.items()]
    told.sort(key=lambda line: (not line.key, line.key))
    total = _line("", gettext("Together"), counted.summed())
    return Table(by, counted.asked, counted.at, told, total)


def _key(by: str, cell: Cell, offices: Mapping[str, Any]) -> str:
    town, sector = cell
    if by == "bureau":
        return str(offices[sector].pk) if sector in offices else ""
    return {"district": town[:6], "region": town, "sector": sector, "cell": f"{town}|{sector}"}[by]


def _words(by: str, key: str, offices: Mapping[str, str]) -> str:
    if by == "bureau":
        return offices.get(key) or gettext("no bureau")
    if by == "sector":
        return sector_name(key) or gettext("no sector yet")
    if by == "cell":
        town, _, sector = key.partition("|")
        return f"{region_name(town)} · {sector_name(sector) or gettext('no sector yet')}"
    return region_name(key) or key


def figures(actor: Actor, asked: Asked, *, by: str) -> Table:
    """The figures of what the actor sees, by one of BY. Four to six statements."""
    if by == "unit":
        return by_unit(actor, asked)
    if by == "week":
        return by_week(actor, asked)
    return table(actor, count(actor, asked), by=by)


def unit_measures(actor: Actor, asked: Asked, wanted: Sequence[str]) -> dict[UUID, dict[str, Number]]:
    """Some measures of each unit: for thousands. A statement a source."""
    return {pk: told for (pk, _sector), told in _counted(actor, asked, "u.id, u.sector", wanted).items()}


def by_unit(actor: Actor, asked: Asked) -> Table:
    """The figures of each unit of a place, by name: for a village's or a sector's units, not for a whole city's. Six statements."""
    found = _counted(actor, asked, "u.id, u.sector", list(KEPT))
    rows = Enterprise.objects.visible_to(actor.scope, CAPABILITY).filter(pk__among=[pk for pk, _ in found])
    names = dict(rows.values_list("pk", "name"))
    told = [_line(str(pk), names.get(pk, ""), numbers) for (pk, _), numbers in found.items()]
    total: dict[str, Number] = dict.fromkeys(MEASURES, 0)
    for numbers in found.values():
        for name, number in numbers.items():
            total[name] += number
    told.sort(key=lambda line: line.label)
    return Table("unit", asked, actor.now, told, _line("", gettext("Together"), total))


# ---------- weeks ----------

_TASK_WEEKS = (
    f"SELECT 'plan_line', scheduled_week, count(*) FROM {SOURCES['task'].rows} GROUP BY 1, 2 UNION ALL "  # noqa: S608 - constants only
    f"SELECT 'actual_line', date_trunc('week', t.done_on)::date, count(*) FROM {SOURCES['task'].rows} "
    f"WHERE t.state IN ({DONE}) GROUP BY 1, 2"
)
_HAZARD_WEEKS = (
    f"SELECT 'found', date_trunc('week', h.found_on)::date, count(*) FROM {SOURCES['hazard'].rows} GROUP BY 1, 2 UNION ALL "  # noqa: S608 - constants only
    f"SELECT 'rectified', date_trunc('week', h.closed_on)::date, count(*) FROM {SOURCES['hazard'].rows} "
    "WHERE h.state = 'closed' GROUP BY 1, 2"
)


def by_week(actor: Actor, asked: Asked) -> Table:
    """A line a week of the period, also of weeks ahead: the plan line and the actual line (what is done adds up from the first task on),
    hazards found and rectified in it (in whole weeks, the first and the last among them). Weeks ahead have a plan line only. One or two
    statements.
    """
    found: dict[str, dict[IsoWeek, int]] = {name: defaultdict(int) for name in WEEKLY}
    for name, monday, number in _weekly(actor, asked):
        found[name][IsoWeek.of(monday)] = number
    this = IsoWeek.of(asked.as_of)
    weeks = IsoWeek.of(asked.first_on).until(IsoWeek.of(max(asked.first_on, asked.until)))
    points = lines(
        found["plan_line"], found["actual_line"], first=weeks[0], last=weeks[-1], this=this
    )  # fmt: skip
    told = []
    for point in points:
        values = {"plan_line": Value(point.planned)}
        if point.actual is not None:
            values |= {"actual_line": Value(point.actual)}
            values |= {name: Value(found[name][point.week]) for name in ("found", "rectified")}
        told.append(Line(str(point.week), str(point.week), "", values))
    total = {name: Value(sum(found[name][each] for each in weeks)) for name in ("found", "rectified")}
    return Table("week", asked, actor.now, told, Line("", gettext("Together"), "", total))


def _weekly(actor: Actor, asked: Asked) -> list[tuple[Any, ...]]:
    if (within := _kept(actor, asked)) is not None:
        return tallies.weeks(actor, asked.values(actor.district), within)
    return _rows(actor, asked, "task", _TASK_WEEKS) + _rows(actor, asked, "hazard", _HAZARD_WEEKS)


def _rows(actor: Actor, asked: Asked, source: str, text: str) -> list[tuple[Any, ...]]:
    try:
        begun, values = statement(actor, asked, source)
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"{begun} {text}", values)
        return list(cursor.fetchall())
