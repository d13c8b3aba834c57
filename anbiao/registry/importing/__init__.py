"""What the pages of an import show beside what every import does: the columns of the file, and its likely duplicates."""

from collections.abc import Iterable
from typing import Any

from anbiao.kit.actor import Actor
from anbiao.kit.imports import pages
from anbiao.kit.imports.wrong import Asked
from anbiao.kit.models import ImportRun
from anbiao.registry.importing.cells import (
    LABELS,
    chosen_columns,
    column_choices,
    file_columns,
    file_sheets,
    ticked,
    typed_cells,
)
from anbiao.registry.importing.pairs import pair_of, row_of_pair, rows_alike
from anbiao.registry.importing.rail import rail
from anbiao.registry.importing.runs import history, own_run
from anbiao.rules.refusal import Refusal

__all__ = [
    "Asked",
    "chosen_columns",
    "file_columns",
    "file_sheets",
    "history",
    "own_run",
    "page_of",
    "row_of_pair",
    "rows_alike",
    "ticked",
    "typed_cells",
]


def page_of(actor: Actor, run: ImportRun, asked: Asked, reasons: Iterable[Refusal] = ()) -> dict[str, Any]:
    """Everything that the page of a run shows; `reasons` stand against what was just tried."""
    shown = pages.shown(actor, run, asked, LABELS, reasons)
    return {
        **shown,
        "rail": rail(run),
        "sheets": file_sheets(run),
        "columns": file_columns(run),
        "choices": column_choices(),
        "may_take_back": run.state == "written" and actor.scope.may("withdraw import"),
        "pair": pair_of(run, asked) if shown["counts"] else None,
    }
