"""What a person can do in a week: days, hours, and by how much a week is overfull."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules.calendar import Calendar, IsoWeek
from anbiao.rules.capacity import (
    Load,
    Span,
    days_for_visits,
    hours_of,
    minutes_for_visits,
    wrong_span,
)

WEEK = IsoWeek(2026, 49)  # 2026-11-30 to 2026-12-06, five working days
CALENDAR = Calendar()
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def span(first: int, last: int) -> Span:
    """From a day of the week to a day of it, Monday is 0."""
    return Span(WEEK.monday + timedelta(days=first), WEEK.monday + timedelta(days=last))


@pytest.mark.parametrize(
    ("away", "kept_free", "left"),
    [
        pytest.param([], [], 5, id="a full week"),
        pytest.param([span(0, 0)], [], 4, id="one day ill"),
        pytest.param([span(-20, 20)], [], 0, id="ill all week"),
        pytest.param([span(5, 6)], [], 5, id="away on the weekend"),
        pytest.param([], [span(3, 6)], 3, id="a key period from Thursday"),
        pytest.param([span(0, 3)], [span(3, 4)], 0, id="both, one day counted once"),
    ],
)
def test_days_for_visits_are_working_days_without_absences_and_key_periods(
    away: list[Span], kept_free: list[Span], left: int
) -> None:
    assert days_for_visits(WEEK, CALENDAR, away=away, kept_free=kept_free) == left


def test_a_week_with_a_feast_has_fewer_days_and_a_make_up_day_counts() -> None:
    assert days_for_visits(IsoWeek(2026, 40), CALENDAR) < 5  # National Day


@given(st.lists(st.tuples(days, days), max_size=4), st.lists(st.tuples(days, days), max_size=4))
def test_who_is_away_longer_never_has_more_days(
    one: list[tuple[date, date]], more: list[tuple[date, date]]
) -> None:
    first = [Span(*each) for each in one]
    both = first + [Span(*each) for each in more]
    assert 0 <= days_for_visits(WEEK, CALENDAR, away=both) <= days_for_visits(WEEK, CALENDAR, away=first) <= 7


@pytest.mark.parametrize(
    ("free", "hours", "minutes"), [(5, 20, 1200), (4, 20, 960), (0, 20, 0), (3, 7, 252), (6, 20, 1440)]
)
def test_hours_follow_the_days(free: int, hours: int, minutes: int) -> None:
    assert minutes_for_visits(free, hours_a_week=hours) == minutes


@pytest.mark.parametrize(
    ("duties", "hours"),
    [
        pytest.param(["grid_member"], 24, id="one duty"),
        pytest.param(["leader", "town_officer", "grid_member"], 24, id="of several the one that gives most"),
        pytest.param(["leader"], 0, id="a duty without hours"),
        pytest.param([], 0, id="none"),
    ],
)
def test_hours_come_from_the_duty_that_gives_most(duties: list[str], hours: int) -> None:
    assert hours_of(duties, {"grid_member": 24, "town_officer": 20}) == hours


@pytest.mark.parametrize(
    ("planned", "capacity", "over", "share"),
    [
        pytest.param(600, 1200, 0, 50, id="half full"),
        pytest.param(1200, 1200, 0, 100, id="just full"),
        pytest.param(1500, 1200, 300, 100, id="overfull"),
        pytest.param(60, 0, 60, 100, id="somebody who is away"),
        pytest.param(0, 0, 0, 0, id="away and nothing planned"),
        pytest.param(900, None, 0, 0, id="a village has no hours"),
    ],
)
def test_a_load_says_by_how_much_it_is_too_much(
    planned: int, capacity: int | None, over: int, share: int
) -> None:
    load = Load(3, planned, capacity)
    assert (load.over, load.share) == (over, share)
    assert load.plus(units=1, minutes=30) == Load(4, planned + 30, capacity)


@pytest.mark.parametrize(
    ("days_on", "code"), [(0, ""), (365, ""), (366, "period-wrong"), (-1, "period-wrong")]
)
def test_a_period_ends_no_earlier_than_it_begins_and_within_a_year(days_on: int, code: str) -> None:
    refused = wrong_span(WEEK.monday, WEEK.monday + timedelta(days=days_on))
    assert (refused.code if refused else "") == code
