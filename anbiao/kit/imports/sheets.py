"""What was read from a file: a book of sheets, its cells plain Python values, its rows counted as the file counts them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum


class Flaw(Enum):
    """A cell that holds something, but no value that could be taken."""

    FORMULA = "formula"
    ERROR = "error"


Cell = str | float | int | bool | date | datetime | Flaw | None

EPOCH_1900 = date(1899, 12, 30)
EPOCH_1904 = date(1904, 1, 1)


@dataclass(frozen=True)
class Sheet:
    """One worksheet; an empty cell is "". Row numbers and column letters are those that Excel shows."""

    name: str
    rows: list[list[Cell]]
    hidden: bool = False
    first_row: int = 1  # the file's number of rows[0]
    first_column: int = 0  # the file's column of rows[…][0]; A is 0
    hidden_rows: tuple[int, ...] = ()  # by the file's numbers
    merged: tuple[
        tuple[int, int, int, int], ...
    ] = ()  # first row, first column, last row, last column of `rows`

    def number_of(self, index: int) -> int:
        """The file's row number (first line = 1) of rows[index]."""
        return self.first_row + index

    def letters_of(self, index: int) -> str:
        """The file's column letters of column `index` of the rows: A, B, … Z, AA."""
        letters, left = "", self.first_column + index + 1
        while left:
            left, place = divmod(left - 1, 26)
            letters = chr(65 + place) + letters
        return letters

    def column(self, index: int, rows: tuple[int, ...]) -> list[Cell]:
        """The values of one column in the rows given by index, in that order: what clean_column takes. A cell that is merged downwards
        speaks for every row that it covers.
        """
        lines, above = self.rows, self._merged_down(index)
        if not above:
            return [lines[row][index] for row in rows]
        return [lines[above.get(row, row)][index] for row in rows]

    def _merged_down(self, index: int) -> dict[int, int]:
        """Row → the row above it whose cell of this column covers it."""
        return {
            row: top
            for top, left, bottom, _ in self.merged
            if left == index and 0 <= top < bottom
            for row in range(top + 1, min(bottom, len(self.rows) - 1) + 1)
        }


@dataclass(frozen=True)
class Book:
    """A file as read. `epoch` is the day that serial number 0 of its date system stands for (1900 or 1904)."""

    sheets: tuple[Sheet, ...]
    epoch: date = EPOCH_1900
