"""Records of the field: whether a device's clock goes wrong, where two contents under one number differ, and who decides between them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from anbiao.rules.machine import Facts, Machine, State, Step
from anbiao.rules.refusal import N_, Refusal, cites
from anbiao.rules.separation import did, nobody_known, own_unit

SKEW = timedelta(minutes=10)
Path = tuple[str, ...]


@cites("Anbiao reliability R9")
def clock_off(said: datetime | None, *, made_at: datetime, received_at: datetime) -> timedelta | None:
    """How far the clock of a device is ahead (behind: negative) when that is more than 10 minutes, else None.

    `said` is what the clock showed when the record was sent: only that can be compared with the time of receipt, since a record may
    be sent days after it was made. A device that does not say it is known to be wrong only when its record comes from the future.
    """
    off = (said if said is not None else max(made_at, received_at)) - received_at
    return off if abs(off) > SKEW else None


# ---------- two contents under one number ----------


@dataclass(frozen=True)
class Difference:
    """One field that differs: where it stands, what the record that was done says, what the other one says (None: nothing)."""

    path: Path
    first: object
    other: object


def leaves(content: object, at: Path = ()) -> dict[Path, object]:
    """The single values of a record by where they stand; a list of plain values is one value."""
    if isinstance(content, Mapping):
        parts = [(str(key), value) for key, value in content.items()]
    elif isinstance(content, list) and content and all(isinstance(each, Mapping) for each in content):
        parts = [(str(number), value) for number, value in enumerate(content, 1)]
    else:
        return {at: content}
    found: dict[Path, object] = {}
    for key, value in parts:
        found |= leaves(value, (*at, key))
    return found


PHOTOS = frozenset({"photos", "fixed_photos", "unit_signature", "own_signature"})


def photos_named(content: object) -> tuple[str, ...]:
    """The ids of the photos that a record names, wherever they stand in it, each once."""
    found: dict[str, None] = {}
    for path, value in leaves(content).items():
        if path and path[-1] in PHOTOS and value:
            found |= dict.fromkeys(str(each) for each in (value if isinstance(value, list) else [value]))
    return tuple(found)


def differences(first: object, other: object) -> tuple[Difference, ...]:
    """The fields in which two contents differ, in the order in which they stand there."""
    one, two = leaves(first), leaves(other)
    return tuple(
        Difference(path, one.get(path), two.get(path))
        for path in dict.fromkeys([*one, *two])
        if one.get(path) != two.get(path)
    )


def equal(first: object, other: object) -> dict[Path, object]:
    """What both contents say alike."""
    one, two = leaves(first), leaves(other)
    return {path: value for path, value in one.items() if path in two and two[path] == value}


# Kind of record → what stands before the name of a field that may be entered later on the hazard.
_ENTERED_LATER: Mapping[str, str] = {"hazard": "hazard", "fix": "fixings"}
LATER = frozenset({"responsible", "measure", "funds", "plan", "control", "place", "note", "category"})
CORRECTED: Mapping[str, str] = {
    "check": N_("A finished check is not rewritten. Whoever may void it voids it, and it is made anew; the hazards that it opened are corrected on their own pages."),
    "hazard": N_("Whoever supervises the hazard changes its grade on its page, or voids it and has it entered anew."),
    "fix": N_("Whoever verifies the hazard sends it back, and the unit answers anew."),
    "verify": N_("A verification stays as it was given. Whoever holds a look-back looks at the hazard again and reopens it."),
    "look": N_("A look-back stays as it was given. Another person looks at the hazard again."),
    "survey": N_("Whoever keeps the roster there settles the finding by what counts."),
}  # fmt: skip
ANEW = N_("Whoever answers for it corrects it where it stands.")


def entered_later(kind: str, path: Path) -> str:
    """The field of the hazard that an ordinary entry fills with this value, "" where no entry does: what was signed, counted or
    closed is never rewritten by deciding a conflict.
    """
    head = _ENTERED_LATER.get(kind)
    return path[1] if head and len(path) == 2 and path[0] == head and path[1] in LATER else ""


@cites("Anbiao separation of duties 4.2 (1)")
def sender_does_not_decide(facts: Facts, today: date) -> Refusal | None:
    """Who sent one of two contents, and who belongs to the unit, does not decide which of them counts."""
    if did(facts, "first_by", "other_by"):
        text = N_("You sent one of the two. Another person decides which of them counts.")
        return Refusal("own-record", text, article="Anbiao 4.2 (1)")
    return nobody_known(facts) or own_unit(facts)


FIELD_CONFLICT = Machine(
    name="field conflict",
    label=N_("Conflict of the field"),
    initial="open",
    states=(State("open", N_("To be decided"), "wait"), State("decided", N_("Decided"), "done")),
    steps=(
        Step("decide", N_("Decide what counts"), frozenset({"open"}), "decided", "decide field_conflict", (sender_does_not_decide,), needs_note=True),
    ),
)  # fmt: skip
