"""Hazards that arrive out of an office's or a unit's own ledger: how far the evidence lets them come."""

from dataclasses import dataclass
from datetime import date

from anbiao.rules.hazards import MAJOR, OPEN, OWN_SOURCES
from anbiao.rules.refusal import N_, Refusal, cites

BEFORE = "before"  # how it was closed: before the unit's list was kept here


@dataclass(frozen=True)
class Arrival:
    """The state in which a hazard enters the list, how it was closed, and why it does not come as far as the file says."""

    state: str
    closing: str = ""
    reason: Refusal | None = None


@cites("安全生产法 (2021) 第四十一条")
def said_by(state: str, *, fixed_on: date | None, ended_on: date | None) -> str:
    """What a row of a ledger says: its state; where it names none, or only that it was answered, what its days say.

    `ended_on` is the day of the verification or of the closing.
    """
    if state not in ("", "reported"):
        return state
    if ended_on:
        return "closed"
    return "reported" if state or fixed_on else "ordered"


@cites(
    "安全生产法 (2021) 第四十一条",
    "Anbiao separation of duties 4.2 (1)",
    "Anbiao separation of duties 4.2 (5)",
)
def arrival(
    said: str, *, grade: str, source: str, is_own: bool, ended_on: date | None, kept_since: date | None
) -> Arrival:  # fmt: skip
    """A ledger has no photographs, so nothing arrives as closed or verified here. What is still to be done arrives as it is.

    What a general hazard's unit had closed before its list was kept here (`kept_since`, None: it is not yet) is history and
    comes as closed before; a unit's own people (`is_own`) bring only their own finds so. Anything else that the file calls
    fixed waits: for somebody who looks at it with a camera or, being the unit's own find, for its photo.
    """
    if said in ("ordered", "rectifying", "returned"):
        return Arrival(said)
    own_find = source in OWN_SOURCES
    is_past = ended_on is not None and (kept_since is None or ended_on < kept_since)
    if said == "closed" and grade != MAJOR and is_past and (own_find or not is_own):
        return Arrival("closed", BEFORE)
    if own_find:
        text = N_("It has no photo here and stands as being rectified. The unit answers with a photo.")
        return Arrival("rectifying", reason=Refusal("arrives-rectifying", text))
    text = N_("It has no photo here and waits to be verified. Whoever looks at it takes one.")
    return Arrival("reported", reason=Refusal("arrives-reported", text))


def is_further(said: str, state: str) -> bool:
    """True when a file says of a hazard that stands here that it is fixed or closed, and here it is still open."""
    return state in OPEN and said in ("reported", "verified", "closed") and said != state
