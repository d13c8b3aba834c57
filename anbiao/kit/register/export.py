"""Export: the same columns, filters, permissions and masks as the screen; no cell is ever a formula."""

import csv
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext, ngettext

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.bulk import without_collecting
from anbiao.kit.district import new_id
from anbiao.kit.register import Register
from anbiao.kit.register.columns import Column, plain, said_colour
from anbiao.kit.register.filters import ListState
from anbiao.kit.register.grouping import KEY, keyed
from anbiao.kit.register.listing import may_reveal
from anbiao.kit.workbooks import new_workbook

CHUNK = 2000
FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
# A spreadsheet program takes text that begins so for a formula; a Chinese one also the wide signs.
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
PIXELS_A_LETTER, WIDEST = 7, 36


@dataclass(frozen=True)
class Exported:
    """What was written: how many rows, and the hash of the file."""

    rows: int
    sha256: str


def export_rows(register: Register, actor: Actor, state: ListState) -> QuerySet[Any, Any]:
    """The rows of the list on which the actor also holds the export capability."""
    rows = in_order(register, actor, state)
    if not same_reach(register, actor):
        allowed = register.model.objects.visible_to(actor.scope, register.export)  # type: ignore[attr-defined]
        rows = rows.filter(pk__in=allowed.values("pk"))
    return rows


def in_order(register: Register, actor: Actor, state: ListState) -> QuerySet[Any, Any]:
    """All rows of the list in its order, groups first."""
    rows = register.rows(actor, state)
    column, down = register.sorting(state)
    sign, first = "-" if down else "", []
    if state.group:
        rows, first = keyed(rows, register.groups[state.group], hidden=False), [KEY]
    return rows.order_by(*first, f"{sign}{column}", *([] if column == "id" else [f"{sign}id"]))


def same_reach(register: Register, actor: Actor) -> bool:
    """True when whatever the actor sees in the list may also be exported, so that the number of rows is the same."""
    scope = actor.scope
    return bool(register.export) and scope.allowing(register.export) == scope.allowing(register.capability)


@without_collecting()
def write_file(register: Register, actor: Actor, state: ListState, path: Path, kind: str) -> Exported:
    """Writes the list to a file (xlsx or csv) and one entry into the journal. Two queries for each 2,000 rows at most."""
    write = {"xlsx": _write_xlsx, "csv": _write_csv}[kind]
    with transaction.atomic():
        rows = write(register.shown(state), _values(register, actor, state), path, str(register.title))
        with path.open("rb") as file:
            done = Exported(rows, hashlib.file_digest(file, "sha256").hexdigest())
        facts = {
            "register": register.name,
            "rows": done.rows,
            "filter": state.query(),
            "sha256": done.sha256,
            "kind": kind,
        }
        journal.record(actor, journal.Event("export", register.model.lies.type, new_id(), after=facts))  # type: ignore[attr-defined]
    return done


def _values(register: Register, actor: Actor, state: ListState) -> Iterator[list[Any]]:
    found = export_rows(register, actor, state).iterator(chunk_size=CHUNK)
    masked = any(column.mask for column in register.shown(state))
    readers = [_reader(column) for column in register.shown(state)]
    while chunk := list(islice(found, CHUNK)):
        if register.prepare:
            register.prepare(actor, chunk)
        for row in chunk:
            reveal = not masked or may_reveal(register, actor, row)
            yield [read(row, reveal) for read in readers]


def _reader(column: Column) -> Callable[[Any, bool], Any]:
    """How an export reads a column: values that many rows share are put into words once."""
    if column.mask:
        return lambda row, reveal: plain(column.read(row, reveal=reveal))
    value = column.value
    if column.kind == "colour":
        return lambda row, reveal: said_colour(value(row))
    if column.words is None:
        return lambda row, reveal: plain(value(row))
    known: dict[Any, Any] = {}

    def read(row: Any, reveal: bool) -> Any:
        raw = value(row)
        if raw not in known:
            known[raw] = plain(column.say(raw))
        return known[raw]

    return read


def _write_xlsx(columns: Sequence[Column], rows: Iterator[list[Any]], path: Path, title: str) -> int:
    """Row after row to disk; text is written as text whatever it begins with."""
    book = new_workbook(path, constant_memory=True)
    sheet = book.add_worksheet(_sheet_name(title))
    bold = book.add_format({"bold": True, "bottom": 1, "bg_color": "#F0F2F4", "valign": "vcenter"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "right"})
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width / PIXELS_A_LETTER or WIDEST)
        sheet.write_string(0, place, str(column.label), bold)
    number = 0
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number, place, value)
            elif isinstance(value, date):
                sheet.write_datetime(number, place, value, day)
            elif value is not None:
                sheet.write_number(number, place, value)
    sheet.autofilter(0, 0, max(number, 1), len(columns) - 1)
    book.close()
    return number


def _sheet_name(title: str) -> str:
    return "".join(" " if c in "[]:*?/\\'" else c for c in title)[:31] or "1"


def _write_csv(columns: Sequence[Column], rows: Iterator[list[Any]], path: Path, _title: str) -> int:
    """UTF-8 with a mark at its head, since Excel takes a file without one for GBK."""
    number = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([inert(str(column.label)) for column in columns])
        for row in rows:
            writer.writerow([inert(value) for value in row])
            number += 1
    return number


def inert(value: Any) -> Any:
    """A value that no spreadsheet program runs: text that looks like a formula gets an apostrophe before it."""
    return "'" + value if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def file_name(register: Register, today: date, kind: str) -> str:
    """单位名录-2026-11-25.xlsx."""
    return f"{register.title}-{today.isoformat()}.{kind}"


def button(register: Register, number: int | None) -> str:
    """The words of the export button, with the number of rows when it is known exactly."""
    if number is None:
        return gettext("Export")
    return ngettext("Export %(number)s row", "Export %(number)s rows", number) % {"number": f"{number:,}"}
