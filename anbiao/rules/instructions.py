"""Instructions 督办: something an office has to do by its days, signed for, reported as done, closed by who gave it and never by its owner."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from anbiao.rules.machine import Facts, Machine, State, Step
from anbiao.rules.refusal import N_, Refusal, cites
from anbiao.rules.separation import did, nobody_known
from anbiao.rules.tasks import WARNED_DAYS

OPEN = frozenset({"given", "signed", "returned"})  # the owner still has to do it
LIVE = OPEN | {"reported"}


@dataclass(frozen=True)
class Call:
    """One row of the local rule: a hazard of this grade calls for an instruction from so many days overdue."""

    grade: str
    days: int


@cites("地方规则 local.rules accountability.instructions")
def is_called_for(calls: Iterable[Call], *, grade: str, due_on: date, today: date) -> bool:
    """True when a hazard that is still to be fixed, and about which no instruction is under way, calls for one."""
    return any(grade == each.grade and (today - due_on).days >= each.days for each in calls)


MOST_NODES = 12

# Where an instruction comes from, and what it may be about.
SOURCES = {
    "meeting": N_("A meeting"),
    "note": N_("A leader's note"),
    "rule": N_("A rule"),
}
ABOUT = {
    "unit": N_("Unit"),
    "hazard": N_("Hazard"),
    "task": N_("Task of a campaign"),
    "campaign": N_("Campaign"),
    "figure": N_("Line of a figure"),
}


# ---------- who ----------


def of_office(facts: Facts, name: str) -> bool:
    """True when the actor works for the office that the fact names."""
    held = facts["by_offices"]
    return isinstance(held, frozenset) and bool(facts[name]) and facts[name] in held


def is_ones_own_office(facts: Facts, name: str) -> bool:
    """The same where it stands against her: a deputy belongs to her own office too, in whoever's name she acts."""
    others = facts.get("by_other_offices", frozenset())
    return of_office(facts, name) or (isinstance(others, frozenset) and facts[name] in others)


@cites("地方规则 督办")
def answered_by_its_owner(facts: Facts, today: date) -> Refusal | None:
    """An instruction is signed for and reported by somebody of the office that it was given to."""
    if of_office(facts, "organisation_id"):
        return None
    return Refusal("not-the-owner", N_("This was given to another office. Somebody of that office answers."))


@cites("地方规则 督办")
def decided_by_who_gave_it(facts: Facts, today: date) -> Refusal | None:
    """An instruction is closed, sent back and withdrawn by who gave it, or by a colleague of the same office in her absence."""
    if did(facts, "given_by") or of_office(facts, "giver_office_id"):
        return nobody_known(facts)
    text = N_("Another office gave this instruction. Whoever gave it decides.")
    return Refusal("not-the-giver", text)


@cites("Anbiao separation of duties 4.2 (1)")
def never_by_its_owner(facts: Facts, today: date) -> Refusal | None:
    """Nobody closes what she answers for, signed for or reported herself, or what her own office was told to do: by person, so that a
    second account does not help.
    """
    if is_ones_own_office(facts, "organisation_id") or did(facts, "answerer", "signed_by", "reported_by"):
        text = N_("You or your office had to do this. Whoever gave it decides.")
        return Refusal("own-instruction", text, article="Anbiao 4.2 (1)")
    return None


@cites("地方规则 督办")
def says_what_was_done(facts: Facts, today: date) -> Refusal | None:
    """What is reported as done says in words what was done."""
    if str(facts["given_note"]).strip():
        return None
    return Refusal("result-missing", N_("Say what was done, and where the evidence is."), field="note")


@cites("Anbiao separation of duties 4.2 (1)")
def extended_by_another(facts: Facts, today: date) -> Refusal | None:
    """More time is given by who gave the instruction, never by who asked for it."""
    if did(facts, "asked_by"):
        text = N_("You asked for this time. Whoever gave the instruction decides.")
        return Refusal("same-person", text, article="Anbiao 4.2 (1)")
    return decided_by_who_gave_it(facts, today) or never_by_its_owner(facts, today)


_DECIDED = (decided_by_who_gave_it, never_by_its_owner)
# Facts beside its own: `by_offices` (the offices that the actor works for) and `given_note` (what is being said).
INSTRUCTION = Machine(
    name="instruction",
    label=N_("Instruction"),
    initial="given",
    states=(
        State("given", N_("To be signed for"), "idle"),
        State("signed", N_("Being carried out"), "doing"),
        State("reported", N_("Reported as done"), "wait"),
        State("returned", N_("Sent back to the office"), "back"),
        State("closed", N_("Instruction closed"), "done"),
        State("withdrawn", N_("Instruction withdrawn"), "off"),
    ),
    steps=(
        Step("sign", N_("Sign for it"), frozenset({"given"}), "signed", "answer instruction", (answered_by_its_owner,)),
        Step("report", N_("Report it as done"), frozenset({"signed", "returned"}), "reported", "answer instruction", (answered_by_its_owner, says_what_was_done)),
        Step("close", N_("Close the instruction"), frozenset({"reported"}), "closed", "approve instruction", _DECIDED),
        Step("send_back", N_("Send the report back"), frozenset({"reported"}), "returned", "approve instruction", _DECIDED, needs_note=True),
        Step("reopen", N_("Open it again"), frozenset({"closed"}), "returned", "approve instruction", _DECIDED, needs_note=True),
        Step("withdraw", N_("Withdraw the instruction"), OPEN, "withdrawn", "approve instruction", _DECIDED, needs_note=True),
    ),
)  # fmt: skip

# Facts beside its own: `by_offices`, and of the instruction `organisation_id`, `giver_office_id`, `given_by`, `answerer`, `signed_by`,
# `reported_by`.
EXTENSION = Machine(
    name="instruction_extension",
    label=N_("More time for an instruction"),
    initial="asked",
    states=(
        State("asked", N_("Asked for"), "wait"),
        State("granted", N_("More time granted"), "done"),
        State("refused", N_("More time refused"), "off"),
    ),
    steps=(
        Step("grant_time", N_("Give the time"), frozenset({"asked"}), "granted", "approve instruction", (extended_by_another,)),
        Step("refuse_time", N_("Give no more time"), frozenset({"asked"}), "refused", "approve instruction", (extended_by_another,), needs_note=True),
    ),
)  # fmt: skip


# ---------- days ----------


@dataclass(frozen=True)
class Node:
    """One day by which something has to be there: its last day, and the day on which it was, None while it is not."""

    due: date
    done: date | None = None


@cites("地方规则 赶前不赶后")
def node_standing(node: Node, today: date) -> str:
    """How a node stands, in the words of tasks: warned of before its day, late (red) once it has passed, then caught up (yellow) for good."""
    if node.done is not None:
        return "caught_up" if node.done > node.due else "on_time"
    if today > node.due:
        return "late"
    return "soon" if (node.due - today).days <= WARNED_DAYS else "to_come"


@cites("地方规则 赶前不赶后")
def standing(nodes: Iterable[Node], today: date) -> str:
    """An instruction is late while any of its nodes is; warned of while one comes up; caught up for good where one was late."""
    found = {node_standing(node, today) for node in nodes}
    order = ("late", "soon", "caught_up", "to_come", "on_time")
    return next((name for name in order if name in found), "on_time")


@cites("地方规则 督办")
def next_day(nodes: Iterable[Node]) -> date:
    """The day that counts now: of the nodes still to come the first; when all are done, the last of all. ValueError without nodes."""
    every = list(nodes)
    waiting = [node.due for node in every if node.done is None]
    return min(waiting) if waiting else max(node.due for node in every)


# ---------- giving, and more time ----------


@cites("地方规则 督办")
def against_giving(*, text: str, days: Collection[date], source: str, owner: str, giver: str, today: date) -> tuple[Refusal, ...]:  # fmt: skip
    """An instruction says what is to be done, by which days, where it comes from, and is given to another office than one's own: who has
    to do it would otherwise close it.
    """
    found: list[Refusal] = []
    if not text.strip():
        found.append(Refusal("text-missing", N_("Say what has to be done."), field="text"))
    if source not in SOURCES:
        found.append(Refusal("source-unknown", N_("Say where the instruction comes from."), field="source"))
    if not days:
        found.append(Refusal("node-missing", N_("Name at least one day by which something has to be there."), field="due_on"))  # fmt: skip
    if len(days) > MOST_NODES:
        found.append(Refusal("nodes-many", N_("At most {most} days.") , {"most": str(MOST_NODES)}, field="nodes"))  # fmt: skip
    if any(day < today for day in days):
        found.append(Refusal("node-past", N_("A day of the instruction has passed already."), field="due_on"))
    if owner and owner == giver:
        text = N_("An office gives no instruction to itself: nobody else could close it.")
        found.append(Refusal("own-office", text, article="Anbiao 4.2 (1)", field="organisation"))
    return tuple(found)


@cites("地方规则 督办")
def against_asking(*, state: str, done: date | None, due: date, until: date, reason: str, today: date) -> tuple[Refusal, ...]:  # fmt: skip
    """More time is asked for a node that is not done, to a later day that lies ahead, with the reason."""
    found: list[Refusal] = []
    if state not in OPEN or done is not None:
        found.append(Refusal("node-done", N_("There is nothing left to do by this day.")))
    if until <= due or until < today:
        found.append(Refusal("until-early", N_("Name a later day that lies ahead."), field="until"))
    if not reason.strip():
        found.append(Refusal("reason-missing", N_("Say why more time is needed."), field="reason"))
    return tuple(found)


@cites("地方规则 督办")
def against_reaching(*, state: str, done: date | None) -> Refusal | None:
    """A node is reported as reached once, while the instruction is signed for and being carried out."""
    if done is not None:
        return Refusal("node-done", N_("There is nothing left to do by this day."))
    if state in {"signed", "returned"}:
        return None
    return Refusal("not-signed", N_("Sign for the instruction first."))
