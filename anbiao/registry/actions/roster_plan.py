"""What writing a roster file would do, before it is done."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from anbiao.kit.imports import plans
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


@dataclass
class Row:
    """A row of the file on its way: its number there, typed and raw cells, the facts it adds up to, the unit it means.

    `sheet` is "" where only one is read; `by_address` holds for a row of a table that names no towns.
    """

    number: int
    values: dict[str, Any]
    raw: dict[str, Any]
    sheet: str = ""
    by_address: bool = False
    facts: dict[str, Any] = field(default_factory=dict)
    unit: UUID | None = None
    before: dict[str, Any] | None = None

    @property
    def mark(self) -> plans.Mark:
        """The row in the file."""
        return self.sheet, self.number

    @property
    def key(self) -> str:
        """The row as a run names it."""
        return plans.key_of(self.mark)
