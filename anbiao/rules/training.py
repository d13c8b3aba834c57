"""Training of the four kinds of people 四类人员: what a record says, for how long they are trained, and who is due.

Which kinds there are and their hours are a local rule (training.kinds); the orders name the hours of three of them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from anbiao.rules.certificates import months_later
from anbiao.rules.machine import Machine, State, Step
from anbiao.rules.refusal import N_, Refusal, cites

KINDS: Mapping[str, str] = {
    "principal": N_("Principals"),
    "manager": N_("Safety managers"),
    "special": N_("Special-work operators"),
    "worker": N_("Other workers"),
}
MAY_LACK = frozenset({"special"})
MONTHS = 12
LONGEST_TOPIC = 200
MOST_HOURS = Decimal(200)
MOST_PEOPLE = 100_000
FIRST_YEAR = 2000  # the Work Safety Law is of 2002


@dataclass(frozen=True)
class Kind:
    """One kind of people: the least hours before the work begins and in each year after, in ordinary sectors and in those of high risk.
    None where no hours are asked for.
    """

    kind: str
    first: int | None
    yearly: int | None
    first_high: int | None
    yearly_high: int | None


@dataclass(frozen=True)
class Hours:
    """The least hours of one kind of people at one unit: before the work begins, and in each year after."""

    first: int | None
    yearly: int | None


@cites("总局令第3号 第九条", "总局令第3号 第十三条", "地方规则 local.rules training.kinds")
def hours_asked(kind: Kind, *, is_high_risk: bool) -> Hours:
    """How long a kind of people is trained: longer where the sector is one of high risk."""
    return Hours(kind.first_high, kind.yearly_high) if is_high_risk else Hours(kind.first, kind.yearly)


@cites("安全生产法 (2021) 第二十七条", "安全生产法 (2021) 第二十八条", "地方规则 local.rules training.kinds")
def due(kinds: Collection[str], last: Mapping[str, date], today: date) -> tuple[str, ...]:
    """Which of the kinds had no training in the last 12 months, in their order. `last` is the day of the last training of each kind; the
    day of the same date one year later is the last on which it counts. Not every unit has people of the kinds in MAY_LACK: these are due
    where some were trained before.
    """
    known = (kind for kind in kinds if kind in last or kind not in MAY_LACK)
    return tuple(kind for kind in known if kind not in last or months_later(last[kind], MONTHS) < today)


# ---------- a record ----------


@dataclass(frozen=True)
class Said:
    """What a record says: hours that each attended, how many people, how many of them passed (None: no examination)."""

    kind: str
    topic: str
    held_on: date
    hours: Decimal
    number: int
    passed: int | None


@cites("安全生产法 (2021) 第二十八条")
def against(said: Said, today: date) -> tuple[Refusal, ...]:
    """All that stands against a record: training is recorded as it was, with its time, content, people and result."""
    found = (_unsaid(said), _day(said, today), _hours(said), _people(said), _passed(said))
    return tuple(refusal for refusal in found if refusal)


def _unsaid(said: Said) -> Refusal | None:
    if said.kind not in KINDS:
        return Refusal("kind-unknown", N_("Choose which kind of people was trained."), field="kind")
    if not said.topic.strip():
        return Refusal("topic-missing", N_("Say what was taught."), field="topic")
    return None


def _day(said: Said, today: date) -> Refusal | None:
    if said.held_on > today:
        return Refusal("day-ahead", N_("The day of the training lies ahead."), field="held_on")
    if said.held_on.year < FIRST_YEAR:
        text = N_("The year {year} cannot be right.")
        return Refusal("year-wrong", text, {"year": str(said.held_on.year)}, field="held_on")
    return None


def _hours(said: Said) -> Refusal | None:
    if 0 < said.hours <= MOST_HOURS:
        return None
    text = N_("The hours that each person attended are more than 0 and at most {most}.")
    return Refusal("hours-wrong", text, {"most": str(MOST_HOURS)}, field="hours")


def _people(said: Said) -> Refusal | None:
    if 1 <= said.number <= MOST_PEOPLE:
        return None
    text = N_("At least one person was trained, and at most {most}.")
    return Refusal("people-wrong", text, {"most": f"{MOST_PEOPLE:,}"}, field="number")


def _passed(said: Said) -> Refusal | None:
    if said.passed is None or 0 <= said.passed <= said.number:
        return None
    text = N_("No more people passed than were trained.")
    return Refusal("passed-wrong", text, field="passed")


# ---------- the machine ----------

TRAINING = Machine(
    name="training",
    label=N_("Training record"),
    initial="recorded",
    states=(State("recorded", N_("On record"), "done"), State("void", N_("Void"), "off")),
    steps=(
        Step("void", N_("Make the record void"), frozenset({"recorded"}), "void", "void training", needs_note=True),
    ),
)  # fmt: skip
