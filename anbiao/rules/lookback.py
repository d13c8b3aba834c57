"""Look-back 回头看: which closed hazards are looked at again, drawn so that everybody can draw the same, and what follows."""

import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from anbiao.rules.machine import Facts, Machine, State, Step
from anbiao.rules.refusal import N_, Refusal, cites
from anbiao.rules.separation import closer_does_not_look_back


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
    hazard changes it as little as can be. A hazard closed twice is drawn once; a stratum without a ratio is left out. ValueError for a
    ratio outside 0 to 100.
    """
    strata: dict[str, set[str]] = {}
    for each in closed:
        strata.setdefault(each.stratum, set()).add(each.id)
    drawn: list[str] = []
    for stratum, ids in sorted(strata.items()):
        wanted = _share(len(ids), ratios.get(stratum, 0))
        drawn += sorted(ids, key=lambda one: _place(seed, one))[:wanted]
    return tuple(drawn)


def _share(number: int, ratio: float) -> int:
    """So many of a hundred, rounded up; counted in fractions, since 17.6 % of 375 are 66 and no float says so."""
    if not 0 <= ratio <= 100:
        raise ValueError(f"a ratio lies between 0 and 100 per cent: {ratio}")
    return math.ceil(number * Fraction(str(ratio)) / 100)


def _place(seed: str, one: str) -> str:
    return hashlib.sha256(f"{seed}:{one}".encode()).hexdigest()


@cites("地方规则 local.rules")
def looked_at_from(closed_on: date, *, days: int) -> date:
    """A look-back comes so many days after the closing, when a relapse would show."""
    return closed_on + timedelta(days=days)


@cites("Anbiao separation of duties 4.2 (1)")
def closed_when_looked_at(facts: Facts, today: date) -> Refusal | None:
    """What is looked at, or left out, is a closed hazard: one that was reopened meanwhile has to be closed first."""
    if facts["hazard_state"] == "closed":
        return None
    return Refusal("not-closed", N_("The hazard is open again. It is looked at after it is closed."))


# The facts of a look are its own and those of its hazard: `enterprise_id`, `hazard_state`, and `fixed_by`, `verified_by`, `approved_by` of the
# closing that it looks at; once somebody has looked, as they were then, since a reopened hazard forgets them.
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
        Step("keep", N_("It is still fixed"), frozenset({"to_look", "missed"}), "kept", "make look-back", (closer_does_not_look_back, closed_when_looked_at)),
        Step("relapse", N_("It came back"), frozenset({"to_look", "missed"}), "relapsed", "make look-back", (closer_does_not_look_back, closed_when_looked_at), needs_note=True),
        Step("expose", N_("It was never fixed"), frozenset({"to_look", "missed"}), "false_closure", "make look-back", (closer_does_not_look_back, closed_when_looked_at), needs_note=True),
        Step("miss", N_("Nobody could be reached"), frozenset({"to_look"}), "missed", "make look-back", (closer_does_not_look_back, closed_when_looked_at), needs_note=True),
        Step("correct", N_("Correct the result"), frozenset({"kept", "relapsed", "false_closure"}), "to_look", "draw look-back", (closer_does_not_look_back,), needs_note=True),
        Step("drop", N_("Leave out"), frozenset({"to_look", "missed"}), "dropped", "draw look-back", (closer_does_not_look_back, closed_when_looked_at), needs_note=True),
    ),
)  # fmt: skip
REOPENING = frozenset({"relapsed", "false_closure"})
