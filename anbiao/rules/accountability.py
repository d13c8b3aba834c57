"""The ladder of accountability 督查问责: reminder 提醒 → circular 通报 → talk 约谈 → referral 移送问责. The program proposes, people decide.

Each rung comes only after the one before it and after its conditions, which are local data. A talk is held within a week, by nobody's
substitute, and brings a written result within five working days.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from anbiao.rules.calendar import Calendar, Deadline
from anbiao.rules.instructions import is_ones_own_office, of_office
from anbiao.rules.machine import Facts, Machine, State, Step
from anbiao.rules.refusal import N_, Refusal, Term, cites
from anbiao.rules.separation import did, nobody_known

RUNGS = ("remind", "circulate", "talk", "refer")
RUNG_WORDS = {
    "remind": N_("Reminder"),
    "circulate": N_("Notice of criticism"),
    "talk": N_("Accountability talk"),
    "refer": N_("Referral for accountability"),
}
# What a condition counts.
GROUNDS = {
    "instructions_late": N_("instructions late"),
    "tasks_late": N_("tasks late"),
    "talk_missed": N_("talks missed"),
    "result_late": N_("results of a talk not handed in"),
    "ranked_last": N_("times last in a ranking"),
    "named": N_("times named as weakest in a circular"),
}
BY_HAND = "by_hand"
WAITING = frozenset({"proposed", "confirming"})
STANDING = frozenset({"issued", "missed", "held", "answered", "closed"})  # was taken


# ---------- conditions ----------


@dataclass(frozen=True)
class Condition:
    """One row of the local rule: for this rung, at least `count` of a ground, each at least `days` late (of a publication: published so
    many days ago), and the rung before it taken at least `after` days ago.
    """

    rung: str
    ground: str
    count: int
    days: int
    after: int = 0


@dataclass(frozen=True)
class Office:
    """What is known of an office on a day: how many of each (ground, days late), on which day it last met each rung, and what waits for
    a decision.
    """

    numbers: Mapping[tuple[str, int], int]
    taken: Mapping[str, date]
    waiting: Collection[str] = ()


@cites("地方规则 local.rules accountability.ladder")
def rung_after(taken: Mapping[str, date], *, today: date, memory: int) -> str:
    """The rung whose turn it is: the one above the highest that the office met within so many days; the last one stays. After that time
    without any the ladder begins anew.
    """
    reached = [
        number for number, rung in enumerate(RUNGS) if rung in taken and (today - taken[rung]).days <= memory
    ]
    return RUNGS[min(max(reached) + 1, len(RUNGS) - 1)] if reached else RUNGS[0]  # fmt: skip


@cites("地方规则 local.rules accountability.ladder")
def met(conditions: Sequence[Condition], office: Office, rung: str, *, today: date) -> tuple[Condition, ...]:
    """The conditions of a rung that an office meets. What was taken less than `after` days ago has not had its time yet."""
    before = RUNGS[RUNGS.index(rung) - 1] if rung != RUNGS[0] else ""
    since = office.taken.get(before)
    return tuple(
        each
        for each in conditions
        if each.rung == rung
        and office.numbers.get((each.ground, each.days), 0) >= each.count
        and (not before or (since is not None and (today - since).days >= each.after))
    )


@cites("地方规则 local.rules accountability.ladder")
def proposal(conditions: Sequence[Condition], office: Office, *, today: date, memory: int) -> tuple[str, tuple[Condition, ...]]:  # fmt: skip
    """The rung to propose and why; ("", ()) when nothing is met, something waits for a decision, or the top was reached lately."""
    rung = rung_after(office.taken, today=today, memory=memory)
    again = office.taken.get(rung)
    if office.waiting or (again is not None and (today - again).days <= memory):
        return "", ()
    found = met(conditions, office, rung, today=today)
    return (rung, found) if found else ("", ())


@cites("地方规则 local.rules accountability.ladder")
def against_proposing(
    rung: str, office: Office, *, reason: str, today: date, memory: int
) -> tuple[Refusal, ...]:
    """A person proposes with a reason of her own, but leaves no rung out."""
    found: list[Refusal] = []
    turn = rung_after(office.taken, today=today, memory=memory)
    if rung not in RUNGS or RUNGS.index(rung) > RUNGS.index(turn):
        text = N_("No rung is left out. It is the turn of: {rung}.")
        found.append(Refusal("rung-left-out", text, {"rung": Term(RUNG_WORDS[turn])}, field="rung"))
    if office.waiting:
        found.append(Refusal("measure-waits", N_("Something is proposed for this office already.")))
    if not reason.strip():
        found.append(Refusal("reason-missing", N_("Say what it rests on."), field="reason"))
    return tuple(found)


# ---------- days ----------


@cites("地方规则 local.rules accountability.talk")
def talk_by(issued: date, days: int) -> date:
    """A talk is held within so many days of being called: a week."""
    return issued + timedelta(days=days)


@cites("地方规则 local.rules accountability.result")
def result_by(held: date, days: int, calendar: Calendar) -> Deadline:
    """The written result is there so many working days after the talk: five. The day of the talk does not count."""
    return calendar.deadline(held, days, unit="working")


# ---------- the machine ----------


@cites("Anbiao separation of duties 4.2 (1)")
def not_by_the_office_itself(facts: Facts, today: date) -> Refusal | None:
    """Nobody decides on a measure against the own office."""
    if is_ones_own_office(facts, "organisation_id"):
        text = N_("This is about your own office. Somebody of another office decides.")
        return Refusal("own-office", text, article="Anbiao 4.2 (1)")
    return nobody_known(facts)


@cites("地方规则 local.rules accountability.ladder")
def conditions_are_met(facts: Facts, today: date) -> Refusal | None:
    """What the program proposed is decided only while its conditions are met: who caught up meanwhile is left alone. What a person
    proposed stands on her reason.
    """
    if facts["met"] or facts["is_by_hand"]:
        return None
    text = N_("Its conditions are not met any more: what was late is caught up. Drop it.")
    return Refusal("conditions-gone", text)


def is_no_referral(facts: Facts, today: date) -> Refusal | None:
    """A referral is not issued by one person."""
    if facts["rung"] != "refer":
        return None
    return Refusal("needs-second", N_("A referral takes a second person."), article="Anbiao 4.2 (4)")


def is_referral(facts: Facts, today: date) -> Refusal | None:
    """Only a referral is put before a second person."""
    if facts["rung"] == "refer":
        return None
    return Refusal("needs-no-second", N_("Only a referral takes a second person."))


@cites("Anbiao separation of duties 4.2 (4)")
def another_confirms(facts: Facts, today: date) -> Refusal | None:
    """A referral is confirmed by another person than who put it forward or proposed it."""
    if did(facts, "decided_by", "proposed_by"):
        text = N_("You put this forward. A second person confirms it.")
        return Refusal("same-person", text, article="Anbiao 4.2 (4)")
    return not_by_the_office_itself(facts, today)


def is_talk(facts: Facts, today: date) -> Refusal | None:
    """Only a talk is held or missed."""
    return None if facts["rung"] == "talk" else Refusal("no-talk", N_("This is no talk."))


@cites("地方规则 local.rules accountability.talk")
def no_substitute(facts: Facts, today: date) -> Refusal | None:
    """The person called comes herself: a talk with a substitute is not held, it is missed."""
    if str(facts["given_attended"]).strip() == str(facts["called"]).strip():
        return None
    text = N_("{called} was called and nobody comes instead. Whoever sends a substitute has missed the talk.")
    return Refusal("substitute", text, {"called": str(facts["called"])}, field="attended")


@cites("地方规则 local.rules accountability.talk")
def has_minutes(facts: Facts, today: date) -> Refusal | None:
    """A talk that was held has its day and its minutes."""
    if not str(facts["given_minutes"]).strip():
        return Refusal("minutes-missing", N_("Write down what was said and agreed."), field="minutes")
    on, issued = str(facts["given_on"]), str(facts["decided_on"])
    if issued <= on <= today.isoformat():
        return None
    return Refusal(
        "held-when", N_("The talk was held between the day of its call and today."), field="held_on"
    )


@cites("地方规则 local.rules accountability.result")
def answered_by_the_office(facts: Facts, today: date) -> Refusal | None:
    """The written result comes from the office that was talked to."""
    if of_office(facts, "organisation_id"):
        return None
    return Refusal("not-the-office", N_("Somebody of the office concerned hands in the result."))


def result_is_written(facts: Facts, today: date) -> Refusal | None:
    """A result is in words."""
    if str(facts["given_note"]).strip():
        return None
    return Refusal("result-missing", N_("Say what has been put right."), field="note")


@cites("地方规则 local.rules accountability.result")
def nothing_is_outstanding(facts: Facts, today: date) -> Refusal | None:
    """A talk is closed with its result, or as missed; the other rungs once they are issued."""
    if facts["rung"] != "talk" or facts["state"] in {"answered", "missed"}:
        return None
    return Refusal("result-outstanding", N_("The talk and its written result are still to come."))


_SAFE = (not_by_the_office_itself,)
# Facts beside its own: `by_offices`, `met` (codes of the conditions met today), and what is being given (`given_note`, `given_attended`,
# `given_minutes`, `given_on`).
MEASURE = Machine(
    name="measure",
    label=N_("Measure of accountability"),
    initial="proposed",
    states=(
        State("proposed", N_("Proposed, to be decided"), "wait"),
        State("confirming", N_("To be confirmed by a second person"), "wait"),
        State("issued", N_("Issued to the office"), "doing"),
        State("missed", N_("Talk missed"), "late"),
        State("held", N_("Talk held, result to come"), "doing"),
        State("answered", N_("Result handed in"), "wait"),
        State("closed", N_("Measure is concluded"), "done"),
        State("dropped", N_("Not taken"), "off"),
    ),
    steps=(
        Step("issue", N_("Issue it"), frozenset({"proposed"}), "issued", "decide measure", (is_no_referral, conditions_are_met, *_SAFE)),
        Step("put_forward", N_("Put it before a second person"), frozenset({"proposed"}), "confirming", "decide measure", (is_referral, conditions_are_met, *_SAFE)),
        Step("confirm", N_("Confirm the referral"), frozenset({"confirming"}), "issued", "approve measure", (another_confirms,)),
        Step("turn_down", N_("Do not confirm it"), frozenset({"confirming"}), "dropped", "approve measure", (another_confirms,), needs_note=True),
        Step("drop", N_("Drop it"), frozenset({"proposed"}), "dropped", "decide measure", _SAFE, needs_note=True),
        Step("hold", N_("Record the talk"), frozenset({"issued", "missed"}), "held", "decide measure", (is_talk, no_substitute, has_minutes, *_SAFE)),
        Step("miss", N_("Record that it was missed"), frozenset({"issued"}), "missed", "decide measure", (is_talk, *_SAFE), needs_note=True),
        Step("hand_in", N_("Hand in the result"), frozenset({"held"}), "answered", "answer instruction", (answered_by_the_office, result_is_written)),
        Step("send_back", N_("Send the result back"), frozenset({"answered"}), "held", "decide measure", _SAFE, needs_note=True),
        Step("conclude", N_("Conclude it"), frozenset({"issued", "missed", "answered"}), "closed", "decide measure", (nothing_is_outstanding, *_SAFE), needs_note=True),
    ),
)  # fmt: skip


@cites("地方规则 local.rules accountability.talk", "地方规则 local.rules accountability.result")
def is_overdue(*, state: str, due: date | None, today: date) -> bool:
    """A talk that is called and not held in its week, or whose result is not there in its days, is late."""
    return state in {"issued", "held"} and due is not None and today > due
