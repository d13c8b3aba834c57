"""The rows of a roster's tables with their cells typed: a column at a time, what a person typed anew in its place."""

from collections.abc import Mapping, Sequence

from anbiao.kit.imports.cells import EMPTY, clean_column
from anbiao.kit.imports.sheets import Book, Cell
from anbiao.kit.imports.tables import Table
from anbiao.registry.actions.roster_columns import BY_NAME, PLACING, READ
from anbiao.registry.actions.roster_plan import Row
from anbiao.rules.refusal import Refusal

Corrections = Mapping[str, Mapping[str, str]]  # key of a row → column → value
Wrong = tuple[Row, str, Refusal]


def typed_rows(
    book: Book, tables: Sequence[Table], corrections: Corrections
) -> tuple[list[Row], list[Wrong]]:
    """All rows of the tables, in the order of the file, and the cells that could not be read: row, column, why."""
    rows: list[Row] = []
    wrong: list[Wrong] = []
    for table in tables:
        of_table = _rows(table, table[0].name if len(tables) > 1 else "")
        wrong += _fill(of_table, book, table, corrections)
        rows += of_table
    return rows, wrong


def _rows(table: Table, name: str) -> list[Row]:
    sheet, found = table
    by_address = "town" not in found.mapping and bool(PLACING & found.mapping.keys())
    columns: dict[str, Sequence[Cell]] = {}
    return [
        Row(sheet.number_of(index), {}, columns, place, name, by_address)
        for place, index in enumerate(found.data_rows)
    ]


def _fill(rows: Sequence[Row], book: Book, table: Table, corrections: Corrections) -> list[Wrong]:
    sheet, found = table
    places = {row.key: place for place, row in enumerate(rows)} if corrections else {}
    # A column that the file lacks may still be filled in by hand, a cell at a time.
    by_hand = {name for fixed in corrections.values() for name in fixed}
    wrong: list[Wrong] = []
    for name in (c.name for c in READ if c.name in found.mapping or c.name in by_hand):
        index = found.mapping.get(name)
        raw = sheet.column(index, found.data_rows) if index is not None else [""] * len(rows)
        for key, fixed in corrections.items():
            if name in fixed and key in places:
                raw[places[key]] = fixed[name]
        typed, errors = clean_column(raw, BY_NAME[name], epoch=book.epoch)
        if rows:
            rows[0].columns[name] = raw
        for row, value in zip(rows, typed, strict=True):
            if value is not EMPTY:
                row.values[name] = value
        wrong += [(rows[place], name, refusal) for place, refusal in errors]
    return wrong
