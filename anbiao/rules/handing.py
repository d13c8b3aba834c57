"""Hand-over 交接: what hangs on a person is passed on to a successor, who acknowledges it."""

from datetime import date

from anbiao.rules.machine import Facts, Machine, State, Step
from anbiao.rules.refusal import N_, Refusal, cites

ANSWER = "acknowledge handover"


@cites("Anbiao hand-over")
def only_the_successor_answers(facts: Facts, today: date) -> Refusal | None:
    """What was handed over is acknowledged or declined by the person to whom it was handed, and by nobody in her place."""
    if facts["by_person"] and facts["by_person"] == facts["to_person"]:
        return None
    return Refusal(
        "not-the-successor", N_("Only {name} answers this hand-over."), {"name": str(facts["to_name"])}
    )


HAND_OVER = Machine(
    name="hand-over",
    label=N_("Hand-over"),
    initial="given",
    states=(
        State("given", N_("To be acknowledged"), "wait"),
        State("acknowledged", N_("Acknowledged"), "done"),
        State("declined", N_("Declined"), "back"),
        State("settled", N_("Declined and settled"), "off"),
    ),
    steps=(
        Step("acknowledge", N_("Acknowledge"), frozenset({"given"}), "acknowledged", ANSWER, (only_the_successor_answers,)),
        Step("decline", N_("Decline"), frozenset({"given"}), "declined", ANSWER, (only_the_successor_answers,), needs_note=True),
        Step("settle", N_("Settle"), frozenset({"declined"}), "settled", "give handover", needs_note=True),
    ),
)  # fmt: skip


@cites("Anbiao hand-over")
def wrong_successor(
    *, leaver: str, successor: str, is_active: bool, holds_a_duty: bool
) -> tuple[Refusal, ...]:
    """The successor is another person, with an account that can sign in and a duty of her own; second accounts do not help."""
    found = []
    if leaver == successor:
        found.append(
            Refusal("same-person", N_("This is the same person. Choose another."), field="successor")
        )
    if not is_active:
        found.append(Refusal("disabled", N_("The successor's account is disabled."), field="successor"))
    if not holds_a_duty:
        text = N_("The successor holds no duty here yet. The security administrator grants one first.")
        found.append(Refusal("no-duty-yet", text, field="successor"))
    return tuple(found)
