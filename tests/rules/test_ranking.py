"""Who is ranked where and why: points, ties, who stands apart, what is lacking, what came late, and who may lead a ranking on."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from anbiao.rules import ranking_course as course
from anbiao.rules.calendar import Calendar
from anbiao.rules.ranking import (
    Entrant,
    Period,
    Value,
    Weight,
    counts_in,
    cut_off,
    differences,
    lacking,
    moved,
    parts,
    ranked,
    share,
    stood_last,
    with_late,
)

TODAY = date(2026, 11, 23)
PLAN = Weight("plan_rate", Decimal(60), Decimal(50), Decimal(100))
AGAIN = Weight("reopen_rate", Decimal(40), Decimal(20), Decimal(0), least=5)
WEIGHTS = (PLAN, AGAIN)
NEITHER = Weight("plan_rate", Decimal(1), Decimal(80), Decimal(80))


def entrant(key: str, plan: int, again: int = 0, **over: Any) -> Entrant:
    return Entrant(key, over.pop("units", 200), {"plan_rate": Value(plan, 100), "reopen_rate": Value(again, 100)}, **over)  # fmt: skip


# ---------- points ----------


@pytest.mark.parametrize(
    ("weight", "measured", "expected"),
    [
        pytest.param(PLAN, 50, 0, id="nothing at its lower end"),
        pytest.param(PLAN, 30, 0, id="nothing below it"),
        pytest.param(PLAN, 75, Fraction(1, 2), id="half way"),
        pytest.param(PLAN, 100, 1, id="all at its upper end"),
        pytest.param(PLAN, 130, 1, id="no more than all beyond it"),
        pytest.param(AGAIN, 0, 1, id="less is better: all at 0"),
        pytest.param(AGAIN, 5, Fraction(3, 4), id="less is better: a quarter lost"),
        pytest.param(AGAIN, 25, 0, id="less is better: nothing beyond"),
        pytest.param(NEITHER, 80, 1, id="one threshold reached"),
        pytest.param(NEITHER, 79, 0, id="one threshold missed"),
    ],
)
def test_a_value_earns_its_share(weight: Weight, measured: int, expected: Fraction) -> None:
    assert share(Fraction(measured), weight) == expected


def test_what_cannot_be_measured_leaves_its_points_to_the_others() -> None:
    found = parts({"plan_rate": Value(75, 100), "reopen_rate": Value(1, 4)}, WEIGHTS)
    assert [(part.points, part.most) for part in found] == [(50, 100), (0, 0)]
    assert found[1].left_out and found[1].left_out.code == "too-few-cases"
    found = parts({"plan_rate": Value(0, 0), "reopen_rate": Value(5, 100)}, WEIGHTS)
    assert [(part.points, part.most) for part in found] == [(0, 0), (75, 100)]
    assert found[0].left_out and found[0].left_out.code == "nothing-to-measure"


VALUES = st.builds(Value, st.integers(0, 60), st.integers(0, 60))


@given(st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=12))
def test_points_are_within_their_bounds_and_ranks_are_those_of_the_points(pairs: list[tuple[Value, Value]]) -> None:  # fmt: skip
    given_ = [Entrant(str(n), 200, {"plan_rate": a, "reopen_rate": b}) for n, (a, b) in enumerate(pairs)]
    lines = ranked(given_, WEIGHTS, least=100)
    assert {line.key for line in lines} == {each.key for each in given_}
    placed = [line for line in lines if line.rank is not None]
    for line in placed:
        assert all(0 <= part.points <= part.most for part in line.parts)
        assert Decimal(0) <= line.total <= Decimal("100.01")
        assert line.rank == 1 + sum(1 for other in placed if other.total > line.total)
    assert all((line.rank is None) == (line.against is not None) for line in lines)


# ---------- ranks ----------


def test_the_same_points_share_a_rank_and_the_next_is_left_out() -> None:
    lines = ranked([entrant("d", 60), entrant("a", 90), entrant("c", 80), entrant("b", 80)], WEIGHTS, least=100)  # fmt: skip
    assert [(line.key, line.rank) for line in lines] == [("a", 1), ("b", 2), ("c", 2), ("d", 4)]


@pytest.mark.parametrize(
    ("who", "code"),
    [
        pytest.param(entrant("x", 100, exempt="新设机构"), "exempt", id="exempt with a reason"),
        pytest.param(entrant("x", 100, units=99), "too-few-units", id="too few units"),
        pytest.param(Entrant("x", 200, {"plan_rate": None, "reopen_rate": Value(0, 50)}), "too-little-measured", id="40 of 100 points"),
    ],
)  # fmt: skip
def test_who_is_not_ranked_stands_apart_with_a_reason_and_takes_nobodys_place(who: Entrant, code: str) -> None:  # fmt: skip
    lines = ranked([who, entrant("y", 70), entrant("z", 60)], WEIGHTS, least=100)
    assert [(line.key, line.rank) for line in lines] == [("y", 1), ("z", 2), ("x", None)]
    assert lines[-1].against and lines[-1].against.code == code


# ---------- what is lacking ----------


def test_a_line_learns_what_would_have_brought_the_next_place() -> None:
    lines = ranked([entrant("a", 90), entrant("b", 80), entrant("c", 80, 4)], WEIGHTS, least=100)
    found = lacking(lines[2], lines, WEIGHTS)
    assert found and (found.rank, found.points) == (2, Decimal("8.00"))
    said = [(way.code, way.value, way.cases) for way in found.ways]
    assert said == [("plan_rate", Decimal("86.7"), 7), ("reopen_rate", Decimal("0.0"), -4)]
    assert lacking(lines[0], lines, WEIGHTS) is None


@given(st.lists(st.tuples(st.integers(0, 120), st.integers(0, 60)), min_size=2, max_size=6))
def test_the_cases_said_to_be_lacking_do_bring_the_place(pairs: list[tuple[int, int]]) -> None:
    given_ = [Entrant(str(n), 200, {"plan_rate": Value(a, 120), "reopen_rate": Value(b, 60)}) for n, (a, b) in enumerate(pairs)]  # fmt: skip
    lines = ranked(given_, WEIGHTS, least=100)
    found = lacking(lines[-1], lines, WEIGHTS)
    assume(found is not None and found.ways)
    assert found is not None
    for way in found.ways:
        last = next(each for each in given_ if each.key == lines[-1].key)
        value = last.values[way.code]
        assert value is not None and way.cases is not None
        better = replace(last, values={**last.values, way.code: replace(value, number=value.number + way.cases)})  # fmt: skip
        again = ranked([better if each is last else each for each in given_], WEIGHTS, least=100)
        there = next(line for line in again if line.key == last.key).rank
        assert there is not None and there <= found.rank  # whole cases may bring more than the place


@pytest.mark.parametrize(("rank", "before", "up"), [(1, 3, 2), (3, 1, -2), (2, 2, 0), (None, 1, None), (1, None, None)])  # fmt: skip
def test_a_line_moved_by_so_many_places(rank: int | None, before: int | None, up: int | None) -> None:
    assert moved(rank, before) == up


def test_a_correction_tells_every_line_that_differs() -> None:
    old = ranked([entrant("a", 90), entrant("b", 80), entrant("c", 70)], WEIGHTS, least=100)
    new = ranked([entrant("a", 90), entrant("b", 80), entrant("c", 80)], WEIGHTS, least=100)
    (found,) = differences(old, new)
    assert (found.key, found.rank) == ("c", (3, 2))
    assert found.figures == {"plan_rate": (Value(70, 100), Value(80, 100))}
    assert differences(old, old) == ()


# ---------- what came late ----------


def test_what_happened_may_arrive_until_some_working_days_later() -> None:
    assert cut_off(date(2026, 11, 22), 2, Calendar()) == date(2026, 11, 24)
    assert cut_off(date(2026, 11, 27), 2, Calendar()) == date(2026, 12, 1)


WEEK = Period(date(2026, 11, 9), date(2026, 11, 15), date(2026, 11, 17))
NEXT = Period(date(2026, 11, 16), date(2026, 11, 22), date(2026, 11, 24))


@pytest.mark.parametrize(
    ("happened", "known", "where"),
    [
        pytest.param(date(2026, 11, 15), date(2026, 11, 15), WEEK, id="known at once"),
        pytest.param(date(2026, 11, 9), date(2026, 11, 17), WEEK, id="by the end of the cut-off day"),
        pytest.param(date(2026, 11, 15), date(2026, 11, 18), NEXT, id="a day late: the next period"),
        pytest.param(date(2026, 11, 15), date(2026, 11, 24), NEXT, id="by the next cut-off"),
        pytest.param(date(2026, 11, 15), date(2026, 11, 25), None, id="later: only by a correction"),
        pytest.param(date(2026, 11, 16), date(2026, 11, 16), None, id="not of this period"),
    ],
)
def test_what_came_late_counts_once_and_in_the_next_period(happened: date, known: date, where: Period | None) -> None:  # fmt: skip
    assert counts_in(happened, known, WEEK, NEXT) == where


def test_what_came_late_is_added_to_a_share_and_to_nothing_else() -> None:
    assert with_late(Value(3, 4), Value(1, 2)) == Value(4, 6)
    assert with_late(None, Value(1, 2)) == Value(1, 2)
    assert with_late(Value(3, 4), None) == Value(3, 4)
    assert with_late(Value(7), Value(1, 1)) == Value(7)


# ---------- who leads it on ----------


def facts(**over: Any) -> dict[str, object]:
    return {
        "by_person": "Gao", "by_units": frozenset[str](), "cut_off_on": "2026-11-20", "objections_to": "2026-11-20",
        "objections_open": 0, "drafted_by": "Hu", "sent_by": "Hu", "decided_by": "Hu", "corrects_id": None, "objected_by": "Li", "objectors": ["Li"], **over,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("guard", "over", "code"),
    [
        pytest.param(course.cut_off_is_past, {}, None, id="after the cut-off"),
        pytest.param(course.cut_off_is_past, {"cut_off_on": "2026-11-23"}, "cut-off-ahead", id="on its day"),
        pytest.param(course.time_is_over, {}, None, id="time is over"),
        pytest.param(course.time_is_over, {"objections_to": "2026-11-23"}, "objections-run", id="on the last day"),
        pytest.param(course.all_answered, {}, None, id="nothing open"),
        pytest.param(course.all_answered, {"objections_open": 2}, "objections-open", id="two open"),
        pytest.param(course.another_publishes, {}, None, id="a second person publishes"),
        pytest.param(course.another_publishes, {"by_person": "Hu"}, "same-person", id="4.2 (4) not who made it"),
        pytest.param(course.another_publishes, {"by_person": ""}, "nobody-known", id="4.2 (9) somebody known"),
        pytest.param(course.another_publishes, {"by_person": "Wu", "decided_by": "Wu"}, "same-person", id="4.2 (4) nor who concluded it"),
        pytest.param(course.nobody_ranked_publishes, {}, None, id="nobody of a ranked office"),
        pytest.param(course.nobody_ranked_publishes, {"by_person": "Li"}, "ranked-oneself", id="4.2 (5) not who objected"),
        pytest.param(course.is_first_edition, {}, None, id="a first edition"),
        pytest.param(course.is_first_edition, {"corrects_id": "x"}, "leader-publishes", id="4.2 (4) a correction"),
        pytest.param(course.is_correction, {}, "no-correction", id="no correction"),
        pytest.param(course.is_correction, {"corrects_id": "x"}, None, id="4.2 (4) a leader's"),
        pytest.param(course.another_answers, {}, None, id="another answers"),
        pytest.param(course.another_answers, {"by_person": "Li"}, "same-person", id="4.2 (5) not who objected"),
        pytest.param(course.own_objection, {"by_person": "Li"}, None, id="taken back by who objected"),
        pytest.param(course.own_objection, {}, "not-own-objection", id="and by nobody else"),
    ],
)  # fmt: skip
def test_each_guard(guard: Any, over: dict[str, Any], code: str | None) -> None:
    found = guard(facts(**over), TODAY)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("state", "to", "concerned", "codes"),
    [
        ("objections", date(2026, 11, 23), True, set()),
        ("objections", date(2026, 11, 22), True, {"objections-over"}),
        ("objections", date(2026, 11, 23), False, {"not-own-line"}),
        ("published", date(2026, 11, 23), True, {"not-out"}),
        ("draft", None, False, {"not-out", "not-own-line"}),
    ],
)
def test_an_office_objects_to_its_own_line_in_time(state: str, to: date | None, concerned: bool, codes: set[str]) -> None:  # fmt: skip
    found = course.against_objecting(state, to, concerned=concerned, today=TODAY)
    assert {each.code for each in found} == codes


@pytest.mark.parametrize(
    ("first", "last", "wrong"),
    [
        (date(2026, 11, 16), date(2026, 11, 22), False),
        (date(2026, 11, 23), date(2026, 11, 29), False),
        (date(2026, 11, 24), date(2026, 11, 29), True),
        (date(2026, 11, 22), date(2026, 11, 16), True),
        (date(2025, 11, 1), date(2026, 11, 22), True),
    ],
)
def test_the_period_has_begun_and_is_at_most_a_year(first: date, last: date, wrong: bool) -> None:
    assert (course.wrong_period(first, last, TODAY) is not None) == wrong


@pytest.mark.parametrize(
    ("state", "over", "codes"),
    [
        pytest.param("draft", {"code": ""}, set(), id="exempt in the preview"),
        pytest.param("objections", {"code": ""}, set(), id="and while it is out"),
        pytest.param("decided", {"code": ""}, {"line-settled"}, id="not once it is concluded"),
        pytest.param(
            "draft", {"code": "plan_rate"}, {"figure-stands"}, id="no figure is put right without a ground"
        ),
        pytest.param("objections", {"code": "plan_rate", "upheld": True}, set(), id="an objection was right"),
        pytest.param("draft", {"code": "plan_rate", "corrects": True}, set(), id="a correction"),
    ],
)
def test_a_line_is_changed_only_on_a_ground(state: str, over: dict[str, Any], codes: set[str]) -> None:
    asked = {"upheld": False, "corrects": False, **over}
    assert {each.code for each in course.against_change(state, **asked)} == codes


@pytest.mark.parametrize(
    ("ranks", "last"),
    [
        ({}, set()),
        ({"a": 1}, set()),
        ({"a": 1, "b": 1}, set()),
        ({"a": 1, "b": 2, "c": 2, "d": None}, {"b", "c"}),
        ({"a": None, "b": None}, set()),
    ],
)
def test_the_last_rank_is_somebodys_only_where_another_is_before(
    ranks: dict[str, int | None], last: set[str]
) -> None:
    assert stood_last(ranks) == last
