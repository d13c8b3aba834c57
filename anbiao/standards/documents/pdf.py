"""A book as PDF, by Typst: landscape A4, heads that repeat, foot with the source, the day and the page."""

import json
import tempfile
from datetime import date
from pathlib import Path

import pylopdf_fonts_zh_cn
from django.utils.translation import gettext

from anbiao.standards.documents.books import Book

TEMPLATE = Path(__file__).with_name("book.typ")
FONTS = Path(pylopdf_fonts_zh_cn.__file__).parent


def pdf(book: Book, *, on: date) -> bytes:
    """The PDF of a book; the same book of the same day gives the same pages. About a second for a hundred rows."""
    import typst  # where it is used, as in kit.documents

    data = {
        "title": book.title, "subtitle": book.subtitle, "lines": book.lines, "day": [on.year, on.month, on.day],
        "foot": gettext("Anbiao · %(title)s · made on %(day)s") % {"title": book.title, "day": on.isoformat()},
        "chapters": [
            {"title": c.title, "note": c.note, "heads": [str(h.label) for h in c.heads], "shares": [h.share for h in c.heads], "rows": c.rows}
            for c in book.chapters
        ],
    }  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="anbiao-book-") as folder:
        (Path(folder) / "book.json").write_text(
            json.dumps(data, ensure_ascii=False, default=str), encoding="utf-8"
        )
        source = Path(folder) / "book.typ"
        source.write_text(TEMPLATE.read_text(encoding="utf-8"), encoding="utf-8")
        made: object = typst.compile(
            str(source), root=folder, font_paths=[str(FONTS)], ignore_system_fonts=True
        )
    if not isinstance(made, bytes):
        raise TypeError("one PDF was expected")
    return made
