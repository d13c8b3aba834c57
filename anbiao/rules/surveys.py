"""What the survey 摸排 finds in the field, and what an office makes of it: a new unit, one closed, moved, or not found."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from anbiao.rules.likeness import core
from anbiao.rules.machine import Facts, Machine, State, Step
from anbiao.rules.refusal import N_, Refusal, cites
from anbiao.rules.separation import did, nobody_known, own_unit

NEW, CLOSED, MOVED, NOT_FOUND = "new", "closed", "moved", "not_found"
KINDS: Mapping[str, str] = {
    NEW: N_("New unit"),
    CLOSED: N_("Closed for good"),
    MOVED: N_("Moved elsewhere"),
    NOT_FOUND: N_("Not found"),
}
# Whether the finder thinks that the unit is one of those that have to be created (应创); the rules of a campaign decide.
LOOKS_DUE: Mapping[str, str] = {"yes": N_("Looks so"), "no": N_("Looks not so"), "": N_("Cannot tell")}
OPEN = "reported"


@dataclass(frozen=True)
class Seen:
    """What somebody saw: `outside` is a unit that moved out of the district, `photos` how many there are."""

    kind: str
    name: str = ""
    address: str = ""
    is_located: bool = False
    note: str = ""
    outside: bool = False
    photos: int = 0


@cites("泉州市“33456”工作法 摸排")
def missing(seen: Seen) -> tuple[Refusal, ...]:
    """What a finding lacks: a new unit its name and its place, a moved one where to, and each of them a photo or a sentence as evidence.
    A code that was read wrongly is no reason to lose a finding: the office puts it right.
    """
    lacks = []
    if seen.kind == NEW and not seen.name.strip():
        lacks.append(Refusal("name-missing", N_("Write the name of the unit as on its sign."), field="name"))
    where = bool(seen.address.strip()) or seen.is_located
    if seen.kind == NEW and not where:
        text = N_("Say where the unit is: an address, or the position of the device.")
        lacks.append(Refusal("place-missing", text, field="address"))
    if seen.kind == MOVED and not seen.outside and not seen.address.strip():
        text = N_("Write the new address, or say that the unit left the district.")
        lacks.append(Refusal("address-missing", text, field="address"))
    if not seen.photos and not seen.note.strip():
        text = N_("Take a photo, or write what you saw.")
        lacks.append(Refusal("evidence-missing", text, field="photos"))
    return tuple(lacks)


def is_named_in(sign: str, name: str) -> bool:
    """True where what a sign says is a part of a unit's name: signs leave out place and company form."""
    said = core(sign)
    return len(said) > 1 and said in name


def status_step(kind: str, *, outside: bool) -> str:
    """The step of the unit's own status that a finding asks for; "" where its status stays (a new unit, a new address)."""
    if kind == MOVED:
        return "move_away" if outside else ""
    return {CLOSED: "close", NOT_FOUND: "miss"}.get(kind, "")


def leaves(kind: str, *, outside: bool) -> bool:
    """True for a finding that takes a unit out of what is counted in its town."""
    return bool(status_step(kind, outside=outside))


@cites("Anbiao separation of duties 4.2 (5)")
def another_decides(facts: Facts, today: date) -> Refusal | None:
    """What takes a unit out of the count is decided by another person than who found it, and by nobody of the unit: nobody alone makes
    the denominator smaller.
    """
    if not leaves(str(facts["kind"]), outside=bool(facts["outside"])):
        return None
    if did(facts, "found_by"):
        text = N_("You found this yourself. A second person decides on what takes a unit out of the count.")
        return Refusal("same-person", text, article="Anbiao 4.2 (5)")
    return nobody_known(facts) or own_unit(facts)


def finder_withdraws(facts: Facts, today: date) -> Refusal | None:
    """A finding is withdrawn by who reported it."""
    if did(facts, "found_by"):
        return None
    return Refusal("not-yours", N_("Only who reported the finding withdraws it."))


# Facts beside its own: `enterprise_id`, the unit that it is about ("" for a new one).
SURVEY = Machine(
    name="survey finding",
    label=N_("Survey finding"),
    initial=OPEN,
    states=(
        State(OPEN, N_("To be decided"), "wait"),
        State("taken", N_("Taken into the roster"), "done"),
        State("known", N_("In the roster already"), "done"),
        State("rejected", N_("Not taken over"), "off"),
        State("withdrawn", N_("Withdrawn"), "off"),
    ),
    steps=(
        Step("accept", N_("Take into the roster"), frozenset({OPEN}), "taken", "decide survey", (another_decides,)),
        Step("match", N_("Stands in the roster already"), frozenset({OPEN}), "known", "decide survey"),
        Step("reject", N_("Do not take over"), frozenset({OPEN}), "rejected", "decide survey", needs_note=True),
        Step("withdraw", N_("Withdraw"), frozenset({OPEN}), "withdrawn", "report survey", (finder_withdraws,)),
    ),
)  # fmt: skip
