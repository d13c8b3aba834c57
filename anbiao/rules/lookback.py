"""Look-back 回头看: which closed hazards are looked at again, drawn so that everybody can draw the same, and what follows."""

import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from anbiao.rules.machine import Facts, Machine, State, Step
from anbiao.rules.refusal import N_, Refusal, cites


@dataclass(frozen=True)
class Closed:
    """A closed hazard as the draw sees it: its id, its stratum (grade, or grade and town, …), the day of its closing."""

    id: str
    stratum: str
    closed_on: date


@cites("泉安办〔2022〕3号", "地方规则 local.rules")
def draw(closed: Iterable[Closed], *, ratios: Mapping[str, float], seed: str) -> tuple[str, ...]:
    """The ids to look at again: of each stratum its ratio (per cent), rounded up, by a draw that the seed alone decides.

    The order of a stratum is that of SHA-256 over seed and id: the same hazards and the same seed give the same sample, and adding a
    hazard changes it as little as can be. A stratum without a ratio is left out.
    """
    strata: dict[str, list[str]] = {}
    for each in closed:
        strata.setdefault(each.stratum, []).append(each.id)
    drawn: list[str] = []
    for stratum, ids in sorted(strata.items()):
        wanted = math.ceil(len(ids) * ratios.get(stratum, 0) / 100)
        drawn += sorted(ids, key=lambda one: _place(seed, one))[:wanted]
    return tuple(drawn)


def _place(seed: str, one: str) -> str:
    return hashlib.sha256(f"{seed}:{one}".encode()).hexdigest()


@cites("地方规则 local.rules")
def looked_at_from(closed_on: date, *, days: int) -> date:
    """A look-back comes so many days after the closing, when a relapse would show."""
    return closed_on + timedelta(days=days)


@cites("Anbiao separation of duties 4.2 (1)")
def closer_does_not_look_back(facts: Facts, today: date) -> Refusal | None:
    """Who verified, approved or fixed a hazard does not look back at it."""
    mine = facts.get("by_person")
    if mine and mine in (facts.get("fixed_by"), facts.get("verified_by"), facts.get("approved_by")):
        return Refusal(
            "own-closing", N_("You took part in closing this hazard. Another person looks back at it.")
        )
    return None


LOOK = Machine(
    name="look-back",
    label=N_("Look-back"),
    initial="to_look",
    states=(
        State("to_look", N_("To be looked at"), "idle"),
        State("kept", N_("Still closed"), "done"),
        State("relapsed", N_("Came back"), "back"),
        State("false_closure", N_("False closure"), "late"),
        State("missed", N_("Could not be reached"), "wait"),
        State("dropped", N_("Dropped"), "off"),
    ),
    steps=(
        Step("keep", N_("It is still fixed"), frozenset({"to_look", "missed"}), "kept", "make look-back", (closer_does_not_look_back,)),
        Step("relapse", N_("It came back"), frozenset({"to_look", "missed"}), "relapsed", "make look-back", (closer_does_not_look_back,), needs_note=True),
        Step("expose", N_("It was never fixed"), frozenset({"to_look", "missed"}), "false_closure", "make look-back", (closer_does_not_look_back,), needs_note=True),
        Step("miss", N_("Nobody could be reached"), frozenset({"to_look"}), "missed", "make look-back", (), needs_note=True),
        Step("correct", N_("Correct the result"), frozenset({"kept", "relapsed", "false_closure"}), "to_look", "draw look-back", (), needs_note=True),
        Step("drop", N_("Leave out"), frozenset({"to_look", "missed"}), "dropped", "draw look-back", (), needs_note=True),
    ),
)  # fmt: skip
REOPENING = frozenset({"relapsed", "false_closure"})
