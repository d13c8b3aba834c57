"""What writing a file would do, before it is done: counts, wrong cells, remarks. Each import adds what it would write."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from anbiao.kit.imports.sheets import Cell
from anbiao.rules.refusal import Refusal

Mark = tuple[
    str, int
]  # a row of the file: its sheet ("" where only one is read) and its number there, first line 1


def key_of(mark: Mark) -> str:
    """A row of the file as a word, by which forms and runs name it: "12", and "12 双阳" where several sheets are read."""
    sheet, row = mark
    return f"{row} {sheet}" if sheet else str(row)


@dataclass(frozen=True)
class CellError:
    """Why one cell (or row) was not taken. `row` is the file's own number, first line 1; `fix` a value offered, never entered."""

    row: int
    column: str
    value: str
    refusal: Refusal
    allowed: str = ""
    fix: str = ""
    sheet: str = ""

    @property
    def mark(self) -> Mark:
        """The row that it makes a wrong one."""
        return self.sheet, self.row


@dataclass
class Plan(ABC):
    """What a file would do. `wrong` holds the wrong rows as handed in, by column, for the report."""

    sheet: str = ""
    rows: int = 0
    unchanged: int = 0
    errors: list[CellError] = field(default_factory=list)
    warnings: list[Refusal] = field(default_factory=list)
    wrong: dict[Mark, Mapping[str, Cell]] = field(default_factory=dict)

    @cached_property
    def bad_rows(self) -> frozenset[Mark]:
        """The rows that are not written; asked for when no error is added any more."""
        return frozenset(error.mark for error in self.errors)

    @abstractmethod
    def counts(self) -> dict[str, int]:
        """rows = good + bad; good = created + updated + unchanged. Each import counts what it would write."""

    def counted(self, *, created: int, updated: int, duplicates: int) -> dict[str, int]:
        """The seven numbers that every import answers with."""
        good = created + updated + self.unchanged
        return {
            "rows": self.rows, "good": good, "bad": self.rows - good, "duplicates": duplicates, "created": created,
            "updated": updated, "unchanged": self.unchanged,
        }  # fmt: skip
