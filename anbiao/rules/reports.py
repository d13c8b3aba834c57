"""Periodic reports 定期报告: which periods are told, by when, who hands in for an office, and who accepts. Cadences are data."""

from dataclasses import dataclass
from datetime import date

from anbiao.rules.calendar import Calendar, IsoWeek
from anbiao.rules.circulars import MONTHS, periods_before, whole_period
from anbiao.rules.instructions import answered_by_its_owner, is_ones_own_office
from anbiao.rules.machine import Facts, Machine, State, Step
from anbiao.rules.refusal import N_, Refusal, cites
from anbiao.rules.separation import is_among, nobody_known

WEEK = "W"
EVERY = frozenset({WEEK, *MONTHS})
WRITING = frozenset({"draft", "returned"})
OWED = WRITING | {"due"}  # the office still has to hand it in
HANDED_IN = frozenset({"handed_in", "accepted"})


@dataclass(frozen=True)
class Cadence:
    """Who reports how often: every week, month, quarter or half-year (W, M, Q, H), the kind of office, and the outline of its report."""

    code: str
    every: str
    by: str
    outline: str

    def __post_init__(self) -> None:
        if self.every not in EVERY:
            raise ValueError(f"cadence {self.code}: no such period: {self.every}")


# ---------- days ----------


def last_period(every: str, today: date) -> str:
    """The newest period that is over: 2026-W47, 2026-M10, 2026-Q3, 2026-H1."""
    if every == WEEK:
        return str(IsoWeek.of(today).previous)
    return periods_before(today, kind=every, number=2)[1]


def days_of(period: str) -> tuple[date, date]:
    """First and last day of a period as `last_period` writes it. Raises ValueError for anything else."""
    if "-W" not in period:
        return whole_period(period)
    week = IsoWeek.parse(period)
    return week.monday, week.sunday


@cites("地方规则 定期报告")
def due_on(last_on: date, days: int, calendar: Calendar) -> date:
    """A report is handed in within so many working days of the last day that it tells; that day does not count."""
    return calendar.deadline(last_on, days, unit="working").on


@cites("地方规则 定期报告")
def is_opened(due: date, today: date, *, has_begun: bool) -> bool:
    """A report is asked for from the day after its period on. The first one of a cadence is not asked for when its day has passed
    already: nobody is late with what nobody had asked for. Afterwards none is left out, however long the program stood still.
    """
    return has_begun or today <= due


# ---------- who ----------


@cites("Anbiao separation of duties 4.2 (9)")
def accepted_by_another(facts: Facts, today: date) -> Refusal | None:
    """Who wrote a report, and who works for the office that owes it, neither accepts it nor lets the office off."""
    if is_among(facts, "writers") or is_ones_own_office(facts, "organisation_id"):
        text = N_("This is the report of your own office. Somebody of another office decides on it.")
        return Refusal("own-report", text, article="Anbiao 4.2 (9)")
    return nobody_known(facts)


# Facts beside its own: `by_offices`, the offices that the actor works for.
REPORT = Machine(
    name="report",
    label=N_("Periodic report"),
    initial="due",
    states=(
        State("due", N_("Report to be written"), "idle"),
        State("draft", N_("Report being written"), "doing"),
        State("handed_in", N_("Report handed in"), "wait"),
        State("returned", N_("Periodic report sent back"), "back"),
        State("accepted", N_("Report accepted"), "done"),
        State("waived", N_("Report not needed"), "off"),
    ),
    steps=(
        Step("begin", N_("Freeze the figures and write"), frozenset({"due"}), "draft", "write report", (answered_by_its_owner,)),
        Step("hand_in", N_("Hand the report in"), WRITING, "handed_in", "write report", (answered_by_its_owner,)),
        Step("accept", N_("Accept the report"), frozenset({"handed_in"}), "accepted", "approve report", (accepted_by_another,)),
        Step("send_back", N_("Send the report back"), frozenset({"handed_in"}), "returned", "approve report", (accepted_by_another,), needs_note=True),
        Step("waive", N_("Not needed this time"), OWED, "waived", "approve report", (accepted_by_another,), needs_note=True),
    ),
)  # fmt: skip
