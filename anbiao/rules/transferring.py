"""A unit passes from one office to another: offered by the one, taken or refused by the other. Nobody moves a unit out of her own count alone."""

from collections.abc import Mapping
from datetime import date

from anbiao.rules.machine import Facts, Machine, State, Step
from anbiao.rules.refusal import N_, Refusal, cites
from anbiao.rules.separation import did, nobody_known, own_unit
from anbiao.rules.units import ALIVE

TOWN, SECTOR = "town", "sector"
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
