"""The tables of a circular or a report as a workbook: a sheet a table, numbers as numbers, drawn from the same frozen figures as the document;
of a report also its ledger 台账, a row a unit.
"""

import io
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext

from anbiao.kit.documents import Document, digest
from anbiao.kit.documents.official import Grid, Official
from anbiao.kit.workbooks import new_workbook
from anbiao.oversight.queries.ledgers import HEADS as LEDGER

WIDEST = 40
HEADS = 2  # caption and heads


def statistics(document: Official, *, at: datetime, ledger: Iterable[tuple[Any, ...]] | None = None) -> Document:  # fmt: skip
    """Every table of the document and of its attachments, then the ledger, row after row. `at` is its own date and time. No cell is a formula."""
    out = io.BytesIO()
    book = new_workbook(out, constant_memory=ledger is not None)
    book.set_properties({"title": document.title, "author": document.signed_by, "created": at.astimezone(UTC).replace(tzinfo=None)})  # fmt: skip
    formats = {
        "caption": book.add_format({"bold": True, "font_size": 14, "align": "center"}),
        "head": book.add_format({"bold": True, "border": 1, "align": "center", "text_wrap": True, "bg_color": "#F0F2F4"}),
        "left": book.add_format({"border": 1, "text_wrap": True}),
        "number": book.add_format({"border": 1, "num_format": "#,##0.0"}),
        "whole": book.add_format({"border": 1, "num_format": "#,##0"}),
        "note": book.add_format({"font_size": 9}),
    }  # fmt: skip
    blocks = (*document.blocks, *(block for each in document.attachments for block in each.blocks))
    tables = [block for block in blocks if isinstance(block, Grid)]
    for number, grid in enumerate(tables, 1):
        _sheet(book.add_worksheet(str(number)), grid, formats)
    if ledger is not None:
        _ledger(book.add_worksheet(gettext("Ledger")), ledger, formats)
    elif not tables:
        book.add_worksheet("1").write_string(0, 0, document.title)
    book.close()
    return digest(out.getvalue())


def _sheet(sheet: Any, grid: Grid, formats: dict[str, Any]) -> None:
    last = len(grid.columns) - 1
    sheet.merge_range(0, 0, 0, last, grid.caption, formats["caption"])
    for place, column in enumerate(grid.columns):
        longest = max((len(row[place]) for row in grid.rows), default=0)
        sheet.set_column(place, place, min(WIDEST, max(10, 2 * longest)))
        sheet.write_string(1, place, column.label, formats["head"])
    for at, row in enumerate(grid.rows, HEADS):
        for place, text in enumerate(row):
            number = _number(text)
            if number is None:
                sheet.write_string(at, place, text, formats["left"])
            else:
                sheet.write_number(at, place, float(number), formats["whole" if number == int(number) and "." not in text else "number"])  # fmt: skip
    sheet.write_string(len(grid.rows) + HEADS, 0, grid.note, formats["note"])
    sheet.freeze_panes(HEADS, 1)


def _ledger(sheet: Any, rows: Iterable[tuple[Any, ...]], formats: dict[str, Any]) -> None:
    """A unit a row: words as text, counts as numbers."""
    sheet.freeze_panes(1, 1)
    for place, (head, width) in enumerate(LEDGER):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, gettext(head), formats["head"])
    for at, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(at, place, value)
            else:
                sheet.write_number(at, place, value)


def _number(text: str) -> Decimal | None:
    """A cell of figures as a number; None for words, days, percentages with their sign, and what could not be told."""
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
