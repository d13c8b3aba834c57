"""How a run keeps what was found, as plain data: counts, wrong cells, remarks; and back again, to be said in any language."""

from collections.abc import Mapping, Sequence
from typing import Any

from anbiao.kit.imports.columns import Column
from anbiao.kit.imports.plans import CellError, Plan
from anbiao.rules.refusal import Refusal, Term

KEPT_CELLS = 2000
KEPT_WARNINGS = 200
Told = dict[str, Any]


def reason_told(refusal: Refusal) -> Told:
    """A refusal as it is kept, to be said in any language later; marked words keep their mark."""
    terms = [key for key, value in refusal.params.items() if isinstance(value, Term)]
    return {"code": refusal.code, "text": refusal.text, "params": dict(refusal.params), "terms": terms}


def reason_again(kept: Mapping[str, Any]) -> Refusal:
    """The refusal that `reason_told` kept."""
    terms = set(kept["terms"])
    params = {key: Term(value) if key in terms else value for key, value in kept["params"].items()}
    return Refusal(kept["code"], kept["text"], params)


def error_again(kept: Mapping[str, Any]) -> CellError:
    """The wrong cell that `told` kept."""
    return CellError(
        kept["row"], kept["column"], kept["value"], reason_again(kept), kept["allowed"], kept["fix"], kept.get("sheet", "")
    )  # fmt: skip


def in_order(errors: Sequence[CellError], columns: Sequence[Column]) -> list[CellError]:
    """Wrong cells by sheet, row, and the order of our columns."""
    order = {column.name: place for place, column in enumerate(columns)}
    return sorted(errors, key=lambda e: (e.sheet, e.row, order.get(e.column, 0)))


def told(plan: Plan, columns: Sequence[Column], *, kept: int = KEPT_CELLS) -> Told:
    """A plan as a run keeps it: counts, the first wrong cells, how many in each column, remarks."""
    by_column: dict[str, int] = {}
    for error in plan.errors:
        by_column[error.column] = by_column.get(error.column, 0) + 1
    return {
        "counts": plan.counts(),
        "cells": len(plan.errors),
        "errors": [
            {"row": e.row, "column": e.column, "value": e.value, "allowed": e.allowed, "fix": e.fix, "sheet": e.sheet,
             **reason_told(e.refusal)}
            for e in in_order(plan.errors, columns)[:kept]
        ],
        "by_column": by_column,
        "warnings": [reason_told(w) for w in plan.warnings[:KEPT_WARNINGS]],
        "warned": len(plan.warnings),
    }  # fmt: skip
