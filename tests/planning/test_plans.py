"""Plans: each is right by the independent checker, never later than by due date, and lies between the bound and the best."""

import json
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import HealthCheck, assume, given, settings

from anbiao.programme.planning import instance_text, plan, plan_text, read_instance
from anbiao.programme.planning.board import Board, Facts, placements_of
from anbiao.programme.planning.made import made
from anbiao.rules.refusal import Refused
from anbiao.rules.schedule import Instance, Person, Placement, Plan
from anbiao.rules.schedule.constraints import refusals
from anbiao.rules.schedule.due_date import edd_plan
from anbiao.rules.schedule.objective import Score, score
from anbiao.rules.schedule.trip_bounds import bound_of
from tests.planning.plan_checker import complaints, measured
from tests.planning.problems import make_instance, make_visit, problems, week

QUICK = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))


def wrong(instance: Instance, found: Plan) -> list[str]:
    """What the independent checker says of a plan, which it gets as JSON."""
    return complaints(json.loads(instance_text(instance)), json.loads(plan_text(instance, found)))


def levels(found: Score) -> tuple[int, ...]:
    return (*found.lateness.values(), found.unplaced, found.trips, found.waiting)


@QUICK
@given(problems())
def test_a_plan_is_right_and_no_colour_is_later_than_by_due_date(instance: Instance) -> None:
    found = plan(instance, seconds=2)
    assert not wrong(instance, found)
    assert not refusals(instance, found)
    ours, edd = score(instance, found), score(instance, edd_plan(instance))
    assert all(ours.lateness[colour] <= edd.lateness[colour] for colour in edd.lateness)
    assert ours <= edd


@QUICK
@given(problems())
def test_the_plan_by_due_date_is_right(instance: Instance) -> None:
    assert not wrong(instance, edd_plan(instance))


@QUICK
@given(problems())
def test_rules_checker_and_search_count_alike(instance: Instance) -> None:
    """The score of the rules, that of the checker, and the one that the search keeps as it goes are the same."""
    found = edd_plan(instance)
    facts = Facts(instance)
    board = Board(facts).load(placements_of(facts, found))
    told = measured(json.loads(instance_text(instance)), json.loads(plan_text(instance, found)))
    assert levels(score(instance, found)) == told == board.score


def best_score(instance: Instance) -> Score:
    """The best plan of all, by trying every one."""
    choices: list[list[Placement | None]] = [
        [None, *(Placement(w.week, p) for w in instance.weeks for p in visit.candidates)]
        for visit in instance.visits
    ]
    names = [visit.id for visit in instance.visits]
    plans = (
        Plan({name: at for name, at in zip(names, chosen, strict=True) if at is not None})
        for chosen in product(*choices)
    )
    return min(score(instance, one) for one in plans if not refusals(instance, one))


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(problems(most_units=2, most_weeks=3))
def test_bound_and_best_and_plan_lie_in_this_order(instance: Instance) -> None:
    assume(len(instance.visits) <= 4)
    best = best_score(instance)
    found = score(instance, plan(instance, seconds=60))
    bound = bound_of(instance, best)
    for colour, least in bound.lateness.items():
        assert least <= best.lateness[colour]
    assert bound.unplaced <= best.unplaced
    assert bound.trips <= best.trips
    assert best <= found
    edd = score(instance, edd_plan(instance))
    if all(best.lateness[colour] <= edd.lateness[colour] for colour in edd.lateness):
        assert found == best  # so small a problem is solved outright


@settings(deadline=None, max_examples=100, suppress_health_check=list(HealthCheck))
@given(problems(most_units=2, most_weeks=3))
def test_the_bounds_hold_for_the_plan_by_due_date_as_well(instance: Instance) -> None:
    found = score(instance, edd_plan(instance))
    bound = bound_of(instance, found)
    assert bound.unplaced <= found.unplaced
    assert bound.trips <= found.trips
    assert all(least <= found.lateness[colour] for colour, least in bound.lateness.items())


@pytest.mark.parametrize("units", [40, 150])
def test_a_made_district_is_planned_with_fewer_trips_and_no_colour_later(units: int) -> None:
    instance = made(units)
    found = plan(instance, seconds=3)
    assert not wrong(instance, found)
    ours, edd = score(instance, found), score(instance, edd_plan(instance))
    assert all(ours.lateness[colour] <= edd.lateness[colour] for colour in edd.lateness)
    assert ours.unplaced <= edd.unplaced
    assert ours.trips <= 0.95 * edd.trips
    assert bound_of(instance, ours).trips <= ours.trips


def test_the_same_seed_gives_the_same_plan() -> None:
    instance = made(12)
    first, second = (plan(instance, seconds=60, seed=3) for _ in range(2))
    assert first.placements == second.placements


def test_a_problem_survives_being_written_and_read() -> None:
    instance = made(30)
    visits = (
        replace(instance.visits[0], locked=Placement(instance.weeks[0].week, "p000")),
        *instance.visits[1:],
    )
    instance = replace(instance, visits=visits)
    assert read_instance(instance_text(instance)) == instance


def test_an_impossible_lock_is_named_and_never_broken() -> None:
    visit = make_visit("a", locked=Placement(week(1), "p1"))
    people = (Person("p1", 2, {week(1): 5}), Person("p2", 2))
    with pytest.raises(Refused) as refused:
        plan(make_instance(visit, people=people))
    assert {refusal.code for refusal in refused.value.refusals} == {"person-away"}
