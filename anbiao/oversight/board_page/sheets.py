"""The tables of the progress board as plain data: page, chart, wall screen and workbook show the same ones."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, pgettext

from anbiao.kit.register.columns import joined
from anbiao.kit.templatetags.kit import NONE, thousands
from anbiao.oversight.board_page.asked import Asked
from anbiao.oversight.board_page.behind import Lists, listed
from anbiao.oversight.figures import WEEKLY
from anbiao.oversight.queries.board import Kind, OpenOnes
from anbiao.oversight.queries.figures import Line, Table, Value
from anbiao.programme.words import week_words
from anbiao.registry.queries import region_name, sector_name
from anbiao.registry.registers.words import bare
from anbiao.rules.calendar import IsoWeek
from anbiao.rules.colours import COLOURS

SHADES = 10
COLUMNS = 7  # sectors of the heat table that stand by themselves; the others stand together
Shown = int | Decimal | None


@dataclass(frozen=True)
class Head:
    """The head of a column of numbers; `kind` says what a chart makes of it: plan, actual, whole, part."""

    label: str
    kind: str = ""


@dataclass(frozen=True)
class Cell:
    """A number of a table: its words, the list behind it, how it is marked (late, strong), and how dark it stands in a heat table (0 to 10)."""

    value: Shown
    url: str = ""
    tone: str = ""
    shade: int = 0
    is_rate: bool = False

    @property
    def words(self) -> str:
        """With commas; a rate with one decimal; a dash for none."""
        return f"{self.value:.1f}" if self.is_rate and self.value is not None else thousands(self.value)

    @property
    def raw(self) -> str:
        """What a chart reads; "" for none."""
        return "" if self.value is None else str(self.value)


@dataclass(frozen=True)
class Row:
    """A line of a table. `into` opens it in place; `aside` keeps it out of a chart, `now` marks the present week."""

    label: str
    cells: Sequence[Cell]
    into: str = ""
    title: str = ""
    now: bool = False
    aside: bool = False


@dataclass(frozen=True)
class Sheet:
    """A table of the board: name in addresses, title, what it counts, head of its lines, heads, rows, and the last line."""

    name: str
    title: str
    remark: str
    of: str
    heads: Sequence[Head]
    rows: Sequence[Row]
    foot: Row | None = None
    notes: Sequence[str] = ()
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """True when no number of it is more than 0."""
        return not any(cell.value for row in self.rows for cell in row.cells)


# ---------- the lines: towns, bureaus, sectors ----------

LINES = ("surveyed", "created", "creation_rate", "plan_rate", "cohort_rate", "overdue")
RATES = frozenset({"creation_rate", "plan_rate", "cohort_rate"})


def shown(value: Value | None) -> Shown:
    """The number of a figure, or its rate; None where there is nothing to divide by."""
    return value.main if value else None


def lines(table: Table, asked: Asked) -> Sheet:
    """One line a town, bureau or sector: the furthest behind its plan first, what has no plan last."""
    labels = {
        "surveyed": pgettext("units", "In scope"), "created": pgettext("units", "Created"), "creation_rate": gettext("Rate %"),
        "plan_rate": gettext("Plan %"), "cohort_rate": gettext("Fixed %"), "overdue": gettext("Overdue"),
    }  # fmt: skip
    heads = {"region": gettext("Town"), "bureau": gettext("Bureau"), "sector": gettext("Sector")}
    titles = {"region": gettext("Towns"), "bureau": gettext("Bureaus"), "sector": gettext("Sectors")}
    worst = sorted(table.lines, key=_by_plan)
    return Sheet(
        "lines", titles[table.by], gettext("furthest behind its plan first"), heads[table.by],
        [Head(labels[code]) for code in LINES],
        [Row(bare(line.label), _figures(line), _into(asked, table.by, line.key), line.label) for line in worst],
        Row(gettext("Together"), _figures(table.total)),
    )  # fmt: skip


def _by_plan(line: Line) -> tuple[bool, Decimal, str]:
    rate = line.values["plan_rate"].rate
    return rate is None, rate if rate is not None else Decimal(0), line.key


def _figures(line: Line) -> list[Cell]:
    return [_figure(line, code) for code in LINES]


def _figure(line: Line, code: str) -> Cell:
    value = shown(line.values.get(code))
    is_late = code == "overdue" and bool(value)
    return Cell(
        value, tone="late" if is_late else "strong" if code == "plan_rate" else "", is_rate=code in RATES
    )


def _into(asked: Asked, by: str, key: str) -> str:
    if not key:
        return ""
    return asked.url(sector=key, unit=None) if by == "sector" else asked.url(at=key, unit=None)


# ---------- plan and actual ----------


def weeks(table: Table | None, today: date) -> Sheet:
    """Both lines, week by week, and what was found and rectified in each."""
    heads = [
        Head(pgettext("line", "Plan"), "plan"), Head(pgettext("line", "Actual"), "actual"),
        Head(pgettext("hazards", "Found")), Head(pgettext("hazards", "Rectified")),
    ]  # fmt: skip
    this = IsoWeek.of(today)
    rows = []
    for line in table.lines if table else ():
        week = IsoWeek.parse(line.key)
        cells = [Cell(shown(line.values.get(code))) for code in WEEKLY]
        rows.append(Row(week_words(week), cells, now=week == this, title=line.label))
    return Sheet(
        "weeks",
        gettext("Plan and actual by week"),
        gettext("tasks done, added up"),
        gettext("Week"),
        heads,
        rows,
    )


def gap(table: Table | None, today: date) -> int:
    """How many fewer tasks are done than the weeks that are over had planned; negative for who is ahead."""
    planned = done = 0
    for line in table.lines if table else ():
        if IsoWeek.parse(line.key).sunday < today:
            planned = int(line.values["plan_line"].number)
        if "actual_line" in line.values:
            done = int(line.values["actual_line"].number)
    return planned - done


# ---------- open hazards ----------


def heat(rows: Sequence[OpenOnes], behind: Lists) -> Sheet:
    """Towns × sectors: how many hazards are open in each; the sectors with most of them stand by themselves."""
    numbers: dict[tuple[str, str], int] = {}
    for row in rows:
        numbers[row.town, row.sector] = numbers.get((row.town, row.sector), 0) + row.number
    by_sector = _sums((sector, number) for (_town, sector), number in numbers.items())
    by_town = _sums((town, number) for (town, _sector), number in numbers.items())
    named = sorted(by_sector, key=lambda code: (-by_sector[code], code))
    apart = named if len(named) <= COLUMNS + 1 else named[:COLUMNS]
    rest = named[len(apart) :]

    def cell(town: str, sectors: Sequence[str], *, whole: bool = False) -> Cell:
        number = by_town.get(town, 0) if whole else sum(numbers.get((town, code), 0) for code in sectors)
        url = behind.of(town, sectors if not whole else ()) if number else ""
        return Cell(number, url, "strong" if whole else "", 0 if whole else shade(number, most))

    columns: list[Sequence[str]] = [*([code] for code in apart), *([rest] if rest else [])]
    # the largest that is shown: "Others" is a sum, and may exceed every sector that stands by itself
    most = max(
        (sum(numbers.get((town, code), 0) for code in codes) for town in by_town for codes in columns),
        default=0,
    )
    heads = [Head(bare(sector_name(code)) or gettext("No sector")) for code in apart]
    heads += [Head(pgettext("sectors", "Others"))] if rest else []
    lines_ = [
        Row(bare(region_name(town)) or NONE, [*(cell(town, codes) for codes in columns), cell(town, (), whole=True)], title=region_name(town))
        for town in sorted(by_town)
    ]  # fmt: skip
    foot = [Cell(sum(by_sector[c] for c in codes), behind.of("", codes), "strong") for codes in columns]
    total = Cell(sum(by_town.values()), behind.of("", ()) if most else "", "strong")
    return Sheet(
        "heat", pgettext("board", "Open hazards"), gettext("town × sector"), gettext("Town"), [*heads, Head(gettext("Together"))],
        lines_, Row(gettext("Together"), [*foot, total]), _thickest(numbers),
    )  # fmt: skip


def shade(number: int, most: int) -> int:
    """How dark a number stands beside the largest: 0 for none, 1 to 10."""
    return -(-SHADES * number // most) if number else 0


def _sums(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for key, number in pairs:
        found[key] = found.get(key, 0) + number
    return found


def _thickest(numbers: Mapping[tuple[str, str], int]) -> list[str]:
    """Where most are: the two largest cells in words."""
    worst = sorted(numbers.items(), key=lambda each: (-each[1], each[0]))[:2]
    if not worst:
        return []
    told = [
        gettext("%(town)s %(sector)s %(number)s")
        % {"town": bare(region_name(town)), "sector": sector_name(sector) or gettext("without a sector"), "number": number}
        for (town, sector), number in worst
    ]  # fmt: skip
    return [gettext("Most: %(where)s.") % {"where": joined(told)}]


def ages(rows: Sequence[OpenOnes], behind: Lists) -> Sheet:
    """Open hazards by their age in weeks, and how many of them are overdue."""
    labels = [
        gettext("found this week"), gettext("1 week old"), gettext("2 weeks old"), gettext("3 weeks old"), gettext("4 weeks and older"),
    ]  # fmt: skip
    told = []
    for age, label in enumerate(labels):
        own = [row for row in rows if row.age == age]
        number, late = sum(row.number for row in own), sum(row.overdue for row in own)
        open_, overdue = (behind.aged(age, late=one) for one in (False, True))
        told.append(
            Row(label, [Cell(number, open_ if number else ""), Cell(late, overdue if late else "", "late" if late else "")])
        )  # fmt: skip
    heads = [Head(pgettext("hazards", "Open"), "whole"), Head(gettext("Overdue"), "late")]
    total = Row(
        gettext("Together"),
        [Cell(sum(row.number for row in rows)), Cell(sum(row.overdue for row in rows))],
    )
    return Sheet(
        "ages",
        gettext("How long they are open"),
        gettext("open hazards by age"),
        gettext("Age"),
        heads,
        told,
        total,
    )


def kinds(rows: Sequence[Kind], alike: Callable[[str], str]) -> Sheet:
    """The commonest types of what was found in the period, and how many of them are open."""
    heads = [Head(pgettext("hazards", "Found"), "whole"), Head(pgettext("hazards", "Still open"), "part")]
    told = [
        Row(row.words, [Cell(row.number, alike(row.words)), Cell(row.open)], title=row.words) for row in rows
    ]
    return Sheet(
        "kinds", gettext("Commonest hazards"), gettext("found in the period"), gettext("Hazard"), heads, told
    )


# ---------- colours ----------


def colours(table: Table, said: Callable[[str], str]) -> Sheet:
    """Towns × the four colours: what the map shows, as a table."""
    rows = []
    for line in table.lines:
        cells = [
            Cell(
                shown(line.values[code]),
                listed("enterprises", town=line.key, colour=code) if line.values[code].number else "",
            )
            for code in COLOURS
        ]
        rows.append(Row(bare(line.label), cells, title=line.label))
    total = Row(gettext("Together"), [Cell(shown(table.total.values[code])) for code in COLOURS])
    return Sheet(
        "colours", gettext("Four colours"), gettext("units by town"), gettext("Town"), [Head(said(code)) for code in COLOURS],
        rows, total,
    )  # fmt: skip
