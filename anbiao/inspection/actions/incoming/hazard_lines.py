"""The rows of a hazard ledger: its sheets found, cells typed, and the two lists of one hazard joined to one line by its number."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from anbiao.inspection.actions.incoming.hazard_columns import AT_ONCE, BY_NAME, COLUMNS, TAKEN
from anbiao.inspection.actions.incoming.units import Whose, above, named
from anbiao.kit.imports.cells import EMPTY, clean, clean_column, tidy
from anbiao.kit.imports.headings import Recognised, recognise
from anbiao.kit.imports.plans import CellError, Mark, Plan
from anbiao.kit.imports.sheets import Book, Cell, Sheet
from anbiao.kit.imports.texts import shown
from anbiao.rules.refusal import N_, Refusal, Refused

FEWEST = 3  # known columns of a sheet that is a hazard ledger
IN_DAYS = re.compile(r"(\d{1,3})\s*[天日](?:内|以内|之内)?")
IN_MYRIADS = re.compile(r"万元")
NOT_FOUND = N_(
    "No sheet has a heading for the hazard (隐患描述, 存在问题 …) or its number, and two more known columns beside it."
)

BELOW_ZERO = N_("An amount is not less than zero.")


@dataclass
class Line:
    """A hazard of the file on its way: where it stands, typed and raw cells, where each cell stands, and whose it is."""

    mark: Mark
    values: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, Cell] = field(default_factory=dict)
    at: dict[str, Mark] = field(default_factory=dict)
    said: Whose = field(default_factory=Whose)
    joined: set[Mark] = field(default_factory=set)

    @property
    def marks(self) -> set[Mark]:
        """Every row of the file that speaks of it."""
        return {self.mark, *self.joined}


@dataclass
class Ledgers:
    """The sheets of a book that hold hazards, with what each was recognised as, found (list 2) before rectified (list 3)."""

    taken: list[tuple[Sheet, Recognised]]
    warnings: list[Refusal]


def ledgers(book: Book) -> Ledgers:
    """Every visible sheet with the headings of a hazard ledger. Raises Refused when there is none."""
    seen = [(sheet, recognise(sheet, COLUMNS)) for sheet in book.sheets if not sheet.hidden and sheet.rows]
    taken = [(sheet, found) for sheet, found in seen if _is_ledger(found)]
    if not taken:
        raise Refused(Refusal("headings-not-found", NOT_FOUND))
    taken.sort(key=lambda pair: "found_on" not in pair[1].mapping)
    names = {sheet.name for sheet, _ in taken}
    others = [sheet.name for sheet in book.sheets if sheet.name not in names and (sheet.rows or sheet.hidden)]
    warnings = [warning for _, found in taken for warning in found.warnings]
    if others:
        text = N_("These sheets hold no hazards, or are hidden, and were not read: {sheets}.")
        warnings.insert(0, Refusal("sheets-other", text, {"sheets": "、".join(others)}))
    unknown = [found.headings[index] for _, found in taken for index in found.unknown]
    # Numbers of lines mean nothing outside their file.
    unknown = [word for word in dict.fromkeys(unknown) if word not in ("序号", "No.")]
    if unknown:
        text = N_("These columns are not known and were not read: {headings}.")
        warnings.append(Refusal("headings-unknown", text, {"headings": "、".join(unknown)}))
    return Ledgers(taken, warnings)


def _is_ledger(found: Recognised) -> bool:
    mapping = found.mapping
    return len(mapping) >= FEWEST and ("title" in mapping or "serial" in mapping)


def lines_of(book: Book, taken: Sequence[tuple[Sheet, Recognised]], plan: Plan) -> list[Line]:
    """All lines, joined; wrong cells go to the plan. A hazard that stands in both lists is one line."""
    many = len(taken) > 1
    read = [list(_lines(book, sheet, found, plan, many=many)) for sheet, found in taken]
    joined = list(read[0])
    for more in read[1:]:
        _join(joined, more)
    return joined


def _lines(book: Book, sheet: Sheet, found: Recognised, plan: Plan, *, many: bool) -> Iterator[Line]:
    name = sheet.name if many else ""
    lines = [Line((name, sheet.number_of(index))) for index in found.data_rows]
    for column in TAKEN:
        if column.name not in found.mapping:
            continue
        place = found.mapping[column.name]
        raw = sheet.column(place, found.data_rows)
        read = raw if column.name != "due_on" else _deadlines(book, sheet, found, raw)
        typed, errors = clean_column(read, column, epoch=book.epoch)
        if column.name == "funds":
            typed = [_yuan(value, found.headings[place]) for value in typed]
        for line, cell, value in zip(lines, raw, typed, strict=True):
            line.raw[column.name], line.at[column.name] = cell, line.mark
            if value is not EMPTY:
                line.values[column.name] = value
        for number, refusal in errors:
            wrong(plan, lines[number], column.name, refusal)
    _refuse_debts(plan, lines)
    speaks = above(sheet, found)
    for line in lines:
        line.said = named(line.values, speaks)
        yield line


def _refuse_debts(plan: Plan, lines: Iterable[Line]) -> None:
    for line in lines:
        if line.values.get("funds", 0) < 0:
            wrong(plan, line, "funds", Refusal("below-zero", BELOW_ZERO))


def _deadlines(book: Book, sheet: Sheet, found: Recognised, raw: Sequence[Cell]) -> list[Cell]:
    """Deadlines that are said from the day of the finding on: 立即整改 is that day, 7天内 seven days later."""
    place = found.mapping.get("found_on")
    begun = sheet.column(place, found.data_rows) if place is not None else [""] * len(raw)
    return [
        _deadline(cell, first, book) if isinstance(cell, str) else cell
        for cell, first in zip(raw, begun, strict=True)
    ]


def _deadline(cell: str, first: Cell, book: Book) -> Cell:
    text = tidy(cell[:40]).casefold()
    days = 0 if text in AT_ONCE else None
    if days is None and (match := IN_DAYS.fullmatch(text)):
        days = int(match[1])
    if days is None:
        return cell
    found_on, _ = clean(first, BY_NAME["found_on"], epoch=book.epoch)
    return found_on + timedelta(days=days) if isinstance(found_on, date) else cell


def _yuan(value: Any, heading: str) -> Any:
    """Whole yuan; a column headed 万元 counts in ten thousands."""
    if not isinstance(value, Decimal):
        return value
    return int((value * 10_000 if IN_MYRIADS.search(heading) else value).to_integral_value())


def _join(lines: list[Line], more: Iterable[Line]) -> None:
    """Adds what the second list says of a hazard to the line that the first one has, by number, else by its words.

    A second list that names no unit speaks of the only one in the first that has this number or these words.
    """
    first: dict[tuple[str, Whose | None], list[Line]] = {}
    for line in lines:
        key = _key(line)
        first.setdefault((key, line.said), []).append(line)
        first.setdefault((key, None), []).append(line)
    for line in more:
        homes = first.get((_key(line), line.said if line.said.code or line.said.name else None), [])
        if not _key(line) or len(homes) != 1:
            lines.append(line)
            continue
        home = homes[0]
        home.joined.add(line.mark)
        for name, value in line.values.items():
            if name not in home.values:
                home.values[name], home.raw[name], home.at[name] = value, line.raw[name], line.mark


def _key(line: Line) -> str:
    values = line.values
    if values.get("serial"):
        return f"#{values['serial']}"
    return f"={values['title']}" if values.get("title") else ""


def wrong(plan: Plan, line: Line, column: str, refusal: Refusal, *, allowed: str = "") -> None:
    """Enters a wrong cell, at the place in the file where it stands."""
    sheet, row = line.at.get(column, line.mark)
    told = allowed or str(BY_NAME[column].allowed_words)
    plan.errors.append(
        CellError(row, column, shown(line.raw.get(column, "")), refusal, told, sheet=sheet)
    )  # fmt: skip
