"""The weekly plan of a campaign: worked out from its tasks, written as planned weeks, kept with what it is worth."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anbiao.authority.models import User
from anbiao.kit.models import Entry
from anbiao.programme import actions
from anbiao.programme.models import Campaign, Task
from anbiao.programme.planning import instance_text, plan_text
from anbiao.programme.queries.problem import problem
from anbiao.rules.calendar import IsoWeek
from anbiao.rules.schedule import Plan
from anbiao.rules.schedule.constraints import flaws
from tests import people
from tests.inspection.made import Around, around, refused
from tests.programme.campaigns import WEEK, launched, task_of, with_grid

pytestmark = pytest.mark.django_db
SECONDS = 1.0


@pytest.fixture
def who() -> Around:
    made = around()
    units = people.make_enterprises(*[{"name": f"第{n}小学", "sector": "schools"} for n in range(8)])
    with_grid([made.unit, *units], User.objects.get(pk=made.grid.person))
    return made


@pytest.fixture
def campaign(who: Around) -> Campaign:
    return launched()


def planned(campaign: Campaign, **over: Any) -> Any:
    return actions.plan_campaign(people.OPERATOR, campaign, replan=over.pop("replan", False), seconds=SECONDS)


def test_the_tasks_of_a_campaign_are_a_problem_without_flaws(who: Around, campaign: Campaign) -> None:
    with CaptureQueriesContext(connection) as captured:
        found = problem(people.OPERATOR, campaign)
    assert len(captured) <= 10
    assert flaws(found.instance) == ()
    offices = Task.objects.filter(campaign=campaign).exclude(person=None, organisation=None)
    assert set(found.tasks) == {str(row.pk) for row in offices}
    grid = found.instance.person[str(who.grid.person)]
    assert grid.capacity == 48  # 24 hours in half hours
    assert instance_text(found.instance)
    assert plan_text(found.instance, Plan({}))


def test_a_plan_moves_planned_weeks_and_nothing_else(who: Around, campaign: Campaign) -> None:
    before = {row.pk: row for row in Task.objects.filter(campaign=campaign)}
    run = planned(campaign)
    after = {row.pk: row for row in Task.objects.filter(campaign=campaign)}
    assert {pk: (row.scheduled_week, row.due_on, row.state) for pk, row in after.items()} == {
        pk: (row.scheduled_week, row.due_on, row.state) for pk, row in before.items()
    }
    moved = [pk for pk in after if after[pk].planned_week != before[pk].planned_week]
    assert len(moved) == run.moved
    told = Entry.objects.filter(object_type="task", verb="plan")
    assert {row.object_id for row in told} == set(moved)
    assert all(row.after["why"] == "planned_anew" for row in told)
    assert Entry.objects.filter(object_id=run.pk, verb="plan").exists()


def test_a_plan_is_no_later_than_by_due_date_in_any_colour_and_says_its_bound(
    who: Around, campaign: Campaign
) -> None:
    told = planned(campaign).result
    for colour in ("red", "orange", "yellow", "blue"):
        assert told["bound"][colour] <= told[colour] <= told["edd"][colour]
    assert told["unplaced"] == 0
    assert told["bound"]["trips"] <= told["trips"] <= told["edd"]["trips"]


def test_nobody_is_sent_while_she_is_away_and_a_replan_moves_only_what_must(
    who: Around, campaign: Campaign
) -> None:
    planned(campaign)
    grid, first = User.objects.get(pk=who.grid.person), task_of(campaign, who.unit, "survey").planned_week
    others = dict(
        Task.objects.filter(campaign=campaign).exclude(person=grid).values_list("pk", "planned_week")
    )
    actions.record_absence(
        who.district, grid, kind="ill", first_on=first.monday, last_on=first.plus(1).sunday
    )
    run = planned(campaign, replan=True)
    assert run.moved > 0
    weeks = set(Task.objects.filter(campaign=campaign, person=grid).values_list("planned_week", flat=True))
    assert not weeks & {first, first.plus(1)}
    stayed = dict(Task.objects.filter(pk__in=others).values_list("pk", "planned_week"))
    follow = sum(stayed[pk] != week for pk, week in others.items())
    assert follow <= len(others) / 2
    assert planned(campaign, replan=True).moved == 0


def test_a_locked_week_stays(who: Around, campaign: Campaign) -> None:
    task = task_of(campaign, who.unit, "survey")
    Task.objects.filter(pk=task.pk).update(is_locked=True, planned_week=task.planned_week.plus(2))
    planned(campaign)
    task.refresh_from_db()
    assert task.planned_week == WEEK.plus(2) if task.scheduled_week == WEEK else task.is_locked


def test_what_somebody_did_meanwhile_is_left_to_her(
    who: Around, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    from anbiao.programme.actions import schedules

    task = task_of(campaign, who.unit, "survey")
    later = task.planned_week.plus(3)
    solve = schedules.planning.plan

    def meanwhile(*args: Any, **kwargs: Any) -> Plan:
        found = solve(*args, **kwargs)
        actions.plan_tasks(who.town, [task], to=task.planned_week.next, slip="weather")
        placed = found.placements[str(task.pk)]
        return Plan({**found.placements, str(task.pk): type(placed)(later, placed.person)})

    monkeypatch.setattr(schedules.planning, "plan", meanwhile)
    run = planned(campaign)
    row = Task.objects.get(pk=task.pk)
    assert (run.changed_meanwhile, row.planned_week, row.slip) == (
        1,
        IsoWeek.of(people.TODAY).next,
        "weather",
    )


def test_only_the_office_of_the_district_plans_a_whole_campaign(who: Around, campaign: Campaign) -> None:
    assert refused(actions.plan_campaign, who.town, campaign, replan=True, seconds=SECONDS) == {"no-duty"}
    actions.move_campaign(people.OPERATOR, campaign, "close", note="期满")
    assert refused(actions.plan_campaign, people.OPERATOR, campaign, replan=True, seconds=SECONDS) == {
        "campaign-not-running"
    }


def test_a_unit_whose_own_step_comes_first_is_not_visited_before_it(who: Around, campaign: Campaign) -> None:
    found = problem(people.OPERATOR, campaign)
    planned(campaign)
    weeks = {
        (row.enterprise_id, row.step.code): row
        for row in Task.objects.filter(campaign=campaign).select_related("step")
    }
    for row in (weeks[key] for key in weeks):
        before = weeks.get((row.enterprise_id, row.step.after))
        if before is not None and str(row.pk) in found.tasks:
            assert row.planned_week >= before.planned_week.plus(row.step.lag), (row.step.code, timedelta)


def test_a_task_says_why_it_lies_in_its_week_and_what_another_would_cost(
    who: Around, campaign: Campaign
) -> None:
    planned(campaign)
    grid = User.objects.get(pk=who.grid.person)
    row = Task.objects.filter(campaign=campaign, person=grid).order_by("-planned_week").first()
    assert row
    town = people.browser(User.objects.get(pk=who.town.person), language="en")
    with CaptureQueriesContext(connection) as captured:
        page = town.get(f"/task-why/{row.pk}/").content.decode()
    assert len(captured) <= 22
    assert "What another week would cost" in page
    wished = town.get(f"/task-why/{row.pk}/?wish={row.planned_week.next}").content.decode()
    assert 'role="status"' in wished
    assert town.get(f"/task-why/{row.pk}/?wish=2026-W99").status_code == 200
    own = Task.objects.filter(
        campaign=campaign, person=None, organisation=None, step__answers="enterprise"
    ).first()
    assert own
    assert "not planned by weeks" in town.get(f"/task-why/{own.pk}/").content.decode()


def test_why_names_people_and_steps_not_their_ids(who: Around, campaign: Campaign) -> None:
    planned(campaign)
    town = people.browser(User.objects.get(pk=who.town.person), language="en")
    for row in Task.objects.filter(campaign=campaign).exclude(person=None, organisation=None)[:12]:
        page = town.get(f"/task-why/{row.pk}/").content.decode()
        shown = page.partition("What stands against")[2].partition("What another week")[0]
        assert str(row.person_id) not in shown
        assert "{" not in shown
