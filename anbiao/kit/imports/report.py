"""The report of an import as a workbook: what was wrong, cell by cell, and the wrong rows whole. No cell is ever a formula."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from anbiao.kit.imports.columns import Column
from anbiao.kit.imports.plans import CellError, Mark
from anbiao.kit.imports.sheets import Cell
from anbiao.kit.imports.telling import in_order
from anbiao.kit.imports.texts import shown
from anbiao.kit.texts import say
from anbiao.kit.workbooks import new_workbook

Target = Path | io.BytesIO
WIDTHS = {
    "name": 30,
    "uscc": 24,
    "address": 36,
    "business_scope": 30,
    "title": 36,
    "measure": 30,
    "item": 36,
    "look": 36,
}


def write_report(
    target: Target, columns: Sequence[Column], errors: Sequence[CellError], wrong: Mapping[Mark, Mapping[str, Cell]],
    aside: Sequence[CellError] = (),
) -> None:  # fmt: skip
    """The wrong cells, one a line, and the wrong rows whole under our headings, ready to be corrected and imported again; and what was
    set aside, with why.
    """
    book = new_workbook(target)
    _write_cells(book, columns, in_order(errors, columns))
    if wrong:
        _write_rows(book, columns, wrong, {(*error.mark, error.column) for error in errors})
    if aside:
        _write_aside(book, aside)
    book.close()


def _write_aside(book: Any, aside: Sequence[CellError]) -> None:
    by_sheet = any(each.sheet for each in aside)
    heads = (
        *_sheet_head(by_sheet), (gettext("Row"), 8), (gettext("Value in the file"), 60),
        (gettext("Why it was set aside"), 64),
    )  # fmt: skip
    sheet = new_sheet(book, gettext("Set aside"), heads)
    for last, each in enumerate(aside, start=1):
        first = _write_mark(sheet, last, each.mark, by_sheet=by_sheet)
        sheet.write_string(last, first, each.value)
        sheet.write_string(last, first + 1, say(each.refusal))
    sheet.autofilter(0, 0, len(aside), len(heads) - 1)


def _sheet_head(by_sheet: bool) -> tuple[tuple[str, int], ...]:
    return ((gettext("Sheet"), 16),) if by_sheet else ()


def _write_mark(sheet: Any, line: int, mark: Mark, *, by_sheet: bool, style: Any = None) -> int:
    """The row of the file, behind its sheet where several were read. Returns the next column."""
    if by_sheet:
        sheet.write_string(line, 0, mark[0], style)
    sheet.write_number(line, int(by_sheet), mark[1], style)
    return 1 + by_sheet


def _write_cells(book: Any, columns: Sequence[Column], errors: Sequence[CellError]) -> None:
    labels = {column.name: column.label for column in columns}
    by_sheet = any(error.sheet for error in errors)
    heads = (
        *_sheet_head(by_sheet),
        (gettext("Row"), 8), (gettext("Column"), 20), (gettext("Value in the file"), 28), (gettext("Why it is wrong"), 64),
        (gettext("What is allowed"), 48), (gettext("Offered"), 16),
    )  # fmt: skip
    sheet = new_sheet(book, gettext("Wrong cells"), heads)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    last = 0
    for last, error in enumerate(errors, start=1):
        words = (
            gettext(labels.get(error.column, error.column)), error.value, say(error.refusal), gettext(error.allowed), error.fix,
        )  # fmt: skip
        first = _write_mark(sheet, last, error.mark, by_sheet=by_sheet, style=wrapped)
        for place, text in enumerate(words, start=first):
            sheet.write_string(last, place, text, wrapped)
    sheet.autofilter(0, 0, max(last, 1), len(heads) - 1)


def _write_rows(
    book: Any, columns: Sequence[Column], rows: Mapping[Mark, Mapping[str, Cell]], wrong: set[tuple[str, int, str]]
) -> None:  # fmt: skip
    used = {name for cells in rows.values() for name in cells} | {name for *_, name in wrong}
    shown_columns = [column for column in columns if column.name in used]
    by_sheet = any(sheet for sheet, _ in rows)
    heads = [
        *_sheet_head(by_sheet),
        (gettext("Row in the file"), 10),
        *((gettext(c.label), WIDTHS.get(c.name, 16)) for c in shown_columns),
    ]
    sheet = new_sheet(book, gettext("Wrong rows"), heads)
    text, bad = (
        book.add_format({"num_format": "@"}),
        book.add_format({"num_format": "@", "bg_color": "#FDF0F3"}),
    )
    for line, (mark, cells) in enumerate(sorted(rows.items()), start=1):
        first = _write_mark(sheet, line, mark, by_sheet=by_sheet)
        for place, column in enumerate(shown_columns, start=first):
            style = bad if (*mark, column.name) in wrong else text
            sheet.write_string(line, place, _as_text(cells.get(column.name)), style)


def _as_text(value: Cell) -> str:
    """A cell as it can be typed again: whole text, days as 2026-02-28, numbers as Excel shows them."""
    if isinstance(value, str):
        return value[:32_000]
    return value.isoformat()[:10] if isinstance(value, date) else shown(value)


def new_sheet(book: Any, title: str, heads: Iterable[tuple[str, int]]) -> Any:
    """A sheet with its headings, which stay when it is scrolled."""
    sheet = book.add_worksheet(title[:31])
    bold = book.add_format({"bold": True, "bottom": 1, "bg_color": "#F0F2F4", "valign": "vcenter"})
    sheet.freeze_panes(1, 0)
    for place, (label, width) in enumerate(heads):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, label, bold)
    return sheet
