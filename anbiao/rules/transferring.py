"""A unit passes from one office to another: offered by the one, taken or refused by the other. Nobody moves a unit out of her own count alone."""

from collections.abc import Mapping
from datetime import date

from anbiao.rules.machine import Facts, Machine, State, Step
from anbiao.rules.refusal import N_, Refusal, cites
from anbiao.rules.separation import did, nobody_known, own_unit
from anbiao.rules.units import ALIVE

TOWN, SECTOR = "town", "sector"
TOWN_DIGITS = 9
KINDS: Mapping[str, str] = {TOWN: N_("To another town"), SECTOR: N_("To another bureau")}


def _works_for(facts: Facts, office: str) -> bool:
    """True for whoever works for that office, and for whoever answers for the whole district."""
    offices = facts["by_offices"]
    return bool(facts["oversees"]) or (isinstance(offices, frozenset) and facts[office] in offices)


@cites("安全生产法 (2021) 第九条")
def giver(facts: Facts, today: date) -> Refusal | None:
    """A unit is offered, and the offer withdrawn, by the office that answers for it."""
    if _works_for(facts, "from_office_id"):
        return None
    return Refusal("not-your-office", N_("Only the office that answers for the unit offers it."))


@cites("安全生产法 (2021) 第九条", "安全生产法 (2021) 第十条")
def against_offices(facts: Facts) -> tuple[Refusal, ...]:
    """A unit is given away by an office that answers for it, to an office that answers there. The facts are those of an offer to be."""
    if not facts["from_office_id"]:
        text = N_("No office answers for this unit in this respect: there is nobody to give it away.")
        return (Refusal("no-giver", text),)
    if not facts["to_office_id"]:
        return (Refusal("no-taker", N_("No office answers there: choose another."), field="to"),)
    if _works_for(facts, "from_office_id"):
        return ()
    return (Refusal("not-your-office", N_("Only the office that answers for the unit offers it.")),)


@cites("Anbiao separation of duties 4.2 (5)")
def against_moving(before: str, after: str) -> Refusal | None:
    """Nobody moves a unit from one town to another by changing its facts: two offices are ranked by what they answer for, so the one
    offers it and the other takes it. A unit that lies in no town yet is placed, and inside a town it may move.
    """
    if len(before) < TOWN_DIGITS or before[:TOWN_DIGITS] == after[:TOWN_DIGITS]:
        return None
    text = N_("The unit would go to the office of another town. Offer it to that office: “Offer to another office” stands on its page.")  # fmt: skip
    return Refusal("by-transfer", text, article="Anbiao 4.2 (5)", field="region")


@cites("安全生产法 (2021) 第九条", "安全生产法 (2021) 第十条")
def taker(facts: Facts, today: date) -> Refusal | None:
    """It is taken or refused by the office to which it was offered."""
    if _works_for(facts, "to_office_id"):
        return None
    return Refusal("not-your-office", N_("Only the office to which the unit was offered answers."))


@cites("Anbiao separation of duties 4.2 (5)")
def another_takes(facts: Facts, today: date) -> Refusal | None:
    """Who offered a unit does not take it: two offices are ranked by what they answer for."""
    if did(facts, "offered_by"):
        text = N_("You offered this unit yourself. Somebody of the other office decides.")
        return Refusal("same-person", text, article="Anbiao 4.2 (5)")
    return nobody_known(facts) or own_unit(facts)


def still_there(facts: Facts, today: date) -> Refusal | None:
    """Only a unit that is still there, with the office that offered it, is taken."""
    if facts["unit_state"] not in ALIVE:
        return Refusal("unit-gone", N_("The unit is no longer in operation here."))
    if facts["unit_lies"] != facts["from_lies"]:
        return Refusal(
            "moved-meanwhile",
            N_("The unit has gone to another office since it was offered. Refuse this offer."),
        )
    return None


TRANSFER = Machine(
    name="transfer",
    label=N_("Transfer"),
    initial="offered",
    states=(
        State("offered", N_("To be taken"), "wait"),
        State("taken", N_("Taken"), "done"),
        State("refused", N_("Refused"), "back"),
        State("withdrawn", N_("Withdrawn"), "off"),
        State("settled", N_("Settled"), "off"),
    ),
    steps=(
        Step("take", N_("Take the unit"), frozenset({"offered"}), "taken", "take transfer", (taker, another_takes, still_there)),
        Step("refuse", N_("Refuse the unit"), frozenset({"offered"}), "refused", "take transfer", (taker,), needs_note=True),
        Step("withdraw", N_("Withdraw the offer"), frozenset({"offered"}), "withdrawn", "offer transfer", (giver,)),
        Step("settle", N_("Keep the unit"), frozenset({"refused"}), "settled", "offer transfer", (giver,)),
    ),
)  # fmt: skip
