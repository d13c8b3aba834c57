"""How a run keeps what was found, as plain data: columns, counts, wrong cells, duplicates, warnings; and back again."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from anbiao.kit.imports.columns import plain_heading
from anbiao.kit.imports.headings import Recognised
from anbiao.kit.imports.sheets import Sheet
from anbiao.kit.imports.texts import shown
from anbiao.registry.actions.roster_columns import BY_NAME, COLUMNS
from anbiao.registry.actions.roster_plan import CellError, Plan
from anbiao.rules.refusal import Refusal, Term

KEPT_CELLS = 2000
KEPT_WARNINGS = 200
KEPT_DUPLICATES = 1000
SIDE = (
    "name",
    "uscc",
    "address",
    "principal",
    "phone",
    "employees",
    "region",
    "state",
    "registered_on",
    "verified_on",
)
Told = dict[str, Any]


def columns_told(sheet: Sheet, found: Recognised, memory: Mapping[str, str]) -> list[Told]:
    """Every column of the file: its letters, heading, three values, what it was taken for, and how sure that is.

    `sure` is "known" for one of our own words, "remembered" for a heading that was confirmed before, "doubtful" for the rest.
    """
    taken = {index: name for name, index in found.mapping.items()}
    told = []
    for index, heading in enumerate(found.headings):
        values = (sheet.rows[row][index] for row in found.data_rows[:40])
        sample = [text for value in values if (text := shown(value))][:3]
        if heading or sample:
            column = taken.get(index, "")
            told.append(
                {"index": index, "letters": sheet.letters_of(index), "heading": heading, "sample": sample,
                 "column": column, "sure": _sureness(index, heading, column, found, memory)}
            )  # fmt: skip
    return told


def _sureness(index: int, heading: str, column: str, found: Recognised, memory: Mapping[str, str]) -> str:
    if heading in memory:
        return "remembered"
    if any(index in many for many in found.ambiguous.values()):
        return "doubtful"
    if not column:
        return ""
    known = BY_NAME[column]
    words = {plain_heading(text) for text in (known.name, known.label, *known.synonyms)}
    return "known" if {plain_heading(heading), plain_heading(heading.split(" ")[-1])} & words else "doubtful"


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
        kept["row"], kept["column"], kept["value"], reason_again(kept), kept["allowed"], kept["fix"]
    )


def told(plan: Plan) -> Told:
    """A plan as a run keeps it: counts, the first wrong cells, duplicates with both sides, warnings."""
    return {
        "counts": plan.counts(),
        "cells": len(plan.errors),
        "errors": [
            {"row": e.row, "column": e.column, "value": e.value, "allowed": e.allowed, "fix": e.fix, **reason_told(e.refusal)}
            for e in sorted(plan.errors, key=lambda e: (e.row, ORDER[e.column]))[:KEPT_CELLS]
        ],
        "by_column": _by_column(plan),
        "duplicates": [
            {"row": d.row, "other": d.other, "score": d.likeness.score, "reasons": list(d.likeness.reasons),
             "mine": _side(d.mine), "theirs": _side(d.theirs)}
            for d in sorted(plan.duplicates, key=lambda d: d.row)[:KEPT_DUPLICATES]
        ],
        "warnings": [reason_told(w) for w in plan.warnings[:KEPT_WARNINGS]],
        "warned": len(plan.warnings),
    }  # fmt: skip


ORDER = {column.name: place for place, column in enumerate(COLUMNS)}


def _by_column(plan: Plan) -> dict[str, int]:
    counted: dict[str, int] = {}
    for error in plan.errors:
        counted[error.column] = counted.get(error.column, 0) + 1
    return counted


def _side(facts: Mapping[str, Any]) -> Told:
    return {key: value.isoformat() if isinstance(value := facts.get(key), date) else value for key in SIDE}
