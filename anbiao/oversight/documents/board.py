"""A table of the progress board as a workbook: the numbers as on the screen, where they come from, no formula."""

import io
from typing import Any

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.district import new_id
from anbiao.kit.documents import Document, digest
from anbiao.kit.workbooks import new_workbook
from anbiao.oversight.board_page import Board
from anbiao.oversight.board_page.sheets import Cell, Row, Sheet

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADS = 3  # title, source, heads
NAME_WIDTH, WIDTH = 28, 14


def workbook(actor: Actor, board: Board, name: str) -> Document:
    """One table of SHEETS; journalled as every export is."""
    sheet = board.sheet(name)
    made = digest(_drawn(sheet, board))
    after = {"table": name, "filter": board.asked.query(), "rows": len(sheet.rows), "sha256": made.sha256}
    journal.record(actor, journal.Event("export", "figure", new_id(), after=after))
    return made


def _drawn(sheet: Sheet, board: Board) -> bytes:
    out = io.BytesIO()
    book = new_workbook(out, constant_memory=True)
    bold = book.add_format({"bold": True})
    head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#F0F2F4", "text_wrap": True})
    paper = book.add_worksheet(sheet.title[:31])
    paper.set_column(0, 0, NAME_WIDTH)
    paper.set_column(1, len(sheet.heads), WIDTH)
    paper.write_string(0, 0, f"{board.title} · {sheet.title} ({sheet.remark})", bold)
    paper.write_string(1, 0, board.source)
    for place, text in enumerate((sheet.of, *(each.label for each in sheet.heads))):
        paper.write_string(HEADS - 1, place, text, head)
    paper.freeze_panes(HEADS, 1)
    formats = {
        True: book.add_format({"num_format": "0.0"}),
        False: book.add_format({"num_format": "#,##0"}),
    }
    rows: list[Row] = [*sheet.rows, *([sheet.foot] if sheet.foot else [])]
    for at, row in enumerate(rows, start=HEADS):
        paper.write_string(at, 0, row.title or row.label, bold if row is sheet.foot else None)
        for place, cell in enumerate(row.cells, start=1):
            _write(paper, at, place, cell, formats)
    book.close()
    return out.getvalue()


def _write(paper: Any, at: int, place: int, cell: Cell, formats: dict[bool, Any]) -> None:
    if cell.value is not None:
        paper.write_number(at, place, cell.value, formats[cell.is_rate])
