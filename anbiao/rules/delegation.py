"""Delegation 代理: somebody who is away names a deputy for chosen duties, from a day to a day. Rights pass, the person stays.

The deputy acts in the other's name with the other's rights, as they are on that day, and never with more. What is done so counts as done
by both of them (rules/separation.py: `persons`).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from anbiao.rules.duties import CAPABILITIES, DUTIES, MAY
from anbiao.rules.machine import Facts, Machine, State, Step
from anbiao.rules.places import Grant
from anbiao.rules.refusal import N_, Refusal, Term, cites

DELEGATE, END = "delegate duty", "end delegation"
ARTICLE = "Anbiao 4.2 (9)"
LONGEST = timedelta(days=92)  # local rule: who is away for longer hands over (交接) or is replaced by a grant
# The three administrators are three persons, and the auditor reads on nobody's behalf. Experts and insurers are chosen by name, with their
# conflicts of interest looked at: somebody else in their place was not.
KEPT_LEVELS = frozenset({"system", "service"})
LEVELS = {duty.name: duty.level for duty in DUTIES}
# 行政处罚法 Art. 42: by persons with the qualification for it. Only whoever holds the duty herself stands in for another who does.
QUALIFIED = frozenset({"enforcement_officer"})
# By name only, whoever's duty it is.
RESERVED = frozenset(
    {
        # nothing that was delegated is delegated on, and nobody becomes an administrator by it
        DELEGATE, END, "read delegation", "create account", "grant duty", "propose grant", "read account", "read grant", "issue activation",
        # what is one's own: acknowledging is a signature in the own name; settings, tokens and views are nobody's rights
        "acknowledge responsibility", "acknowledge handover", "give handover", "use api", "read token", "revoke token",
        "save view", "share view", "publish view", "save notice", "read session",
        # what is signed by whoever stood on the spot
        "make check", "report survey", "make look-back",
        # personal values, originals and phones: each look is somebody's own, with a reason of her own
        "reveal personal", "read original", "read device", "revoke device", "read quarantine", "open quarantine",
        # what a program goes on with after the click, with the rights of whoever clicked
        "import enterprise", "import hazard", "import check-list", "withdraw import", "develop photo", "load edition",
    }
)  # fmt: skip
PASSES: frozenset[str] = CAPABILITIES - RESERVED

SAME_PERSON = N_("This is the same person. Choose another.")
NOT_ACTIVE = N_("The account of {name} is disabled.")
NO_DUTY_YET = N_(
    "{name} holds no duty here. A deputy is somebody who works here already: the security administrator grants a duty first."
)
ANOTHER_HOUSE = N_(
    "{name} works elsewhere. Offices name a deputy among offices, a unit one of its own people."
)
KEPT = N_("“{duty}” is held by name and is not delegated.")
UNQUALIFIED = N_("“{duty}” needs the qualification: only somebody who holds it too stands in.")
ADMINISTRATOR = N_("{name} is “{duty}”, and an administrator does no other work, also not for somebody else.")
NOTHING = N_("Tick at least one duty.")
BEGINS_BEFORE = N_("A delegation begins today at the earliest.")
ENDS_EARLY = N_("The last day lies before the first.")
TOO_LONG = N_(
    "A delegation runs for {days} days at most. Whoever is away for longer hands over or is replaced."
)
TWICE = N_("{name} is named for these days already. End that delegation first.")


# ---------- what passes ----------


@cites(ARTICLE, "行政处罚法 (2021) 第四十二条")
def passes(duty: str, deputy_duties: Collection[str]) -> bool:
    """Whether a duty may pass to somebody who holds these: never one held by name; enforcement only to another officer; and nothing to
    one of the three administrators or the auditor.
    """
    if LEVELS.get(duty, "system") in KEPT_LEVELS or administers(deputy_duties):
        return False
    return duty not in QUALIFIED or duty in deputy_duties


@cites("GB/T 22239-2019 8.1.5")
def administers(duties: Collection[str]) -> bool:
    """Whether one of these duties is an administrator's or the auditor's: who holds it by any of her accounts stands in for nobody."""
    return any(LEVELS.get(duty) == "system" for duty in duties)


@cites(ARTICLE)
def rights(
    held: Iterable[Grant],
    deputy_duties: Collection[str],
    *,
    units: Collection[str],
    elsewhere: Collection[str] = (),
    on: date,
) -> tuple[Grant, ...]:
    """What the deputy has of the chosen grants on a day: those which the other holds that day herself, over the same places, and which may
    pass. Ended early, they end for the deputy too, and so they do when she leaves the house. `units`: those of which she is one of the own people
    by the account with which she acts, `elsewhere` by others of hers.
    """
    return tuple(
        grant
        for grant in held
        if grant.in_force(on=on)
        and passes(grant.duty, deputy_duties)
        and stays_in_house(grant.enterprise, units, elsewhere)
    )


@cites(ARTICLE)
def stays_in_house(enterprise: str, units: Collection[str], elsewhere: Collection[str] = ()) -> bool:
    """A unit's duty passes to somebody of that unit only, by the account that is named; an office's ("" for no unit) to nobody who is of a
    unit by any of her accounts.
    """
    return enterprise in units if enterprise else not (units or elsewhere)


def capabilities(duty: str) -> frozenset[str]:
    """What of a duty a deputy may do."""
    return MAY.get(duty, frozenset()) & PASSES


def runs(state: str, from_on: date, to_on: date, *, on: date) -> bool:
    """A delegation runs once it was accepted, from its first day to its last, both included; it ends by itself."""
    return state == "accepted" and from_on <= on <= to_on


# ---------- who may be named ----------


@dataclass(frozen=True)
class Party:
    """One of the two: account, person, name, whether she can sign in, the duties in force of the account, and the units of which she is one
    of the own people by it; `others` and `elsewhere` are the same of the person's other accounts. What is needed has to be the account's,
    since she acts by it; what stands against her may be any of hers.
    """

    account: str
    person: str
    name: str
    is_active: bool
    duties: frozenset[str]
    units: frozenset[str]
    others: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()


@cites(ARTICLE)
def wrong_deputy(giver: Party, deputy: Party) -> tuple[Refusal, ...]:
    """A deputy is another person, with an account that can sign in and holds a duty here."""
    if giver.person == deputy.person:
        return (Refusal("same-person", SAME_PERSON, field="deputy"),)
    found = []
    named = {"name": deputy.name}
    if not deputy.is_active:
        found.append(Refusal("disabled", NOT_ACTIVE, named, field="deputy"))
    if not deputy.duties:
        found.append(Refusal("no-duty-yet", NO_DUTY_YET, named, field="deputy"))
    return tuple(found)


@cites(ARTICLE, "GB/T 22239-2019 8.1.5", "行政处罚法 (2021) 第四十二条")
def wrong_duties(chosen: Collection[str], deputy: Party) -> tuple[Refusal, ...]:
    """Why some of the chosen duties do not pass to this deputy."""
    if not chosen:
        return (Refusal("nothing", NOTHING, field="duties"),)
    duties = {each.name: each for each in DUTIES}
    for held in sorted(deputy.duties | deputy.others):
        if administers([held]):
            params = {"name": deputy.name, "duty": Term(duties[held].label)}
            return (
                Refusal("administrator", ADMINISTRATOR, params, article="Anbiao 4.2 (8)", field="deputy"),
            )
    found = []
    for duty in sorted(set(chosen)):
        label = {"duty": Term(duties[duty].label)}
        if duties[duty].level in KEPT_LEVELS:
            found.append(Refusal("kept", KEPT, label, article=ARTICLE, field="duties"))
        elif not passes(duty, deputy.duties):
            article = "行政处罚法 (2021) 第四十二条"
            found.append(Refusal("unqualified", UNQUALIFIED, label, article=article, field="duties"))
    return tuple(found)


@cites(ARTICLE)
def wrong_houses(chosen: Iterable[str], deputy: Party) -> tuple[Refusal, ...]:
    """An office's duty stays among offices, a unit's in the unit: `chosen` are the units of the chosen grants, "" for a grant over none."""
    if all(stays_in_house(unit, deputy.units, deputy.elsewhere) for unit in chosen):
        return ()
    return (Refusal("another-house", ANOTHER_HOUSE, {"name": deputy.name}, field="deputy"),)


@cites("地方规则 代理")
def wrong_days(from_on: date, to_on: date, *, today: date) -> tuple[Refusal, ...]:
    """From today on, the last day not before the first, and 92 days at most."""
    found = []
    if from_on < today:
        found.append(Refusal("begins-before", BEGINS_BEFORE, field="from_on"))
    if to_on < from_on:
        found.append(Refusal("ends-early", ENDS_EARLY, field="to_on"))
    if to_on - from_on >= LONGEST:
        found.append(Refusal("too-long", TOO_LONG, {"days": str(LONGEST.days)}, field="to_on"))
    return tuple(found)


# ---------- the machine ----------


@cites(ARTICLE)
def only_the_deputy_answers(facts: Facts, today: date) -> Refusal | None:
    """A delegation is accepted or declined by the deputy herself, and by nobody in her place."""
    if facts["by_person"] and facts["by_person"] == facts["deputy_person"]:
        return None
    text = N_("Only {name} answers this delegation.")
    return Refusal("not-the-deputy", text, {"name": str(facts["deputy_name"])})


@cites(ARTICLE)
def only_the_two_end(facts: Facts, today: date) -> Refusal | None:
    """Whoever gave it and whoever has it may end it at once; others end it for the office."""
    if facts["by_person"] and facts["by_person"] in (facts["deputy_person"], facts["giver_person"]):
        return None
    return Refusal("not-yours", N_("Only the two people of this delegation end it here."))


def not_over(facts: Facts, today: date) -> Refusal | None:
    """What is over is neither accepted nor ended any more."""
    if str(facts["to_on"]) >= today.isoformat():
        return None
    return Refusal("over", N_("Its last day is over."))


DELEGATION = Machine(
    name="delegation",
    label=N_("Delegation"),
    initial="offered",
    states=(
        State("offered", N_("Waits for the deputy"), "wait"),
        State("accepted", N_("Accepted"), "doing"),
        State("declined", N_("Deputy declined"), "off"),
        State("ended", N_("Ended early"), "off"),
    ),
    steps=(
        Step("accept", N_("Accept the delegation"), frozenset({"offered"}), "accepted", DELEGATE, (only_the_deputy_answers, not_over)),
        Step("decline", N_("Decline the delegation"), frozenset({"offered"}), "declined", DELEGATE, (only_the_deputy_answers,)),
        Step("end", N_("End the delegation"), frozenset({"offered", "accepted"}), "ended", DELEGATE, (only_the_two_end, not_over)),
        Step("revoke", N_("End it for the office"), frozenset({"offered", "accepted"}), "ended", END, (not_over,), needs_note=True),
    ),
)  # fmt: skip
# How one stands today, where the days say more than the state.
TO_COME = State("to_come", N_("Accepted, not begun"), "idle")
RUNNING = State("running", N_("Runs"), "doing")
OVER = State("over", N_("Over"), "done")
LAPSED = State("lapsed", N_("Never accepted"), "off")


def standing(state: str, from_on: date, to_on: date, *, on: date) -> State:
    """How a delegation stands on a day."""
    if state == "offered":
        return LAPSED if to_on < on else DELEGATION.state(state)
    if state != "accepted":
        return DELEGATION.state(state)
    return TO_COME if on < from_on else RUNNING if on <= to_on else OVER
