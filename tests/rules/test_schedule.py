"""The weekly plan's rules: rooms, levels, trips, refusals, the plan by due date, bounds, reasons."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anbiao.rules.calendar import IsoWeek
from anbiao.rules.refusal import Refusal
from anbiao.rules.schedule import After, Instance, Person, Placement, Plan, Visit, Week, room
from anbiao.rules.schedule.bounds import Relaxed, lateness_bound, lateness_bounds, unplaced_bound
from anbiao.rules.schedule.constraints import flaws, placement_refusals, refusals
from anbiao.rules.schedule.due_date import edd_plan
from anbiao.rules.schedule.objective import Score, joint_visits, lateness, load, score, trips
from anbiao.rules.schedule.telling import explain, price
from anbiao.rules.schedule.trip_bounds import Needed, bound_of, trips_bound
from tests.planning.problems import make_instance, make_unit, make_visit, problems, week, weeks

ZERO = Score(0, 0, 0, 0, 0, 0, 0)


def placed(**where: tuple[int, str] | int) -> Plan:
    """A plan from visit=week or visit=(week, person)."""
    pairs = {name: at if isinstance(at, tuple) else (at, "p1") for name, at in where.items()}
    return Plan({name: Placement(week(number), person) for name, (number, person) in pairs.items()})


def codes(found: tuple[Refusal, ...]) -> list[str]:
    return [refusal.code for refusal in found]


# ---------- room ----------


@pytest.mark.parametrize(
    ("capacity", "days", "blocked", "away", "most"),
    [
        pytest.param(20, 5, "", 0, 20, id="local rule: a whole week"),
        pytest.param(20, 4, "", 0, 16, id="local rule: a week of four days"),
        pytest.param(21, 4, "", 0, 16, id="local rule: rounded down"),
        pytest.param(20, 6, "", 0, 24, id="local rule: a make-up day adds"),
        pytest.param(20, 5, "", 5, 0, id="local rule: away all week"),
        pytest.param(20, 3, "", 5, 0, id="local rule: away longer than the week"),
        pytest.param(20, 5, "春节", 0, 0, id="local rule: key period"),
    ],
)
def test_room_follows_the_days_that_somebody_is_there(
    capacity: int, days: int, blocked: str, away: int, most: int
) -> None:
    at = IsoWeek(2026, 50)
    assert room(Person("p", capacity, {at: away}), Week(at, days, blocked)) == most


# ---------- what matters ----------


def test_red_by_a_week_outweighs_everything_below() -> None:
    worse_red = replace(ZERO, red=1)
    assert worse_red > ZERO
    assert replace(ZERO, orange=10**6, yellow=10**6, blue=10**6, unplaced=9, trips=9, waiting=9) < worse_red


@given(st.integers(0, 6), st.integers(1, 9))
def test_each_level_counts_only_where_those_above_are_equal(level: int, by: int) -> None:
    base = [5] * 7
    better = [*base[:level], base[level] - 1, *(value + by for value in base[level + 1 :])]
    assert Score(*better) < Score(*base)


@pytest.mark.parametrize(
    ("due", "at", "late"),
    [
        pytest.param(2, 1, 0, id="赶前不赶后: before its week"),
        pytest.param(2, 2, 0, id="赶前不赶后: in its week"),
        pytest.param(1, 3, 2, id="赶前不赶后: two weeks after"),
        pytest.param(-2, 0, 2, id="赶前不赶后: overdue before the plan begins"),
        pytest.param(1, None, 3, id="赶前不赶后: without a week, as in the week after the last"),
        pytest.param(9, None, 0, id="赶前不赶后: not due within the plan"),
    ],
)
def test_lateness_is_counted_in_weeks(due: int, at: int | None, late: int) -> None:
    visit = make_visit("a", due=week(due))
    where = None if at is None else Placement(week(at), "p1")
    assert lateness(make_instance(visit), visit, where) == late


def test_lateness_is_weighed_and_goes_to_the_colour_of_the_unit() -> None:
    visits = make_visit("a", "u1", due=week(0), weight=3), make_visit("b", "u2", due=week(0))
    instance = make_instance(*visits, units=(make_unit("u1", colour="red"), make_unit("u2", colour="yellow")))
    found = score(instance, placed(a=2, b=1))
    assert found.lateness == {"red": 6, "orange": 0, "yellow": 1, "blue": 0}
    assert (found.unplaced, found.trips, found.waiting) == (0, 2, 3)


JOINT = (
    make_visit("a", "u1", together="t"),
    make_visit("b", "u1", candidates=("p2",), together="t"),
    make_visit("c", "u2", candidates=("p2",)),
)


@pytest.mark.parametrize(
    ("plan", "number", "joint"),
    [
        pytest.param(placed(a=0, b=(1, "p2")), 2, set(), id="54号: two weeks, two trips"),
        pytest.param(placed(a=0, b=(0, "p2")), 1, {"b"}, id="54号: together at the door, one trip"),
        pytest.param(
            placed(a=0, b=(0, "p2"), c=(0, "p2")),
            2,
            {"b"},
            id="54号: who also goes elsewhere there makes a trip",
        ),
        pytest.param(
            placed(b=(0, "p2"), c=(0, "p2")),
            1,
            set(),
            id="54号: several units of a village in a week, one trip",
        ),
        pytest.param(placed(), 0, set(), id="54号: nothing planned"),
    ],
)
def test_trips_are_counted_once_and_joint_visits_not_again(plan: Plan, number: int, joint: set[str]) -> None:
    instance = make_instance(*JOINT)
    assert joint_visits(instance, plan) == joint
    assert len(trips(instance, plan)) == number


# ---------- what may not be ----------

CHAIN = (make_visit("a"), make_visit("b", after=(After("a", 1),)))


@pytest.mark.parametrize(
    ("instance", "plan", "code"),
    [
        pytest.param(make_instance(*CHAIN), placed(a=0, b=1), None, id="as it should be"),
        pytest.param(make_instance(*CHAIN), placed(a=0, b=0), "order", id="sooner than the lag"),
        pytest.param(make_instance(*CHAIN), placed(b=1), "order", id="without what comes before"),
        pytest.param(make_instance(*CHAIN), placed(a=0, c=0), "visit-unknown", id="an unknown visit"),
        pytest.param(make_instance(*CHAIN), placed(a=9), "week-unknown", id="a week that is not planned"),
        pytest.param(make_instance(*CHAIN), placed(a=(0, "p2")), "wrong-person", id="somebody else"),
        pytest.param(
            make_instance(make_visit("a", release=week(1))), placed(a=0), "too-early", id="before its release"
        ),
        pytest.param(
            make_instance(*CHAIN, weeks=weeks(4, blocked="春节")), placed(a=0), "week-blocked", id="key period"
        ),
        pytest.param(
            make_instance(*CHAIN, people=(Person("p1", 2, {week(0): 5}),)), placed(a=0), "person-away", id="away"
        ),
        pytest.param(
            make_instance(*(make_visit(name, name) for name in "abc")), placed(a=0, b=0, c=0), "overload", id="too much"
        ),
        pytest.param(
            make_instance(make_visit("a", locked=Placement(week(1), "p1"))), placed(a=0), "locked", id="moved lock"
        ),
        pytest.param(
            make_instance(make_visit("a", locked=Placement(week(1), "p1"))), placed(), "locked", id="lost lock"
        ),
    ],
)  # fmt: skip
def test_what_a_plan_may_not_do_is_refused(instance: Instance, plan: Plan, code: str | None) -> None:
    assert codes(refusals(instance, plan)) == ([code] if code else [])
    assert all(refusal.sentence() for refusal in refusals(instance, plan))


@pytest.mark.parametrize(
    ("instance", "code"),
    [
        pytest.param(make_instance(make_visit("a"), make_visit("a")), "twice", id="a name twice"),
        pytest.param(make_instance(make_visit("a"), units=()), "unit-unknown", id="unit not there"),
        pytest.param(make_instance(make_visit("a", candidates=())), "nobody", id="nobody named"),
        pytest.param(make_instance(make_visit("a", candidates=("x",))), "person-unknown", id="person not there"),
        pytest.param(make_instance(make_visit("a", after=(After("x"),))), "order-unknown", id="order not there"),
        pytest.param(make_instance(make_visit("a"), weeks=()), "no-weeks", id="no week"),
        pytest.param(make_instance(make_visit("a"), weeks=(Week(week(0)), Week(week(2)))), "weeks-apart", id="a gap"),
        pytest.param(make_instance(make_visit("a"), units=(make_unit(colour="green"),)), "colour-unknown", id="colour"),
        pytest.param(
            make_instance(make_visit("a", after=(After("b"),)), make_visit("b", after=(After("a"),))), "circle", id="circle"
        ),
        pytest.param(
            make_instance(
                make_visit("a", locked=Placement(week(1), "p1")),
                make_visit("b", locked=Placement(week(1), "p1"), after=(After("a", 1),)),
            ),
            "order",
            id="locks against order",
        ),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_named(instance: Instance, code: str) -> None:
    assert codes(flaws(instance)) == [code]


def test_one_visit_is_judged_by_itself() -> None:
    instance = make_instance(*CHAIN)
    assert not placement_refusals(instance, instance.visit["b"], Placement(week(0), "p1"))


# ---------- by due date ----------


def test_by_due_date_takes_the_earliest_week_with_room() -> None:
    visits = [make_visit(name, name, due=week(due)) for name, due in (("a", 3), ("b", 1), ("c", 2))]
    found = edd_plan(make_instance(*visits, capacity=2))
    assert {name: at.week for name, at in found.placements.items()} == {
        "b": week(0),
        "c": week(0),
        "a": week(1),
    }


def test_by_due_date_red_comes_before_blue_on_the_same_week() -> None:
    instance = make_instance(
        make_visit("a", "u1"),
        make_visit("b", "u2"),
        capacity=1,
        units=(make_unit("u1"), make_unit("u2", colour="red")),
    )
    assert edd_plan(instance).placements["b"].week == week(0)


def test_by_due_date_a_visit_without_a_week_takes_its_followers_with_it() -> None:
    instance = make_instance(
        make_visit("a", duration=9), make_visit("b", after=(After("a"),)), make_visit("c")
    )
    assert set(edd_plan(instance).placements) == {"c"}


# ---------- bounds ----------


def test_work_that_does_not_fit_is_late_whatever_is_done() -> None:
    visits = [make_visit(f"a{n}", f"u{n}", due=week(0)) for n in range(5)]
    instance = make_instance(*visits, capacity=2, number=2)
    relaxed = Relaxed(instance)
    # Two are in time, two a week late, one is left and counts as two weeks late.
    assert lateness_bound(relaxed, ["blue"]) == 4
    assert unplaced_bound(relaxed) == 1
    found = score(instance, edd_plan(instance))
    assert (found.blue, found.unplaced) == (4, 1)
    assert bound_of(instance, found).lateness["blue"] == 4


def test_what_the_colours_above_take_is_left_to_the_colour_below() -> None:
    visits = [make_visit(f"a{n}", f"u{n}", due=week(0)) for n in range(2)]
    units = (make_unit("u0", colour="red"), make_unit("u1"))
    instance = make_instance(*visits, units=units, capacity=1, number=2)
    found = score(instance, edd_plan(instance))
    assert lateness_bounds(Relaxed(instance), found) == {"red": 0, "orange": 0, "yellow": 0, "blue": 1}


@pytest.mark.parametrize(
    ("visits", "capacity", "least"),
    [
        pytest.param([make_visit("a")], 2, 1, id="one visit, one trip"),
        pytest.param([make_visit(f"a{n}", f"u{n}", due=week(3)) for n in range(5)], 2, 3, id="five visits at two a week"),
        pytest.param([make_visit("a", due=week(3)), make_visit("b", due=week(3), after=(After("a", 1),))], 9, 2, id="a lag"),
        pytest.param([make_visit("a", due=week(0)), make_visit("b", "u2", release=week(2), due=week(2))], 9, 2, id="weeks apart"),
        pytest.param([make_visit("a", candidates=("p1", "p2"))], 2, 0, id="who may do it is open"),
    ],
)  # fmt: skip
def test_so_many_trips_are_needed_whatever_is_done(visits: list[Visit], capacity: int, least: int) -> None:
    instance = make_instance(*visits, capacity=capacity)
    found = score(instance, edd_plan(instance))
    assert trips_bound(Relaxed(instance), Needed(Relaxed(instance)), found) == least
    assert least <= found.trips


# ---------- why, and what else would cost ----------


def test_why_a_visit_lies_where_it_lies() -> None:
    visits = make_visit("a", "u1", due=week(0)), make_visit("b", "u2", due=week(0))
    instance = make_instance(*visits, capacity=1)
    plan = edd_plan(instance)
    why = explain(instance, plan, "b")
    assert why.placed == Placement(week(1), "p1") and why.late == 1
    assert [(name, refusal.code) for name, refusal in why.earlier] == [(str(week(0)), "full")]


def test_why_a_visit_waits_for_what_comes_before_and_who_is_beside_it() -> None:
    instance = make_instance(*CHAIN, make_visit("c", "u2"))
    plan = placed(a=1, b=2, c=2)
    why = explain(instance, plan, "b")
    assert why.beside == ("c",)
    assert [refusal.code for _, refusal in why.earlier] == ["order", "order"]
    assert explain(instance, plan, "c").earlier[0][1].code == "room"


def test_a_wish_that_is_possible_says_what_it_changes() -> None:
    instance = make_instance(make_visit("a", due=week(0)))
    found = price(instance, placed(a=0), "a", Placement(week(2), "p1"))
    assert not found.refusals and found.change == replace(ZERO, blue=2, waiting=2)


def test_a_refused_wish_says_who_would_have_to_give_way() -> None:
    visits = make_visit("a", "u1", due=week(0)), make_visit("b", "u2", due=week(3))
    instance = make_instance(*visits, capacity=1)
    found = price(instance, placed(a=1, b=0), "a", Placement(week(0), "p1"))
    assert codes(found.refusals) == ["full"]
    assert found.moved == (("b", Placement(week(1), "p1")),)
    assert found.change == replace(ZERO, blue=-1)


def test_a_wish_against_the_order_has_no_price() -> None:
    found = price(make_instance(*CHAIN), placed(a=1, b=2), "b", Placement(week(1), "p1"))
    assert codes(found.refusals) == ["order"] and found.change is None


@settings(deadline=None, max_examples=150)
@given(problems(), st.data())
def test_what_a_wish_is_said_to_change_it_changes(instance: Instance, data: st.DataObject) -> None:
    plan = edd_plan(instance)
    visit = data.draw(st.sampled_from(instance.visits))
    at = Placement(
        data.draw(st.sampled_from(instance.weeks)).week, data.draw(st.sampled_from(visit.candidates))
    )
    found = price(instance, plan, visit.id, at)
    wished = Plan({**plan.placements, visit.id: at, **dict(found.moved)})
    if found.change is None:
        assert found.refusals
        return
    assert not refusals(instance, wished)
    before, after = score(instance, plan), score(instance, wished)
    assert (found.change.trips, found.change.waiting) == (
        after.trips - before.trips,
        after.waiting - before.waiting,
    )
    assert found.change.unplaced == after.unplaced - before.unplaced
    for colour, weeks_more in found.change.lateness.items():
        assert weeks_more == after.lateness[colour] - before.lateness[colour]


def test_load_is_counted_by_person_and_week() -> None:
    instance = make_instance(make_visit("a", duration=2), make_visit("b", "u2"))
    assert load(instance, placed(a=0, b=0)) == {("p1", 0): 3}
