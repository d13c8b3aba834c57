"""The workbook given back with its wrong cells coloured and commented, to be corrected where it is and handed in again.

The office's own .xlsx keeps its sheets, formats and merged cells (openpyxl, in a process with limits). What is no .xlsx, or is too
large for that, comes back as a new workbook: its sheets as read, or of a large one the headings and the wrong rows.
"""

import io
import json
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.utils.translation import gettext, ngettext

from anbiao.kit.imports.children import ask
from anbiao.kit.imports.columns import Column
from anbiao.kit.imports.headings import Recognised, choose, recognise
from anbiao.kit.imports.limits import Limits
from anbiao.kit.imports.ours import OURS
from anbiao.kit.imports.plans import CellError
from anbiao.kit.imports.sheets import Book, Cell, Sheet
from anbiao.kit.imports.texts import shown
from anbiao.kit.texts import say
from anbiao.kit.workbooks import new_workbook

MOST_CELLS = 200_000  # openpyxl needs 5 s of a processor and 110 MB for 10,000 rows of 12 columns, 21 s and 340 MB for 50,000
MOST_REMARKS = 5_000  # a workbook with more comments opens slowly; all wrong rows are in the report
LOG = logging.getLogger(__name__)
_CHILD = Path(__file__).with_name("marking_child.py")


@dataclass
class Marks:
    """What is said of one sheet: its headings as recognised, and the texts by row and column of `rows`."""

    sheet: Sheet
    found: Recognised
    cells: dict[tuple[int, int], list[str]] = field(default_factory=dict)

    @property
    def summary(self) -> str:
        """The line below the table. It begins as a note does, so that no import takes it for a row."""
        rows = len({row for row, _ in self.cells})
        words = ngettext(
            "%(cells)s cell in %(rows)s row is marked. Correct it here and upload this file again; comments and colours do no harm.",
            "%(cells)s cells in %(rows)s rows are marked. Correct them here and upload this file again; comments and colours do no harm.",
            len(self.cells),
        ) % {"cells": f"{len(self.cells):,}", "rows": f"{rows:,}"}
        return gettext("Note: Anbiao check: %(words)s") % {"words": words}


def marks_of(errors: Iterable[CellError], find: Callable[[str], tuple[Sheet, Recognised]]) -> list[Marks]:
    """The wrong cells by sheet; one whose column the file lacks stands in the first column that is read.

    `find` gives a sheet by its name, with what it was recognised as; "" is the one that is read.
    """
    by_sheet: dict[str, Marks] = {}
    for error in list(errors)[:MOST_REMARKS]:
        if error.sheet not in by_sheet:
            by_sheet[error.sheet] = Marks(*find(error.sheet))
        marks = by_sheet[error.sheet]
        column = marks.found.mapping.get(error.column, min(marks.found.mapping.values(), default=0))
        marks.cells.setdefault((error.row - marks.sheet.first_row, column), []).append(_said(error))
    return list(by_sheet.values())


def finder(book: Book, columns: Sequence[Column]) -> Callable[[str], tuple[Sheet, Recognised]]:
    """How the sheets of a plain import are found: by name, the best one where only one is read."""

    def find(name: str) -> tuple[Sheet, Recognised]:
        if not name:
            return choose(book, columns)
        sheet = next(sheet for sheet in book.sheets if sheet.name == name)
        return sheet, recognise(sheet, columns)

    return find


def _said(error: CellError) -> str:
    allowed = gettext("Allowed: %(words)s") % {"words": gettext(error.allowed)} if error.allowed else ""
    offered = gettext("Offered: %(value)s") % {"value": error.fix} if error.fix else ""
    return "\n".join(part for part in (say(error.refusal), allowed, offered) if part)


def given_back(path: Path, book: Book, marks: Sequence[Marks]) -> bytes:
    """The marked workbook as .xlsx. Costs a process for an .xlsx; memory and time are bounded."""
    is_large = sum(len(sheet.rows) * len(sheet.rows[0]) for sheet in book.sheets if sheet.rows) > MOST_CELLS
    with path.open("rb") as file:
        is_workbook = file.read(2) == b"PK"
    if is_workbook and not is_large:
        with TemporaryDirectory() as folder:
            ended, content = ask(
                _CHILD, str(path.resolve()), limits=Limits(), given=_told(marks), folder=folder
            )
        if ended == 0:
            return content
        LOG.warning("a workbook could not be marked and is written anew (%s)", ended)
    return _written_anew(book, marks, only_wrong=is_large)


def _told(marks: Sequence[Marks]) -> bytes:
    told = {}
    for each in marks:
        top, left = each.sheet.first_row, each.sheet.first_column + 1
        cells = [[row + top, column + left, "\n".join(texts)] for (row, column), texts in each.cells.items()]
        told[each.sheet.name] = {
            "cells": cells,
            "summary": [top + len(each.sheet.rows) + 1, left, each.summary],
        }
    return json.dumps(told, ensure_ascii=False).encode()


# ---------- a new workbook ----------


def _written_anew(book: Book, marks: Sequence[Marks], *, only_wrong: bool) -> bytes:
    out = io.BytesIO()
    made = new_workbook(out, in_memory=True)
    by_name = {each.sheet.name: each for each in marks}
    for sheet in book.sheets:
        found = by_name.get(sheet.name)
        if sheet.rows and not sheet.hidden and (found or not only_wrong):
            _write_sheet(made, sheet, found, only_wrong=only_wrong)
    made.close()
    return out.getvalue()


def _write_sheet(made: Any, sheet: Sheet, marks: Marks | None, *, only_wrong: bool) -> None:
    page = _page(made, sheet.name)
    cells = marks.cells if marks else {}
    above = set(range(marks.found.first_data_row)) if marks else set()
    kept = sorted(above | {row for row, _ in cells}) if only_wrong else range(len(sheet.rows))
    styles = {
        "day": made.add_format({"num_format": "yyyy-mm-dd"}),
        "text": made.add_format({"num_format": "@"}),
    }
    for line, row in enumerate(kept):
        for column, value in enumerate(sheet.rows[row]):
            _write_cell(page, line, column, value, styles)
    if not only_wrong:
        _merge(page, sheet, styles)
    lines = {row: line for line, row in enumerate(kept)}
    pale = made.add_format({"bg_color": "#FDE2E4", "font_color": "#9B1C31"})
    for (row, column), texts in cells.items():
        where = gettext("Row %(row)s of the file") % {"row": sheet.number_of(row)}
        page.write_comment(lines[row], column, "\n".join([where, *texts]), {"x_scale": 2.4, "y_scale": 1.4})
        rule = {"type": "formula", "criteria": f"={OURS}", "format": pale}
        page.conditional_format(lines[row], column, lines[row], column, rule)
    if marks:
        bold = made.add_format({"bold": True, "font_color": "#9B1C31"})
        page.write_string(len(lines) + 1, 0, marks.summary, bold)


def _page(made: Any, name: str) -> Any:
    """A sheet of this name, or of one that is allowed, should a strange program have given it one that is not."""
    with _where_allowed():
        return made.add_worksheet(name or gettext("Table"))
    return made.add_worksheet()


def _merge(page: Any, sheet: Sheet, styles: Mapping[str, Any]) -> None:
    for top, left, bottom, right in sheet.merged:
        if 0 <= top < len(sheet.rows) and 0 <= left < len(sheet.rows[top]) and (top, left) != (bottom, right):
            with _where_allowed():  # one over another, which no office program writes
                page.merge_range(top, left, bottom, right, None)
                _write_cell(page, top, left, sheet.rows[top][left], styles)


def _where_allowed() -> suppress:
    """Passes over what XlsxWriter refuses inside."""
    from xlsxwriter.exceptions import XlsxWriterException  # where it is used, as in kit/workbooks.py

    return suppress(XlsxWriterException)


def _write_cell(page: Any, line: int, column: int, value: Cell, styles: Mapping[str, Any]) -> None:
    """A cell as it was read; texts stay texts, so that no code loses its digits."""
    if isinstance(value, date):
        page.write_datetime(line, column, value, styles["day"])
    elif isinstance(value, bool):
        page.write_boolean(line, column, value)
    elif isinstance(value, int | float):
        page.write_number(line, column, value)
    elif value not in ("", None):
        text = value if isinstance(value, str) else shown(value)
        page.write_string(line, column, text[:32_000], styles["text"])
