"""What writing a roster file would do, before it is done."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from anbiao.kit.imports import plans
from anbiao.registry.actions.likely import Candidate
from anbiao.registry.actions.writing import Batch


@dataclass
class Plan(plans.Plan):
    """What a roster would do: beside counts and wrong cells its likely duplicates, and the batch that does it."""

    duplicates: list[Candidate] = field(default_factory=list)
    batch: Batch = field(default_factory=Batch)

    def counts(self) -> dict[str, int]:
        """rows = good + bad; good = created + updated + unchanged."""
        batch = self.batch
        return self.counted(
            created=len(batch.created), updated=len(batch.changed), duplicates=len(self.duplicates)
        )


@dataclass
class Row:
    """A row of the file on its way: its number there, typed and raw cells, the facts it adds up to, the unit it means."""

    number: int
    values: dict[str, Any]
    raw: dict[str, Any]
    facts: dict[str, Any] = field(default_factory=dict)
    unit: UUID | None = None
    before: dict[str, Any] | None = None
