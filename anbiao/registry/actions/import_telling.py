"""How a run keeps what was found, as plain data: columns, counts, wrong cells, duplicates, warnings; and back again."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from anbiao.kit.imports import telling
from anbiao.kit.imports.columns import plain_heading
from anbiao.kit.imports.headings import Recognised
from anbiao.kit.imports.sheets import Sheet
from anbiao.kit.imports.texts import shown
from anbiao.registry.actions.roster_columns import BY_NAME, COLUMNS
from anbiao.registry.actions.roster_plan import Plan

KEPT_CELLS = telling.KEPT_CELLS
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


def told(plan: Plan) -> Told:
    """A plan as a run keeps it: counts, the first wrong cells, duplicates with both sides, warnings."""
    kept = telling.told(plan, COLUMNS, kept=KEPT_CELLS)
    kept["duplicates"] = [
        {"row": d.row, "other": d.other, "score": d.likeness.score, "reasons": list(d.likeness.reasons),
         "mine": _side(d.mine), "theirs": _side(d.theirs)}
        for d in sorted(plan.duplicates, key=lambda d: d.row)[:KEPT_DUPLICATES]
    ]  # fmt: skip
    return kept


def _side(facts: Mapping[str, Any]) -> Told:
    return {key: value.isoformat() if isinstance(value := facts.get(key), date) else value for key in SIDE}
