"""The empty workbook to fill in, out of the columns of an import: headings, an example, lists to choose from, and what each column means.

No cell of it is a formula; the lists of a column that depends on another one are found by the rule of its cells.
"""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import get_language, gettext

from anbiao.kit.imports.columns import Column, Kind
from anbiao.kit.imports.ours import CHOICES_SHEET, EXAMPLE_MARKS, NOTES_SHEET
from anbiao.kit.imports.report import WIDTHS, new_sheet
from anbiao.kit.workbooks import letters_of, new_workbook

LAST_ROW = 5000  # drop-downs reach so far down
Within = Mapping[str, tuple[str, Mapping[str, Sequence[str]]]]
_TEXTUAL = frozenset({"text", "code", "phone", "choice", "list"})
_SAMPLES: Mapping[Kind, str] = {
    "count": "58", "decimal": "1280.5", "date": "2026-02-28", "phone": "13900000000", "code": "",
}  # fmt: skip
_MOST_WORDS = 6


def template_workbook(
    title: str, columns: Sequence[Column], *, choices: Mapping[str, Sequence[str]] | None = None, within: Within | None = None,
    example: Mapping[str, str] | None = None,
) -> bytes:  # fmt: skip
    """The template as .xlsx. `choices`: column → its list, beside those that the columns themselves know. `within`: column → the column
    that it depends on, and the list for each word of that. `example`: column → value, made up where none is given.
    """
    out = io.BytesIO()
    book = new_workbook(out)
    lists = {**{c.name: words_of(c) for c in columns if c.kind == "choice"}, **(choices or {})}
    shown = _example(columns, lists) if example is None else _marked(columns, example)
    _write_table(book, title, columns, shown)
    _write_notes(book, columns, lists, shown)
    _write_lists(book, columns, lists, within or {})
    book.close()
    return out.getvalue()


def words_of(column: Column) -> list[str]:
    """One word for each stored value of a list, in the reader's language where the list has one."""
    found: dict[str, str] = {}
    for word, stored in column.choices.items():
        if stored not in found or (_fits(word, stored) and not _fits(found[stored], stored)):
            found[stored] = word
    return list(found.values())


def _english() -> bool:
    return (get_language() or "").startswith("en")


def _fits(word: str, stored: str) -> bool:
    english = _english()
    return word.isascii() == english and (not english or word != stored)


def _example(columns: Sequence[Column], lists: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """A row that shows how to write, made of what each column may hold."""
    made = {}
    for column in columns:
        listed = lists.get(column.name) or words_of(column)
        made[column.name] = listed[0] if listed else _SAMPLES.get(column.kind, gettext(column.label))
    return _marked(columns, made)


def _marked(columns: Sequence[Column], example: Mapping[str, str]) -> dict[str, str]:
    """The example with the mark by which it is known: on the name, else on the first text."""
    texts = [column.name for column in columns if column.kind == "text"]
    first = "name" if "name" in texts else texts[0]
    return {**example, first: EXAMPLE_MARKS[_english()] + example.get(first, "")}


def _write_table(book: Any, title: str, columns: Sequence[Column], example: Mapping[str, str]) -> None:
    sheet = new_sheet(book, title, [(gettext(c.label), WIDTHS.get(c.name, 16)) for c in columns])
    text = book.add_format({"num_format": "@"})
    pale = book.add_format({"font_color": "#5F6B78", "italic": True, "num_format": "@"})
    for place, column in enumerate(columns):
        sheet.set_column(place, place, WIDTHS.get(column.name, 16), text if column.kind in _TEXTUAL else None)
        sheet.write_string(1, place, example.get(column.name, ""), pale)
        sheet.write_comment(0, place, gettext(str(column.allowed_words)), {"x_scale": 1.6})


def _write_notes(
    book: Any, columns: Sequence[Column], lists: Mapping[str, Sequence[str]], example: Mapping[str, str]
) -> None:
    heads = (
        (gettext("Column"), 20), (gettext("What is allowed"), 60), (gettext("Such as"), 30), (gettext("Other headings that are understood"), 80),
    )  # fmt: skip
    sheet = new_sheet(book, NOTES_SHEET, heads)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for line, column in enumerate(columns, start=1):
        listed = lists.get(column.name) or words_of(column)
        allowed = "、".join(listed) if len(listed) > 1 else gettext(str(column.allowed_words))
        others = [word for word in column.synonyms if word != gettext(column.label)][:_MOST_WORDS]
        words = (gettext(column.label), allowed[:2000], example.get(column.name, ""), "、".join(others))
        for place, word in enumerate(words):
            sheet.write_string(line, place, word, wrapped)
    text = gettext(
        "The row of the example is never written; leave it or delete it. Titles above the table and totals below do no harm."
    )
    sheet.write_string(len(columns) + 2, 0, text)


def _write_lists(
    book: Any, columns: Sequence[Column], lists: Mapping[str, Sequence[str]], within: Within
) -> None:
    """The hidden sheet of the lists, and the rules of the cells that choose from it. A word that is not listed is warned of, not refused."""
    page, table = book.add_worksheet(CHOICES_SHEET), book.worksheets()[0]
    page.hide()
    places = {column.name: place for place, column in enumerate(columns)}
    at = 0
    for name, words in lists.items():
        if words and name in places:
            page.write_column(0, at, words)
            _choose(table, places[name], f"={_range(at, len(words))}")
            at += 1
    for name, (upper, by_word) in within.items():
        pairs = [(word, each) for word, listed in by_word.items() for each in listed]
        if pairs and {name, upper} <= places.keys():
            page.write_column(0, at, [word for word, _ in pairs])
            page.write_column(0, at + 1, [each for _, each in pairs])
            _choose(table, places[name], _dependent(at, len(pairs), f"${letters_of(places[upper])}2"))
            at += 2


def _choose(table: Any, place: int, source: str) -> None:
    rule = {"validate": "list", "source": source, "error_type": "warning"}
    table.data_validation(1, place, LAST_ROW, place, rule)


def _range(column: int, length: int) -> str:
    letters = letters_of(column)
    return f"'{CHOICES_SHEET}'!${letters}$1:${letters}${length}"


def _dependent(at: int, length: int, cell: str) -> str:
    """The stretch of the second column that stands beside the word chosen in `cell`; what belongs together stands together."""
    words = _range(at, length)
    first = f"'{CHOICES_SHEET}'!${letters_of(at + 1)}$1"
    return f"=OFFSET({first},MATCH({cell},{words},0)-1,0,COUNTIF({words},{cell}),1)"
