"""Promotion meetings 现场推进会: planned with an agenda, held with whoever signed in, concluded with minutes that nobody changes afterwards."""

from collections.abc import Collection
from datetime import date

from anbiao.rules.machine import Facts, Machine, State, Step
from anbiao.rules.refusal import N_, Refusal, cites

# What somebody says at a meeting, in the order of the day.
SPEECHES = {
    "report": N_("Report of an office"),
    "inform": N_("State of the whole district"),
    "experience": N_("Talk of experience"),
    "statement": N_("Statement of the backward"),
}
MOST_STATEMENTS = 20
MOST_ORDERS = 60


def day_has_come(facts: Facts, today: date) -> Refusal | None:
    """A meeting was held on its day, not before it."""
    on = date.fromisoformat(str(facts["on"]))
    if on <= today:
        return None
    return Refusal("not-yet", N_("The meeting is on {day}."), {"day": on.isoformat()})


def somebody_was_there(facts: Facts, today: date) -> Refusal | None:
    """A meeting was held when somebody signed in, by hand or by page."""
    if facts["signed"]:
        return None
    return Refusal("nobody-there", N_("Nobody has signed in. Enter by hand who was there."))


@cites("地方规则 会议")
def has_minutes(facts: Facts, today: date) -> Refusal | None:
    """A meeting is concluded with its minutes."""
    if str(facts["minutes"]).strip():
        return None
    return Refusal("minutes-missing", N_("Write the minutes first."))


# Facts beside its own: `signed` (how many were there).
MEETING = Machine(
    name="meeting",
    label=N_("Meeting"),
    initial="planned",
    states=(
        State("planned", N_("Planned meeting"), "idle"),
        State("held", N_("Held, minutes to come"), "doing"),
        State("concluded", N_("Minutes are final"), "done"),
        State("cancelled", N_("Cancelled"), "off"),
    ),
    steps=(
        Step("hold", N_("The meeting was held"), frozenset({"planned"}), "held", "keep meeting", (day_has_come, somebody_was_there)),
        Step("conclude", N_("Make the minutes final"), frozenset({"held"}), "concluded", "keep meeting", (has_minutes,)),
        Step("reopen", N_("Correct the minutes"), frozenset({"concluded"}), "held", "keep meeting", needs_note=True),
        Step("cancel", N_("Cancel the meeting"), frozenset({"planned"}), "cancelled", "keep meeting", needs_note=True),
    ),
)  # fmt: skip
CHANGEABLE = frozenset({"planned", "held"})


@cites("地方规则 会议")
def against_changing(state: str) -> Refusal | None:
    """Agenda, speeches, attendance and minutes change until the minutes are final."""
    if state in CHANGEABLE:
        return None
    return Refusal("meeting-final", N_("The minutes are final, or the meeting was cancelled."))


@cites("地方规则 会议")
def against_signing(*, state: str, on: date, today: date) -> Refusal | None:
    """Who is there signs in by the code on the day of the meeting; whoever could not is entered by hand at the desk."""
    if state not in CHANGEABLE:
        return against_changing(state)
    if on == today:
        return None
    text = N_("One signs in on the day of the meeting, {day}. The desk enters by hand who could not.")
    return Refusal("not-the-day", text, {"day": on.isoformat()})


@cites("地方规则 会议")
def called(weakest: Collection[str], number: int) -> tuple[str, ...]:
    """The last `number` of the offices, the weakest first, make a statement."""
    return tuple(weakest)[: max(0, min(number, MOST_STATEMENTS))]
