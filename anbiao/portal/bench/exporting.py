"""The unit list as a workbook, beside XlsxWriter writing the same cells."""

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

from anbiao.kit.register.export import write_file
from anbiao.kit.register.filters import ListState
from anbiao.portal.bench import filling
from anbiao.portal.bench.measuring import Figure, least
from anbiao.registry.registers import ENTERPRISES

TIMES = 3
DEMAND = "2 times the floor"


def measure(size: int) -> list[Figure]:
    """Exports the whole list; then writes what stands in that workbook once more, and nothing else."""
    filling.found()
    filling.people()
    filling.fill(size)
    actor = filling.actor()
    with tempfile.TemporaryDirectory(prefix="anbiao-bench-") as folder:
        ours, plain = Path(folder) / "ours.xlsx", Path(folder) / "plain.xlsx"
        whole = least(TIMES, lambda: write_file(ENTERPRISES, actor, ListState(), ours, "xlsx"))
        rows: list[list[Any]] = CalamineWorkbook.from_path(str(ours)).get_sheet_by_index(0).to_python()
        floor = least(TIMES, lambda: _write(plain, rows))
        more = {
            "cells": sum(len(row) for row in rows), "rows_written": len(rows) - 1, "bytes": ours.stat().st_size,
            "processor": round(whole.processor, 2), "processor_floor": round(floor.processor, 2),
        }  # fmt: skip
    return [Figure("export", size, whole.seconds, floor.seconds, DEMAND, more)]


def _write(path: Path, rows: list[list[Any]]) -> None:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number, place, value)
            elif isinstance(value, date):
                sheet.write_datetime(number, place, value, day)
            else:
                sheet.write_number(number, place, value)
    book.close()
