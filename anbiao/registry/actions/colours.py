"""The colour of units, told by the part that knows why."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.bulk import update_rows
from anbiao.registry.models import Enterprise


@dataclass(frozen=True)
class Recolouring:
    """The colour that a unit had and takes, and why in a word: the code of a criterion or the reason of a person."""

    before: str
    after: str
    why: str


def recolour(actor: Actor, changes: Mapping[UUID, Recolouring]) -> int:
    """Gives units their new colours in the caller's transaction: one UPDATE and one COPY of entries. Returns how many."""
    rows = [(unit, change.after, actor.today) for unit, change in changes.items()]
    changed = update_rows(Enterprise, actor.district, ("colour", "coloured_on"), rows)
    journal.record_many(
        actor,
        (
            journal.Event(
                "recolour",
                "enterprise",
                unit,
                {"colour": change.before},
                {"colour": change.after},
                change.why,
            )
            for unit, change in changes.items()
        ),
    )
    return changed
