"""What happens to accounts and concerns upper parts: told in the transaction of the action (kit/signals.py)."""

from dataclasses import dataclass
from uuid import UUID

from anbiao.kit.signals import Signal


@dataclass(frozen=True)
class Disabled:
    """An account can no longer sign in, and why."""

    account: UUID
    reason: str


DISABLED: Signal[Disabled] = Signal("disabled")
