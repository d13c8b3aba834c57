"""What happens here and concerns upper parts: told in the transaction of the action, heard by whoever registered (kit/signals.py)."""

from dataclasses import dataclass
from uuid import UUID

from anbiao.kit.signals import Signal


@dataclass(frozen=True)
class Harmed:
    """An accident of a unit was entered, or its figures changed; `serial` names it."""

    unit: UUID
    serial: str


ACCIDENT: Signal[Harmed] = Signal("accident")
