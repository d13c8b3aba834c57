"""Signals 信号: how a part tells upper parts, which it does not know, that something happened. Each is declared beside the actions that
tell it and listed in docs/architecture.md.

    ACCIDENT: Signal[Harmed] = Signal("accident")
    ACCIDENT.heard_by(suspend_by_harm)         # an upper part, when the program starts
    ACCIDENT.tell(actor, Harmed(unit.pk, …))   # the action, in its own transaction
"""

from collections.abc import Callable
from typing import Generic, TypeVar

from anbiao.kit.actor import Actor

What = TypeVar("What")


class Signal(Generic[What]):
    """One thing that happens. Whoever hears it does so in the teller's transaction: both hold or neither."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._hearers: list[Callable[[Actor, What], None]] = []

    def heard_by(self, hear: Callable[[Actor, What], None]) -> None:
        """Adds who is told; twice the same is once."""
        if hear not in self._hearers:
            self._hearers.append(hear)

    def tell(self, actor: Actor, what: What) -> None:
        """Tells everybody who wants to hear, in the order in which they came."""
        for hear in self._hearers:
            hear(actor, what)
