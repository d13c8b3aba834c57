"""Periodic reports: the period that is told, its last day, and who may decide."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules.calendar import Calendar
from anbiao.rules.reports import EVERY, REPORT, Cadence, days_of, due_on, is_opened, last_period

DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
OFFICE, OTHER, ME, HER = "office", "another office", "me", "her"


@pytest.mark.parametrize(
    ("every", "today", "period", "first", "last"),
    [
        ("W", date(2026, 11, 23), "2026-W47", date(2026, 11, 16), date(2026, 11, 22)),
        ("W", date(2026, 11, 22), "2026-W46", date(2026, 11, 9), date(2026, 11, 15)),
        ("W", date(2027, 1, 4), "2026-W53", date(2026, 12, 28), date(2027, 1, 3)),
        ("M", date(2026, 3, 1), "2026-M2", date(2026, 2, 1), date(2026, 2, 28)),
        ("M", date(2026, 1, 31), "2025-M12", date(2025, 12, 1), date(2025, 12, 31)),
        ("Q", date(2026, 10, 1), "2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("H", date(2026, 6, 30), "2025-H2", date(2025, 7, 1), date(2025, 12, 31)),
    ],
)
def test_the_newest_period_that_is_over(
    every: str, today: date, period: str, first: date, last: date
) -> None:
    assert last_period(every, today) == period
    assert days_of(period) == (first, last)


@given(st.sampled_from(sorted(EVERY)), DAYS)
def test_every_day_follows_one_period_and_no_day_is_told_by_two(every: str, today: date) -> None:
    first, last = days_of(last_period(every, today))
    assert first <= last < today
    assert days_of(last_period(every, last + timedelta(days=1))) == (first, last)
    assert days_of(last_period(every, first))[1] == first - timedelta(days=1)


@given(st.integers(1, 20), DAYS)
def test_due_days_are_worked_days_and_grow_with_the_days_given(days: int, last: date) -> None:
    calendar = Calendar()
    due = due_on(last, days, calendar)
    assert due > last and calendar.is_working_day(due)
    assert due < due_on(last, days + 1, calendar)


def test_the_national_day_holidays_move_the_day_of_the_third_quarter() -> None:
    assert due_on(date(2026, 9, 30), 5, Calendar()) == date(2026, 10, 13)


def test_nobody_is_late_with_what_nobody_had_asked_for() -> None:
    due = date(2026, 11, 5)
    assert is_opened(due, due, has_begun=False)
    assert not is_opened(due, due + timedelta(days=1), has_begun=False)
    assert is_opened(due, due + timedelta(days=30), has_begun=True)


def facts(**over: Any) -> dict[str, Any]:
    return {
        "organisation_id": OFFICE,
        "by_offices": frozenset({OTHER}),
        "by_person": ME,
        "writers": [HER],
    } | over


@pytest.mark.parametrize(
    ("step", "state", "over", "code"),
    [
        ("begin", "due", {"by_offices": frozenset({OFFICE})}, None),
        ("begin", "due", {}, "not-the-owner"),
        ("hand_in", "draft", {"by_offices": frozenset({OFFICE})}, None),
        ("hand_in", "returned", {}, "not-the-owner"),
        ("accept", "handed_in", {}, None),
        ("accept", "handed_in", {"by_offices": frozenset({OFFICE})}, "own-report"),
        ("accept", "handed_in", {"writers": [HER, ME]}, "own-report"),
        ("accept", "handed_in", {"by_person": ""}, "nobody-known"),
        ("send_back", "handed_in", {"writers": [ME]}, "own-report"),
        ("waive", "due", {"by_offices": frozenset({OFFICE}), "writers": []}, "own-report"),
        ("waive", "draft", {}, None),
    ],
)
def test_who_decides_on_a_report(step: str, state: str, over: dict[str, Any], code: str | None) -> None:
    found = REPORT.refusals(REPORT.step(step), state=state, facts=facts(**over), today=date(2026, 11, 23))
    assert {refusal.code for refusal in found} == ({code} if code else set())


def test_a_cadence_of_no_known_period_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="no such period"):
        Cadence("x", "Y", "town", "x")
