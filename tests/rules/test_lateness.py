"""Late ends, and three of them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules.lateness import Ending, counted_from, is_late_end, is_thrice_late

TODAY = date(2026, 11, 26)
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
ENDINGS = st.lists(st.builds(Ending, DAYS, st.none() | DAYS), max_size=8)


@pytest.mark.parametrize(
    ("due", "ended", "late"),
    [
        (date(2026, 11, 25), None, True), (date(2026, 11, 26), None, False), (date(2026, 11, 27), None, False),
        (date(2026, 11, 20), date(2026, 11, 20), False), (date(2026, 11, 20), date(2026, 11, 21), True),
    ],
    ids=["its day is over", "its day is today", "its day comes", "on its day", "the day after"],
)  # fmt: skip
def test_what_ends_after_its_day_is_late(due: date, ended: date | None, late: bool) -> None:
    assert is_late_end(Ending(due, ended), TODAY) is late


@pytest.mark.parametrize(
    ("today", "first"),
    [(date(2026, 11, 26), date(2025, 11, 26)), (date(2028, 2, 29), date(2027, 2, 28)), (date(2027, 1, 1), date(2026, 1, 1))],
)  # fmt: skip
def test_twelve_months_are_counted(today: date, first: date) -> None:
    assert counted_from(today) == first


@pytest.mark.parametrize(
    ("days_ago", "thrice"),
    [([1, 2, 3], True), ([1, 2], False), ([1, 2, 366], False), ([1, 2, 365], True), ([0, 1, 2], False), ([1, 1, 1], True)],
)  # fmt: skip
def test_three_late_ends_of_the_last_twelve_months_are_three_times_late(
    days_ago: list[int], thrice: bool
) -> None:
    assert is_thrice_late([Ending(TODAY - timedelta(days=days), None) for days in days_ago], TODAY) is thrice


@given(ENDINGS)
def test_ending_in_time_never_makes_anybody_later(endings: list[Ending]) -> None:
    if not is_thrice_late(endings, TODAY):
        in_time = [Ending(each.due_on, each.due_on) for each in endings]
        assert not is_thrice_late([*endings, *in_time], TODAY)
