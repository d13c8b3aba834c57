"""What the pages of an import show: the run in words, its columns, its wrong cells by the page, its likely duplicates."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from anbiao.kit import workflow
from anbiao.kit.actor import Actor
from anbiao.kit.imports.telling import reason_again
from anbiao.kit.imports.wrong import Asked, wrong_cells
from anbiao.kit.models import ImportRun
from anbiao.kit.texts import say
from anbiao.registry.importing.cells import (
    LABELS,
    chosen_columns,
    column_choices,
    file_columns,
    typed_cells,
)
from anbiao.registry.importing.pairs import pair_of, row_of_pair, rows_alike
from anbiao.registry.importing.rail import rail, say_seconds
from anbiao.registry.importing.runs import history, own_run
from anbiao.rules.places import Place
from anbiao.rules.refusal import Refusal

__all__ = [
    "Asked",
    "chosen_columns",
    "file_columns",
    "history",
    "own_run",
    "page_of",
    "row_of_pair",
    "rows_alike",
    "typed_cells",
]

BUSY = frozenset({"uploaded", "checking", "writing"})
SLOW_SECONDS = 30


def page_of(actor: Actor, run: ImportRun, asked: Asked, reasons: Iterable[Refusal] = ()) -> dict[str, Any]:
    """Everything that the page of a run shows; `reasons` stand against what was just tried."""
    counts = run.result.get("counts")
    return {
        "run": run,
        "asked": asked,
        "rail": rail(run),
        "busy": run.state in BUSY,
        "slow": run.state in BUSY and _since(run, actor.now) > SLOW_SECONDS,
        "since": max(0, round(_since(run, actor.now))),
        "seconds": say_seconds(run.seconds),
        "counts": counts,
        "remaining": (counts or run.result).get("rows", 0),
        "columns": file_columns(run),
        "choices": column_choices(),
        "wrong": wrong_cells(run, asked, LABELS) if counts else None,
        "pair": pair_of(run, asked) if counts else None,
        "warnings": [say(reason_again(kept)) for kept in run.result.get("warnings", ())],
        "more_warnings": max(0, run.result.get("warned", 0) - len(run.result.get("warnings", ()))),
        "refused": [say(reason_again(kept)) for kept in run.result.get("refused", ())],
        "against_writing": [say(refusal) for refusal in against_writing(actor, run)],
        "reasons": [say(refusal) for refusal in reasons],
        "today": actor.today,
    }


def against_writing(actor: Actor, run: ImportRun) -> tuple[Refusal, ...]:
    """All that stands against writing the rows now."""
    return workflow.refusals(actor, run, run.machine.step("confirm"), place=Place(region=run.region))


def _since(run: ImportRun, now: datetime) -> float:
    return (now - run.changed_at).total_seconds()
