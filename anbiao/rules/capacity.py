"""What a person can do in a week: hours for visits, days away, periods kept free; and by how much a week is overfull."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from anbiao.rules.calendar import Calendar, IsoWeek
from anbiao.rules.refusal import N_, Refusal, cites

WORKING_DAYS = 5  # of a full week
MOST_DAYS_AWAY = 366
ABSENCES: Mapping[str, str] = {
    "ill": N_("Ill"),
    "leave": N_("Leave"),
    "training": N_("Training"),
    "duty": N_("Called to other duties"),
    "other": N_("Away"),
}


@dataclass(frozen=True)
class Span:
    """From a day to a day, both included."""

    first: date
    last: date

    def __contains__(self, on: date) -> bool:
        return self.first <= on <= self.last


@cites("地方规则 planning.hours")
def days_for_visits(week: IsoWeek, calendar: Calendar, *, away: Iterable[Span] = (), kept_free: Iterable[Span] = ()) -> int:  # fmt: skip
    """The working days of a week on which a person is here and no key period (holiday safeguarding, flood) keeps her from visits."""
    taken = (*away, *kept_free)
    days = (week.monday + timedelta(days=number) for number in range(7))
    return sum(1 for on in days if calendar.is_working_day(on) and not any(on in span for span in taken))


@cites("地方规则 planning.hours")
def minutes_for_visits(days: int, *, hours_a_week: int) -> int:
    """Of the hours that a duty gives to visits in a full week, the share of so many days; in minutes."""
    return hours_a_week * 60 * days // WORKING_DAYS


@cites("地方规则 planning.hours")
def hours_of(duties: Iterable[str], hours: Mapping[str, int]) -> int:
    """Who holds several duties has the hours of the one that gives most; a duty without hours gives none."""
    return max((hours.get(duty, 0) for duty in duties), default=0)


@dataclass(frozen=True)
class Load:
    """A week of somebody: units, minutes planned, and minutes there are (None where nobody counts them, as for a village)."""

    units: int
    planned: int
    capacity: int | None

    @property
    def over(self) -> int:
        """Minutes beyond what there is."""
        return 0 if self.capacity is None else max(0, self.planned - self.capacity)

    @property
    def share(self) -> int:
        """How full it is, in per cent, at most 100; full where there is no time at all and something is planned."""
        if not self.capacity:
            return 100 if self.planned and self.capacity == 0 else 0
        return min(100, round(100 * self.planned / self.capacity))

    def plus(self, *, units: int, minutes: int) -> "Load":
        """The same with more, or with less where the numbers are negative."""
        return Load(self.units + units, self.planned + minutes, self.capacity)


@cites("地方规则 planning.hours")
def wrong_span(first: date, last: date) -> Refusal | None:
    """A period ends no earlier than it begins, and within a year."""
    if first <= last and (last - first).days < MOST_DAYS_AWAY:
        return None
    return Refusal(
        "period-wrong", N_("The last day lies on or after the first, within a year."), field="last_on"
    )
