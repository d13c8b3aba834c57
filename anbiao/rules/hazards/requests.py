"""What is asked for and decided around a hazard: more time, stopped work and its resumption, listed supervision 挂牌督办.

The facts of each row are its own and those of its hazard: `enterprise_id`, `hazard_state`, `hazard_grade`.
"""

from datetime import date, timedelta

from anbiao.rules.hazards.terms import MAJOR, TO_FIX
from anbiao.rules.machine import Facts, Machine, State, Step
from anbiao.rules.refusal import N_, Refusal, cites
from anbiao.rules.separation import did, nobody_known, own_unit


@cites("地方规则 local.rules")
def extension_has_reason_to_wait(facts: Facts, today: date) -> Refusal | None:
    """More time is asked for before the deadline has passed, not afterwards: late stays late."""
    due = str(facts["due_on"])
    if date.fromisoformat(due) < today:
        text = N_("The deadline {due} has passed. An extension is asked for before that day.")
        return Refusal("due-passed", text, {"due": due})
    return None


@cites("Anbiao separation of duties 4.2 (4)", "Anbiao separation of duties 4.2 (9)")
def decider_is_not_the_asker(facts: Facts, today: date) -> Refusal | None:
    """Who asked for something does not decide on it, nor does one of the unit's people."""
    if did(facts, "asked_by"):
        text = N_("You asked for this yourself. Another person decides.")
        return Refusal("own-request", text, article="Anbiao 4.2 (4)")
    return nobody_known(facts) or own_unit(facts)


@cites("地方规则 local.rules")
def still_to_be_fixed(facts: Facts, today: date) -> Refusal | None:
    """More time is granted while the hazard is to be fixed; afterwards it would only make late into in time."""
    if facts["hazard_state"] in TO_FIX:
        return None
    text = N_("The hazard was reported as fixed or settled; a later deadline would change what was late.")
    return Refusal("fixed-already", text, article="地方规则")


@cites("安全生产法 (2021) 第六十五条", "总局令16 第二十三条")
def hazard_is_gone(facts: Facts, today: date) -> Refusal | None:
    """Work is resumed after the hazard is gone: a general one reported as fixed, a major one verified on site, or a void one."""
    gone = {"verified", "void"} if facts["hazard_grade"] == MAJOR else {"reported", "void"}
    if facts["hazard_state"] in gone:
        return None
    text = N_(
        "The hazard that stopped the work is not gone yet: it is fixed, a major one also verified, before work resumes."
    )
    return Refusal("hazard-stands", text, article="安全生产法 (2021) 第六十五条")


@cites("安全生产法 (2021) 第四十一条")
def only_major_is_listed(facts: Facts, today: date) -> Refusal | None:
    """Listed supervision is for major hazards; one whose grade was lowered since the proposal is not listed."""
    if facts["hazard_grade"] == MAJOR:
        return None
    text = N_("The hazard is not a major one any more. Listed supervision is for major hazards.")
    return Refusal("not-major", text, article="安全生产法 (2021) 第四十一条")


@cites("安全生产法 (2021) 第四十一条", "总局令16 第十八条")
def fixed_before_delisting(facts: Facts, today: date) -> Refusal | None:
    """A hazard comes off the list when it was verified on site, or turned out to be none; not before."""
    if facts["hazard_state"] in {"verified", "void"}:
        return None
    text = N_("The hazard is not verified on site yet. It stays under listed supervision until then.")
    return Refusal("not-verified", text, article="安全生产法 (2021) 第四十一条")


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
        Step("grant", N_("Grant the extension"), frozenset({"asked"}), "granted", "decide extension", (decider_is_not_the_asker, still_to_be_fixed)),
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
        Step("approve_resumption", N_("Approve the resumption"), frozenset({"asked"}), "resumed", "approve resumption", (decider_is_not_the_asker, hazard_is_gone)),
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
        Step("list", N_("List"), frozenset({"proposed"}), "listed", "approve listing", (decider_is_not_the_asker, only_major_is_listed)),
        Step("drop", N_("Do not list"), frozenset({"proposed"}), "dropped", "approve listing", (decider_is_not_the_asker,), needs_note=True),
        Step("delist", N_("Take off the list"), frozenset({"listed"}), "delisted", "approve listing", (decider_is_not_the_asker, fixed_before_delisting), needs_note=True),
    ),
)  # fmt: skip

RESUMPTION_DAYS = 10  # calendar days from the request to the review on site


@cites("总局令16 第二十三条")
def resumption_due_on(asked_on: date) -> date:
    """After a request for resumption the place is reviewed within ten calendar days."""
    return asked_on + timedelta(days=RESUMPTION_DAYS)
