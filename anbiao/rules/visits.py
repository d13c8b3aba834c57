"""Checks and visits: who may do which kind, how they end, when the next one is due, and how often a unit may be visited."""

from calendar import monthrange
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from anbiao.rules.machine import Facts, Machine, State, Step
from anbiao.rules.refusal import N_, Refusal, Term, cites
from anbiao.rules.separation import did, nobody_known, own_unit


@dataclass(frozen=True)
class Kind:
    """A kind of check: its name and label, the duties that may do it, the source of the hazards found in it, whether it counts
    as a visit of an office to the unit.
    """

    name: str
    label: str
    duties: frozenset[str]
    source: str
    is_visit: bool = True


KINDS: tuple[Kind, ...] = (
    Kind("self", N_("Self-check"), frozenset({"enterprise_manager", "enterprise_staff"}), "self", False),
    Kind("grid", N_("Grid visit"), frozenset({"grid_member"}), "grid"),
    Kind("supervision", N_("Supervision and guidance"), frozenset({"town_officer", "bureau_officer", "district_officer"}), "supervision"),
    Kind("service", N_("Expert service"), frozenset({"expert", "insurer"}), "expert"),
    Kind("inspection", N_("Inspection by an enforcement agency"), frozenset({"enforcement_officer"}), "enforcement"),
    Kind("joint", N_("Joint check"), frozenset({"town_officer", "bureau_officer", "district_officer", "enforcement_officer"}), "joint"),
)  # fmt: skip
_BY_NAME = {kind.name: kind for kind in KINDS}
VISITS = frozenset(kind.name for kind in KINDS if kind.is_visit)
INSPECTIONS = frozenset({"inspection", "joint"})  # what counts towards the published cap
OFFICIAL = INSPECTIONS | {"supervision"}  # what a unit may not refuse (安全生产法 第六十六条)

# How a visit ended; whatever is not "done" stays on the list with a next date.
OUTCOMES: Mapping[str, str] = {
    "done": N_("Done"),
    "locked": N_("Locked, nobody there"),
    "moved": N_("Moved away"),
    "closed": N_("Closed down"),
    "not_found": N_("Not found"),
    "refused": N_("Entry refused"),
    "renovation": N_("Under renovation"),
}
RESULTS: Mapping[str, str] = {
    "conforms": N_("Conforms"),
    "fails": N_("Does not conform"),
    "na": N_("Not applicable"),
    "unseen": N_("Not seen"),
}
SEEN = frozenset({"conforms", "fails"})


def kind_named(name: str) -> Kind:
    """The kind of that name; KeyError when there is none."""
    return _BY_NAME[name]


@cites("国办发〔2024〕54号", "安全生产法 (2021) 第六十七条")
def kinds_for(duties: Collection[str]) -> tuple[Kind, ...]:
    """The kinds of check that somebody with these duties may do: only an authorised agency inspects; the safety office, towns,
    bureaus and experts supervise and serve; a unit checks itself.
    """
    held = frozenset(duties)
    return tuple(kind for kind in KINDS if kind.duties & held)


def wrong_kind(name: str, duties: Collection[str]) -> Refusal | None:
    """A kind that the duties do not allow is refused and says who does it."""
    kind = _BY_NAME.get(name)
    if kind is not None and kind.duties & frozenset(duties):
        return None
    label = kind.label if kind else name
    text = N_("Your duties do not include this kind of check: {kind}.")
    return Refusal("wrong-kind", text, {"kind": Term(label)}, article="国办发〔2024〕54号", field="kind")


@cites("行政处罚法 (2021) 第四十二条", "Anbiao separation of duties 4.2 (6)")
def alone(*, kind: str, companions: str) -> Refusal | None:
    """An enforcement agency inspects with two officers at least, and both are on the record."""
    if kind != "inspection" or companions.strip():
        return None
    text = N_("An inspection takes two officers. Name the second one.")
    return Refusal("officer-alone", text, article="行政处罚法 (2021) 第四十二条", field="companions")


@cites("安全生产法 (2021) 第六十八条")
def unfinished(
    *,
    outcome: str,
    items: Collection[str],
    answers: Mapping[str, str],
    signed: bool,
    next_on: date | None,
    on: date,
    findings: int = 0,
) -> tuple[Refusal, ...]:
    """What is still missing before a check can be finished: an answer to each item, at least one of them seen, and a signature or the
    reason for none; where nobody could be checked, the day of the next try, and no findings: they would be neither signed nor counted.
    """
    found: list[Refusal] = []
    if outcome not in OUTCOMES:
        found.append(Refusal("outcome-unknown", N_("Choose how the visit ended."), field="outcome"))
    if outcome != "done":
        return (*found, *_against_nobody(next_on, on, findings))
    left = [item for item in items if answers.get(item) not in RESULTS]
    if left:
        text = N_("{number} items have no answer yet. “Not seen” is an answer, too.")
        found.append(Refusal("answers-missing", text, {"number": str(len(left))}, field="answers"))
    if items and not left and not any(answers[item] in SEEN for item in items):
        text = N_("Nothing was seen. Choose how the visit ended, or answer at least one item.")
        found.append(Refusal("nothing-seen", text, field="answers"))
    if not signed:
        text = N_("The unit's signature is missing. If it refuses, write so in the note (Art. 68).")
        found.append(
            Refusal("signature-missing", text, article="安全生产法 (2021) 第六十八条", field="signature")
        )
    return tuple(found)


def _against_nobody(next_on: date | None, on: date, findings: int) -> list[Refusal]:
    """What stands against a check at which nobody could be checked."""
    found: list[Refusal] = []
    if next_on is None:
        found.append(Refusal("next-missing", N_("Say on which day somebody tries again."), field="next_on"))
    elif next_on <= on:
        text = N_("The next try lies after this visit on {day}.")
        found.append(Refusal("next-too-early", text, {"day": str(on)}, field="next_on"))
    if findings:
        text = N_(
            "Nobody was checked, so the check finds nothing. Report what you saw as a hazard in passing."
        )
        found.append(Refusal("found-unchecked", text, field="hazards"))
    return found


@cites("总局令16 第八条")
def wrong_frequency(frequency: str, *, items: int) -> tuple[Refusal, ...]:
    """A self-check of one frequency needs a frequency that there is, and items that are checked so often: else it ticks nothing off."""
    if not frequency or (frequency in FREQUENCIES and items):
        return ()
    text = N_("The check-list has no items of this frequency.")
    return (Refusal("frequency-empty", text, article="总局令16 第八条", field="frequency"),)


@cites("国办发〔2024〕54号", "地方规则 local.rules")
def over_cap(done_this_year: int, *, cap: int, kind: str, for_a_case: bool) -> Refusal | None:
    """An agency's inspections of one unit are limited each year, joint ones count in. A joint check stays possible, since it spares
    the unit another one; a check for a case (tip-off, order, emergency) does not count, nor do visits that supervise and serve.
    """
    if kind != "inspection" or for_a_case or done_this_year < cap:
        return None
    text = N_(
        "Your agency inspected this unit {number} times this year; the published cap is {cap}. Join another office's check."
    )
    return Refusal(
        "over-cap",
        text,
        {"number": str(done_this_year), "cap": str(cap)},
        article="国办发〔2024〕54号",
        field="kind",
    )


@cites("国办发〔2024〕54号")
def bare_case(*, for_a_case: bool, note: str) -> Refusal | None:
    """An inspection outside the yearly cap says for which case it is made: a tip-off, an order from above, an emergency."""
    if not for_a_case or note.strip():
        return None
    text = N_("An inspection for a case does not count towards the cap. Write in the note which case it is.")
    return Refusal("case-missing", text, article="国办发〔2024〕54号", field="note")


MOST_DAYS_OUT = 7  # so long a field phone may stay without the network


@cites("Anbiao field phones 4.3")
def made_on(device_day: date | None, *, received_on: date) -> date:
    """The day of a check that came from the field: as the device says, where that is the day of receipt or one of the seven before; any
    other clock is wrong, and the day of receipt counts. Figures of what was in time use the day of receipt.
    """
    if device_day is None or not 0 <= (received_on - device_day).days <= MOST_DAYS_OUT:
        return received_on
    return device_day


@cites("Anbiao field phones 4.3")
def stale_list(superseded_on: date | None, *, received_on: date) -> Refusal | None:
    """A check is judged by the list that it was done by, also when the unit has changed it since; not by one that was replaced longer ago
    than a phone may stay without the network.
    """
    if superseded_on is None or (received_on - superseded_on).days <= MOST_DAYS_OUT:
        return None
    text = N_(
        "The check-list that you used was replaced on {day}. Load the unit again and check by the new one."
    )
    return Refusal("list-old", text, {"day": str(superseded_on)}, field="list_version")


@cites("国办发〔2024〕54号", "地方规则 local.rules")
def visited_lately(last_on: date | None, *, today: date, within_days: int) -> bool:
    """True when somebody visited the same unit within so many days: the visitor is warned, not stopped."""
    return last_on is not None and (today - last_on).days <= within_days


def nothing_after_the_fact(facts: Facts, today: date) -> Refusal | None:
    """A check from which hazards came is not voided while they stand: they would lose their ground."""
    if not facts["hazards_standing"]:
        return None
    return Refusal("hazards-standing", N_("Hazards from this check still stand. Void or close them first."))


@cites("安全生产法 (2021) 第六十八条")
def only_who_began(facts: Facts, today: date) -> Refusal | None:
    """A check is finished by who began it: nobody answers in another's name, least of all the unit that is checked."""
    if (facts["person"] or "") == facts["by_person"]:
        return None
    text = N_("Another person began this check. Only who began it finishes it.")
    return Refusal("not-own-check", text, article="安全生产法 (2021) 第六十八条")


@cites("Anbiao separation of duties 4.2 (1)")
def nobody_visits_the_own_unit(facts: Facts, today: date) -> Refusal | None:
    """An office's visit is not made by one of the unit's own people, also not with another account; a self-check is."""
    return own_unit(facts) if facts["kind"] in VISITS else None


@cites("Anbiao separation of duties 4.2 (5)")
def not_ones_own_check(facts: Facts, today: date) -> Refusal | None:
    """Nobody voids the own check, nor a check of the own unit: what counts for or against one is taken out by another."""
    if did(facts, "person"):
        text = N_("You made this check yourself. Another person has to void it.")
        return Refusal("own-check", text, article="Anbiao 4.2 (5)")
    return nobody_known(facts) or own_unit(facts)


CHECK = Machine(
    name="check",
    label=N_("Check"),
    initial="begun",
    states=(
        State("begun", N_("Begun"), "doing"),
        State("done", N_("Finished"), "done"),
        State("void", N_("Void"), "off"),
    ),
    steps=(
        Step("finish", N_("Finish the check"), frozenset({"begun"}), "done", "make check", (only_who_began, nobody_visits_the_own_unit)),
        Step("void", N_("Void the check"), frozenset({"begun", "done"}), "void", "void check", (nothing_after_the_fact, not_ones_own_check), needs_note=True),
    ),
)  # fmt: skip


# ---------- when the next one is due ----------

FREQUENCIES: Mapping[str, str] = {
    "shift": N_("Each shift"),
    "daily": N_("Daily"),
    "weekly": N_("Weekly"),
    "monthly": N_("Monthly"),
    "quarterly": N_("Quarterly"),
    "half_yearly": N_("Half-yearly"),
    "yearly": N_("Yearly"),
}
_MONTHS = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}
_DAYS = {"shift": 1, "daily": 1, "weekly": 7}


@cites("总局令16 第八条", "地方规则 local.rules")
def next_due_on(frequency: str, last_on: date) -> date:
    """The last day on which the next self-check of this frequency is in time. KeyError for an unknown frequency.

    A check each shift is a daily one in the records; a month later is the same day, or the month's last.
    """
    if frequency in _DAYS:
        return last_on + timedelta(days=_DAYS[frequency])
    months = last_on.month - 1 + _MONTHS[frequency]
    year, month = last_on.year + months // 12, months % 12 + 1
    return date(year, month, min(last_on.day, monthrange(year, month)[1]))


FULL = 100  # per cent of an interval
EASED = frozenset({"yellow", "blue"})


@cites("地方规则 local.rules", "国办发〔2024〕54号")
def next_visit_on(
    colour: str,
    *,
    last_on: date | None,
    watched_from: date,
    intervals: Mapping[str, int],
    percent: int = FULL,
) -> date | None:
    """By which day a unit of this colour is visited next: so many days after the last visit, or, where there was none, after it was
    first given a colour. A new colour does not begin the interval anew: late stays late. None for a colour without an interval.
    `percent` is what a grade makes of the interval (local rule levers.visits).
    """
    days = intervals.get(colour)
    if not days:
        return None
    begin = watched_from if last_on is None else last_on
    return begin + timedelta(days=eased(days, colour=colour, percent=percent))


@cites("应急〔2021〕83号 第十二条", "地方规则 local.rules levers.visits")
def eased(days: int, *, colour: str, percent: int) -> int:
    """A unit that holds a grade is visited less often while it is yellow or blue; a red or orange one as often as its colour says."""
    return days * percent // FULL if colour in EASED else days
