"""Read a spreadsheet that anyone may have sent: in a child process with limits, to plain values or a plain refusal."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from anbiao.kit.imports.children import ask
from anbiao.kit.imports.limits import Limits
from anbiao.kit.imports.ours import OUR_SHEETS
from anbiao.kit.imports.sheets import EPOCH_1900, EPOCH_1904, Book, Flaw, Sheet
from anbiao.rules.refusal import N_, Refusal, Refused

SENTENCES: Mapping[str, str] = {
    "file-empty": N_("The file is empty. Choose the file that holds the roster."),
    "file-too-large": N_(
        "The file is too large to be read. Delete empty-looking rows and columns around the table, or split the file."
    ),
    "file-too-many-rows": N_(
        "Sheet {sheet} has something written in row {row}; at most {limit} rows are read. Delete the rows below the table, or split the file."
    ),
    "file-zip-bomb": N_(
        "The file unpacks to far more than a roster needs, so it was not opened. Copy the table into a new workbook."
    ),
    "file-time": N_("Reading the file took too long and was stopped. Copy the table alone into a new workbook."),
    "file-password": N_("The file is protected by a password. Remove the password in Excel or WPS and upload it again."),
    "file-macros": N_("The file contains macros, which are never accepted. Save it as .xlsx and upload that."),
    "file-external-entity": N_(
        "The file contains declarations that could fetch other files, so it was not opened. Copy the table into a new workbook."
    ),
    "file-truncated": N_("The file is damaged or incomplete. Open it in Excel or WPS, save it again, and upload that."),
    "file-extension": N_(
        "The file is named {suffix} but its content is {found}. Rename it to {found}, or choose the right file."
    ),
    "file-xls": N_("This is an Excel file of before 1993. Open it in Excel or WPS, save it as .xlsx, and upload that."),
    "file-format": N_(
        "The file is no .xlsx, .xls, .et or .csv table inside, whatever it is named. Open it in Excel or WPS, save it as .xlsx, and upload that."
    ),
    "file-not-a-table": N_("The file is not a table. Choose an Excel or WPS workbook (.xlsx, .xls, .et) or a .csv file."),
    "file-encoding": N_(
        "The text of the file cannot be read as UTF-8, GBK or UTF-16. Save it as .xlsx or as “CSV UTF-8” and upload that."
    ),
    "file-quotes": N_("In line {row} a quotation mark is opened and not closed. Correct it, or save the table as .xlsx."),
}  # fmt: skip

_CHILD = Path(__file__).with_name("child.py")


def read(path: Path, *, limits: Limits = Limits(), name: str = "") -> Book:  # noqa: B008
    """Read an .xlsx, .xls, .et or .csv file. `name` is the one its sender gave it, when it is stored under another.

    The sheets of our own templates that hold no data are left out. Raises Refused with one refusal whose code is of SENTENCES. Costs a child process; memory and time are bounded by `limits`.
    """
    size = path.stat().st_size
    if size == 0:
        raise _refused("file-empty")
    if size > limits.file_bytes:
        raise _refused("file-too-large")
    found = _ask_child(path, suffix=Path(name or path).suffix.lower(), limits=limits)
    if "refused" in found:
        raise _refused(found["refused"], found["params"])
    sheets = tuple(_sheet(data) for data in found["sheets"] if data["name"] not in OUR_SHEETS)
    return Book(sheets=sheets, epoch=EPOCH_1904 if found["epoch"] == 1904 else EPOCH_1900)


def _refused(code: str, params: Mapping[str, str] | None = None) -> Refused:
    return Refused(Refusal(code, SENTENCES[code], params or {}))


def _ask_child(path: Path, *, suffix: str, limits: Limits) -> dict[str, Any]:
    """The child's answer as data; a child that died of its limits is an answer too."""
    ended, answered = ask(_CHILD, str(path.resolve()), suffix, limits=limits)
    if ended is None:
        return {"refused": "file-time", "params": {}}
    if ended:
        heavy = ended not in (-24, -9)  # SIGXCPU, and SIGKILL a second after it
        return {"refused": "file-too-large" if heavy else "file-time", "params": {}}
    answer: dict[str, Any] = json.loads(answered)
    return answer


def _sheet(data: dict[str, Any]) -> Sheet:
    rows = data["rows"]
    top, left = data.get("first_row", 1), data.get("first_column", 0)
    days = iter(data.get("dates", ()))
    for row, column, ordinal in zip(days, days, days, strict=True):
        rows[row][column] = date.fromordinal(ordinal)
    for row, column, text in data.get("moments", ()):
        rows[row][column] = datetime.fromisoformat(text)
    for number, column_number, flaw in data.get("flaws", ()):
        _put(rows, number - top, column_number - 1 - left, Flaw(flaw))
    return Sheet(
        name=data["name"],
        rows=rows,
        hidden=data.get("hidden", False),
        first_row=top,
        first_column=left,
        hidden_rows=tuple(data.get("hidden_rows", ())),
        merged=tuple((a + 1 - top, b - left, c + 1 - top, d - left) for a, b, c, d in data.get("merged", ())),
    )


def _put(rows: list[list[Any]], row: int, column: int, flaw: Flaw) -> None:
    if 0 <= row < len(rows) and 0 <= column < len(rows[row]):
        rows[row][column] = flaw
