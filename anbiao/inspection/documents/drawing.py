"""The three lists drawn: a workbook of three sheets as an office hands it over, and a print on A4 landscape."""

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from anbiao.inspection.documents.tables import Head, Table, Value, language, printed, source_line
from anbiao.kit.actor import Actor
from anbiao.kit.documents import Document, render
from anbiao.kit.workbooks import new_workbook

TEMPLATE = Path(__file__).with_name("three_lists.typ")
A4 = 9
HEADS_ROW = 2


def workbook(actor: Actor, tables: Sequence[Table]) -> bytes:
    """One sheet a list: title, line, heads, rows, the line to sign; set up to be printed on A4 landscape. No cell is a formula."""
    out = io.BytesIO()
    book = new_workbook(out, constant_memory=True)
    source = source_line(actor)
    book.set_properties({"title": tables[0].title, "author": actor.who, "comments": source, "created": actor.now.replace(tzinfo=None)})  # fmt: skip
    formats = _formats(book)
    for table in tables:
        _sheet(book, table, formats, source)
    book.close()
    return out.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    line = {"border": 1, "border_color": "#808890", "valign": "vcenter", "font_size": 10}
    return {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}),
        "line": book.add_format({"font_size": 10, "valign": "vcenter"}),
        "head": book.add_format(
            {**line, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#F0F2F4"}
        ),
        "text": book.add_format({**line, "text_wrap": True}),
        "word": book.add_format({**line, "text_wrap": True, "align": "center"}),
        "number": book.add_format({**line, "num_format": "#,##0", "align": "right"}),
        "day": book.add_format({**line, "num_format": "yyyy-mm-dd", "align": "center"}),
    }


def _sheet(book: Any, table: Table, formats: dict[str, Any], source: str) -> None:
    sheet = book.add_worksheet(table.name[:31])
    last = len(table.heads) - 1
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, HEADS_ROW)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer(f"&L&8{source.replace('&', '&&')}&R&8&P / &N")
    sheet.freeze_panes(HEADS_ROW + 1, 0)
    for place, head in enumerate(table.heads):
        sheet.set_column(place, place, head.width)
    sheet.set_row(0, 28)
    sheet.merge_range(0, 0, 0, last, table.title, formats["title"])
    sheet.merge_range(1, 0, 1, last, table.line, formats["line"])
    for place, head in enumerate(table.heads):
        sheet.write_string(HEADS_ROW, place, _label(head), formats["head"])
    row = HEADS_ROW
    for row, values in enumerate(table.rows, start=HEADS_ROW + 1):
        for place, value in enumerate(values):
            _write(sheet, row, place, value, table.heads[place], formats)
    if not table.rows:
        row += 1
        sheet.merge_range(row, 0, row, last, table.empty, formats["line"])
    sheet.merge_range(row + 2, 0, row + 2, last, table.sign, formats["line"])


def _write(sheet: Any, row: int, place: int, value: Value, head: Head, formats: dict[str, Any]) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, place, value, formats["day"])
    elif isinstance(value, Decimal):
        sheet.write_number(row, place, float(value), formats["word"])
    elif isinstance(value, int):
        sheet.write_number(row, place, value, formats["number" if head.kind == "number" else "word"])
    elif value:
        sheet.write_string(row, place, value, formats[head.kind])
    else:
        sheet.write_blank(row, place, None, formats[head.kind])


def print_out(actor: Actor, tables: Sequence[Table]) -> Document:
    """The same tables on A4 landscape: heads repeat, pages are numbered, the foot says source and time."""
    lists = []
    for table in tables:
        heads, rows = printed(table)
        lists.append(
            {"title": table.title, "line": table.line, "empty": table.empty, "sign": table.sign, "rows": rows,
             "heads": [{"label": _label(head), "kind": head.kind, "share": head.share} for head in heads]}
        )  # fmt: skip
    data = {"title": tables[0].title, "source": source_line(actor), "lang": language(), "lists": lists}
    return render(TEMPLATE, data, at=actor.now)


def _label(head: Head) -> str:
    from django.utils.translation import gettext

    return gettext(head.label)
