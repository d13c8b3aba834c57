"""Workbooks around an import: the report of what was wrong, and the empty template. No cell of either is ever a formula."""

import io
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import get_language, gettext, pgettext

from anbiao.authority.founding import library
from anbiao.authority.places import Gazetteer
from anbiao.kit.actor import Actor
from anbiao.kit.imports.sheets import Cell
from anbiao.kit.imports.texts import shown
from anbiao.kit.models import ImportRun
from anbiao.kit.texts import say
from anbiao.registry.actions.import_telling import KEPT_CELLS, error_again
from anbiao.registry.actions.imports import book_of, planned, sheet_of
from anbiao.registry.actions.roster_columns import BY_NAME, CHOICES_SHEET, EXAMPLE_MARKS, TAKEN
from anbiao.registry.actions.roster_plan import CellError, Plan
from anbiao.registry.queries import sectors
from anbiao.rules.identifiers import uscc_check_character
from anbiao.rules.units import UNIT

Target = Path | io.BytesIO
INERT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
TEXTUAL = frozenset({"text", "code", "phone", "choice", "list"})
LAST_ROW = 5000  # drop-downs reach so far down
WIDTHS = {"name": 30, "uscc": 24, "address": 36, "business_scope": 30}


# ---------- report ----------


def write_report(target: Target, plan: Plan) -> None:
    """The wrong cells, one a line, and the wrong rows whole under our headings, ready to be corrected and imported again."""
    book = xlsxwriter.Workbook(target if isinstance(target, io.BytesIO) else str(target), INERT)
    errors = sorted(plan.errors, key=lambda error: (error.row, error.column))
    _write_cells(book, errors)
    if plan.wrong:
        _write_rows(book, plan.wrong, {(error.row, error.column) for error in errors})
    book.close()


def report_of_run(actor: Actor, run: ImportRun) -> bytes:
    """The report of a run as it was last checked or written. Reads the file again; raises Refused when that fails."""
    out = io.BytesIO()
    write_report(out, _wrong_of(actor, run))
    return out.getvalue()


def _wrong_of(actor: Actor, run: ImportRun) -> Plan:
    if run.result.get("cells", 0) > KEPT_CELLS:
        return planned(actor, run)
    plan = Plan(sheet=run.sheet, errors=[error_again(kept) for kept in run.result.get("errors", ())])
    sheet, found = sheet_of(run, book_of(run))
    for index in found.data_rows:
        number = sheet.number_of(index)
        if number in plan.bad_rows:
            cells = {name: sheet.rows[index][place] for name, place in found.mapping.items()}
            plan.wrong[number] = {**cells, **run.corrections.get(str(number), {})}
    return plan


def _write_cells(book: Any, errors: Iterable[CellError]) -> None:
    heads = (
        (gettext("Row"), 8), (gettext("Column"), 20), (gettext("Value in the file"), 28), (gettext("Why it is wrong"), 64),
        (gettext("What is allowed"), 48), (gettext("Offered"), 16),
    )  # fmt: skip
    sheet = _sheet(book, gettext("Wrong cells"), heads)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    last = 0
    for last, error in enumerate(errors, start=1):
        words = (
            gettext(BY_NAME[error.column].label),
            error.value,
            say(error.refusal),
            gettext(error.allowed),
            error.fix,
        )
        sheet.write_number(last, 0, error.row, wrapped)
        for place, text in enumerate(words, start=1):
            sheet.write_string(last, place, text, wrapped)
    sheet.autofilter(0, 0, max(last, 1), len(heads) - 1)


def _write_rows(book: Any, rows: Mapping[int, Mapping[str, Cell]], wrong: set[tuple[int, str]]) -> None:
    columns = [
        column
        for column in TAKEN
        if any(column.name in cells or (row, column.name) in wrong for row, cells in rows.items())
    ]
    heads = [(gettext("Row in the file"), 10), *((gettext(c.label), WIDTHS.get(c.name, 16)) for c in columns)]
    sheet = _sheet(book, gettext("Wrong rows"), heads)
    text, bad = (
        book.add_format({"num_format": "@"}),
        book.add_format({"num_format": "@", "bg_color": "#FDF0F3"}),
    )
    for line, (row, cells) in enumerate(sorted(rows.items()), start=1):
        sheet.write_number(line, 0, row)
        for place, column in enumerate(columns, start=1):
            style = bad if (row, column.name) in wrong else text
            sheet.write_string(line, place, _as_text(cells.get(column.name)), style)


def _as_text(value: Cell) -> str:
    """A cell as it can be typed again: whole text, days as 2026-02-28, numbers as Excel shows them."""
    if isinstance(value, str):
        return value[:32_000]
    return value.isoformat()[:10] if isinstance(value, date) else shown(value)


def _sheet(book: Any, title: str, heads: Iterable[tuple[str, int]]) -> Any:
    """A sheet with its headings, which stay when it is scrolled."""
    sheet = book.add_worksheet(title[:31])
    bold = book.add_format({"bold": True, "bottom": 1, "bg_color": "#F0F2F4", "valign": "vcenter"})
    sheet.freeze_panes(1, 0)
    for place, (label, width) in enumerate(heads):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, label, bold)
    return sheet


# ---------- template ----------


def template_workbook(actor: Actor) -> bytes:
    """The headings that are understood, an example that is never written, and lists to choose from where there are any."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, INERT)
    sheet = _sheet(book, gettext("Units"), [(gettext(c.label), WIDTHS.get(c.name, 16)) for c in TAKEN])
    text, pale = (
        book.add_format({"num_format": "@"}),
        book.add_format({"font_color": "#5F6B78", "num_format": "@"}),
    )
    example = _example(actor)
    for place, column in enumerate(TAKEN):
        width = WIDTHS.get(column.name, 16)
        sheet.set_column(place, place, width, text if column.kind in TEXTUAL else None)
        sheet.write_string(1, place, example.get(column.name, ""), pale)
        sheet.write_comment(0, place, gettext(str(column.allowed_words)), {"x_scale": 1.6})
    _add_choices(book, sheet, _choices(actor))
    book.close()
    return out.getvalue()


def _add_choices(book: Any, sheet: Any, choices: Mapping[str, list[str]]) -> None:
    lists = book.add_worksheet(CHOICES_SHEET)
    lists.hide()
    places = {column.name: place for place, column in enumerate(TAKEN)}
    for at, (name, words) in enumerate(choices.items()):
        lists.write_column(0, at, words)
        letter = xlsxwriter.utility.xl_col_to_name(at)
        source = f"='{CHOICES_SHEET}'!${letter}$1:${letter}${len(words)}"
        rule = {"validate": "list", "source": source, "error_type": "warning"}
        sheet.data_validation(1, places[name], LAST_ROW, places[name], rule)


def _choices(actor: Actor) -> dict[str, list[str]]:
    at = 1 if (get_language() or "").startswith("en") else 0
    return {
        "town": Gazetteer(actor.district).town_names(),
        "sector": [names[at] for names in sectors().values()],
        "size_class": [str(entry["en" if at else "zh"]) for entry in library("classes")],
        "datum": ["WGS-84", "GCJ-02"],
        "state": [gettext(UNIT.state(UNIT.initial).label)],
    }


def _example(actor: Actor) -> dict[str, str]:
    """A row that shows how to write: its name begins with a mark by which it is known and left out."""
    body = f"91{actor.district}MA0000000"
    english = (get_language() or "").startswith("en")
    towns = Gazetteer(actor.district).town_names()
    return {
        "name": EXAMPLE_MARKS[english]
        + pgettext("the template's example", "Green Mist Shoes Ltd., delete this row"),
        "uscc": body + uscc_check_character(body),
        "town": towns[0] if towns else "",
        "address": pgettext("the template's example", "1 Industry Road"),
        "industry": "1952",
        "business_scope": pgettext("the template's example", "making sports shoes"),
        "sector": next(iter(sectors().values()))[english],
        "size_class": str(library("classes")[-1]["en" if english else "zh"]),
        "employees": "58",
        "principal": pgettext("the template's example", "Lin"),
        "phone": "13900000000",
        "established_on": "2020-02-28",
    }
