"""What the pages of notices show: each with its lines and what they led to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from anbiao.kit.actor import Actor
from anbiao.kit.models import Entry, Notice
from anbiao.kit.notices import queries
from anbiao.oversight.notice_words import kind_of

SHOWN = 20


@dataclass(frozen=True)
class Line:
    """One thing that was told, and the first that anybody did with it since; None for nothing yet."""

    told: dict[str, Any]
    led_to: Entry | None

    @property
    def due_on(self) -> date | None:
        """The last day as it was then."""
        return date.fromisoformat(self.told["due"]) if self.told["due"] else None


@dataclass(frozen=True)
class Shown:
    """A notice as its page shows it."""

    row: Notice
    kind: str
    lines: Sequence[Line]
    was_new: bool

    @property
    def rest(self) -> list[dict[str, Any]]:
        """The kinds of which there was more than the lines say."""
        listed: dict[str, int] = {}
        for line in self.lines:
            listed[line.told["source"]] = listed.get(line.told["source"], 0) + 1
        return [each for each in self.row.numbers if each["all"] > listed.get(each["source"], 0)]


def shown(actor: Actor, rows: list[Notice]) -> list[Shown]:
    """Notices with what they led to. One query."""
    led_to = queries.led_to(actor, rows)
    return [
        Shown(
            row, kind_of(row.kind), [Line(told, led_to.get(row.pk, {}).get(told["object"])) for told in row.lines],
            row.seen_at is None,
        )
        for row in rows
    ]  # fmt: skip
