"""Certificates 证书: who grants which, the number, how long one holds, when a unit may apply again, what suspends and what ends one."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from anbiao.rules.grading import GRANTED_BY
from anbiao.rules.machine import Facts, Machine, State, Step
from anbiao.rules.refusal import N_, Refusal, Term, cites
from anbiao.rules.separation import did, is_among, nobody_known, own_unit

NATIONAL_MONTHS = 36
RECOMMENDED, PUBLISHED = "recommended", "publicity"
WAITING = frozenset({PUBLISHED, RECOMMENDED})
HELD = frozenset({"valid", "suspended"})
GRANTED = frozenset(
    {"valid", "suspended", "revoked", "replaced"}
)  # what was granted at some time, and can be verified
LEAST_DIGITS = 3
MILLION = 1_000_000
MOST_INJURED = 3

# What a certificate says that was granted; the result of an assessment only says what a unit measures up to (grading.RESULTS).
RESULTS: Mapping[str, str] = {
    "1": N_("Grade 1"), "2": N_("Grade 2"), "3": N_("Grade 3"),
    "excellent": N_("Standard met, excellent"), "good": N_("Standard met, good"), "pass": N_("Standard met"),
}  # fmt: skip

# Why a certificate is suspended or revoked; the articles were not read in full, which the page says.
GROUNDS: Mapping[str, str] = {
    "fatal": N_("An accident with a death"),
    "injuries": N_("Three or more seriously injured, or a direct loss of a million yuan, within twelve months"),
    "influence": N_("An event of grave social influence"),
    "concealed": N_("An accident concealed, or reported falsely, late or not at all"),
    "dishonest": N_("Put on the list of grave safety dishonesty"),
    "fraud": N_("Obtained by fraud"),
    "left": N_("Licence cancelled, or the business left"),
    "major_overdue": N_("A major hazard not fixed in time"),
    "not_kept": N_("The system is seriously not kept running"),
    "penalty": N_("A penalty for an offence against work safety"),
}  # fmt: skip


# ---------- days ----------


def months_later(on: date, months: int) -> date:
    """The same day so many months later (earlier when negative); the last of the month where it is shorter."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


@cites("应急〔2021〕83号 第九条")
def last_day(from_on: date, *, months: int = NATIONAL_MONTHS) -> date:
    """A certificate holds three years from its announcement: to the day before the same date. The local scheme sets its own months."""
    return months_later(from_on, months) - timedelta(days=1)


@cites("应急〔2021〕83号 第十条")
def renewable_from(until: date, *, months: int) -> date:
    """A unit applies again within the last months of its certificate."""
    return months_later(until, -months)


def is_expired(state: str, until: date | None, today: date) -> bool:
    """True for a certificate in force by its state whose last day is past."""
    return state in HELD and until is not None and until < today


@cites("应急〔2021〕83号 第十二条", "地方规则 local.rules levers.visits")
def visit_percent(
    result: str, state: str, until: date | None, today: date, percents: Mapping[str, int]
) -> int:
    """What a certificate makes of the interval of its unit's visits: its share while it is valid and has not expired, else the full one."""
    if state != "valid" or until is None or until < today:
        return 100
    return percents.get(result, 100)


@cites("应急〔2021〕83号 第五条")
def is_national(result: str) -> bool:
    """True for a grade of the national scheme, which the district recommends and does not grant."""
    return result in GRANTED_BY


# ---------- the number ----------


@dataclass(frozen=True)
class Part:
    """A part of a number: "text" as it stands, or "district", "year", "serial"; `digits` pads the serial."""

    kind: str
    text: str = ""
    digits: int = LEAST_DIGITS


@cites("地方规则 local.rules certificates.number")
def number(parts: Sequence[Part], *, district: str, year: int, serial: int) -> str:
    """The number by the district's pattern. A pattern without year or serial gets them at its end: no two numbers are the same."""
    kinds = {part.kind for part in parts}
    added = [Part("text", "-"), Part("year")] if "year" not in kinds else []
    added += [Part("text", "-"), Part("serial")] if "serial" not in kinds else []
    said = {"district": district, "year": str(year)}
    return "".join(
        part.text.strip() if part.kind == "text" else f"{serial:0{max(part.digits, LEAST_DIGITS)}d}" if part.kind == "serial" else said[part.kind]
        for part in (*parts, *added)
    )  # fmt: skip


# ---------- applying ----------


@dataclass(frozen=True)
class Past:
    """What stands behind a unit that applies: the last refusal, revocation and false pledge, the last day of the certificate that it
    holds, the harm of the last twelve months.
    """

    refused_on: date | None = None
    revoked_on: date | None = None
    false_pledge_on: date | None = None
    holds_until: date | None = None
    dead: int = 0
    injured: int = 0
    loss: int = 0


@dataclass(frozen=True)
class Waiting:
    """Months to wait after a refusal, a revocation, a false pledge; and how long before its end a certificate may be renewed."""

    refused: int = 12
    revoked: int = 12
    false_pledge: int = 36
    renewal: int = 3


@cites("应急〔2021〕83号 第八条", "应急〔2021〕83号 第十条")
def against_applying(past: Past, waiting: Waiting, today: date) -> tuple[Refusal, ...]:
    """What stands against an application today: a waiting period that runs, a certificate that is not near its end, the year's harm."""
    found: list[Refusal] = []
    periods = (
        ("refused", past.refused_on, waiting.refused, N_("The last application was not granted on {on}. Apply again from {day}.")),
        ("revoked", past.revoked_on, waiting.revoked, N_("The last certificate was revoked on {on}. Apply again from {day}.")),
        ("false-pledge", past.false_pledge_on, waiting.false_pledge, N_("A pledge was false on {on}. Apply again from {day}.")),
    )  # fmt: skip
    for code, on, months, text in periods:
        if on is not None and today < (day := months_later(on, months)):
            params = {"on": on.isoformat(), "day": day.isoformat()}
            found.append(Refusal(f"waits-{code}", text, params, article="应急〔2021〕83号 第八条"))
    if past.holds_until is not None and today < (
        day := renewable_from(past.holds_until, months=waiting.renewal)
    ):
        text = N_("The unit holds a certificate until {until}. It applies for renewal from {day}.")
        params = {"until": past.holds_until.isoformat(), "day": day.isoformat()}
        found.append(Refusal("renews-later", text, params, article="应急〔2021〕83号 第十条"))
    return (*found, *against_harm(past.dead, past.injured, past.loss))


@cites("应急〔2021〕83号 第八条")
def against_harm(dead: int, injured: int, loss: int) -> tuple[Refusal, ...]:
    """No death within the year, fewer than three seriously injured, a direct loss below a million yuan."""
    found = []
    if dead:
        text = N_("{number} died in accidents within twelve months.")
        found.append(Refusal("year-deadly", text, {"number": str(dead)}, article="应急〔2021〕83号 第八条"))
    if injured >= MOST_INJURED or loss >= MILLION:
        text = N_("Within twelve months {number} were seriously injured, with a loss of {loss} yuan.")
        params = {"number": str(injured), "loss": f"{loss:,}"}
        found.append(Refusal("year-injuries", text, params, article="应急〔2021〕83号 第八条"))
    return tuple(found)


@cites("应急〔2021〕83号 第十一条")
def grounds_of(dead: int, injured: int, loss: int) -> tuple[str, ...]:
    """The grounds against a certificate that lie in the harm of twelve months."""
    found = ["fatal"] if dead else []
    return (*found, "injuries") if injured >= MOST_INJURED or loss >= MILLION else tuple(found)


# ---------- the machine ----------
# Facts beside its own, which whoever takes a step reads first: `objections_open` and `objections_upheld`, `year_dead`, `year_injured` and
# `year_loss`, `open_major` and `open_from_review` (numbers), `reviewers` (persons).


@cites("Anbiao separation of duties 4.2 (4)")
def another_grants(facts: Facts, today: date) -> Refusal | None:
    """A certificate is granted or refused by another person than who proposed it and who reviewed the unit."""
    if did(facts, "proposed_by") or is_among(facts, "reviewers"):
        text = N_("You proposed this certificate or reviewed the unit. A second person decides.")
        return Refusal("same-person", text, article="Anbiao 4.2 (4)")
    return nobody_known(facts) or own_unit(facts)


@cites("应急〔2021〕83号 第五条")
def district_grants(facts: Facts, today: date) -> Refusal | None:
    """A district grants no grade of the national scheme: ministry, province and city do, on its recommendation."""
    who = GRANTED_BY.get(str(facts["result"]))
    if who is None:
        return None
    text = N_("The district grants no grade. It recommends this one to: {who}.")
    return Refusal("authority-grants", text, {"who": Term(who)}, article="应急〔2021〕83号 第五条")


@cites("应急〔2021〕83号 第五条")
def authority_grants(facts: Facts, today: date) -> Refusal | None:
    """What the district's own scheme grants is not recommended upward."""
    if facts["result"] in GRANTED_BY:
        return None
    return Refusal("district-grants", N_("This result is the district's own to grant."))


@cites("Anbiao separation of duties 4.2 (4)")
def another_settles(facts: Facts, today: date) -> Refusal | None:
    """Who suspended a certificate neither restores nor revokes it. One that the rule suspended is settled by any person of the duty."""
    if did(facts, "suspended_by"):
        text = N_("You suspended this certificate. A second person restores or revokes it.")
        return Refusal("same-person", text, article="Anbiao 4.2 (4)")
    return nobody_known(facts) or own_unit(facts)


@cites("Anbiao separation of duties 4.2 (1)")
def not_ones_own(facts: Facts, today: date) -> Refusal | None:
    """Nobody writes into the certificates of the own unit."""
    return nobody_known(facts) or own_unit(facts)


@cites("地方规则 local.rules certificates.publicity")
def publicity_is_over(facts: Facts, today: date) -> Refusal | None:
    """Nothing is granted before the last day of publicity is past."""
    last = date.fromisoformat(str(facts["publicity_to"]))
    if today > last:
        return None
    return Refusal("publicity-runs", N_("Publicity runs until {day}."), {"day": last.isoformat()})


@cites("地方规则 local.rules certificates.publicity")
def objections_are_answered(facts: Facts, today: date) -> Refusal | None:
    """Nothing is granted while an objection is not answered, or against one that was right."""
    if facts["objections_upheld"]:
        return Refusal(
            "objection-upheld", N_("An objection was found right: the certificate is not granted.")
        )
    if facts["objections_open"]:
        text = N_("{number} objections are not answered yet.")
        return Refusal("objections-open", text, {"number": str(facts["objections_open"])})
    return None


@cites("应急〔2021〕83号 第八条")
def conditions_hold(facts: Facts, today: date) -> Refusal | None:
    """The conditions of an application hold on the day of granting as well: the year's harm, no major hazard open, and every hazard
    that the review found is closed.
    """
    dead, injured, loss = (_number(facts[name]) for name in ("year_dead", "year_injured", "year_loss"))
    harmed = against_harm(dead, injured, loss)
    if harmed:
        return harmed[0]
    if facts["open_major"]:
        text = N_("{number} major hazards are open. Nobody passes before they are closed.")
        return Refusal(
            "open-major", text, {"number": str(facts["open_major"])}, article="应急〔2021〕83号 第八条"
        )
    if facts["open_from_review"]:
        text = N_("{number} hazards found in the review are open. They are closed first.")
        return Refusal("open-from-review", text, {"number": str(facts["open_from_review"])})
    return None


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


DECIDED = (another_grants, publicity_is_over, objections_are_answered, conditions_hold)
CERTIFICATE = Machine(
    name="certificate",
    label=N_("Certificate"),
    initial=PUBLISHED,
    states=(
        State(PUBLISHED, N_("Made public"), "wait"),
        State(RECOMMENDED, N_("Recommended upward"), "wait"),
        State("valid", N_("Valid"), "done"),
        State("suspended", N_("Suspended for now"), "back"),
        State("revoked", N_("Revoked"), "off"),
        State("refused", N_("Not granted"), "off"),
        State("replaced", N_("Replaced by a newer one"), "off"),
    ),
    steps=(
        Step("grant", N_("Grant"), frozenset({PUBLISHED}), "valid", "approve certificate", (district_grants, *DECIDED)),
        Step("recommend", N_("Recommend upward"), frozenset({PUBLISHED}), RECOMMENDED, "approve certificate", (authority_grants, *DECIDED)),
        Step("record_grant", N_("Record what the authority granted"), frozenset({RECOMMENDED}), "valid", "propose certificate", (not_ones_own,)),
        Step("refuse", N_("Do not grant"), WAITING, "refused", "approve certificate", (another_grants,), needs_note=True),
        Step("suspend", N_("Suspend the certificate"), frozenset({"valid"}), "suspended", "suspend certificate", (not_ones_own,), needs_note=True),
        Step("suspend_by_rule", N_("Suspended by rule"), frozenset({"valid"}), "suspended", "suspend certificate", needs_note=True),
        Step("restore", N_("Restore"), frozenset({"suspended"}), "valid", "approve certificate", (another_settles,), needs_note=True),
        Step("revoke", N_("Revoke"), frozenset({"suspended"}), "revoked", "approve certificate", (another_settles,), needs_note=True),
        Step("replace", N_("Replaced by a newer one"), HELD, "replaced", "propose certificate"),
    ),
)  # fmt: skip
# What the program does by itself; no page offers it.
BY_ITSELF = frozenset({"suspend_by_rule", "replace"})
# With these a benchmark ends that stands on the certificate; while it is suspended its cards are not shown.
ENDING = frozenset({"revoke", "replace"})
# Refusals that only say that the other of two ways is meant.
NOT_THIS_WAY = frozenset({"authority-grants", "district-grants"})


@cites("地方规则 local.rules certificates.publicity", "Anbiao separation of duties 4.2 (4)")
def another_answers(facts: Facts, today: date) -> Refusal | None:
    """Who proposed a certificate does not decide whether an objection to it is right."""
    if did(facts, "proposed_by"):
        text = N_("You proposed this certificate. A second person answers objections to it.")
        return Refusal("same-person", text, article="Anbiao 4.2 (4)")
    return nobody_known(facts) or own_unit(facts)


OBJECTION = Machine(
    name="objection",
    label=N_("Objection"),
    initial="received",
    states=(
        State("received", N_("To be answered"), "wait"),
        State("dismissed", N_("Not found right"), "done"),
        State("upheld", N_("Found right"), "off"),
    ),
    steps=(
        Step("dismiss", N_("It is not right"), frozenset({"received"}), "dismissed", "approve certificate", (another_answers,), needs_note=True),
        Step("uphold", N_("It is right"), frozenset({"received"}), "upheld", "approve certificate", (another_answers,), needs_note=True),
    ),
)  # fmt: skip
