"""The marking process: an office's own workbook gets its wrong cells coloured and commented, and is handed back on standard output.

Started by marking.py as `python -I -S marking_child.py SITE_PACKAGES PROJECT FILE LIMITS`, with the remarks as JSON on standard input.
Colours are rules of conditional formatting, so that every format of the office stays as it is and our marks can be taken off again.
"""

import io
import json
import resource
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path[:] = [sys.argv[2], *sys.path, sys.argv[1]]

from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from anbiao.kit.imports.limits import Limits
from anbiao.kit.imports.ours import OURS, RULE, SUMMARY, WHO

RED, PALE = "FF9B1C31", "FFFDE2E4"
_A_RULE = 200  # stretches of cells
_LAST_LINES = 60


def main(arguments: list[str]) -> None:
    """Mark one workbook within the limits."""
    path, numbers = arguments
    limits = Limits(*json.loads(numbers))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.inflated_bytes, limits.inflated_bytes))
    sys.stdout.buffer.write(marked(Path(path).read_bytes(), json.load(sys.stdin.buffer)))


def marked(content: bytes, told: Mapping[str, Any]) -> bytes:
    """The workbook with its marks. `told`: sheet → {"cells": [[row, column, text], …], "summary": [row, column, text]}, counted from 1."""
    book = load_workbook(io.BytesIO(content), rich_text=True)
    for sheet in book.worksheets:
        _unmark(sheet)
        if sheet.title in told:
            _mark(sheet, told[sheet.title]["cells"])
            row, column, text = told[sheet.title]["summary"]
            sheet.cell(row, column, text).font = Font(bold=True, color=RED)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _unmark(sheet: Any) -> None:
    """Takes off what an earlier check had marked."""
    kept = ConditionalFormattingList()
    for each in sheet.conditional_formatting:
        for rule in (rule for rule in each.rules if rule.formula != [OURS]):
            kept.add(str(each.sqref), rule)
    sheet.conditional_formatting = kept
    for cell in sheet._cells.values():
        _uncomment(cell)
    for row in sheet.iter_rows(min_row=max(1, sheet.max_row - _LAST_LINES)):
        for cell in (cell for cell in row if str(cell.value or "").startswith(SUMMARY)):
            cell.value = None


def _uncomment(cell: Any) -> None:
    comment = getattr(cell, "comment", None)  # a cell inside a merged one has none
    if comment is not None and WHO in comment.text:
        before, _, _ = comment.text.rpartition(RULE)
        cell.comment = Comment(before, comment.author) if before else None


def _mark(sheet: Any, cells: Sequence[tuple[int, int, str]]) -> None:
    covered = {
        (row, column): (area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        if area.size["rows"] * area.size["columns"] < 10_000
        for row, column in area.cells
    }
    at = {covered.get((row, column), (row, column)): text for row, column, text in cells}
    for (row, column), text in at.items():
        cell = sheet.cell(row, column)
        before = f"{cell.comment.text}{RULE}" if cell.comment is not None else ""
        lines = text.count("\n") + len(text) // 24 + 2
        cell.comment = Comment(f"{before}{WHO}：{text}", WHO, width=340, height=24 + 18 * lines)
    stretches = list(_stretches(at))
    for start in range(0, len(stretches), _A_RULE):
        places = " ".join(stretches[start : start + _A_RULE])
        rule = FormulaRule([OURS], font=Font(color=RED), fill=PatternFill(bgColor=PALE))
        sheet.conditional_formatting.add(places, rule)


def _stretches(cells: Iterable[tuple[int, int]]) -> Iterable[str]:
    """Cells below each other in one name: C4:C9."""
    stretch: list[tuple[int, int]] = []
    for row, column in sorted(cells, key=lambda cell: (cell[1], cell[0])):
        if stretch and (row, column) != (stretch[-1][0] + 1, stretch[-1][1]):
            yield _name(stretch)
            stretch = []
        stretch.append((row, column))
    if stretch:
        yield _name(stretch)


def _name(stretch: Sequence[tuple[int, int]]) -> str:
    (first, column), (last, _) = stretch[0], stretch[-1]
    letters = get_column_letter(column)
    return f"{letters}{first}:{letters}{last}"


if __name__ == "__main__":
    main(sys.argv[3:])
