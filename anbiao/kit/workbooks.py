"""A new Excel workbook, in which no text is ever run: whatever it begins with, it stays text."""

import io
from pathlib import Path
from typing import Any

INERT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def new_workbook(target: io.BytesIO | Path, **options: Any) -> Any:
    """An XlsxWriter workbook that is written to `target` when it is closed; `options` are XlsxWriter's."""
    import xlsxwriter  # where it is used: every process would wait 0.15 s for it

    return xlsxwriter.Workbook(
        target if isinstance(target, io.BytesIO) else str(target), {**INERT, **options}
    )


def letters_of(column: int) -> str:
    """The letters of a column, 0 for A."""
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))
