"""Evidence 佐证: which records of a unit are offered beside an item of its assessment, the fittest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Record:
    """A record of the unit as the order asks for it: its key, its words, its day, and the clause at which it was made ("" for none)."""

    key: str
    words: str
    on: date
    clause: str = ""


def shared(one: str, other: str) -> int:
    """How many pairs of neighbouring characters two texts have in common; spaces do not count."""
    return len(_pairs(one) & _pairs(other))


def _pairs(text: str) -> set[str]:
    letters = "".join(text.split())
    return {letters[n : n + 2] for n in range(len(letters) - 1)}


def in_order(records: Iterable[Record], *, ref: str, asked: str) -> list[Record]:
    """What was made at the very clause first; then what says most of what is asked; of these the newest, then by key."""
    by_key = sorted(records, key=lambda each: each.key)
    newest = sorted(by_key, key=lambda each: each.on, reverse=True)
    return sorted(
        newest, key=lambda each: (not ref or each.clause.split(" ")[0] != ref, -shared(each.words, asked))
    )
