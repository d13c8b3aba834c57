"""How a run keeps what was found, as plain data: columns, counts, wrong cells, duplicates, warnings; and back again."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from anbiao.kit.imports import telling
from anbiao.kit.imports.columns import plain_heading
from anbiao.kit.imports.headings import Recognised
from anbiao.kit.imports.plans import key_of
from anbiao.kit.imports.shapes import Memory
from anbiao.kit.imports.tables import Standing, Table, kinship, standing
from anbiao.kit.imports.texts import shown
from anbiao.registry.actions.roster_columns import BY_NAME, COLUMNS
from anbiao.registry.actions.roster_plan import Plan

KEPT_CELLS = telling.KEPT_CELLS
KEPT_DUPLICATES = 1000
MOST_DIFFERENCES = 8  # headings that are named
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


def tables_told(fits: Sequence[Table], tables: Sequence[Table], leading: Table) -> list[Told]:
    """Every sheet that has headings of a roster: how many rows, whether it is read, and how it differs from the one that leads."""
    read = {sheet.name for sheet, _ in tables}
    told = []
    for sheet, found in fits:
        kin = kinship(found, leading[1])
        told.append(
            {"name": sheet.name, "rows": len(found.data_rows), "read": sheet.name in read,
             "lacks": list(kin.lacks[:MOST_DIFFERENCES]), "beside": list(kin.beside[:MOST_DIFFERENCES])}
        )  # fmt: skip
    return told


def columns_told(tables: Sequence[Table], memory: Memory) -> list[Told]:
    """Every column of the tables that are read: where it stands, its heading, three values, what it was taken for, how sure that is.

    `sure` is "known" for one of our own words, "remembered" for a heading that was confirmed before, "doubtful" for the rest. `places` is
    its index in each sheet that has it; `sheet` names the first of these where it is not the first of all.
    """
    by_name = {sheet.name: (sheet, found) for sheet, found in tables}
    first = tables[0][0].name
    told = []
    for column in standing(tables):
        name, index = next(iter(column.places.items()))
        sheet, found = by_name[name]
        values = (sheet.rows[row][index] for row in found.data_rows[:40])
        sample = [text for value in values if (text := shown(value))][:3]
        if column.heading or sample:
            taken = _taken(column, by_name)
            told.append(
                {"index": column.index, "letters": sheet.letters_of(index), "heading": column.heading, "sample": sample,
                 "column": taken, "sure": _sureness(index, column.heading, taken, found, memory.of(found)),
                 "places": column.places, "sheet": "" if name == first else name}
            )  # fmt: skip
    return told


def _taken(column: Standing, tables: Mapping[str, Table]) -> str:
    """What a column is taken for: the same in each sheet that has it, else nothing, and a person says it."""
    meant = {
        next((name for name, index in tables[sheet][1].mapping.items() if index == place), "")
        for sheet, place in column.places.items()
    }
    return meant.pop() if len(meant) == 1 else ""


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
        {"row": d.mark[1], "sheet": d.mark[0], "other": f"row:{key_of(d.beside)}" if d.beside else "", "score": d.likeness.score,
         "reasons": list(d.likeness.reasons), "mine": _side(d.mine), "theirs": _side(d.theirs)}
        for d in sorted(plan.duplicates, key=lambda d: d.mark)[:KEPT_DUPLICATES]
    ]  # fmt: skip
    return kept


def _side(facts: Mapping[str, Any]) -> Told:
    return {key: value.isoformat() if isinstance(value := facts.get(key), date) else value for key in SIDE}
