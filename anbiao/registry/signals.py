"""What happens to the roster and concerns upper parts: told in the transaction of the action, heard by whoever registered
(kit/signals.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from anbiao.kit.signals import Signal

# Units were registered, or changed in what a rule may ask of them: place, sector, class, features, status. An import tells all its units at once.
ROSTER: Signal[Sequence[UUID]] = Signal("roster")


@dataclass(frozen=True)
class Handed:
    """A unit passed from one office to another."""

    unit: UUID
    from_office: UUID
    to_office: UUID


# What the one office still had to do at the unit, the other has to do now.
HANDED: Signal[Handed] = Signal("handed")
