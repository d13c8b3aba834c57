"""A hazard from finding to closing: its states, who may take each step, and what must not be done by one person.

The guards read every fact strictly: what a row does not give is an error, never a permission.
"""

from collections.abc import Mapping
from datetime import date

from anbiao.rules.hazards.terms import FIXINGS, MAJOR, OPEN, OWN_SOURCES, TO_FIX
from anbiao.rules.machine import Facts, Machine, State, Step
from anbiao.rules.refusal import N_, Refusal, Term, cites
from anbiao.rules.separation import closer_does_not_look_back, did, nobody_known, own_unit

# ---------- who ----------


@cites("安全生产法 (2021) 第四十一条", "Anbiao separation of duties 4.2 (1)")
def fixer_never_verifies(facts: Facts, today: date) -> Refusal | None:
    """Whoever reported the rectification, and whoever belongs to the same enterprise, does not verify or close it."""
    return _own_fix(facts) or own_unit(facts)


def _own_fix(facts: Facts) -> Refusal | None:
    if did(facts, "fixed_by"):
        text = N_("You reported this rectification yourself. Another person has to look at it.")
        return Refusal("own-fix", text, article="Anbiao 4.2 (1)")
    return nobody_known(facts)


@cites("Anbiao separation of duties 4.2 (1)")
def second_person_inside(facts: Facts, today: date) -> Refusal | None:
    """An enterprise closes its own daily find inside by a second person, or sends it back; that never counts as verified by an office."""
    if facts["source"] not in OWN_SOURCES:
        text = N_("Only hazards that the unit found itself are closed inside. This one an office verifies.")
        return Refusal("not-own-find", text, article="Anbiao 4.2 (1)")
    return _own_fix(facts)


@cites("Anbiao separation of duties 4.2 (1)", "Anbiao separation of duties 4.2 (2)")
def approver_is_another(facts: Facts, today: date) -> Refusal | None:
    """A major hazard takes two persons: who verified it on site does not also approve its closing."""
    if did(facts, "verified_by"):
        text = N_("You verified this on site. Another person approves the closing of a major hazard.")
        return Refusal("own-verification", text, article="Anbiao 4.2 (2)")
    if not facts["verified_by"]:
        text = N_("Nobody is on record as having verified this on site. Send it back and verify it anew.")
        return Refusal("verifier-unknown", text, article="Anbiao 4.2 (1)")
    return None


@cites("Anbiao separation of duties 4.2 (1)")
def finder_saw_it_that_day(facts: Facts, today: date) -> Refusal | None:
    """Fixed on the spot is what the finder saw being fixed on the day of the finding: today, or by a photo of that day that a phone
    sends later. What was left to the unit is reported by the unit and then verified.
    """
    if did(facts, "found_by") and facts["found_on"] in (today.isoformat(), facts["photo_after_on"]):
        return own_unit(facts)
    text = N_("Only who found it closes it on the spot, on the same day. Later the unit reports it as fixed.")
    return Refusal("not-on-the-spot", text, article="Anbiao 4.2 (1)")


# ---------- what ----------


@cites("应急管理部令10", "总局令16 第三条")
def only_general(facts: Facts, today: date) -> Refusal | None:
    """This way of closing is for general hazards; a major one is verified on site and then approved."""
    if facts["grade"] != MAJOR:
        return None
    text = N_("This is a major hazard: it is verified on site, and a second person approves the closing.")
    return Refusal("major-two-persons", text, article="Anbiao 4.2 (1)")


@cites("应急管理部令10", "总局令16 第三条")
def only_major(facts: Facts, today: date) -> Refusal | None:
    """A general hazard is closed by whoever verifies it; approval is for major ones."""
    if facts["grade"] == MAJOR:
        return None
    return Refusal("general-one-person", N_("This is a general hazard: verifying closes it."))


@cites("安全生产法 (2021) 第四十一条", "Anbiao separation of duties 4.2 (1)")
def evidence_is_there(facts: Facts, today: date) -> Refusal | None:
    """Nothing is reported as fixed or closed without a photo; of a major hazard it is taken after the deadline was set, and not on a
    day that has not come.
    """
    if not facts["photos_after"]:
        text = N_("A photo of the place after rectification is missing. Take one on the spot.")
        return Refusal("photo-missing", text, field="photos")
    return _photo_after_order(facts, today) if facts["grade"] == MAJOR else None


def _photo_after_order(facts: Facts, today: date) -> Refusal | None:
    taken, ordered = facts["photo_after_on"], str(facts["ordered_on"])
    if not isinstance(taken, str) or taken < ordered:
        text = N_("The photo has to be taken after the deadline was set on {day}. Take a new one.")
        return Refusal("photo-too-early", text, {"day": ordered}, article="Anbiao 4.2 (1)", field="photos")
    if taken > today.isoformat():
        text = N_("The photo says {day}, a day that has not come. Set the camera right and take a new one.")
        return Refusal("photo-ahead", text, {"day": taken}, article="Anbiao 4.2 (1)", field="photos")
    return None


@cites("总局令16 第十五条", "福建省安全生产条例 (2024) 第二十一条")
def five_fixings(facts: Facts, today: date) -> Refusal | None:
    """Of a major hazard responsibility, measures, funds, deadline and contingency plan are fixed before it is reported as fixed."""
    if facts["grade"] != MAJOR:
        return None
    missing = [label for name, label in FIXINGS.items() if _is_blank(facts[name])]
    if not missing:
        return None
    text = N_("Of the five fixings of a major hazard one is missing: {fixing}. Enter it first.")
    return Refusal("fixing-missing", text, {"fixing": Term(missing[0])}, article="总局令16 第十五条")


def _is_blank(value: object) -> bool:
    """Nothing, or nothing but blanks; a 0 is an answer."""
    return value is None or not str(value).strip()


@cites("总局令16 第十五条", "总局令16 第十八条")
def control_meanwhile(facts: Facts, today: date) -> Refusal | None:
    """Until a major hazard is gone, a temporary control keeps people away from it or it away from people."""
    if facts["grade"] != MAJOR or not _is_blank(facts["control"]):
        return None
    text = N_(
        "Say how people are kept safe until the major hazard is gone: the temporary control is missing."
    )
    return Refusal("control-missing", text, article="总局令16 第十八条", field="control")


@cites("总局令16 第十八条", "总局令16 第二十三条", "安全生产法 (2021) 第六十五条")
def nothing_stands_still(facts: Facts, today: date) -> Refusal | None:
    """A hazard for which work was stopped is not closed before the resumption was asked for and approved."""
    if not facts["is_suspended"]:
        return None
    text = N_("Work was stopped because of this hazard. Decide on the resumption first.")
    return Refusal("still-suspended", text, article="安全生产法 (2021) 第六十五条")


@cites("安全生产法 (2021) 第四十一条")
def not_listed(facts: Facts, today: date) -> Refusal | None:
    """A hazard under listed supervision is closed after the office that listed it has taken it off the list."""
    if not facts["is_listed"]:
        return None
    return Refusal("still-listed", N_("The hazard is under listed supervision. Take it off the list first."))


@cites("Anbiao separation of duties 4.2 (5)")
def not_ones_own_find(facts: Facts, today: date) -> Refusal | None:
    """Nobody voids what the own office or unit would be judged by: only the district, and neither the person who found it nor one of
    the unit's people.
    """
    if did(facts, "found_by"):
        return Refusal("own-find", N_("You found this hazard yourself. Another person decides on it."))
    return nobody_known(facts) or own_unit(facts)


@cites("Anbiao separation of duties 4.2 (4)")
def never_closed_before(facts: Facts, today: date) -> Refusal | None:
    """What was closed once and reopened by a look-back was a hazard: voiding it would wipe out the false closure."""
    if not facts["reopened"]:
        return None
    text = N_("A look-back reopened this hazard. It is rectified and verified as it stands.")
    return Refusal("closed-before", text, article="Anbiao 4.2 (4)")


# At every closing there is evidence, nothing stands still because of it, and no list holds it.
_CLOSING = (evidence_is_there, nothing_stands_still, not_listed)

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
        Step("fix_on_spot", N_("Fixed on the spot"), frozenset({"ordered"}), "closed", "verify hazard", (only_general, finder_saw_it_that_day, *_CLOSING)),
        Step("verify", N_("Verify and close"), frozenset({"reported"}), "closed", "verify hazard", (only_general, fixer_never_verifies, *_CLOSING)),
        Step("verify_on_site", N_("Verify on site"), frozenset({"reported"}), "verified", "verify hazard", (only_major, fixer_never_verifies, evidence_is_there, five_fixings, control_meanwhile)),
        Step("approve", N_("Approve the closing"), frozenset({"verified"}), "closed", "approve hazard", (only_major, fixer_never_verifies, approver_is_another, *_CLOSING)),
        Step("close_inside", N_("Close inside the unit"), frozenset({"reported"}), "closed", "close hazard", (only_general, second_person_inside, *_CLOSING)),
        Step("send_back", N_("Not fixed: set a second deadline"), frozenset({"reported", "verified"}), "returned", "verify hazard", (fixer_never_verifies,), needs_note=True),
        Step("send_back_inside", N_("Not fixed: back to who rectifies"), frozenset({"reported"}), "returned", "close hazard", (only_general, second_person_inside), needs_note=True),
        Step("reopen", N_("Reopen after look-back"), frozenset({"closed"}), "returned", "make look-back", (closer_does_not_look_back,), needs_note=True),
        Step("void", N_("Make void"), TO_FIX, "void", "void hazard", (not_ones_own_find, never_closed_before), needs_note=True),
    ),
)  # fmt: skip

# What falls when a hazard is sent back or reopened: the evidence of the round before, and who had a hand in it. It stands in the journal.
FALLS_WITH_ORDER: Mapping[str, object] = {
    "reported_on": None, "fixed_on": None, "fixed_by": None, "fixer": "", "fix_note": "", "photos_after": 0, "photo_after_on": None, "verified_on": None,
    "verified_by": None, "verifier": "", "verifying_office": None, "approved_on": None, "approved_by": None, "approver": "",
    "closed_on": None, "closing": "",
}  # fmt: skip


# ---------- general or major ----------


@cites("安全生产法 (2021) 第一百一十八条", "Anbiao access table 4.1")
def grading_duty(*, criterion: str) -> str:
    """The capability that a grade takes: a street or a bureau says that a hazard is major; that it is not, only the district, which
    could as well void it.
    """
    return "grade hazard" if criterion else "void hazard"


@cites("安全生产法 (2021) 第一百一十八条", "总局令16 第三条", "Anbiao separation of duties 4.2 (1)")
def wrong_grading(facts: Facts, *, criterion: str, today: date) -> tuple[Refusal, ...]:
    """A hazard becomes major by a criterion while it is open. It becomes general (no criterion) only before it is reported as fixed,
    not while work is stopped or it is listed, not after a look-back, and not by who found it: lowering spares the second person at the
    closing. One of the unit's people does neither.
    """
    if facts["state"] not in (OPEN if criterion else TO_FIX):
        text = N_(
            "The grade stands: lowered before the unit reports it as fixed, raised before it is closed."
        )
        return (Refusal("grade-stands", text, article="Anbiao 4.2 (1)"),)
    if criterion:
        own = own_unit(facts)
        return (own,) if own else ()
    guards = (nothing_stands_still, not_listed, never_closed_before, not_ones_own_find)
    return tuple(refusal for guard in guards if (refusal := guard(facts, today)))
