"""A draft's course before its launch: windows, steps, targets; each change in the journal, departures marked."""

from decimal import Decimal
from uuid import uuid4

import pytest

from anbiao.authority.models import Organisation
from anbiao.kit.models import Entry
from anbiao.programme import actions
from anbiao.programme.models import Campaign, CampaignStep, Stage, Target, Task
from anbiao.programme.queries import campaigns as queries
from anbiao.programme.queries import progress
from anbiao.rules.refusal import Refused
from tests import people
from tests.inspection.made import refused
from tests.programme.campaigns import drafted, launched, task_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anbiao.kit.clock.now", lambda: people.NOW)


def step_of(campaign: Campaign, code: str) -> CampaignStep:
    return next(row for row in queries.steps_of(campaign) if row.code == code)


def found_step(campaign: Campaign) -> CampaignStep:
    """A step of the edition that is no local rule as it stands there."""
    return next(row for row in queries.steps_of(campaign) if not row.is_proposed)


def test_a_changed_step_is_a_proposed_local_rule_until_it_is_as_the_edition_again() -> None:
    campaign = drafted()
    step = found_step(campaign)
    minutes = step.minutes
    changed = actions.change_step(people.OPERATOR, step, values={"minutes": minutes + 5})
    assert changed.is_proposed
    entry = Entry.objects.get(object_id=step.pk, verb="change")
    assert entry.before == {"minutes": minutes, "is_proposed": False}
    assert entry.after == {"minutes": minutes + 5, "is_proposed": True}
    step.refresh_from_db()
    back = actions.change_step(people.OPERATOR, step, values={"minutes": minutes})
    assert not back.is_proposed


def test_the_last_day_and_the_stage_follow_the_weeks_of_a_step_and_tasks_are_launched_so() -> None:
    unit = people.make_enterprise(sector="schools")
    campaign = drafted()
    step = step_of(campaign, "survey")
    opens = step.opens_week.plus(1)
    actions.change_step(people.OPERATOR, step, values={"opens_week": opens, "title_zh": "再摸排"})
    stage = Stage.objects.get(pk=step.stage_id)
    assert stage.opens_week == min(
        CampaignStep.objects.filter(stage=stage).values_list("opens_week", flat=True)
    )
    actions.launch_campaign(people.OPERATOR, campaign)
    task = task_of(campaign, unit, "survey")
    assert (task.scheduled_week, task.step.title_zh) == (opens, "再摸排")


def test_a_stage_moves_with_its_steps() -> None:
    campaign = drafted()
    stage = queries.stages_of(campaign)[-1]
    before = {row.code: row.opens_week for row in queries.steps_of(campaign) if row.stage_id == stage.pk}
    moved = actions.move_stage(people.OPERATOR, stage, opens=stage.opens_week.plus(-1))
    assert moved.opens_week == stage.opens_week.plus(-1)
    after = {row.code: row.opens_week for row in queries.steps_of(campaign) if row.stage_id == stage.pk}
    assert after == {code: week.plus(-1) for code, week in before.items()}
    assert Entry.objects.filter(object_id=stage.pk, verb="change").count() == 1


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"doers": ["auditor"]}, "duty"),
        ({"acceptors": []}, "duty"),
        ({"title_en": " "}, "title-missing"),
        ({"evidence": "oath"}, "evidence"),
        ({"minutes": 1}, "minutes"),
    ],
)
def test_what_no_step_may_be_is_refused(values: dict[str, object], code: str) -> None:
    assert refused(actions.change_step, people.OPERATOR, step_of(drafted(), "survey"), values=values) == {
        code
    }


def test_windows_keep_their_order_and_lie_within_the_campaign() -> None:
    campaign = drafted()
    first = step_of(campaign, "survey")
    late = {"closes_week": campaign.ends_week.plus(1)}
    assert refused(actions.change_step, people.OPERATOR, first, values=late) == {"window-outside"}
    turned = {"closes_week": first.opens_week.plus(-1)}
    assert refused(actions.change_step, people.OPERATOR, first, values=turned) == {"window-turned"}
    follower = next(row for row in queries.steps_of(campaign) if row.after == "survey")
    early = {"opens_week": campaign.starts_week, "closes_week": first.closes_week.plus(follower.lag - 1)}
    assert refused(actions.change_step, people.OPERATOR, follower, values=early) == {"window-before"}
    wide = {"closes_week": campaign.ends_week}
    assert refused(actions.change_step, people.OPERATOR, first, values=wide) == {"window-follower"}


def test_a_launched_course_stands_and_who_may_not_launch_changes_nothing() -> None:
    people.make_enterprise(sector="schools")
    draft = drafted()
    town = people.acting(people.person("street_inspector"))
    assert refused(actions.change_step, town, step_of(draft, "survey"), values={"minutes": 50}) == {"no-duty"}
    campaign = launched()
    step = step_of(campaign, "survey")
    week = campaign.starts_week
    assert refused(actions.change_step, people.OPERATOR, step, values={"minutes": 50}) == {"launched"}
    assert refused(actions.move_stage, people.OPERATOR, queries.stages_of(campaign)[0], opens=week) == {
        "launched"
    }
    target = Target.objects.filter(campaign=campaign).first()
    assert target
    assert refused(actions.drop_target, people.OPERATOR, target) == {"launched"}


def test_a_target_of_a_town_or_a_bureau_is_counted_over_its_units_only() -> None:
    here, *_ = people.make_enterprises(
        {"sector": "schools"}, {"sector": "schools"}, {"sector": "schools", "region": people.HESHI}
    )
    campaign = drafted()
    Target.objects.filter(campaign=campaign).delete()
    step = step_of(campaign, "survey")
    offices = {
        "": None, "town": Organisation.objects.get(district=people.DISTRICT, slug=people.SHUANGYANG),
        "bureau": Organisation.objects.get(district=people.DISTRICT, slug="education"),
        "other": Organisation.objects.get(district=people.DISTRICT, slug="emergency"),
    }  # fmt: skip
    for office in offices.values():
        actions.set_target(
            people.OPERATOR, campaign, step=step, organisation=office, percent=Decimal("90"), by_week=step.closes_week
        )  # fmt: skip
    actions.launch_campaign(people.OPERATOR, campaign)
    Task.objects.filter(enterprise=here, step=step).update(
        state="accepted", done_on=people.TODAY, decided_on=people.TODAY
    )
    told = progress.reached(people.OPERATOR, campaign, queries.targets_of(campaign))
    found = {each.target.organisation_id: (each.done, each.of) for each in told}
    named = {name: found[office.pk if office else None] for name, office in offices.items()}
    assert named == {"": (1, 3), "town": (1, 2), "bureau": (1, 3), "other": (0, 0)}


def test_a_target_set_again_is_changed_and_a_dropped_one_is_gone() -> None:
    campaign = drafted()
    step, number = step_of(campaign, "survey"), Target.objects.count()
    for percent in ("80", "85.5"):
        target = actions.set_target(
            people.OPERATOR, campaign, step=step, organisation=None, percent=Decimal(percent), by_week=campaign.ends_week
        )  # fmt: skip
    assert (Target.objects.count(), Target.objects.get(pk=target.pk).percent) == (number + 1, Decimal("85.5"))
    actions.drop_target(people.OPERATOR, target)
    assert Target.objects.count() == number
    verbs = Entry.objects.filter(object_id=target.pk).order_by("number").values_list("verb", flat=True)
    assert list(verbs) == ["set target", "set target", "drop target"]
    with pytest.raises(Refused):
        actions.set_target(
            people.OPERATOR, campaign, step=step, organisation=None, percent=Decimal(1), by_week=campaign.ends_week.plus(1)
        )  # fmt: skip


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_course_is_changed_on_its_pages(language: str) -> None:
    people.person("district_officer")
    client = people.browser(people.User.objects.get(username="district_officer"), language=language)
    campaign = drafted()
    url, step = f"/campaign/{campaign.serial}/course/", found_step(campaign)
    assert client.get(url).status_code == 200
    page = client.get(f"{url}step/{step.code}/")
    values = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    answer = client.post(
        f"{url}step/{step.code}/", {"_key": str(uuid4()), **values, "minutes": step.minutes + 10}
    )
    assert answer.status_code == 302
    step.refresh_from_db()
    assert step.is_proposed
    assert ("proposed" if language == "en" else "拟定") in client.get(url).content.decode()
    wrong = client.post(f"{url}step/{step.code}/", {"_key": str(uuid4()), **values, "minutes": 1})
    assert wrong.status_code == 422
    stage = queries.stages_of(campaign)[0]
    assert client.get(f"{url}stage/{stage.order}/").status_code == 200
    town = Organisation.objects.get(district=people.DISTRICT, slug=people.SHUANGYANG)
    given = {
        "step": "survey",
        "organisation": str(town.pk),
        "percent": "70",
        "by_week": str(campaign.ends_week),
    }
    assert client.post(url, {"_key": str(uuid4()), **given}).status_code == 302
    target = Target.objects.get(organisation=town)
    assert client.post(url, {"_key": str(uuid4()), "drop": str(target.pk)}).status_code == 302
    assert not Target.objects.filter(pk=target.pk).exists()


def test_the_scope_may_ask_for_the_result_of_the_last_assessment() -> None:
    people.person("district_officer")
    client = people.browser(people.User.objects.get(username="district_officer"), language="en")
    campaign = drafted()
    page = client.get(f"/campaign/{campaign.serial}/scope/").content.decode()
    assert "Result of the last assessment" in page
    client.post(f"/campaign/{campaign.serial}/scope/", {"_key": str(uuid4()), "results": ["", "pass"]})
    campaign.refresh_from_db()
    assert campaign.scope == {"results": ["", "pass"]}
    assert client.get(f"/campaign/{campaign.serial}/").status_code == 200
