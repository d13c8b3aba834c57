"""The course of an assessment 自评与评审: the unit fills and submits, others review, a further person decides."""

from collections.abc import Collection, Mapping
from datetime import date

from anbiao.rules.certificates import Past, Waiting, against_applying
from anbiao.rules.machine import Facts, Machine, State, Step
from anbiao.rules.refusal import N_, Refusal, cites
from anbiao.rules.separation import did, is_among, nobody_known, own_unit, persons

ADVISED_MONTHS = 24  # local rule: who advised a unit within so many months does not review it
FILLING = frozenset({"draft", "returned"})
REVIEWING = frozenset({"review"})
# From handing in to the decision: so long its assigned reviewers may open it, also those who are not named for the unit.
IN_REVIEW = frozenset({"submitted", "review", "reviewed"})
OPEN = frozenset({"draft", "submitted", "review", "reviewed", "returned"})
DRAWN, OWN = (
    "review",
    "own",
)  # what a draw said of an assessment: reviewed on the spot, or decided by its own score
KINDS = {"yearly": N_("Yearly self-assessment"), "application": N_("Application for a grade")}


STANDINGS = {"late": N_("Overdue"), "soon": N_("Limit near")}


@cites("应急〔2021〕83号 第七条", "地方规则 local.rules review.warned")
def nearness(*, due: date | None, warned: date | None, today: date) -> str:
    """How near the limit of whoever has the next step is: "late" after the last day, "soon" from the day of the warning on, "" before."""
    if due is None:
        return ""
    if due < today:
        return "late"
    return "soon" if warned is not None and warned <= today else ""


@cites("应急〔2021〕83号 第七条")
def all_filled(facts: Facts, today: date) -> Refusal | None:
    """A self-assessment is handed in when every item is marked and every deduction says why."""
    return _undone(
        facts["to_fill"], N_("{number} items are not marked yet, or a deduction lacks its reason.")
    )


@cites("应急〔2021〕83号 第七条")
def all_reviewed(facts: Facts, today: date) -> Refusal | None:
    """A review is concluded when every item is reviewed and every deduction says why."""
    return _undone(
        facts["to_review"], N_("{number} items are not reviewed yet, or a deduction lacks its reason.")
    )


def _undone(number: object, text: str) -> Refusal | None:
    return Refusal("items-open", text, {"number": str(number)}) if number else None


@cites("Anbiao separation of duties 4.2 (1)", "Anbiao separation of duties 4.2 (3)")
def may_review(facts: Facts, today: date) -> Refusal | None:
    """Who belongs to the unit, and who advised it within 24 months, does not review it; where reviewers are assigned, only they do."""
    if _listed(facts["assigned"]) and not is_among(facts, "assigned"):
        text = N_("Others are assigned to review this unit. The office changes whom.")
        return Refusal("not-assigned", text)
    return unbiased(facts)


@cites("Anbiao separation of duties 4.2 (1)", "Anbiao separation of duties 4.2 (3)")
def unbiased(facts: Facts) -> Refusal | None:
    """Neither one of the unit's own people nor one of its advisers; and somebody who is known."""
    if is_among(facts, "advisers"):
        text = N_("You advised this unit within the last {months} months. Somebody else reviews it.")
        return Refusal("advised", text, {"months": str(ADVISED_MONTHS)}, article="Anbiao 4.2 (3)")
    return nobody_known(facts) or own_unit(facts)


@cites("Anbiao separation of duties 4.2 (3)")
def not_twice_alone(facts: Facts, today: date) -> Refusal | None:
    """Who reviewed a unit alone the last time does not review it alone again."""
    me, last = persons(facts), set(_listed(facts["last_reviewers"]))
    if set(_listed(facts["reviewers"])) - me or not last or last - me:
        return None
    text = N_("You reviewed this unit alone the last time. A second person has to review some of it now.")
    return Refusal("twice-alone", text, article="Anbiao 4.2 (3)")


@cites("Anbiao separation of duties 4.2 (4)")
def may_decide(facts: Facts, today: date) -> Refusal | None:
    """The result is decided by somebody who neither reviewed the unit, nor concluded the review, nor advised or belongs to the unit."""
    if is_among(facts, "reviewers") or did(facts, "concluded_by"):
        text = N_("You took part in this review. A second person decides on its result.")
        return Refusal("own-review", text, article="Anbiao 4.2 (4)")
    if did(facts, "opened_by"):
        text = N_("You opened this correction. A second person decides on its result.")
        return Refusal("own-correction", text, article="Anbiao 4.2 (4)")
    return unbiased(facts)


@cites("应急〔2021〕83号 第七条")
def review_hazards_closed(facts: Facts, today: date) -> Refusal | None:
    """An application is decided when every hazard that its review found is closed; a yearly assessment does not wait for them."""
    if facts["kind"] != "application" or not facts["open_from_review"]:
        return None
    text = N_("{number} hazards found in the review are open. They are closed first.")
    return Refusal(
        "open-from-review",
        text,
        {"number": str(facts["open_from_review"])},
        article="应急〔2021〕83号 第七条",
    )


@cites("地方规则 local.rules review.sample")
def not_drawn(facts: Facts, today: date) -> Refusal | None:
    """By its own score is decided what a draw left out of the sample; what nobody drew yet, and what was drawn, is reviewed."""
    if facts["sample"] == OWN:
        return None
    return Refusal(
        "to-be-reviewed", N_("Only what a draw left out of the sample is decided by its own score.")
    )


def may_become_an_application(facts: Facts, today: date) -> Refusal | None:
    """A yearly self-assessment becomes an application; an application is one already, and a correction stays what it corrects."""
    if facts["corrects_id"]:
        text = N_("A correction stays what it corrects: it becomes no application.")
        return Refusal("correction-stays", text)
    if facts["kind"] == "application":
        return Refusal("applies-already", N_("It is an application already: hand it in."))
    return None


def _against_applying(facts: Facts, today: date, codes: str) -> Refusal | None:
    """What stands against applying, of the refusals whose code begins so; of several the one that holds longest."""
    stands = facts["applying"]
    if not isinstance(stands, Mapping):
        return None  # nobody asks it of what is an application already, or is handed in
    past = stands["past"]
    behind = Past(
        _day(past["refused_on"]), _day(past["revoked_on"]), _day(past["false_pledge_on"]), _day(past["holds_until"]),
        past["dead"], past["injured"], past["loss"],
    )  # fmt: skip
    found = against_applying(behind, Waiting(**stands["waiting"]), today)
    fitting = [each for each in found if each.code.startswith(codes)]
    return max(fitting, key=lambda each: str(each.params.get("day", "")), default=None)


def _day(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None


@cites("应急〔2021〕83号 第八条")
def waiting_is_over(facts: Facts, today: date) -> Refusal | None:
    """Who was refused, lost a certificate or pledged falsely applies again when the waiting period is over."""
    return _against_applying(facts, today, "waits-")


@cites("应急〔2021〕83号 第十条")
def renewal_is_near(facts: Facts, today: date) -> Refusal | None:
    """Who holds a certificate applies again within its last months."""
    return _against_applying(facts, today, "renews-")


@cites("应急〔2021〕83号 第八条")
def year_without_harm(facts: Facts, today: date) -> Refusal | None:
    """No grave accident within the twelve months before an application."""
    return _against_applying(facts, today, "year-")


def may_correct(facts: Facts) -> tuple[Refusal, ...]:
    """A decided assessment is corrected once at a time, with a reason, by nobody who belongs to the unit or advised it."""
    found = []
    if facts["state"] != "accepted":
        found.append(Refusal("not-decided", N_("Only a decided assessment is corrected.")))
    against = unbiased(facts)
    return (*found, against) if against else tuple(found)


def _listed(value: object) -> list[str]:
    return (
        [str(each) for each in value] if isinstance(value, Collection) and not isinstance(value, str) else []
    )


# The facts of an assessment are its own and those around it: `to_fill` and `to_review` (items not done), `advisers` and
# `last_reviewers` (persons), `open_from_review` (hazards), `applying` (what stands behind a unit that may still turn its yearly one into
# an application: {"past": …, "waiting": …}, days as text; else None), which whoever takes a step reads first.
APPLIED = (may_become_an_application, all_filled, waiting_is_over, renewal_is_near, year_without_harm)
ASSESSMENT = Machine(
    name="assessment",
    label=N_("Assessment"),
    initial="draft",
    states=(
        State("draft", N_("Being filled"), "doing"),
        State("submitted", N_("Handed in"), "wait"),
        State("review", N_("Under review"), "doing"),
        State("reviewed", N_("Reviewed, to be decided"), "wait"),
        State("returned", N_("Returned to the unit"), "back"),
        State("accepted", N_("Decided"), "done"),
        State("corrected", N_("Corrected by a newer version"), "off"),
        State("dropped", N_("Dropped"), "off"),
    ),
    steps=(
        Step("submit", N_("Hand in"), frozenset({"draft", "returned"}), "submitted", "submit assessment", (all_filled,)),
        Step("submit_and_apply", N_("Hand in and apply"), frozenset({"draft", "returned"}), "submitted", "submit assessment", APPLIED),
        Step("drop", N_("Drop the assessment"), frozenset({"draft", "returned"}), "dropped", "submit assessment", needs_note=True),
        Step("begin_review", N_("Begin the review"), frozenset({"submitted"}), "review", "review assessment", (may_review,)),
        Step("conclude", N_("Conclude the review"), frozenset({"review"}), "reviewed", "review assessment", (may_review, all_reviewed, not_twice_alone)),
        Step("send_back", N_("Send back to the unit"), frozenset({"submitted", "review"}), "returned", "review assessment", (may_review,), needs_note=True),
        Step("review_again", N_("Back to the review"), frozenset({"reviewed"}), "review", "approve assessment", (may_decide,), needs_note=True),
        Step("accept", N_("Decide the result"), frozenset({"reviewed"}), "accepted", "approve assessment", (may_decide, review_hazards_closed)),
        Step("take_own", N_("Decide by the own score"), frozenset({"submitted"}), "accepted", "approve assessment", (not_drawn, may_decide)),
        Step("replace", N_("Corrected by a newer version"), frozenset({"accepted"}), "corrected", "approve assessment"),
    ),
)  # fmt: skip
# What the program does by itself; no page offers it.
BY_ITSELF = frozenset({"replace"})
# Refusals that only say that another way is meant.
NOT_THIS_WAY = frozenset({"to-be-reviewed", "applies-already", "correction-stays"})
