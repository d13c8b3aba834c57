"""The course of a task, the first spread over weeks, and being caught up."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules.calendar import Calendar, IsoWeek
from anbiao.rules.machine import Facts
from anbiao.rules.tasks import (
    OPEN,
    SLIPS,
    STANDINGS,
    TASK,
    Progress,
    catch_up,
    due_on,
    earliest,
    in_order,
    lines,
    movable,
    standing,
    week_in_turn,
)

W40 = IsoWeek(2026, 40)
MONDAY = W40.monday
weeks = st.integers(-120, 120).map(W40.plus)


def facts(**over: object) -> Facts:
    """A task that its grid member may do and its town may accept."""
    return {
        "campaign_state": "running", "held": frozenset({"grid_member"}), "doers": ["grid_member"], "acceptors": ["town_officer"],
        "evidence": "note", "given_note": "看过", "given_slip": "", "slip": "", "scheduled_week": str(W40), "done_by": "",
        "enterprise_id": "u", "by_person": "p", "by_units": frozenset(), **over,
    }  # fmt: skip


TOWN = frozenset({"town_officer"})
CASES: list[tuple[str, str, dict[str, object], list[str]]] = [
    ("begin", "idle", {}, []),
    ("begin", "doing", {}, ["step-not-from-here"]),
    ("begin", "idle", {"campaign_state": "closed"}, ["campaign-not-running"]),
    ("begin", "idle", {"held": TOWN}, ["not-named-to-do"]),
    ("submit", "idle", {}, []),
    ("submit", "returned", {"given_note": " "}, ["evidence-missing"]),
    ("submit", "returned", {"given_note": "", "evidence": "none"}, []),
    ("accept", "submitted", {"held": TOWN}, []),
    ("accept", "submitted", {}, ["not-named-to-accept"]),
    ("accept", "submitted", {"held": TOWN, "done_by": "p"}, ["own-work"]),
    ("accept", "submitted", {"held": TOWN, "by_units": frozenset({"u"})}, ["own-unit"]),
    ("accept", "submitted", {"held": TOWN, "by_person": ""}, ["nobody-known"]),
    ("accept", "idle", {"held": TOWN}, ["step-not-from-here"]),
    ("send_back", "submitted", {"held": TOWN, "done_by": "p"}, ["own-work"]),
    ("reopen", "accepted", {"held": TOWN}, []),
    ("exempt", "accepted", {}, ["step-not-from-here"]),
    ("exempt", "returned", {}, []),
    ("resume", "exempted", {"campaign_state": "draft"}, ["campaign-not-running"]),
]


@pytest.mark.parametrize(("step", "state", "over", "codes"), CASES, ids=lambda value: str(value)[:40])
def test_a_step_is_taken_by_whom_the_step_names_and_accepted_by_somebody_else(
    step: str, state: str, over: dict[str, object], codes: list[str]
) -> None:
    found = TASK.refusals(step, state=state, facts=facts(**over), today=MONDAY)
    assert [each.code for each in found] == codes


@pytest.mark.parametrize(
    ("days", "over", "codes"),
    [
        (6, {}, []),
        (7, {}, ["slip-missing"]),
        (7, {"given_slip": "weather"}, []),
        (7, {"given_slip": "no such reason"}, ["slip-missing"]),
        (70, {"slip": "weather"}, []),
    ],
)
def test_why_it_slipped_is_asked_once_and_only_after_its_week(
    days: int, over: dict[str, object], codes: list[str]
) -> None:
    found = TASK.refusals("submit", state="idle", facts=facts(**over), today=MONDAY + timedelta(days=days))
    assert [each.code for each in found] == codes


def test_a_fact_that_is_missing_is_an_error_and_no_permission() -> None:
    with pytest.raises(KeyError):
        TASK.refusals("accept", state="submitted", facts={}, today=MONDAY)


# ---------- weeks ----------


@given(weeks)
def test_a_week_is_written_and_read(week: IsoWeek) -> None:
    assert IsoWeek.parse(str(week)) == week
    assert week.plus(3).since(week) == 3
    assert len(week.until(week.plus(5))) == 6
    assert week.until(week.previous) == ()


@pytest.mark.parametrize(
    "text", ["2026-W54", "2026W49", "2026-49", "2026-W4", "x", "", "2025-W53", "２０２６-W49"]
)
def test_what_is_no_week_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        IsoWeek.parse(text)


@given(weeks)
def test_the_last_day_is_worked_and_not_after_its_week(week: IsoWeek) -> None:
    calendar = Calendar()
    on = due_on(week, calendar)
    assert calendar.is_working_day(on)
    assert on <= week.sunday


def test_a_week_of_feast_days_ends_before_it() -> None:
    """National Day 2025: 1 to 8 October are off, so that week 40 ends on Tuesday, 30 September."""
    assert due_on(IsoWeek(2025, 40), Calendar()) == date(2025, 9, 30)


@given(number=st.integers(1, 400), window=st.integers(1, 30), per_week=st.integers(1, 100))
def test_the_spread_is_early_keeps_the_window_and_overloads_only_when_it_must(
    number: int, window: int, per_week: int
) -> None:
    found = [
        week_in_turn(W40, rank=rank, number=number, weeks=window, per_week=per_week) for rank in range(number)
    ]
    assert found[0] == W40
    assert found == sorted(found)
    assert found[-1] <= W40.plus(window - 1)
    most = max(found.count(week) for week in set(found))
    assert most <= per_week or number > per_week * window
    full = [found.count(week) for week in sorted(set(found))[:-1]]
    assert all(count == most for count in full)


@given(opens=weeks, before=st.none() | weeks, lag=st.integers(0, 8))
def test_a_step_waits_for_what_it_follows(opens: IsoWeek, before: IsoWeek | None, lag: int) -> None:
    week = earliest(opens, before, lag)
    assert week >= opens
    assert before is None or week.since(before) >= lag


@pytest.mark.parametrize(
    ("to", "over", "code"),
    [
        (1, {}, ""),
        (0, {}, ""),
        (-1, {}, "move-past"),
        (3, {}, "move-beyond"),
        (2, {}, ""),
        (1, {"is_locked": True}, "move-locked"),
        (1, {"state": "submitted"}, "move-done"),
        (1, {"state": "exempted"}, "move-done"),
        (9, {"due": MONDAY - timedelta(days=3)}, ""),
    ],
)
def test_a_planned_week_moves_between_now_and_its_last_day(
    to: int, over: dict[str, object], code: str
) -> None:
    """What is late already may be planned for any week to come."""
    given_ = {"due": W40.plus(2).sunday, "is_locked": False, "state": "idle", **over}
    refusal = movable(to=W40.plus(to), this=W40, **given_)  # type: ignore[arg-type]
    assert (refusal.code if refusal else "") == code


# ---------- lines, standing ----------

FRIDAY = MONDAY + timedelta(days=18)  # the last day of two weeks later


@pytest.mark.parametrize(
    ("state", "done", "today", "expected"),
    [
        ("idle", None, MONDAY - timedelta(days=1), "to_come"),
        ("idle", None, MONDAY, "soon"),
        ("doing", None, MONDAY + timedelta(days=7), "slipping"),
        ("returned", None, FRIDAY, "slipping"),
        ("idle", None, FRIDAY + timedelta(days=1), "late"),
        ("submitted", FRIDAY, FRIDAY + timedelta(days=9), "on_time"),
        ("submitted", FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=9), "caught_up"),
        ("accepted", MONDAY - timedelta(days=1), MONDAY, "ahead"),
        ("exempted", None, FRIDAY + timedelta(days=99), "exempted"),
    ],
)
def test_late_is_red_until_caught_up_and_then_yellow(
    state: str, done: date | None, today: date, expected: str
) -> None:
    assert standing(state=state, scheduled=W40, due=FRIDAY, done=done, today=today) == expected


@given(st.sampled_from(sorted(OPEN)), st.integers(-60, 60))
def test_what_is_open_never_counts_as_done(state: str, days: int) -> None:
    found = standing(state=state, scheduled=W40, due=FRIDAY, done=None, today=MONDAY + timedelta(days=days))
    assert found in {"to_come", "soon", "slipping", "late"} <= STANDINGS.keys()


numbers = st.dictionaries(st.integers(-3, 12).map(W40.plus), st.integers(0, 50))


@given(planned=numbers, done=numbers)
def test_the_lines_rise_and_end_with_everything(
    planned: dict[IsoWeek, int], done: dict[IsoWeek, int]
) -> None:
    last = W40.plus(12)
    points = lines(planned, done, first=W40, last=last, this=last)
    assert [point.week for point in points] == list(W40.until(last))
    assert points[-1].planned == sum(planned.values())
    assert points[-1].actual == sum(done.values())
    assert all(a.planned <= b.planned for a, b in itertools.pairwise(points))
    ahead = lines(planned, done, first=W40, last=last, this=W40.plus(4))
    assert [point.actual is None for point in ahead] == [n > 4 for n in range(13)]


counts = st.integers(0, 40)


@given(total=counts, planned=counts, done=counts, late=counts, caught=counts)
def test_whoever_has_something_late_is_late(
    total: int, planned: int, done: int, late: int, caught: int
) -> None:
    progress = Progress(total, planned, done, done, late, caught)
    assert not (progress.behind and progress.ahead)
    found = catch_up(progress)
    assert (found == "late") == bool(late)
    assert found in STANDINGS


def test_who_has_most_that_is_late_comes_first() -> None:
    rows = {
        "甲": Progress(9, 5, 5, 5, 0, 0),
        "乙": Progress(9, 5, 3, 3, 0, 0),
        "丙": Progress(9, 5, 4, 4, 2, 0),
    }
    assert [name for name, _ in in_order(rows.items())] == ["丙", "乙", "甲"]


def test_reasons_for_slipping_are_a_list() -> None:
    assert len(SLIPS) >= 6
    assert all(SLIPS.values())
