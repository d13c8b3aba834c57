"""The three lists as tables: heads in official words, rows as plain values; the workbook and the print are drawn from the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext

from anbiao.inspection.models import Hazard
from anbiao.inspection.queries.three_lists import Criteria, ThreeLists
from anbiao.kit.actor import Actor
from anbiao.registry.models import Enterprise
from anbiao.registry.queries import region_name
from anbiao.rules import hazards as law
from anbiao.rules import visits
from anbiao.rules.refusal import N_
from anbiao.standards.queries import in_words

Value = str | int | Decimal | date | None


@dataclass(frozen=True)
class Head:
    """A column: its words, how its values stand ("text", "word", "number"), letters wide in a workbook, share of the print (0: not printed)."""

    label: str
    kind: str
    width: int
    share: float = 1.0
    of_many: bool = False  # only where the table speaks of several units


@dataclass(frozen=True)
class Table:
    """One list: the name of its sheet, title, the line below it, heads, rows, what stands where there is none, and the line to sign."""

    name: str
    title: str
    line: str
    heads: Sequence[Head]
    rows: Sequence[Sequence[Value]]
    empty: str
    sign: str


UNIT_HEADS = (
    Head(N_("Unit name"), "text", 28, 2.2, of_many=True),
    Head(N_("Credit code (USCC)"), "word", 21, 0, of_many=True),
    Head(N_("Town or street"), "word", 12, 0, of_many=True),
)
CHECK_HEADS = (
    Head(N_("No."), "word", 6, 0.5),
    *UNIT_HEADS,
    Head(N_("Area to be checked"), "text", 18, 1.4),
    Head(N_("Item to be checked"), "text", 32, 2.4),
    Head(N_("What to look for"), "text", 40, 3.2),
    Head(N_("Method of checking"), "text", 14, 1.0),
    Head(N_("Basis of checking"), "text", 30, 2.2),
    Head(N_("Frequency of checking"), "word", 10, 0.8),
    Head(N_("Responsible post"), "text", 14, 1.1),
)
HAZARD_HEADS = (
    Head(N_("Hazard number"), "word", 11, 1.0),
    *UNIT_HEADS,
    Head(N_("Description of the hazard"), "text", 36, 3.0),
    Head(N_("Place in the unit"), "text", 18, 1.4),
    Head(N_("Grade of the hazard"), "word", 9, 0.7),
    Head(N_("Criterion of a major hazard"), "text", 20, 1.3),
    Head(N_("Category of the hazard"), "word", 12, 0),
    Head(N_("Source of the finding"), "word", 13, 1.0),
    Head(N_("Found on"), "word", 12, 1.0),
    Head(N_("Checked by"), "text", 12, 0.9),
    Head(N_("Basis"), "text", 24, 1.6),
    Head(N_("Temporary control"), "text", 24, 1.5),
    Head(N_("Remark"), "text", 20, 1.2),
    Head(N_("State of the hazard"), "word", 12, 1.0),
)
FIXING_HEADS = (
    Head(N_("Hazard number"), "word", 11, 1.0),
    *UNIT_HEADS,
    Head(N_("Description of the hazard"), "text", 36, 2.4),
    Head(N_("Rectification measures"), "text", 30, 2.0),
    Head(N_("Person responsible"), "text", 11, 0.9),
    Head(N_("Funds (yuan)"), "number", 10, 0.8),
    Head(N_("Deadline of rectification"), "word", 12, 1.0),
    Head(N_("Contingency plan"), "text", 22, 1.3),
    Head(N_("Rectified on"), "word", 12, 1.0),
    Head(N_("Rectified by"), "text", 11, 0.8),
    Head(N_("How it was rectified"), "text", 24, 1.6),
    Head(N_("Re-checked on"), "word", 12, 1.0),
    Head(N_("Re-checked by"), "text", 11, 0.8),
    Head(N_("Closed on"), "word", 12, 1.0),
    Head(N_("How it was closed"), "word", 14, 1.0),
    Head(N_("State of the hazard"), "word", 12, 1.0),
)
NAMES = (N_("Check-list"), N_("Hazard list"), N_("Rectification list"))
EMPTY = N_("Note: there is nothing to enter yet.")
SIGN = N_("Prepared by:              Principal (signature):              Date:              ")


def tables_of_unit(actor: Actor, lists: ThreeLists) -> list[Table]:
    """The three lists of one unit; the unit stands in the line above, not in the rows."""
    unit = lists.unit
    line = gettext("Unit: %(unit)s    Credit code: %(code)s    As of %(day)s")
    words = {"unit": unit.name, "code": unit.uscc or "—", "day": actor.today.isoformat()}
    return _tables(unit.name, (line % words).replace("    ", "\u3000\u3000"), [lists], many=False)


def tables_of_region(actor: Actor, name: str, found: Iterable[ThreeLists]) -> list[Table]:
    """The three lists of all units of a region in one: every row names its unit."""
    given = list(found)
    line = gettext("%(units)s units    As of %(day)s")
    words = {"units": f"{len(given):,}", "day": actor.today.isoformat()}
    return _tables(name, (line % words).replace("    ", "\u3000\u3000"), given, many=True)


def _tables(title: str, line: str, found: Sequence[ThreeLists], *, many: bool) -> list[Table]:
    criteria = Criteria()
    rows: tuple[list[list[Value]], ...] = ([], [], [])
    for lists in found:
        unit = _unit(lists.unit) if many else []
        rows[0].extend(
            [len(rows[0]) + n, *unit, *_check(item)] for n, item in enumerate(lists.items, start=1)
        )
        rows[1].extend([row.serial, *unit, *_hazard(row, criteria)] for row in lists.hazards)
        rows[2].extend([row.serial, *unit, *_fixing(row)] for row in lists.hazards)
    heads = (CHECK_HEADS, HAZARD_HEADS, FIXING_HEADS)
    return [
        Table(
            gettext(name), f"{title} {gettext(name)}", line, [head for head in each if many or not head.of_many], own,
            gettext(EMPTY), gettext(SIGN),
        )
        for name, each, own in zip(NAMES, heads, rows, strict=True)
    ]  # fmt: skip


def _unit(unit: Enterprise) -> list[Value]:
    return [unit.name, unit.uscc, region_name(unit.region[:9])]


def _check(item: dict[str, Any]) -> list[Value]:
    said = {key: in_words(item.get(key, ""), item.get(f"{key}_en", "")) for key in ("area", "title", "look", "method", "post")}  # fmt: skip
    frequency = gettext(visits.FREQUENCIES.get(item.get("frequency", ""), ""))
    return [said["area"], said["title"], said["look"], said["method"], item.get("basis", ""), frequency, said["post"]]  # fmt: skip


def _hazard(row: Hazard, criteria: Criteria) -> list[Value]:
    return [
        row.title, row.place, gettext(law.GRADES[row.grade]), criteria.say(row.criterion), row.category,
        gettext(law.SOURCES.get(row.source, row.source)), row.found_on, row.finder, row.basis, row.control, row.note, _state(row),
    ]  # fmt: skip


def _fixing(row: Hazard) -> list[Value]:
    return [
        row.title, row.measure, row.responsible, row.funds, row.due_on, row.plan, row.fixed_on, row.fixer, row.fix_note,
        row.verified_on, row.verifier, row.closed_on, row.get_closing_display() and gettext(row.get_closing_display()), _state(row),
    ]  # fmt: skip


def _state(row: Hazard) -> str:
    return gettext(law.HAZARD.state(row.state).label)


def printed(table: Table) -> tuple[list[Head], list[list[str]]]:
    """The heads and rows of the print: fewer columns than the workbook, every value as text."""
    kept = [place for place, head in enumerate(table.heads) if head.share]
    rows = [[_as_text(row[place]) for place in kept] for row in table.rows]
    return [table.heads[place] for place in kept], rows


def _as_text(value: Value) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else str(value)


def source_line(actor: Actor) -> str:
    """Where a print comes from: the program, who printed it, and when."""
    at = localtime(actor.now).strftime("%Y-%m-%d %H:%M")
    return gettext("Source: Anbiao · %(who)s · %(at)s") % {"who": actor.who, "at": at}


def language() -> str:
    """The language of the print, as its setter names it."""
    return "en" if (get_language() or "").startswith("en") else "zh"
