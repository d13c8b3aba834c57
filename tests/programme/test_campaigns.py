"""Campaigns: copied into the district, foreseen, launched, joined, left."""

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from anbiao.authority.models import Sector
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.models import Entry
from anbiao.programme import actions
from anbiao.programme.models import CampaignStep, Membership, ProgrammeEdition, Task
from anbiao.programme.queries import campaigns as queries
from anbiao.registry.actions import move_unit, register_unit, route_unit
from anbiao.registry.models import Enterprise
from anbiao.rules.campaigns import Candidate, fits, scope_from
from anbiao.rules.refusal import Refused
from anbiao.rules.tasks import earliest, week_in_turn
from tests import people
from tests.programme.campaigns import WEEK, drafted, later, launched, task_of, with_grid

pytestmark = pytest.mark.django_db


def town_units(count: int, **over: object) -> list[Enterprise]:
    return people.make_enterprises(*({"sector": "schools", **over} for _ in range(count)))


def registered(actor: Actor, **over: object) -> Enterprise:
    """A unit as the form registers it."""
    values = {
        "name": "新办学校",
        "principal": "黄敏",
        "region": people.SHUANGYANG,
        "address": "双阳街道1号",
        **over,
    }
    return register_unit(actor, values=values, hint="学校")


def test_the_five_campaigns_ship_and_a_second_load_changes_nothing() -> None:
    assert len(queries.newest(people.DISTRICT)) == 5
    assert actions.load_programmes(now=people.NOW) == 0


def test_a_loaded_edition_never_changes() -> None:
    row = ProgrammeEdition.objects.first()
    assert row
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        ProgrammeEdition.objects.filter(pk=row.pk).update(weeks=1)


def test_a_draft_is_the_districts_own_copy_at_its_weeks() -> None:
    campaign = drafted()
    steps = queries.steps_of(campaign)
    assert [step.code for step in steps][:3] == ["survey", "file", "three_lists"]
    assert steps[0].opens_week == WEEK
    assert campaign.ends_week == WEEK.plus(25)
    assert all(step.due_on in step.closes_week for step in steps)
    assert len(queries.targets_of(campaign)) == 6


def test_what_is_foreseen_is_what_a_launch_does() -> None:
    with_grid(town_units(5), people.person("grid_member"))
    town_units(2, sector="machinery")
    campaign = drafted()
    told = queries.foreseen(people.OPERATOR, campaign)
    assert Task.objects.count() == 0
    actions.launch_campaign(people.OPERATOR, campaign)
    assert told.units == Membership.objects.filter(campaign=campaign).count() == 7
    assert told.tasks == Task.objects.filter(campaign=campaign).count() == 7 * 8
    survey = CampaignStep.objects.get(campaign=campaign, code="survey")
    assert told.gaps[survey.pk] == 2
    weeks = {week: 0 for week in told.by_week}
    for task in Task.objects.all():
        weeks[task.scheduled_week] += 1
    assert weeks == dict(told.by_week)


def test_every_task_of_a_launch_stands_in_the_journal_and_can_be_sealed() -> None:
    units = town_units(3)
    campaign = launched()
    entries = Entry.objects.filter(verb="schedule", object_type="task")
    assert entries.count() == 24
    task = task_of(campaign, units[0], "survey")
    entry = entries.get(object_id=task.pk)
    assert entry.after == {
        key: task.facts()[key]
        for key in (
            "step_id",
            "enterprise_id",
            "organisation_id",
            "person_id",
            "scheduled_week",
            "planned_week",
            "due_on",
        )
    }
    assert Entry.objects.filter(verb="join", object_type="membership").count() == 3
    assert Entry.objects.filter(verb="launch", object_id=campaign.pk).count() == 1
    journal.seal(now=people.NOW, district=people.DISTRICT)
    assert journal.verify(district=people.DISTRICT) == []


def test_the_spread_in_sql_is_the_rule() -> None:
    """Rank, capacity and window give the week; a step waits for the one that it follows."""
    person = people.person("grid_member")
    units = town_units(70)
    with_grid(units, person)
    campaign = launched()
    steps = {step.code: step for step in queries.steps_of(campaign)}
    survey = steps["survey"]
    found = sorted(
        Task.objects.filter(campaign=campaign, step=survey).select_related("enterprise"),
        key=lambda task: (task.enterprise.region, str(task.enterprise_id)),
    )
    weeks = survey.closes_week.since(survey.opens_week) + 1
    assert [task.scheduled_week for task in found] == [
        week_in_turn(survey.opens_week, rank=rank, number=70, weeks=weeks, per_week=survey.per_week)
        for rank in range(70)
    ]
    for step in steps.values():
        if not step.after:
            continue
        for unit in units[::9]:
            task, before = (task_of(campaign, unit, code) for code in (step.code, step.after))
            assert task.scheduled_week >= earliest(step.opens_week, before.scheduled_week, step.lag)
            assert task.scheduled_week <= step.closes_week
            assert task.due_on == step.due_on


def test_red_units_come_before_blue_ones() -> None:
    units = town_units(30)
    with_grid(units, people.person("grid_member"))
    Enterprise.objects.filter(pk__in=[unit.pk for unit in units[20:]]).update(colour="red")
    campaign = launched()
    rows = Task.objects.filter(campaign=campaign, step__code="survey")
    red = [row.scheduled_week for row in rows.filter(enterprise__colour="red")]
    assert set(red) == {WEEK}


SCOPES = [
    {"sectors": ["schools"]}, {"classes": ["medium"]}, {"regions": [people.HESHI]}, {"colours": ["red", ""]}, {"features": ["dust"]},
    {"sectors": ["schools", "machinery"], "regions": [people.SHUANGYANG]}, {"results": [""]}, {"results": ["micro_pass"]}, {},
]  # fmt: skip


@pytest.mark.parametrize("scope", SCOPES, ids=str)
def test_the_scope_in_sql_is_the_rule(scope: dict[str, list[str]]) -> None:
    units = people.make_enterprises(
        {"sector": "schools"}, {"sector": "machinery", "features": ["dust"]}, {"sector": "schools", "region": people.HESHI},
        {"size_class": "medium", "sector": "machinery"}, {"sector": ""},
    )  # fmt: skip
    Enterprise.objects.filter(pk=units[0].pk).update(colour="red")
    campaign = drafted()
    campaign.scope = scope
    found = set(queries.fitting(campaign).values_list("pk", flat=True))
    expected = {
        unit.pk
        for unit in Enterprise.objects.filter(pk__in=[unit.pk for unit in units])
        if fits(
            Candidate(unit.sector, unit.size_class, unit.region, unit.colour, frozenset(unit.features)),
            scope_from(scope),
        )
    }
    assert found == expected


def test_an_exception_takes_part_or_not_whatever_the_scope_says() -> None:
    school, factory = people.make_enterprises({"sector": "schools"}, {"sector": "machinery"})
    campaign = drafted(sectors=["schools"])
    actions.name_exception(people.OPERATOR, campaign, school, kind="out", reason="整体搬迁")
    actions.name_exception(people.OPERATOR, campaign, factory, kind="in", reason="事故后纳入")
    assert list(queries.fitting(campaign)) == [factory]
    with pytest.raises(Refused):
        actions.name_exception(people.OPERATOR, campaign, school, kind="out", reason=" ")


def test_a_launch_for_nobody_is_refused_and_a_launched_scope_stands() -> None:
    campaign = drafted(sectors=["mines"])
    with pytest.raises(Refused, match="No unit fits"):
        actions.launch_campaign(people.OPERATOR, campaign)
    town_units(1)
    row = launched()
    with pytest.raises(Refused, match="its scope stands"):
        actions.scope_campaign(people.OPERATOR, row, scope={"sectors": ["mines"]})


def test_only_the_district_office_launches() -> None:
    town_units(1)
    campaign = drafted()
    for name in ("leader", "street_inspector", "bureau_officer", "grid_member"):
        with pytest.raises(Refused):
            actions.launch_campaign(people.acting(people.person(name)), campaign)


def test_a_unit_that_appears_later_joins_with_the_time_that_others_had() -> None:
    town_units(1)
    campaign = launched()
    actor = later(people.OPERATOR, 10)
    unit = registered(actor)
    survey = task_of(campaign, unit, "survey")
    assert survey.scheduled_week == WEEK.plus(10)
    assert survey.due_on in WEEK.plus(14)
    assert Task.objects.filter(enterprise=unit).count() == 8
    assert actions.settle_campaigns(actor) == actions.Settled(0, 0)


def test_units_of_an_import_join_at_once_in_the_same_few_statements() -> None:
    town_units(1)
    campaign = launched()
    counted = []
    for number in (2, 40):
        with CaptureQueriesContext(connection) as captured:
            town_units(number)
        counted.append(len(captured))
    assert counted[0] == counted[1]
    assert queries.members(campaign, people.TODAY).count() == 43
    assert Task.objects.count() == 8 * 43


def test_whoever_registers_a_unit_need_not_be_allowed_to_launch() -> None:
    town_units(1)
    launched()
    inspector = people.acting(people.person("street_inspector"))
    unit = registered(inspector)
    entry = Entry.objects.filter(verb="join", object_id=str(Membership.objects.get(enterprise=unit).pk)).get()
    assert (entry.who, entry.on_behalf_of) == ("Anbiao", "street_inspector")
    move_unit(inspector, unit, "close", note="注销", on=people.TODAY)
    assert set(Task.objects.filter(enterprise=unit).values_list("state", flat=True)) == {"exempted"}


def test_a_unit_joins_when_its_new_sector_is_in_the_scope_and_not_before() -> None:
    town_units(1)
    campaign = launched(sectors=["schools"])
    (unit,) = people.make_enterprises({"name": "云里雾里"})
    assert not Membership.objects.filter(enterprise=unit).exists()
    schools = Sector.objects.get(code="schools")
    route_unit(people.OPERATOR, unit, sector=schools, reason="教育培训")
    assert Membership.objects.filter(campaign=campaign, enterprise=unit, left_on=None).count() == 1


def test_the_hourly_look_finds_what_the_roster_did_not_tell() -> None:
    (unit,) = town_units(1)
    red = launched(colours=["red"]) if Enterprise.objects.update(colour="red") else None
    (other,) = town_units(1)
    assert not Membership.objects.filter(enterprise=other).exists()
    Enterprise.objects.filter(pk=other.pk).update(colour="red")
    assert actions.settle_campaigns(people.OPERATOR) == actions.Settled(1, 0)
    assert set(Membership.objects.filter(campaign=red).values_list("enterprise_id", flat=True)) == {
        unit.pk,
        other.pk,
    }


def test_a_unit_that_ceases_leaves_and_the_denominator_keeps_its_history() -> None:
    stays, goes = town_units(2)
    campaign = launched()
    actor = later(people.OPERATOR, 2)
    move_unit(actor, goes, "close", note="注销", on=actor.today)
    assert actions.settle_campaigns(actor) == actions.Settled(0, 0)
    assert set(Task.objects.filter(enterprise=goes).values_list("state", flat=True)) == {"exempted"}
    assert set(Task.objects.filter(enterprise=stays).values_list("state", flat=True)) == {"idle"}
    assert queries.members(campaign, people.TODAY).count() == 2
    assert queries.members(campaign, actor.today).count() == 1
    back = later(people.OPERATOR, 3)
    goes.refresh_from_db()
    move_unit(back, goes, "reopen", note="复业", on=back.today)
    assert actions.settle_campaigns(back) == actions.Settled(0, 0)
    assert set(Task.objects.filter(enterprise=goes).values_list("state", flat=True)) == {"idle"}
    assert queries.members(campaign, actor.today).count() == 1
    assert queries.members(campaign, back.today).count() == 2


def test_a_launch_asks_the_same_questions_at_3_and_at_30_units() -> None:
    counted = []
    for number in (3, 27):
        town_units(number)
        campaign = drafted()
        with CaptureQueriesContext(connection) as captured:
            actions.launch_campaign(people.OPERATOR, campaign)
        counted.append(len(captured))
    assert counted[0] == counted[1]


def test_the_database_keeps_the_scheduled_week() -> None:
    town_units(1)
    launched()
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        Task.objects.update(scheduled_week=WEEK.plus(1))


def test_a_campaign_is_read_by_whoever_may_read_campaigns_anywhere_in_its_district() -> None:
    campaign = drafted()
    for name in people.CAST:
        actor = people.acting(people.person(name))
        seen = set(queries.campaigns(actor).values_list("pk", flat=True))
        assert seen == ({campaign.pk} if actor.scope.may("read campaign") else set()), name
    other = people.operator(people.OTHER, people.NOW, who="operator test")
    assert not queries.campaigns(other).exists()
    assert not queries.campaigns(people.acting(people.nobody())).exists()
