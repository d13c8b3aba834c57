"""What is asked for and decided around a hazard: more time, stopped work and its resumption, listed supervision 挂牌督办."""

from datetime import date, timedelta

from anbiao.rules.hazards.closing import is_same_person
from anbiao.rules.machine import Facts, Machine, State, Step
from anbiao.rules.refusal import N_, Refusal, cites


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
    if is_same_person(facts, "asked_by"):
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
