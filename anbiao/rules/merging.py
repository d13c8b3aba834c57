"""Two units that are one become one, and one that is two becomes two; both can be taken back while nothing rests on them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from anbiao.rules.machine import Facts, Machine, State, Step
from anbiao.rules.refusal import N_, Refusal, Term, cites
from anbiao.rules.separation import did, nobody_known, own_unit

UNDO_DAYS = 30
# What a unit that stays takes over where it lacks it.
LACKED = (
    "address", "industry", "business_scope", "principal", "safety_manager", "phone", "employees", "established_on",
)  # fmt: skip


def taken_over(kept: Facts, other: Facts) -> tuple[str, ...]:
    """The facts that the unit that stays lacks and the other has."""
    return tuple(key for key in LACKED if not kept[key] and other[key])


def names_added(kept: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    """The names under which the unit that stays is found from now on: those of the other that it has not, each once. Of both the name and
    the other names are given.
    """
    return tuple(dict.fromkeys(name for name in other if name not in kept))


@cites("Anbiao separation of duties 4.2 (5)")
def another_merges(facts: Facts, today: date) -> Refusal | None:
    """Two units that a person named are merged by a second one: nobody alone takes a unit out of the count. A pair that the program found
    is decided by one person, since two have seen it then.
    """
    if facts["pair_id"]:
        return own_unit(facts)
    if did(facts, "proposed_by"):
        text = N_(
            "You proposed this yourself. A second person decides on what takes a unit out of the count."
        )
        return Refusal("same-person", text, article="Anbiao 4.2 (5)")
    return nobody_known(facts) or own_unit(facts)


@cites("安全生产法 (2021) 第四十一条")
def hazards_stay_in_sight(facts: Facts, today: date) -> Refusal | None:
    """The unit with open hazards is the one that stays, where only one of the two has some: a hazard is not merged out of sight."""
    number = int(str(facts["open_other"]))
    if not number or int(str(facts["open_kept"])):
        return None
    text = N_(
        "{number} hazards of the unit that would be closed are open, and none of the other: keep that one, or close them first."
    )
    return Refusal("hazards-open", text, {"number": str(number)}, field="keep")


@cites("Anbiao separation of duties 4.2 (5)")
def one_stays(facts: Facts, today: date) -> Refusal | None:
    """Of two units one stays in the roster: a unit is not merged into one that has gone since it was proposed."""
    if facts["is_kept_alive"]:
        return None
    return Refusal("kept-gone", N_("The unit that would stay is no longer in operation here."))


def proposer_withdraws(facts: Facts, today: date) -> Refusal | None:
    """A proposal is withdrawn by who made it."""
    if did(facts, "proposed_by"):
        return None
    return Refusal("not-yours", N_("Only who proposed it withdraws it."))


def last_day(decided_on: date) -> date:
    """The last day on which what was decided on a day can be taken back."""
    return decided_on + timedelta(days=UNDO_DAYS)


def in_time(facts: Facts, today: date) -> Refusal | None:
    """A merger or a split is taken back within thirty days."""
    decided = facts["decided_on"]
    if isinstance(decided, str) and today <= last_day(date.fromisoformat(decided)):
        return None
    text = N_("It is more than {days} days old. Correct the two units by hand.")
    return Refusal("too-late", text, {"days": str(UNDO_DAYS)})


DEPENDS: Mapping[str, str] = {
    "kept-gone": N_("The unit that stayed is no longer in operation here."),
    "other-moved": N_("The status of the other unit has been changed since."),
    "fact-changed": N_(
        "“{what}” has been changed since: put it back first, or correct the two units by hand."
    ),
    "code-changed": N_(
        "The credit code has been changed since: put it back first, or correct the two units by hand."
    ),
    "moved-on": N_("“{what}” has gone to another unit since."),
    "records": N_("The new unit has records already: {what}."),
    "accounts": N_("Somebody has an account for the new unit already."),
}


def nothing_rests(facts: Facts, today: date) -> Refusal | None:
    """Nothing that came later rests on it. `rests` is the first that does: a key of DEPENDS, and what."""
    rests = facts["rests"]
    if not isinstance(rests, tuple):
        return None
    code, what = rests
    return Refusal(str(code), DEPENDS[str(code)], {"what": Term(str(what))})


_UNDO = (in_time, nothing_rests)
MERGER = Machine(
    name="merger",
    label=N_("Merger"),
    initial="proposed",
    states=(
        State("proposed", N_("To be decided"), "wait"),
        State("merged", N_("Merged"), "done"),
        State("refused", N_("Not merged"), "off"),
        State("withdrawn", N_("Withdrawn"), "off"),
        State("undone", N_("Taken back"), "off"),
    ),
    steps=(
        Step("merge", N_("Merge"), frozenset({"proposed"}), "merged", "resolve duplicate", (another_merges, one_stays, hazards_stay_in_sight)),
        Step("refuse", N_("Do not merge"), frozenset({"proposed"}), "refused", "resolve duplicate", needs_note=True),
        Step("withdraw", N_("Withdraw"), frozenset({"proposed"}), "withdrawn", "resolve duplicate", (proposer_withdraws,)),
        Step("undo", N_("Take the merger back"), frozenset({"merged"}), "undone", "resolve duplicate", _UNDO, needs_note=True),
    ),
)  # fmt: skip

SPLIT = Machine(
    name="split",
    label=N_("Split"),
    initial="split",
    states=(State("split", N_("Split"), "done"), State("undone", N_("Taken back"), "off")),
    steps=(Step("undo", N_("Take the split back"), frozenset({"split"}), "undone", "resolve duplicate", _UNDO, needs_note=True),),
)  # fmt: skip
