"""Re-planning: nothing is dropped that could be kept, few others move, locked weeks never."""

import json
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anbiao.programme.planning import instance_text, plan, plan_text
from anbiao.programme.planning.made import made
from anbiao.rules.schedule import After, Instance, Person, Placement, Plan
from anbiao.rules.schedule.constraints import flaws
from anbiao.rules.schedule.due_date import edd_plan
from tests.planning.plan_checker import complaints
from tests.planning.problems import make_instance, make_visit, problems, week


def wrong(instance: Instance, found: Plan) -> list[str]:
    return complaints(json.loads(instance_text(instance)), json.loads(plan_text(instance, found)))


def moved(before: Plan, after: Plan) -> set[str]:
    """The visits whose week or person is another now."""
    return {name for name, at in before.placements.items() if after.placements.get(name) != at}


@pytest.fixture(scope="module")
def planned() -> tuple[Instance, Plan]:
    """A district in which there is some room to give way."""
    instance = made(150)
    people = tuple(replace(person, capacity=round(person.capacity * 1.2)) for person in instance.people)
    instance = replace(instance, people=people)
    return instance, plan(instance, seconds=3)


def test_a_plan_that_still_holds_is_kept_as_it_is(planned: tuple[Instance, Plan]) -> None:
    instance, before = planned
    assert plan(instance, seconds=5, previous=before).placements == before.placements


def test_two_weeks_ill_move_little_beside_what_has_to_move(planned: tuple[Instance, Plan]) -> None:
    instance, before = planned
    ill = {instance.weeks[place].week: 5 for place in (5, 6)}
    people = (Person(instance.people[0].id, instance.people[0].capacity, ill), *instance.people[1:])
    changed = replace(instance, people=people)
    must = {
        name
        for name, at in before.placements.items()
        if at.person == instance.people[0].id and at.week in ill
    }
    after = plan(changed, seconds=10, previous=before)
    assert must and not wrong(changed, after)
    assert set(before.placements) <= set(after.placements), "nothing is dropped"
    assert must <= moved(before, after)
    assert len(moved(before, after)) <= 5 * len(must)


def test_of_slipped_visits_and_new_units_nothing_is_dropped(planned: tuple[Instance, Plan]) -> None:
    instance, before = planned
    names = sorted(before.placements)[::20]
    visits = tuple(
        replace(visit, release=before.placements[visit.id].week.next) if visit.id in names else visit
        for visit in instance.visits
    )
    unit = replace(instance.units[0], id="new")
    new = tuple(
        replace(
            visit,
            id=f"new-{visit.step}",
            unit="new",
            after=tuple(replace(after, visit=after.visit.replace(unit_id, "new")) for after in visit.after),
        )
        for visit in instance.visits
        if visit.unit == (unit_id := instance.units[0].id)
    )
    changed = replace(instance, units=(*instance.units, unit), visits=(*visits, *new))
    assert not flaws(changed)
    after = plan(changed, seconds=10, previous=before)
    assert not wrong(changed, after)
    assert len(after.placements) >= len(before.placements)
    others = moved(before, after) - set(names)
    assert len(others) <= 6 * (len(names) + len(new))


def test_a_locked_week_stays_where_everything_else_has_to_move() -> None:
    visits = [make_visit(f"a{n}", f"u{n}", due=week(0)) for n in range(4)]
    visits[0] = replace(visits[0], locked=Placement(week(1), "p1"))
    before = Plan({f"a{n}": Placement(week(n // 2), "p1") for n in range(4)})
    people = (Person("p1", 2, {week(0): 5}), Person("p2", 2))
    changed = make_instance(*visits, people=people)
    after = plan(changed, seconds=5, previous=before)
    assert after.placements["a0"] == Placement(week(1), "p1")
    assert len(after.placements) == 4 and not wrong(changed, after)


def test_another_makes_room_rather_than_the_newcomer_being_late() -> None:
    """The week in which the new visit is due is full of one that can wait: it waits."""
    patient, urgent = make_visit("a", "u1", due=week(3)), make_visit("b", "u2", due=week(0))
    instance = make_instance(patient, urgent, capacity=1)
    after = plan(instance, seconds=5, previous=Plan({"a": Placement(week(0), "p1")}))
    assert after.placements["b"].week == week(0)
    assert after.placements["a"].week > week(0)


def test_who_stands_in_the_last_week_comes_earlier_with_the_step_before() -> None:
    """The slipped review has only the last week, which is full; its holder could come earlier if its correction did."""
    officer, member = {"candidates": ("p2",)}, {"candidates": ("p1",), "due": week(3)}
    visits = (
        make_visit("correction", "u1", **member),
        make_visit("review", "u1", after=(After("correction", 1),), due=week(3), **officer),
        make_visit("slipped", "u2", release=week(2), due=week(3), **officer),
    )
    before = Plan(
        {"correction": Placement(week(1), "p1"), "review": Placement(week(2), "p2"), "slipped": Placement(week(1), "p2")}
    )  # fmt: skip
    changed = make_instance(*visits, number=3, capacity=1)
    after = plan(changed, seconds=5, previous=before)
    assert not wrong(changed, after)
    assert {name: at.week for name, at in after.placements.items()} == {
        "correction": week(0), "review": week(1), "slipped": week(2),
    }  # fmt: skip


@settings(deadline=None, max_examples=80, suppress_health_check=list(HealthCheck))
@given(problems(), st.data())
def test_any_change_leaves_a_right_plan_and_drops_nothing_needlessly(
    instance: Instance, data: st.DataObject
) -> None:
    before = edd_plan(instance)
    person = data.draw(st.sampled_from(instance.people))
    away = {data.draw(st.sampled_from(instance.weeks)).week: 5}
    people = tuple(replace(one, absences=away) if one == person else one for one in instance.people)
    changed = replace(instance, people=people)
    if flaws(changed):
        return
    after = plan(changed, seconds=2, previous=before)
    assert not wrong(changed, after)
    for visit in changed.visits:
        if visit.id in after.placements or visit.id not in before.placements:
            continue
        for person, one in product(visit.candidates, changed.weeks):
            again = Plan({**after.placements, visit.id: Placement(one.week, person)})
            assert wrong(changed, again), "there was a place for what was dropped"
