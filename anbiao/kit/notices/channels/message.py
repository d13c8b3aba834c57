"""What is sent, and what a channel answers."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Message:
    """What leaves the house: how much there is to do and where to read it, never a unit's name or a hazard. `key` is the same at every try,
    so that a channel that remembers keys does not show it twice.
    """

    key: str
    title: str
    text: str
    url: str


@dataclass(frozen=True)
class Answer:
    """`outcome` is "sent" (taken), "delivered" (the channel names the receiver as reached), "failed" (never will be) or "later";
    `receipt` is what the channel knows it by, `words` what it said.
    """

    outcome: str
    receipt: str = ""
    words: str = ""


class Channel(Protocol):
    """One way out of the house."""

    def send(self, message: Message, address: str) -> Answer:
        """Sends to one address. Never raises for what a channel or a network does."""
        ...

    def ask(self, receipt: str, address: str) -> Answer | None:
        """What became of it; None where the channel does not know yet, or never will."""
        ...
