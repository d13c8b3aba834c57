"""What writing a roster file would do, before it is done."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from anbiao.kit.imports import plans
from anbiao.kit.imports.sheets import Cell
from anbiao.registry.actions.likely import Candidate
from anbiao.registry.actions.writing import Batch
from anbiao.rules.placing import is_doubtful


@dataclass
class Plan(plans.Plan):
    """What a roster would do: beside counts and wrong cells its likely duplicates, and the batch that does it."""

    duplicates: list[Candidate] = field(default_factory=list)
    batch: Batch = field(default_factory=Batch)
    # New units that are not for this roster, each with why; nothing to correct, and not written.
    aside: list[plans.CellError] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """rows = good + bad + aside; good = created + updated + unchanged. Of a file without towns also what was set `aside`, and the new
        units whose town is `doubtful`, where there are any.
        """
        batch, aside = self.batch, len(self.aside)
        counted = self.counted(
            created=len(batch.created), updated=len(batch.changed), duplicates=len(self.duplicates)
        )
        doubtful = sum(1 for facts in batch.created.values() if is_doubtful(facts["placed_by"]))
        more = {name: number for name, number in (("aside", aside), ("doubtful", doubtful)) if number}
        return {**counted, "bad": counted["bad"] - aside, **more}


@dataclass(slots=True)
class Row:
    """A row of the file on its way: its number there, its typed cells, the facts it adds up to, the unit it means.

    `columns` are the cells as handed in, of all rows of its table, in which it stands at `place`; `sheet` is "" where only one is read;
    `by_address` holds for a row of a table that names no towns.
    """

    number: int
    values: dict[str, Any]
    columns: dict[str, Sequence[Cell]]
    place: int
    sheet: str = ""
    by_address: bool = False
    facts: dict[str, Any] = field(default_factory=dict)
    unit: UUID | None = None
    before: dict[str, Any] | None = None

    def cell(self, name: str) -> Cell:
        """A cell as handed in; "" where the file has no such column."""
        return self.columns[name][self.place] if name in self.columns else ""

    @property
    def raw(self) -> dict[str, Cell]:
        """All cells as handed in."""
        return {name: cells[self.place] for name, cells in self.columns.items()}

    @property
    def mark(self) -> plans.Mark:
        """The row in the file."""
        return self.sheet, self.number

    @property
    def key(self) -> str:
        """The row as a run names it."""
        return plans.key_of(self.mark)
