"""Working days with the State Council's make-up days, deadlines, and weeks by number.

Feast days of a year are published late in the year before. For a year that is not yet known, weekends and the
feasts themselves are taken, without make-up days, and every answer that leans on it says `provisional`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

import chinese_calendar

from anbiao.rules.refusal import cites

Unit = Literal["working", "calendar"]

DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class Day:
    """What one day is: worked or not, and whether that is still provisional."""

    on: date
    is_working: bool
    provisional: bool


@dataclass(frozen=True)
class Deadline:
    """The last day, whether the days up to it are not all published yet, and how many days were counted."""

    on: date
    provisional: bool
    counted: int


@dataclass(frozen=True)
class Calendar:
    """Working days. `overrides` (day -> is it worked) is the district's own table, above everything else."""

    overrides: Mapping[date, bool] = field(default_factory=dict, hash=False)

    @cites("全国年节及纪念日放假办法 (2024)", "国务院办公厅年度节假日安排")
    def day(self, on: date) -> Day:
        """Worked or not by the own table, then as published for its year, else by weekday and feast,
        provisionally.
        """
        own = self.overrides.get(on)
        if own is not None:
            return Day(on, own, provisional=False)
        published = _published(on)
        if published is not None:
            return Day(on, published, provisional=False)
        return Day(on, _expected(on), provisional=True)

    def is_working_day(self, on: date) -> bool:
        """True when the day is worked, as far as is known; `day` says whether that is provisional."""
        return self.day(on).is_working

    def add_working_days(self, start: date, days: int) -> date:
        """The day `days` working days after `start`, before it when negative; `start` itself never counts."""
        return self._walk(start, days).on

    @cites("民法典 第二百零一条", "民法典 第二百零三条", "行政处罚法 (2021) 第八十五条")
    def deadline(self, start: date, days: int, *, unit: Unit) -> Deadline:
        """The day of the event does not count. Working days count worked days only; a period in calendar days
        that would end on a day off ends on the next working day.
        """
        if days < 0:
            raise ValueError("a deadline lies ahead")
        if unit == "working":
            return self._walk(start, days)
        return self._on_or_after(start + days * DAY, counted=days)

    def _walk(self, start: date, days: int) -> Deadline:
        step = DAY if days >= 0 else -DAY
        on, left, provisional = start, abs(days), False
        while left:
            on += step
            day = self.day(on)
            provisional = provisional or day.provisional
            left -= day.is_working
        return Deadline(on, provisional, counted=abs(days))

    def _on_or_after(self, last: date, *, counted: int) -> Deadline:
        day = self.day(last)
        provisional = day.provisional
        while not day.is_working:
            day = self.day(day.on + DAY)
            provisional = provisional or day.provisional
        return Deadline(day.on, provisional, counted)


def _published(on: date) -> bool | None:
    """As published; None for a year that is not. The library raises NotImplementedError for those."""
    try:
        return bool(chinese_calendar.is_workday(on))
    except NotImplementedError:
        return None


def _expected(on: date) -> bool:
    return on.weekday() < SATURDAY and on not in _feasts(on.year)


@lru_cache(maxsize=64)
def _feasts(year: int) -> frozenset[date]:
    import holidays  # where it is used: every process would wait 0.2 s for the feasts of years that are not published

    return frozenset(holidays.country_holidays("CN", years=year))


@dataclass(frozen=True, order=True)
class IsoWeek:
    """A week by ISO 8601: Monday to Sunday, number 1 holds the year's first Thursday. Ordered in time; str is
    2026-W53.
    """

    year: int
    week: int

    def __post_init__(self) -> None:
        date.fromisocalendar(self.year, self.week, 1)

    @staticmethod
    @cites("GB/T 7408.1-2023")
    def of(on: date) -> "IsoWeek":
        """The week that holds the day; its year differs from the day's around New Year."""
        year, week, _ = on.isocalendar()
        return IsoWeek(year, week)

    @property
    def monday(self) -> date:
        """The first day."""
        return date.fromisocalendar(self.year, self.week, 1)

    @property
    def sunday(self) -> date:
        """The last day."""
        return date.fromisocalendar(self.year, self.week, 7)

    @property
    def next(self) -> "IsoWeek":
        """The week after."""
        return IsoWeek.of(self.sunday + DAY)

    @property
    def previous(self) -> "IsoWeek":
        """The week before."""
        return IsoWeek.of(self.monday - DAY)

    def plus(self, weeks: int) -> "IsoWeek":
        """So many weeks later; earlier when negative."""
        return IsoWeek.of(self.monday + 7 * weeks * DAY)

    def since(self, other: "IsoWeek") -> int:
        """How many weeks after another; negative when before it."""
        return (self.monday - other.monday).days // 7

    def until(self, last: "IsoWeek") -> "tuple[IsoWeek, ...]":
        """The weeks from this one to the last, both included; none when the last lies before."""
        return tuple(self.plus(number) for number in range(last.since(self) + 1))

    @staticmethod
    def parse(text: str) -> "IsoWeek":
        """2026-W49 as a week. ValueError for anything else, and for a week that the year does not have."""
        year, found, week = text.partition("-W")
        if not (
            found
            and len(year) == 4
            and len(week) == 2
            and (year + week).isascii()
            and (year + week).isdigit()
        ):
            raise ValueError(f"not a week: {text!r}")
        return IsoWeek(int(year), int(week))

    @property
    def label_parts(self) -> Mapping[str, str]:
        """What a label is made of: year, week, and first and last day as month-day (11-23)."""
        return {
            "year": str(self.year),
            "week": str(self.week),
            "from": f"{self.monday:%m-%d}",
            "to": f"{self.sunday:%m-%d}",
        }

    def __contains__(self, on: date) -> bool:
        return self.monday <= on <= self.sunday

    def __str__(self) -> str:
        return f"{self.year}-W{self.week:02d}"
