"""Tasks: done by whom the step names, accepted by somebody else, moved with a reason; thousands as one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anbiao.authority.models import User
from anbiao.inspection import actions as checks
from anbiao.inspection.models import CheckList, Standing
from anbiao.inspection.queries import bundle, field
from anbiao.kit.actor import Actor
from anbiao.kit.models import Entry
from anbiao.programme import actions
from anbiao.programme.models import Assessment, Campaign, Task
from anbiao.programme.queries import tasks as queries
from anbiao.programme.queries.known import known
from anbiao.registry.models import Enterprise
from anbiao.rules.refusal import Refused
from tests import people
from tests.everywhere.lists import assessment_of
from tests.inspection.made import Around, around
from tests.programme.campaigns import WEEK, later, launched, task_of, with_grid

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> Around:
    return around()


@pytest.fixture
def campaign(who: Around) -> Campaign:
    return launched()


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {each.code for each in refused.value.refusals}


def test_a_task_goes_its_way_and_each_step_is_journalled(who: Around, campaign: Campaign) -> None:
    task = task_of(campaign, who.unit, "survey")
    actions.move_task(who.grid, task, "begin")
    actions.move_task(who.grid, task, "submit", done_note="到现场核对")
    assert (task.state, task.done_on, task.doer) == ("submitted", people.TODAY, who.grid.who)
    actions.move_task(who.town, task, "send_back", note="人数不对")
    assert (task.state, task.done_on, task.answer) == ("returned", None, "人数不对")
    actions.move_task(who.grid, task, "submit", done_note="已改")
    actions.move_task(who.town, task, "accept")
    assert task.state == "accepted"
    verbs = list(Entry.objects.filter(object_id=task.pk).order_by("number").values_list("verb", flat=True))
    assert verbs == ["schedule", "begin", "submit", "send_back", "submit", "accept"]


def test_only_whom_the_step_names_does_and_accepts_it(who: Around, campaign: Campaign) -> None:
    task = task_of(campaign, who.unit, "survey")
    with pytest.raises(Refused) as refused:
        actions.move_task(who.manager, task, "submit", done_note="x")
    assert codes(refused) == {"not-named-to-do"}
    actions.move_task(who.grid, task, "submit", done_note="x")
    with pytest.raises(Refused) as refused:
        actions.move_task(who.bureau, task, "accept")
    assert codes(refused) == {"not-named-to-accept"}


def test_nobody_accepts_the_own_work(who: Around, campaign: Campaign) -> None:
    task = task_of(campaign, who.unit, "survey")
    actions.move_task(who.town, task, "submit", done_note="x")  # the town is named beside its grid members
    with pytest.raises(Refused) as refused:
        actions.move_task(who.town, task, "accept")
    assert codes(refused) == {"own-work"}
    actions.move_task(who.district, task, "accept")


def test_what_is_late_says_why_once(who: Around, campaign: Campaign) -> None:
    task = task_of(campaign, who.unit, "survey")
    grid, town = later(who.grid, 8), later(who.town, 8)
    with pytest.raises(Refused) as refused:
        actions.move_task(grid, task, "submit", done_note="x")
    assert codes(refused) == {"slip-missing"}
    actions.move_task(grid, task, "submit", done_note="x", slip="nobody_met")
    actions.move_task(town, task, "send_back", note="再看")
    actions.move_task(grid, task, "submit", done_note="y")
    assert task.slip == "nobody_met"


def test_a_closed_campaign_is_done_with(who: Around, campaign: Campaign) -> None:
    actions.move_campaign(people.OPERATOR, campaign, "close", note="期满")
    with pytest.raises(Refused) as refused:
        actions.move_task(who.grid, task_of(campaign, who.unit, "survey"), "begin")
    assert codes(refused) == {"campaign-not-running"}
    assert not queries.to_do(who.grid).exists()


def test_exemption_needs_its_reason_and_can_be_taken_back(who: Around, campaign: Campaign) -> None:
    task = task_of(campaign, who.unit, "review")
    with pytest.raises(Refused):
        actions.move_task(who.town, task, "exempt")
    with pytest.raises(Refused):
        actions.move_task(who.grid, task, "exempt", note="x")
    actions.move_task(who.town, task, "exempt", note="已获二级")
    actions.move_task(who.town, task, "resume", note="证书过期")
    assert task.state == "idle"


def test_thousands_are_accepted_by_one_update_and_what_is_refused_says_why(
    campaign: Campaign, who: Around
) -> None:
    units = people.make_enterprises(*({"sector": "schools"} for _ in range(12)))
    actions.settle_campaigns(people.OPERATOR)
    rows = list(Task.objects.filter(step__code="survey").select_related("enterprise", "step", "campaign"))
    counted = []
    for part in (rows[:3], rows[3:]):
        with CaptureQueriesContext(connection) as captured:
            done = actions.move_tasks(who.grid, part, "submit", done_note="集中走访")
        counted.append(len(captured))
        assert done.moved == len(part)
    assert counted[0] == counted[1]
    own = task_of(campaign, units[0], "survey")
    own.done_by = who.town.human
    own.save()
    rows = list(Task.objects.filter(step__code="survey").select_related("enterprise", "step", "campaign"))
    done = actions.move_tasks(who.town, rows, "accept")
    assert done.moved == 12
    assert [each.code for each in done.refused[own.pk]] == ["own-work"]


# ---------- weeks ----------


def rows_of(actor: Actor, code: str) -> list[Task]:
    return list(queries.tasks(actor, "plan task").filter(step__code=code).order_by("id"))


def test_a_planned_week_moves_with_its_reason_and_the_scheduled_stays(
    who: Around, campaign: Campaign
) -> None:
    rows = rows_of(who.town, "survey")
    with pytest.raises(Refused):
        actions.plan_tasks(who.town, rows, to=WEEK.plus(2), slip="")
    moved = actions.plan_tasks(who.town, rows, to=WEEK.plus(2), slip="unit_busy", note="订单季")
    assert len(moved.change) == 1
    task = task_of(campaign, who.unit, "survey")
    assert (task.scheduled_week, task.planned_week, task.slip) == (WEEK, WEEK.plus(2), "unit_busy")
    entry = Entry.objects.get(object_id=task.pk, verb="plan")
    assert entry.after == {"planned_week": str(WEEK.plus(2)), "slip": "unit_busy", "why": "unit_busy"}
    assert "订单季" in entry.note
    again = actions.plan_tasks(who.town, rows_of(who.town, "survey"), to=WEEK.plus(2), slip="weather")
    assert (list(again.change), len(again.same)) == ([], 1)


def test_a_week_beyond_the_last_day_a_past_week_and_a_locked_task_are_refused(
    who: Around, campaign: Campaign
) -> None:
    rows = rows_of(who.town, "survey")
    for week, code in ((WEEK.plus(9), "move-beyond"), (WEEK.previous, "move-past")):
        moved = actions.plan_tasks(who.town, rows, to=week, slip="weather")
        assert [each.code for each in moved.refused.values()] == [code]
    Task.objects.update(is_locked=True)
    moved = actions.plan_tasks(who.town, rows_of(who.town, "survey"), to=WEEK.plus(1), slip="weather")
    assert [each.code for each in moved.refused.values()] == ["move-locked"]


def test_a_planner_locks_and_unlocks_weeks_and_each_is_an_entry(who: Around, campaign: Campaign) -> None:
    rows = rows_of(who.town, "survey")
    held = actions.lock_tasks(who.town, rows, note="与联合检查同周")
    assert (len(held.change), held.refused) == (1, {})
    task = task_of(campaign, who.unit, "survey")
    assert task.is_locked
    assert actions.lock_tasks(who.town, rows_of(who.town, "survey")).same == [task.pk]
    moved = actions.plan_tasks(who.town, rows_of(who.town, "survey"), to=WEEK.plus(1), slip="weather")
    assert [each.code for each in moved.refused.values()] == ["move-locked"]
    actions.unlock_tasks(who.town, rows_of(who.town, "survey"))
    task.refresh_from_db()
    assert not task.is_locked
    entries = Entry.objects.filter(object_id=task.pk, verb__in=("lock", "unlock")).order_by("number")
    assert [(row.verb, row.after, row.note) for row in entries] == [
        ("lock", {"is_locked": True}, "与联合检查同周"), ("unlock", {"is_locked": False}, ""),
    ]  # fmt: skip


def test_what_is_done_and_what_another_street_plans_is_not_locked(who: Around, campaign: Campaign) -> None:
    rows = rows_of(who.town, "survey")
    other = people.acting(people.person("other_street"))
    assert [each.code for each in actions.lock_tasks(other, rows).refused.values()] == ["no-duty"]
    actions.move_task(who.grid, task_of(campaign, who.unit, "survey"), "submit", done_note="x")
    for verb, hold in (("lock", actions.lock_tasks), ("unlock", actions.unlock_tasks)):
        assert [each.code for each in actions.weighed_locks(who.town, rows, verb).refused.values()] == [
            "move-done"
        ]
        assert [each.code for each in hold(who.town, rows).refused.values()] == ["move-done"]
    assert not Task.objects.filter(is_locked=True).exists()


def test_what_somebody_else_did_meanwhile_is_not_moved(who: Around, campaign: Campaign) -> None:
    rows = rows_of(who.town, "survey")
    actions.move_task(who.grid, task_of(campaign, who.unit, "survey"), "submit", done_note="x")
    moved = actions.plan_tasks(who.town, rows, to=WEEK.plus(1), slip="weather")
    assert [each.code for each in moved.refused.values()] == ["changed-meanwhile"]
    assert not moved.change


def test_moving_asks_the_same_questions_for_2_and_for_20(who: Around, campaign: Campaign) -> None:
    people.make_enterprises(*({"sector": "schools"} for _ in range(21)))
    actions.settle_campaigns(people.OPERATOR)
    rows = rows_of(who.town, "survey")
    counted = []
    for part in (rows[:2], rows[2:]):
        with CaptureQueriesContext(connection) as captured:
            actions.plan_tasks(who.town, part, to=WEEK.plus(3), slip="weather")
        counted.append(len(captured))
    assert counted[0] == counted[1]


# ---------- whose work it is ----------


def test_work_is_shown_to_whom_it_belongs(who: Around, campaign: Campaign) -> None:
    user = people.User.objects.get(username="grid_member")
    with_grid([who.unit], user)
    (other,) = people.make_enterprises({"sector": "schools", "region": people.HESHI})
    actions.settle_campaigns(people.OPERATOR)
    assert set(queries.to_do(who.grid).values_list("step__code", flat=True)) == {"survey"}
    assert {"three_lists", "self_check", "correction", "self_assessment"} == set(
        queries.to_do(who.manager).values_list("step__code", flat=True)
    )
    assert not queries.tasks(who.town).filter(enterprise=other).exists()
    task = task_of(campaign, who.unit, "survey")
    actions.move_task(who.grid, task, "submit", done_note="x")
    assert list(queries.to_accept(who.town)) == [task]
    assert not queries.to_accept(who.bureau).exists()


def test_standings_in_sql_are_the_rule(who: Around, campaign: Campaign) -> None:
    """late, slipping and caught up as lists ask for them are what rules/tasks.py says."""
    from anbiao.rules.tasks import standing

    unit: Enterprise = who.unit
    actor = later(who.grid, 9)
    survey, lists_ = task_of(campaign, unit, "survey"), task_of(campaign, unit, "three_lists")
    Task.objects.filter(pk=survey.pk).update(state="submitted", done_on=survey.due_on + timedelta(days=1))
    Task.objects.filter(pk=lists_.pk).update(due_on=actor.today - timedelta(days=1))
    found = {
        name: set(Task.objects.filter(where).values_list("pk", flat=True))
        for name, where in {
            "late": queries.late(actor.today), "slipping": queries.slipping(actor.today), "caught_up": queries.caught_up()
        }.items()
    }  # fmt: skip
    told: dict[str, set[object]] = {name: set() for name in found}
    for task in Task.objects.all():
        name = standing(
            state=task.state,
            scheduled=task.scheduled_week,
            due=task.due_on,
            done=task.done_on,
            today=actor.today,
        )
        if name in told:
            told[name].add(task.pk)
    assert found == told
    assert found["late"]
    assert found["caught_up"]


def test_what_the_program_knows_of_a_step_is_told_once_it_is_of_this_campaign(
    who: Around, campaign: Campaign
) -> None:
    unit = Enterprise.objects.get(pk=who.unit.pk)
    before, since = WEEK.monday - timedelta(days=1), people.TODAY
    Standing.objects.filter(enterprise=unit).delete()
    Standing.objects.create(
        district=unit.district, enterprise=unit, watched_from=before, last_self_check_on=before, rolled_at=people.NOW
    )  # fmt: skip
    Enterprise.objects.filter(pk=unit.pk).update(verified_on=before, coloured_on=before)
    for code in (
        "survey",
        "three_lists",
        "self_check",
        "self_assessment",
        "review",
        "recommend",
        "correction",
    ):
        assert known(task_of(campaign, unit, code)) is None, code
    Enterprise.objects.filter(pk=unit.pk).update(verified_on=since, coloured_on=since)
    Standing.objects.filter(enterprise=unit).update(last_self_check_on=since)
    CheckList.objects.create(
        district=unit.district, enterprise=unit, version=1, items=[], who="x", at=people.NOW
    )
    row = assessment_of(unit)
    Assessment.objects.filter(pk=row.pk).update(state="submitted", submitted_on=since)
    told = {}
    for code in ("survey", "three_lists", "self_check", "self_assessment", "review", "recommend"):
        found = known(task_of(campaign, unit, code))
        told[code] = found.on if found else None
    assert told == {
        "survey": since, "three_lists": since, "self_check": since, "self_assessment": since, "review": None, "recommend": since,
    }  # fmt: skip


def test_a_planned_visit_comes_down_to_the_phone_with_what_it_is_for(who: Around) -> None:
    """Before what its colour asks for, until it is done; only to whom the step names."""
    (other,) = people.make_enterprises({"sector": "schools"})
    checks.settle(people.OPERATOR)
    Standing.objects.update(next_visit_on=people.TODAY + timedelta(days=60))
    Standing.objects.filter(enterprise=other).update(next_visit_on=people.TODAY)
    with_grid([who.unit], User.objects.get(pk=who.grid.person))
    campaign = launched()
    Task.objects.update(planned_week=WEEK, due_on=people.TODAY + timedelta(days=3))
    visits = {each["id"]: each["plan"] for each in field.today(who.grid)["visits"]}
    assert visits == {str(who.unit.pk): "摸排", str(other.pk): ""}
    assert next(each["id"] for each in bundle.index(who.grid)["units"]) == str(who.unit.pk)
    assert "摸排" not in {each["plan"] for each in field.today(who.bureau)["visits"]}
    actions.move_task(who.grid, task_of(campaign, who.unit, "survey"), "submit", done_note="x")
    assert [each["id"] for each in field.today(who.grid)["visits"]] == [str(other.pk)]
