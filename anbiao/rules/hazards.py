"""A hazard from finding to closing: its states, who may take each step, its deadlines, and what must not be done by one person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from anbiao.rules.machine import Facts, Machine, State, Step
from anbiao.rules.refusal import N_, Refusal, Term, cites

GENERAL, MAJOR = "general", "major"
GRADES: Mapping[str, str] = {GENERAL: N_("General hazard"), MAJOR: N_("Major hazard")}
SOURCES: Mapping[str, str] = {
    "self": N_("Self-check"),
    "staff": N_("Reported by staff"),
    "grid": N_("Grid visit"),
    "supervision": N_("Town or bureau"),
    "joint": N_("Joint check"),
    "expert": N_("Expert service"),
    "enforcement": N_("Enforcement"),
    "tip": N_("Tip-off"),
    "look_back": N_("Look-back"),
    "accident": N_("Accident"),
}
OWN_SOURCES = frozenset({"self", "staff"})
# 五落实: who answers, what is done, with what money, until when, and what if it goes wrong meanwhile.
FIXINGS: Mapping[str, str] = {
    "responsible": N_("Responsibility"),
    "measure": N_("Measures"),
    "funds": N_("Funds"),
    "due_on": N_("Deadline"),
    "plan": N_("Contingency plan"),
}
TO_FIX = frozenset({"ordered", "rectifying", "returned"})
OPEN = TO_FIX | {"reported", "verified"}


# ---------- who ----------


def _same_person(facts: Facts, role: str) -> bool:
    """True when the actor is the person who did that before, whatever account she uses."""
    return bool(facts.get("by_person")) and facts.get(role) == facts.get("by_person")


def _is_own_unit(facts: Facts) -> bool:
    """True when the actor acts for the enterprise that has the hazard."""
    units = facts.get("by_units")
    return isinstance(units, frozenset) and facts.get("enterprise_id") in units


@cites("安全生产法 (2021) 第四十一条", "Anbiao separation of duties 4.2 (1)")
def fixer_never_verifies(facts: Facts, today: date) -> Refusal | None:
    """Whoever reported the rectification, and whoever belongs to the same enterprise, does not verify or close it."""
    if _same_person(facts, "fixed_by"):
        return Refusal(
            "own-fix",
            N_("You reported this rectification yourself. Another person has to look at it."),
            article="Anbiao 4.2 (1)",
        )
    if _is_own_unit(facts):
        return Refusal(
            "own-unit",
            N_("The unit itself cannot verify this. The town, the bureau or an officer looks at it."),
            article="Anbiao 4.2 (1)",
        )
    return None


@cites("Anbiao separation of duties 4.2 (1)")
def second_person_inside(facts: Facts, today: date) -> Refusal | None:
    """An enterprise closes its own daily find inside by a second person; such a closing never counts as verified by an office."""
    if _same_person(facts, "fixed_by"):
        return Refusal(
            "own-fix",
            N_("You reported this rectification yourself. Another person has to look at it."),
            article="Anbiao 4.2 (1)",
        )
    if facts.get("source") not in OWN_SOURCES:
        text = N_("Only hazards that the unit found itself are closed inside. This one an office verifies.")
        return Refusal("not-own-find", text, article="Anbiao 4.2 (1)")
    return None


@cites("Anbiao separation of duties 4.2 (1)", "Anbiao separation of duties 4.2 (2)")
def approver_is_another(facts: Facts, today: date) -> Refusal | None:
    """A major hazard takes two persons: who verified it on site does not also approve its closing."""
    if _same_person(facts, "verified_by"):
        text = N_("You verified this on site. Another person approves the closing of a major hazard.")
        return Refusal("own-verification", text, article="Anbiao 4.2 (2)")
    return None


# ---------- what ----------


@cites("应急管理部令10", "总局令16 第三条")
def only_general(facts: Facts, today: date) -> Refusal | None:
    """This way of closing is for general hazards; a major one is verified on site and then approved."""
    if facts.get("grade") != MAJOR:
        return None
    text = N_("This is a major hazard: it is verified on site, and a second person approves the closing.")
    return Refusal("major-two-persons", text, article="Anbiao 4.2 (1)")


@cites("应急管理部令10", "总局令16 第三条")
def only_major(facts: Facts, today: date) -> Refusal | None:
    """A general hazard is closed by whoever verifies it; approval is for major ones."""
    if facts.get("grade") == MAJOR:
        return None
    return Refusal("general-one-person", N_("This is a general hazard: verifying closes it."))


@cites("安全生产法 (2021) 第四十一条", "Anbiao separation of duties 4.2 (1)")
def evidence_is_there(facts: Facts, today: date) -> Refusal | None:
    """Nothing is reported as fixed without a photo; for a major hazard the photo is taken after the deadline was set."""
    if not facts.get("photos_after"):
        text = N_("A photo of the place after rectification is missing. Take one on the spot.")
        return Refusal("photo-missing", text, field="photos")
    return _photo_after_order(facts)


def _photo_after_order(facts: Facts) -> Refusal | None:
    taken, ordered = facts.get("photo_after_on"), facts.get("ordered_on")
    if facts.get("grade") != MAJOR or not isinstance(ordered, str):
        return None
    if isinstance(taken, str) and taken >= ordered:
        return None
    text = N_("The photo has to be taken after the deadline was set on {day}. Take a new one.")
    return Refusal("photo-too-early", text, {"day": ordered}, article="Anbiao 4.2 (1)", field="photos")


@cites("总局令16 第十五条", "福建省安全生产条例 (2024) 第二十一条")
def five_fixings(facts: Facts, today: date) -> Refusal | None:
    """Of a major hazard responsibility, measures, funds, deadline and contingency plan are fixed before it is reported as fixed."""
    if facts.get("grade") != MAJOR:
        return None
    missing = [label for name, label in FIXINGS.items() if facts.get(name) in (None, "")]
    if not missing:
        return None
    text = N_("Of the five fixings of a major hazard one is missing: {fixing}. Enter it first.")
    return Refusal("fixing-missing", text, {"fixing": Term(missing[0])}, article="总局令16 第十五条")


@cites("总局令16 第十五条", "总局令16 第十八条")
def control_meanwhile(facts: Facts, today: date) -> Refusal | None:
    """Until a major hazard is gone, a temporary control keeps people away from it or it away from people."""
    if facts.get("grade") != MAJOR or facts.get("control"):
        return None
    text = N_(
        "Say how people are kept safe until the major hazard is gone: the temporary control is missing."
    )
    return Refusal("control-missing", text, article="总局令16 第十八条", field="control")


@cites("总局令16 第十八条", "总局令16 第二十三条", "安全生产法 (2021) 第六十五条")
def nothing_stands_still(facts: Facts, today: date) -> Refusal | None:
    """A hazard for which work was stopped is not closed before the resumption was asked for and approved."""
    if not facts.get("is_suspended"):
        return None
    text = N_("Work was stopped because of this hazard. Decide on the resumption first.")
    return Refusal("still-suspended", text, article="安全生产法 (2021) 第六十五条")


@cites("安全生产法 (2021) 第四十一条")
def not_listed(facts: Facts, today: date) -> Refusal | None:
    """A hazard under listed supervision is closed after the office that listed it has taken it off the list."""
    if not facts.get("is_listed"):
        return None
    return Refusal("still-listed", N_("The hazard is under listed supervision. Take it off the list first."))


@cites("Anbiao separation of duties 4.2 (5)")
def not_ones_own_find(facts: Facts, today: date) -> Refusal | None:
    """Nobody voids what the own office or unit would be judged by: only the district, and never the person who found it."""
    if _same_person(facts, "found_by"):
        return Refusal("own-find", N_("You found this hazard yourself. Another person has to void it."))
    return None


HAZARD = Machine(
    name="hazard",
    label=N_("Hazard"),
    initial="ordered",
    states=(
        State("ordered", N_("To be rectified"), "idle"),
        State("rectifying", N_("Being rectified"), "doing"),
        State("reported", N_("Answered, to be verified"), "wait"),
        State("verified", N_("Verified, to be approved"), "wait"),
        State("returned", N_("Sent back"), "back"),
        State("closed", N_("Closed"), "done"),
        State("void", N_("Void"), "off"),
    ),
    steps=(
        Step("begin", N_("Begin rectification"), frozenset({"ordered", "returned"}), "rectifying", "rectify hazard"),
        Step("report_fixed", N_("Report as fixed"), TO_FIX, "reported", "rectify hazard", (evidence_is_there, five_fixings, control_meanwhile)),
        Step("fix_on_spot", N_("Fixed on the spot"), frozenset({"ordered"}), "closed", "verify hazard", (only_general, fixer_never_verifies, evidence_is_there)),
        Step("verify", N_("Verify and close"), frozenset({"reported"}), "closed", "verify hazard", (only_general, fixer_never_verifies, evidence_is_there, nothing_stands_still, not_listed)),
        Step("verify_on_site", N_("Verify on site"), frozenset({"reported"}), "verified", "verify hazard", (only_major, fixer_never_verifies, evidence_is_there)),
        Step("approve", N_("Approve the closing"), frozenset({"verified"}), "closed", "approve hazard", (only_major, fixer_never_verifies, approver_is_another, nothing_stands_still, not_listed)),
        Step("close_inside", N_("Close inside the unit"), frozenset({"reported"}), "closed", "close hazard", (only_general, second_person_inside, evidence_is_there)),
        Step("send_back", N_("Not fixed: set a second deadline"), frozenset({"reported", "verified"}), "returned", "verify hazard", (fixer_never_verifies,), needs_note=True),
        Step("reopen", N_("Reopen after look-back"), frozenset({"closed"}), "returned", "make look-back", (), needs_note=True),
        Step("void", N_("Void"), TO_FIX, "void", "void hazard", (not_ones_own_find,), needs_note=True),
    ),
)  # fmt: skip


# ---------- dates and deadlines ----------


@dataclass(frozen=True)
class Deadlines:
    """Usual and longest days of a deadline by grade, and of escape routes; local data (地方规则)."""

    general: int
    general_most: int
    major: int
    major_most: int
    escape: int


@cites("安全生产法 (2021) 第六十五条", "地方规则 local.rules")
def usual_deadline(found_on: date, *, grade: str, is_escape: bool, limits: Deadlines) -> date:
    """The day usually ordered, in calendar days after the finding: by grade, shorter for escape routes."""
    days = limits.major if grade == MAJOR else limits.escape if is_escape else limits.general
    return found_on + timedelta(days=days)


@cites("安全生产法 (2021) 第六十五条", "地方规则 local.rules")
def wrong_deadline(due_on: date, *, found_on: date, grade: str, limits: Deadlines) -> Refusal | None:
    """A deadline lies on or after the finding, and no further ahead than the longest that the local rule allows."""
    if due_on < found_on:
        text = N_("The deadline {due} lies before the finding on {found}.")
        return Refusal("due-before-found", text, {"due": str(due_on), "found": str(found_on)}, field="due_on")
    most = limits.major_most if grade == MAJOR else limits.general_most
    if due_on > found_on + timedelta(days=most):
        text = N_(
            "The deadline is at most {days} days after the finding: {last}. Later only by an extension."
        )
        last = found_on + timedelta(days=most)
        return Refusal(
            "due-too-late", text, {"days": str(most), "last": str(last)}, article="地方规则", field="due_on"
        )
    return None


@cites("安全生产法 (2021) 第四十一条")
def wrong_order(
    *,
    found_on: date,
    fixed_on: date | None = None,
    verified_on: date | None = None,
    closed_on: date | None = None,
    today: date,
) -> tuple[Refusal, ...]:
    """A hazard is found, then fixed, then verified, none of it in the future: an order that cannot be is refused with the reason."""
    found: list[Refusal] = []
    text = N_("{later} cannot come before {earlier}: {later_on} is earlier than {earlier_on}.")
    pairs = (
        ("fixed_on", N_("Rectification"), fixed_on, N_("finding"), found_on),
        ("verified_on", N_("Verification"), verified_on, N_("finding"), found_on),
        ("verified_on", N_("Verification"), verified_on, N_("rectification"), fixed_on),
        ("closed_on", N_("Closing"), closed_on, N_("finding"), found_on),
        ("closed_on", N_("Closing"), closed_on, N_("rectification"), fixed_on),
        ("closed_on", N_("Closing"), closed_on, N_("verification"), verified_on),
    )
    for field, later, later_on, earlier, earlier_on in pairs:
        if later_on and earlier_on and later_on < earlier_on:
            params = {
                "later": Term(later), "earlier": Term(earlier), "later_on": str(later_on), "earlier_on": str(earlier_on),
            }  # fmt: skip
            found.append(Refusal("dates-out-of-order", text, params, field=field))
    days = (
        ("found_on", found_on), ("fixed_on", fixed_on), ("verified_on", verified_on), ("closed_on", closed_on),
    )  # fmt: skip
    for field, on in days:
        if on and on > today:
            ahead = N_("The day {day} lies ahead; it is recorded when it has come.")
            found.append(Refusal("day-ahead", ahead, {"day": str(on)}, field=field))
    return tuple(found)


@cites("安全生产法 (2021) 第一百零二条")
def is_overdue(due_on: date, state: str, today: date) -> bool:
    """A hazard is overdue from the day after its deadline until somebody reports it as fixed."""
    return state in TO_FIX and due_on < today


# ---------- extension, suspension, listed supervision ----------


@cites("地方规则 local.rules")
def extension_has_reason_to_wait(facts: Facts, today: date) -> Refusal | None:
    """More time is asked for before the deadline has passed, not afterwards: late stays late."""
    due = facts.get("due_on")
    if isinstance(due, str) and date.fromisoformat(due) < today:
        text = N_("The deadline {due} has passed. An extension is asked for before that day.")
        return Refusal("due-passed", text, {"due": due})
    return None


def decider_is_not_the_asker(facts: Facts, today: date) -> Refusal | None:
    """Who asked for something does not decide on it."""
    if _same_person(facts, "asked_by"):
        return Refusal("own-request", N_("You asked for this yourself. Another person decides."))
    return None


EXTENSION = Machine(
    name="extension",
    label=N_("Extension request"),
    initial="asked",
    states=(
        State("asked", N_("To be decided"), "wait"),
        State("granted", N_("Granted"), "done"),
        State("refused", N_("Refused"), "back"),
        State("withdrawn", N_("Withdrawn"), "off"),
    ),
    steps=(
        Step("grant", N_("Grant the extension"), frozenset({"asked"}), "granted", "decide extension", (decider_is_not_the_asker,)),
        Step("refuse", N_("Refuse the extension"), frozenset({"asked"}), "refused", "decide extension", (decider_is_not_the_asker,), needs_note=True),
        Step("withdraw", N_("Withdraw the request"), frozenset({"asked", "refused"}), "withdrawn", "rectify hazard"),
    ),
)  # fmt: skip

SUSPENSION = Machine(
    name="suspension",
    label=N_("Suspension"),
    initial="stopped",
    states=(
        State("stopped", N_("Work stopped"), "back"),
        State("asked", N_("Resumption asked for"), "wait"),
        State("resumed", N_("Resumption approved"), "done"),
    ),
    steps=(
        Step("ask_resumption", N_("Ask for resumption"), frozenset({"stopped"}), "asked", "rectify hazard", needs_note=True),
        Step("refuse_resumption", N_("Refuse the resumption"), frozenset({"asked"}), "stopped", "approve resumption", (decider_is_not_the_asker,), needs_note=True),
        Step("approve_resumption", N_("Approve the resumption"), frozenset({"asked"}), "resumed", "approve resumption", (decider_is_not_the_asker,)),
    ),
)  # fmt: skip

LISTING = Machine(
    name="listing",
    label=N_("Listed supervision"),
    initial="proposed",
    states=(
        State("proposed", N_("Proposed for listing"), "wait"),
        State("listed", N_("Under listed supervision"), "doing"),
        State("delisted", N_("Taken off the list"), "done"),
        State("dropped", N_("Not listed"), "off"),
    ),
    steps=(
        Step("list", N_("List"), frozenset({"proposed"}), "listed", "approve listing", (decider_is_not_the_asker,)),
        Step("drop", N_("Do not list"), frozenset({"proposed"}), "dropped", "approve listing", (), needs_note=True),
        Step("delist", N_("Take off the list"), frozenset({"listed"}), "delisted", "approve listing", (), needs_note=True),
    ),
)  # fmt: skip

RESUMPTION_DAYS = 10  # calendar days from the request to the review on site


@cites("总局令16 第二十三条")
def resumption_due_on(asked_on: date) -> date:
    """After a request for resumption the place is reviewed within ten calendar days."""
    return asked_on + timedelta(days=RESUMPTION_DAYS)
