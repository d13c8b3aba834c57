"""What writing a roster file would do, before it is done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from anbiao.kit.imports.sheets import Cell
from anbiao.registry.actions.likely import Candidate
from anbiao.registry.actions.writing import Batch
from anbiao.rules.refusal import Refusal


@dataclass(frozen=True)
class CellError:
    """Why one cell (or row) was not taken. `row` is the file's own number, first line 1; `fix` a value offered, never entered."""

    row: int
    column: str
    value: str
    refusal: Refusal
    allowed: str = ""
    fix: str = ""


@dataclass
class Plan:
    """What a file would do: counts, every wrong cell, likely duplicates, warnings, and the batch that does it."""

    sheet: str = ""
    rows: int = 0
    unchanged: int = 0
    errors: list[CellError] = field(default_factory=list)
    duplicates: list[Candidate] = field(default_factory=list)
    warnings: list[Refusal] = field(default_factory=list)
    batch: Batch = field(default_factory=Batch)
    wrong: dict[int, Mapping[str, Cell]] = field(
        default_factory=dict
    )  # the wrong rows as handed in, by column

    @cached_property
    def bad_rows(self) -> frozenset[int]:
        """The numbers of the rows that are not written."""
        return frozenset(error.row for error in self.errors)

    def counts(self) -> dict[str, int]:
        """rows = good + bad; good = created + updated + unchanged."""
        created, updated = len(self.batch.created), len(self.batch.changed)
        good = created + updated + self.unchanged
        return {
            "rows": self.rows, "good": good, "bad": self.rows - good, "duplicates": len(self.duplicates),
            "created": created, "updated": updated, "unchanged": self.unchanged,
        }  # fmt: skip


@dataclass
class Row:
    """A row of the file on its way: its number there, typed and raw cells, the facts it adds up to, the unit it means."""

    number: int
    values: dict[str, Any]
    raw: dict[str, Any]
    facts: dict[str, Any] = field(default_factory=dict)
    unit: UUID | None = None
    before: dict[str, Any] | None = None
