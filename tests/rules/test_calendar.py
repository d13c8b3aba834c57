"""Working days as the State Council publishes them, deadlines, and weeks by number."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules.calendar import Calendar, IsoWeek, Unit

CALENDAR = Calendar()
NOTICE = "State Council notice for 2026"
days = st.dates(date(2004, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("on", "is_working"),
    [
        pytest.param(date(2026, 11, 23), True, id=f"{NOTICE}: an ordinary Monday"),
        pytest.param(date(2026, 11, 22), False, id=f"{NOTICE}: an ordinary Sunday"),
        pytest.param(date(2026, 1, 1), False, id=f"{NOTICE}: New Year"),
        pytest.param(date(2026, 1, 4), True, id=f"{NOTICE}: the Sunday made up for New Year"),
        pytest.param(date(2026, 2, 14), True, id=f"{NOTICE}: the Saturday before the Spring Festival"),
        pytest.param(date(2026, 2, 16), False, id=f"{NOTICE}: New Year's Eve, a Monday"),
        pytest.param(date(2026, 2, 23), False, id=f"{NOTICE}: the last day off of the Spring Festival"),
        pytest.param(date(2026, 2, 28), True, id=f"{NOTICE}: the Saturday after it"),
        pytest.param(date(2026, 5, 9), True, id=f"{NOTICE}: the Saturday made up for Labour Day"),
        pytest.param(date(2026, 9, 20), True, id=f"{NOTICE}: the Sunday made up for National Day"),
        pytest.param(date(2026, 10, 7), False, id=f"{NOTICE}: National Day, a Wednesday"),
        pytest.param(date(2026, 10, 8), True, id=f"{NOTICE}: the Thursday after it"),
        pytest.param(date(2026, 10, 10), True, id=f"{NOTICE}: the Saturday made up for it"),
    ],
)
def test_a_published_day_is_worked_or_not_as_published(on: date, is_working: bool) -> None:
    day = CALENDAR.day(on)
    assert (day.is_working, day.provisional) == (is_working, False)
    assert CALENDAR.is_working_day(on) is is_working


@pytest.mark.parametrize(
    ("on", "is_working"),
    [
        pytest.param(date(2040, 10, 1), False, id="National Day falls on a Monday"),
        pytest.param(date(2040, 5, 1), False, id="Labour Day falls on a Tuesday"),
        pytest.param(date(2040, 2, 13), False, id="Spring Festival by the moon, a Monday"),
        pytest.param(date(2040, 11, 23), True, id="an ordinary Friday"),
        pytest.param(date(2040, 11, 24), False, id="an ordinary Saturday"),
        pytest.param(date(1970, 1, 2), True, id="before anything was published"),
    ],
)
def test_a_year_without_published_days_is_answered_provisionally(on: date, is_working: bool) -> None:
    day = CALENDAR.day(on)
    assert (day.is_working, day.provisional) == (is_working, True)


def test_the_own_table_stands_above_the_published_days_and_above_the_provisional_ones() -> None:
    own = Calendar({date(2026, 11, 23): False, date(2026, 11, 22): True, date(2040, 11, 24): True})
    assert not own.is_working_day(date(2026, 11, 23))
    assert own.is_working_day(date(2026, 11, 22))
    assert own.day(date(2040, 11, 24)) == own.day(date(2040, 11, 24))
    assert (own.day(date(2040, 11, 24)).is_working, own.day(date(2040, 11, 24)).provisional) == (True, False)
    assert own.day(date(2040, 11, 23)).provisional


@pytest.mark.parametrize(
    ("start", "number", "unit", "on"),
    [
        pytest.param(date(2026, 11, 20), 1, "working", date(2026, 11, 23), id="APL 85: Friday + 1 is Monday"),
        pytest.param(date(2026, 11, 23), 5, "working", date(2026, 11, 30), id="APL 85: five days are a week"),
        pytest.param(
            date(2026, 9, 30), 3, "working", date(2026, 10, 10), id="APL 85: the made-up Saturday counts"
        ),
        pytest.param(
            date(2026, 2, 13), 2, "working", date(2026, 2, 24), id="APL 85: nine days off do not count"
        ),
        pytest.param(date(2026, 11, 22), 0, "working", date(2026, 11, 22), id="no days: the day itself"),
        pytest.param(
            date(2026, 11, 3),
            15,
            "calendar",
            date(2026, 11, 18),
            id="Civil Code 201: the first day is not counted",
        ),
        pytest.param(
            date(2026, 11, 6),
            15,
            "calendar",
            date(2026, 11, 23),
            id="Civil Code 203: Saturday becomes Monday",
        ),
        pytest.param(
            date(2026, 9, 16), 15, "calendar", date(2026, 10, 8), id="Civil Code 203: after National Day"
        ),
        pytest.param(
            date(2026, 2, 7),
            7,
            "calendar",
            date(2026, 2, 14),
            id="Civil Code 203: a made-up Saturday is worked",
        ),
    ],
)
def test_a_deadline_runs_from_the_day_after(start: date, number: int, unit: Unit, on: date) -> None:
    deadline = CALENDAR.deadline(start, number, unit=unit)
    assert (deadline.on, deadline.provisional, deadline.counted) == (on, False, number)


def test_a_deadline_that_reaches_into_an_unpublished_year_says_so() -> None:
    assert not CALENDAR.deadline(date(2025, 12, 25), 10, unit="working").provisional
    assert CALENDAR.deadline(date(2039, 12, 28), 3, unit="working").provisional
    assert CALENDAR.deadline(date(2039, 12, 28), 3, unit="calendar").provisional


def test_a_deadline_leans_on_the_unpublished_days_that_it_passes_and_on_no_others() -> None:
    over_the_year = {date(2040, 1, 1) + timedelta(n): n % 7 < 5 for n in range(30)}
    assert not Calendar(over_the_year).deadline(date(2040, 1, 1), 5, unit="working").provisional
    assert Calendar(over_the_year).deadline(date(2040, 1, 28), 10, unit="working").provisional


@pytest.mark.parametrize("unit", ["working", "calendar"])
def test_a_deadline_never_lies_behind(unit: Unit) -> None:
    with pytest.raises(ValueError, match="lies ahead"):
        CALENDAR.deadline(date(2026, 11, 23), -1, unit=unit)


@given(days, st.integers(1, 40))
def test_exactly_that_many_working_days_lie_between(start: date, number: int) -> None:
    end = CALENDAR.add_working_days(start, number)
    passed = [start + timedelta(n) for n in range(1, (end - start).days + 1)]
    assert sum(CALENDAR.is_working_day(day) for day in passed) == number
    assert CALENDAR.is_working_day(end)


@given(days, st.integers(1, 40))
def test_going_forth_and_back_over_working_days_ends_at_a_worked_start(start: date, number: int) -> None:
    if CALENDAR.is_working_day(start):
        assert CALENDAR.add_working_days(CALENDAR.add_working_days(start, number), -number) == start


@given(days, st.integers(0, 60))
def test_a_deadline_in_calendar_days_ends_on_the_first_working_day_from_its_last_day(
    start: date, number: int
) -> None:
    on = CALENDAR.deadline(start, number, unit="calendar").on
    last = start + timedelta(number)
    assert CALENDAR.is_working_day(on)
    assert not any(CALENDAR.is_working_day(last + timedelta(n)) for n in range((on - last).days))


@pytest.mark.parametrize(
    ("on", "week"),
    [
        pytest.param(date(2026, 11, 23), "2026-W48", id="GB/T 7408 an ordinary week"),
        pytest.param(date(2026, 1, 1), "2026-W01", id="GB/T 7408 New Year is a Thursday"),
        pytest.param(date(2025, 12, 29), "2026-W01", id="GB/T 7408 its Monday lies in the year before"),
        pytest.param(date(2026, 12, 31), "2026-W53", id="GB/T 7408 a year of 53 weeks"),
        pytest.param(date(2027, 1, 3), "2026-W53", id="GB/T 7408 week 53 ends in the year after"),
        pytest.param(date(2027, 1, 4), "2027-W01", id="GB/T 7408 the week after week 53"),
        pytest.param(date(2021, 1, 1), "2020-W53", id="GB/T 7408 New Year in week 53"),
        pytest.param(date(2024, 2, 29), "2024-W09", id="GB/T 7408 leap day"),
    ],
)
def test_a_day_lies_in_its_iso_week(on: date, week: str) -> None:
    found = IsoWeek.of(on)
    assert str(found) == week
    assert on in found


def test_a_week_knows_its_days_its_neighbours_and_its_label() -> None:
    week = IsoWeek(2026, 53)
    assert (week.monday, week.sunday) == (date(2026, 12, 28), date(2027, 1, 3))
    assert (week.next, week.previous) == (IsoWeek(2027, 1), IsoWeek(2026, 52))
    assert week.label_parts == {"year": "2026", "week": "53", "from": "12-28", "to": "01-03"}
    assert date(2027, 1, 4) not in week


@pytest.mark.parametrize(("year", "week"), [(2027, 53), (2026, 0), (2026, 54), (0, 1)])
def test_a_week_that_does_not_exist_cannot_be_made(year: int, week: int) -> None:
    with pytest.raises(ValueError):
        IsoWeek(year, week)


@given(days, days)
def test_weeks_are_ordered_as_their_days_are(one: date, other: date) -> None:
    if one <= other:
        assert IsoWeek.of(one) <= IsoWeek.of(other)
    assert (IsoWeek.of(one) == IsoWeek.of(other)) is (IsoWeek.of(one).monday == IsoWeek.of(other).monday)


@given(days)
def test_weeks_follow_each_other_without_gap(on: date) -> None:
    week = IsoWeek.of(on)
    assert week.next.monday - week.sunday == timedelta(1)
    assert week.next.previous == week
    assert week.monday.weekday() == 0
    assert week.sunday - week.monday == timedelta(6)


def test_a_deadline_on_a_known_day_is_provisional_when_a_day_before_it_is_unknown() -> None:
    only_the_last = Calendar({date(2040, 1, 10): True})
    deadline = only_the_last.deadline(date(2040, 1, 6), 2, unit="working")
    assert (deadline.on, deadline.provisional) == (date(2040, 1, 10), True)
