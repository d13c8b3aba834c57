"""The sheets of one file that are read together: which of them hold the same kind of table, and which column stands where in each."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from anbiao.kit.imports.columns import plain_heading
from anbiao.kit.imports.headings import Recognised, left_out
from anbiao.kit.imports.sheets import Book, Sheet
from anbiao.rules.refusal import Refusal

Table = tuple[Sheet, Recognised]
_ALIKE = 3, 4  # so much of what two tables tell together is told by both

# ---------- which belong together ----------


@dataclass(frozen=True)
class Kinship:
    """How a table stands to another one: the headings that it lacks, those that it has beside, and whether both are of one kind."""

    lacks: tuple[str, ...]
    beside: tuple[str, ...]
    is_alike: bool


def kinship(found: Recognised, leading: Recognised) -> Kinship:
    """Compares by what the columns mean; headings that are not known count by their words."""
    mine, theirs = _tells(found), _tells(leading)
    shared = len(mine.keys() & theirs.keys())
    part, whole = _ALIKE
    return Kinship(
        lacks=tuple(words for key, words in theirs.items() if key not in mine),
        beside=tuple(words for key, words in mine.items() if key not in theirs),
        is_alike=shared * whole >= part * len(mine.keys() | theirs.keys()),
    )


def _tells(found: Recognised) -> dict[tuple[str, str], str]:
    """What a table tells (a column, or a heading that is not known) → its heading there, in the table's order."""
    columns = {index: name for name, index in found.mapping.items()}
    return {
        ("column", columns[index]) if index in columns else ("heading", plain_heading(heading)): heading
        for index, heading in enumerate(found.headings)
        if heading
    }


def alike(tables: Sequence[Table], leading: Table) -> list[Table]:
    """The leading table and those with rows that are of its kind, in the order of the file."""
    return [
        table for table in tables
        if table[0] is leading[0] or (table[1].data_rows and kinship(table[1], leading[1]).is_alike)
    ]  # fmt: skip


# ---------- what stands where ----------


@dataclass(frozen=True)
class Standing:
    """A column of the tables: `index` is its number among all of them, `places` its index in each sheet that has it."""

    index: int
    heading: str
    places: Mapping[str, int]


def standing(tables: Sequence[Table]) -> list[Standing]:
    """The columns of tables that are read together: those of the first one, then what others have beside. The same heading is the same
    column; one without a heading is it only where all headings stand in the same places.
    """
    leading = tables[0][1]
    places: dict[tuple[str, int], dict[str, int]] = {
        key: {} for _, key in _keys(leading.headings, leading.headings)
    }
    for sheet, found in tables:
        for index, key in _keys(found.headings, leading.headings):
            places.setdefault(key, {})[sheet.name] = index
    return [Standing(number, key[0], at) for number, (key, at) in enumerate(places.items())]


def _keys(headings: Sequence[str], leading: Sequence[str]) -> list[tuple[int, tuple[str, int]]]:
    """Index → what a column is known by: its heading and the how manieth of these it is."""
    seen: Counter[str] = Counter()
    keys = []
    for index, heading in enumerate(headings):
        if heading or headings == leading:
            keys.append((index, (heading, seen[heading])))
        seen[heading] += 1
    return keys


# ---------- what is said of them ----------


def warnings_of(book: Book, tables: Sequence[Table]) -> list[Refusal]:
    """The warnings of all tables, and which sheets were left out. Of several tables each value is told with its sheet."""
    others = left_out(book, {sheet.name for sheet, _ in tables})
    if len(tables) == 1:
        return [*others, *tables[0][1].warnings]
    return [*others, *_joined((sheet.name, warning) for sheet, found in tables for warning in found.warnings)]


def _joined(told: Iterable[tuple[str, Refusal]]) -> list[Refusal]:
    """Warnings of the same code as one, their only value by sheet."""
    by_code: dict[str, list[tuple[str, Refusal]]] = {}
    for sheet, warning in told:
        by_code.setdefault(warning.code, []).append((sheet, warning))
    joined = []
    for same in by_code.values():
        (name,) = same[0][1].params
        value = "; ".join(f"{sheet} {warning.params[name]}" for sheet, warning in same)
        joined.append(replace(same[0][1], params={name: value}))
    return joined
