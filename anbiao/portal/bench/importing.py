"""An import, from the file to committed rows, beside reading the file, its pinyin, and copying the same rows into the same table."""

import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from django.conf import settings
from django.db import connection, transaction
from psycopg import sql
from pypinyin import lazy_pinyin
from python_calamine import CalamineWorkbook

from anbiao.kit import search
from anbiao.kit.bulk import copy_rows
from anbiao.portal.bench import filling, scratch
from anbiao.portal.bench.measuring import Figure, least, run_watched
from anbiao.portal.demonstration.roster import HEADINGS
from anbiao.registry.actions.imports import import_file
from anbiao.registry.actions.writing import COLUMNS
from anbiao.registry.models import Enterprise

TIMES = 3
DEMAND = "10,000 rows: at most 4 s, 3 times the floor, 400 MB"


def measure(size: int) -> list[Figure]:
    """Imports a workbook of so many rows three times into an empty roster; the floor the same."""
    filling.found()
    drafts = filling.drafts(size)
    with tempfile.TemporaryDirectory(prefix="anbiao-bench-") as folder:
        path = Path(folder) / "roster.xlsx"
        _write(path, [[draft.values[heading] for heading in HEADINGS] for draft in drafts])
        whole = least(TIMES, lambda: _import(path, size), before=_clear)
        rows, names = _rows(), [draft.name for draft in drafts]
        floor = least(TIMES, lambda: _floor(path, names, rows), before=_clear)
        _clear()
        told, megabytes = _command(path)
    more = {
        "processor": round(whole.processor, 2),
        "processor_floor": round(floor.processor, 2),
        "peak_mb": round(megabytes),
        "command_seconds": told["seconds"],
        "created": told["created"],
    }
    return [Figure("import", size, whole.seconds, floor.seconds, DEMAND, more)]


def _write(path: Path, rows: Sequence[Sequence[Any]]) -> None:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("名册")
    sheet.write_row(0, 0, HEADINGS)
    for number, row in enumerate(rows, start=1):
        sheet.write_row(number, 0, row)
    book.close()


def _clear() -> None:
    scratch.empty(filling.UNITS)
    scratch.analyse(filling.UNITS, filling.DUTIES)
    for kept in vars(search).values():
        if hasattr(kept, "cache_clear"):  # each run reads every name anew
            kept.cache_clear()


def _import(path: Path, size: int) -> None:
    _, plan = import_file(filling.actor(), path)
    if plan.counts()["created"] != size:
        raise RuntimeError(f"the bench's own file is not good: {plan.counts()} {plan.errors[:2]}")


def _rows() -> list[Any]:
    """What the import has written, to be written again."""
    columns = sql.SQL(", ").join(map(sql.Identifier, COLUMNS))
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("SELECT {} FROM {} ORDER BY id").format(columns, sql.Identifier(filling.UNITS))
        )
        return list(cursor.fetchall())


def _floor(path: Path, names: list[str], rows: list[Any]) -> None:
    for sheet in CalamineWorkbook.from_path(str(path)).sheet_names:
        CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python()
    for name in names:
        lazy_pinyin(name)
    with transaction.atomic():
        copy_rows(Enterprise, COLUMNS, rows)


def _command(path: Path) -> tuple[dict[str, Any], float]:
    """The same by the command line, in a process of its own: what it said, and its memory, children included."""
    command = [
        sys.executable,
        "-c",
        "from anbiao.portal.commands.main import main; main()",
        "import",
        "enterprises",
        str(path),
    ]
    command += ["--district", filling.DISTRICT, "--json"]
    environment = {**os.environ, "DATABASE_URL": scratch.url(), "ANBIAO_DATA": str(settings.DATA)}
    done, megabytes = run_watched(command, environment)
    if done.returncode:
        raise RuntimeError(f"the import failed ({done.returncode}): {done.stderr[-500:]}")
    return json.loads(done.stdout), megabytes
