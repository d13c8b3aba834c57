"""Where a unit stands in the roster, and how a responsibility for it is taken on."""

from dataclasses import dataclass
from datetime import date

from anbiao.rules.machine import Facts, Machine, State, Step
from anbiao.rules.refusal import N_, Refusal, cites

IN_SCOPE = frozenset({"operating", "suspended"})
ALIVE = frozenset({"operating", "suspended", "not_found"})


@cites("安全生产法 (2021) 第四十一条")
def nothing_open_at_closing(facts: Facts, today: date) -> Refusal | None:
    """A unit is not closed in the roster while hazards of it are open: they would fall out of sight."""
    number = facts.get("open_hazards", 0)
    if not number:
        return None
    text = N_("{number} hazards of this unit are still open. Close or hand them over first.")
    return Refusal("hazards-open", text, {"number": str(number)})


def not_merged(facts: Facts, today: date) -> Refusal | None:
    """A unit that was merged into another one comes back by taking the merger back: else both would hold what was its own."""
    if not facts.get("is_merged"):
        return None
    return Refusal("merged", N_("The unit was merged into another one. Take that merger back instead."))


@cites("Anbiao separation of duties 4.2 (5)")
def by_merger(facts: Facts, today: date) -> Refusal | None:
    """Nobody alone takes a unit out of the count as a duplicate: a merger that a second person decided does, or a split taken back."""
    if facts.get("is_one"):
        return None
    text = N_(
        "A duplicate leaves the roster by a merger: name the unit that it is under “Merge with another unit”."
    )
    return Refusal("by-merger", text, article="Anbiao 4.2 (5)")


UNIT = Machine(
    name="enterprise",
    label=N_("Unit"),
    initial="operating",
    states=(
        State("operating", N_("Operating"), "done"),
        State("suspended", N_("Suspended"), "idle"),
        State("not_found", N_("Not found"), "wait"),
        State("moved", N_("Moved away"), "off"),
        State("closed", N_("Closed down"), "off"),
        State("duplicate", N_("Duplicate"), "off"),
        State("mistaken", N_("Entered in error"), "off"),
    ),
    steps=(
        Step(
            "suspend",
            N_("Record suspension"),
            frozenset({"operating"}),
            "suspended",
            "move enterprise",
            needs_note=True,
        ),
        Step(
            "resume",
            N_("Record resumption"),
            frozenset({"suspended", "not_found"}),
            "operating",
            "move enterprise",
        ),
        Step(
            "miss",
            N_("Record as not found"),
            frozenset({"operating", "suspended"}),
            "not_found",
            "move enterprise",
            needs_note=True,
        ),
        Step(
            "move_away",
            N_("Record moving away"),
            ALIVE,
            "moved",
            "move enterprise",
            (nothing_open_at_closing,),
            needs_note=True,
        ),
        Step(
            "close",
            N_("Record closing"),
            ALIVE,
            "closed",
            "move enterprise",
            (nothing_open_at_closing,),
            needs_note=True,
        ),
        Step(
            "mark_duplicate",
            N_("Mark as duplicate"),
            ALIVE,
            "duplicate",
            "resolve duplicate",
            (by_merger,),
            needs_note=True,
        ),
        # Only with the import that entered it, and only while nobody has worked on it (registry/actions/taking_back.py).
        Step(
            "take_back",
            N_("Take back as entered in error"),
            frozenset({"operating"}),
            "mistaken",
            "withdraw import",
            needs_note=True,
        ),
        Step(
            "reopen",
            N_("Reopen"),
            frozenset({"moved", "closed", "duplicate"}),
            "operating",
            "move enterprise",
            (not_merged,),
            needs_note=True,
        ),
    ),
)

RESPONSIBILITY = Machine(
    name="responsibility",
    label=N_("Responsibility"),
    initial="proposed",
    states=(
        State("proposed", N_("To be acknowledged"), "wait"),
        State("acknowledged", N_("Acknowledged"), "done"),
        State("declined", N_("Declined"), "back"),
        State("ended", N_("Ended"), "off"),
    ),
    steps=(
        Step(
            "acknowledge",
            N_("Acknowledge"),
            frozenset({"proposed", "declined"}),
            "acknowledged",
            "acknowledge responsibility",
        ),
        Step(
            "decline",
            N_("Decline"),
            frozenset({"proposed"}),
            "declined",
            "acknowledge responsibility",
            needs_note=True,
        ),
        Step(
            "end",
            N_("End"),
            frozenset({"proposed", "acknowledged", "declined"}),
            "ended",
            "assign responsibility",
        ),
    ),
)

DUPLICATE = Machine(
    name="duplicate",
    label=N_("Likely duplicate"),
    initial="open",
    states=(
        State("open", N_("To be decided"), "wait"),
        State("different", N_("Two units"), "done"),
        State("same", N_("One unit"), "done"),
    ),
    steps=(
        Step("keep_both", N_("They are two units"), frozenset({"open"}), "different", "resolve duplicate"),
        Step("merge", N_("They are one unit"), frozenset({"open"}), "same", "resolve duplicate"),
        Step("part", N_("The merger is taken back"), frozenset({"same", "different"}), "open", "resolve duplicate"),
    ),
)  # fmt: skip

# What somebody must answer for, so that a unit has no gap (三管三必须, Art. 3 and 9; a named grid member by local rule).
REQUIRED_KINDS = ("territorial", "sector", "comprehensive", "grid")
KINDS = (*REQUIRED_KINDS, "official", "expert", "insurer", "enterprise")
SINGLE_KINDS = frozenset({"territorial", "comprehensive", "grid"})


@cites("安全生产法 (2021) 第三条", "安全生产法 (2021) 第九条", "安全生产法 (2021) 第十条")
def gaps(kinds_in_force: frozenset[str]) -> tuple[str, ...]:
    """The kinds of supervision that nobody holds over a unit: territory, sector, comprehensive and grid member each need one."""
    return tuple(kind for kind in REQUIRED_KINDS if kind not in kinds_in_force)


@dataclass(frozen=True)
class Band:
    """A size class of the local scheme: the fewest and most employees, and the sectors it is limited to (empty: all)."""

    code: str
    employees_min: int | None
    employees_max: int | None
    sectors: frozenset[str] = frozenset()


@cites("地方规则 library/classes.yaml")
def size_class(bands: tuple[Band, ...], *, employees: int | None, sector: str) -> str:
    """The first class whose bounds hold and that admits the sector; "" while the employees are unknown.

    Above scale is a list kept by the statistics office: it has no bounds here and is only ever stated, never derived.
    """
    if employees is None:
        return ""
    for band in bands:
        bounded = band.employees_min is not None or band.employees_max is not None
        fits = (band.employees_min or 0) <= employees <= (band.employees_max or 10**9)
        if bounded and fits and (not band.sectors or sector in band.sectors):
            return band.code
    return ""
