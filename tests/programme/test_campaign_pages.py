"""The screens of campaigns and tasks: a launch in three steps, the page of a campaign, a task from week to acceptance."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from anbiao.programme import actions
from anbiao.programme.models import Campaign, Membership, Task
from anbiao.programme.queries import campaigns as queries
from tests import people
from tests.inspection.made import Around, around
from tests.programme.campaigns import WEEK, drafted, launched, task_of, with_grid

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anbiao.kit.clock.now", lambda: people.NOW)


@pytest.fixture
def who() -> Around:
    return around()


def signed_in(name: str, *, language: str = "en") -> Client:
    return people.browser(people.User.objects.get(username=name), language=language)


def post(client: Client, url: str, **fields: object) -> object:
    return client.post(url, {"_key": str(uuid4()), **fields})


def test_a_campaign_is_launched_in_three_steps(who: Around) -> None:
    client = signed_in("district_officer")
    edition = queries.edition(people.DISTRICT, "standardization")
    assert edition
    page = client.get("/campaign/new/").content.decode()
    assert "Work-safety standardization campaign" in page
    post(client, "/campaign/new/", edition=str(edition.pk), start=str(WEEK), number="洛安委办〔2026〕1号")
    row = Campaign.objects.get()
    assert (row.state, row.number, row.starts_week) == ("draft", "洛安委办〔2026〕1号", WEEK)
    post(client, f"/campaign/{row.serial}/scope/", sectors=["schools"])
    page = client.get(f"/campaign/{row.serial}/launch/").content.decode()
    assert "Launch: 8 tasks" in page
    assert not Task.objects.exists()
    post(client, f"/campaign/{row.serial}/launch/")
    assert Task.objects.count() == 8
    row.refresh_from_db()
    assert (row.state, row.scope) == ("running", {"sectors": ["schools"]})


def test_a_launch_for_nobody_stays_with_its_reason_beside_the_button(who: Around) -> None:
    campaign = drafted(sectors=["mines"])
    page = signed_in("district_officer").get(f"/campaign/{campaign.serial}/launch/").content.decode()
    assert 'aria-disabled="true"' in page
    assert "No unit fits the scope" in page


def test_an_exception_is_named_and_ended_on_its_page(who: Around) -> None:
    campaign = launched()
    client, url = signed_in("district_officer"), f"/campaign/{campaign.serial}/exceptions/"
    post(client, url, unit=who.unit.name, kind="out", reason="整体搬迁")
    assert Membership.objects.get(enterprise=who.unit).why_left == "exception"
    assert "整体搬迁" in client.get(url).content.decode()
    row = queries.exceptions_of(campaign).get()
    post(client, url, end=str(row.pk))
    assert Membership.objects.filter(enterprise=who.unit, left_on=None).count() == 1
    assert post(client, url, end=str(uuid4())).status_code == 404  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("by", ["town", "bureau", "sector", "person", "week", "nonsense"])
def test_the_page_of_a_campaign_tells_both_lines_and_who_is_behind(
    who: Around, language: str, by: str
) -> None:
    with_grid([who.unit], people.User.objects.get(username="grid_member"))
    campaign = launched()
    page = signed_in("street_inspector", language=language).get(f"/campaign/{campaign.serial}/?by={by}")
    assert page.status_code == 200
    text = page.content.decode()
    assert "plan-line" in text
    words = re.sub(r"<[^>]+>", " ", text)
    assert ("Plan line" in words) == (language == "en")
    assert campaign.serial in words


def test_the_page_of_a_campaign_asks_the_same_questions_at_any_size(who: Around) -> None:
    campaign = launched()
    client = signed_in("district_officer")
    counted = []
    for number in (1, 20):
        people.make_enterprises(*({"sector": "schools"} for _ in range(number)))
        actions.settle_campaigns(people.OPERATOR)
        client.get(f"/campaign/{campaign.serial}/")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/campaign/{campaign.serial}/")
        counted.append(len(captured))
    assert counted[0] == counted[1] <= 23


def test_a_town_sees_the_numbers_of_its_own_units_only(who: Around) -> None:
    people.make_enterprises(*({"sector": "schools", "region": people.HESHI} for _ in range(3)))
    campaign = launched()
    page = signed_in("street_inspector").get(f"/campaign/{campaign.serial}/").content.decode()
    assert "1 unit takes part" in page
    page = signed_in("district_officer").get(f"/campaign/{campaign.serial}/").content.decode()
    assert "4 units take part" in page


def test_a_task_is_done_and_accepted_on_its_pages(who: Around) -> None:
    campaign = launched()
    task = task_of(campaign, who.unit, "three_lists")
    manager, town = signed_in("manager"), signed_in("street_inspector")
    page = manager.get(f"/task/{task.pk}/").content.decode()
    assert "Report as done" in page
    assert ">Accept<" not in page
    answer = post(manager, f"/task/{task.pk}/submit/", done_note="")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    post(manager, f"/task/{task.pk}/submit/", done_note="三张清单 2026-11")
    task.refresh_from_db()
    assert task.state == "submitted"
    post(town, f"/task/{task.pk}/accept/", note="")
    task.refresh_from_db()
    assert task.state == "accepted"
    page = town.get(f"/task/{task.pk}/").content.decode()
    assert "Task accepted" in page
    assert "三张清单 2026-11" in page


def test_weeks_are_moved_in_bulk_after_a_preview(who: Around) -> None:
    launched()
    client = signed_in("street_inspector")
    rows = Task.objects.filter(step__code__in=("survey", "self_assessment"))
    values = {
        "pick": [str(row.pk) for row in rows],
        "f-week": str(WEEK.plus(2)),
        "f-slip": "weather",
        "f-note": "",
    }
    page = client.get("/tasks/bulk/plan/", values).content.decode()
    assert "Move 2 tasks" in page
    post(client, "/tasks/bulk/plan/", **values)
    assert set(rows.values_list("planned_week", flat=True)) == {WEEK.plus(2)}
    assert WEEK in set(rows.values_list("scheduled_week", flat=True))


def test_the_units_page_and_my_work_show_its_tasks(who: Around) -> None:
    launched()
    page = signed_in("manager").get(f"/units/{who.unit.pk}/").content.decode()
    assert "Set up the three lists" in page
    with_grid([who.unit], people.User.objects.get(username="grid_member"))
    Task.objects.filter(step__code="survey").update(person=people.User.objects.get(username="grid_member"))
    home = signed_in("grid_member").get("/").content.decode()
    assert "Survey on the spot" in home


def test_a_week_is_locked_on_the_page_of_a_task_and_in_bulk(who: Around) -> None:
    campaign = launched()
    task, client = task_of(campaign, who.unit, "survey"), signed_in("street_inspector")
    assert "Lock the week" in client.get(f"/task/{task.pk}/").content.decode()
    assert client.get(f"/task/{task.pk}/lock/").status_code == 200
    post(client, f"/task/{task.pk}/lock/", note="")
    task.refresh_from_db()
    assert task.is_locked
    page = client.get(f"/task/{task.pk}/").content.decode()
    assert "Unlock the week" in page
    assert "Week of the task locked" in page
    values = {"pick": [str(pk) for pk in Task.objects.values_list("pk", flat=True)], "f-asked": "1"}
    preview = client.get("/tasks/bulk/lock/", values).content.decode()
    assert "Lock the weeks of 7 tasks" in preview and "Locked already" in preview
    assert Task.objects.filter(is_locked=True).count() == 1  # looked at, not written
    post(client, "/tasks/bulk/lock/", **values)
    assert Task.objects.filter(is_locked=True).count() == 8
    post(client, "/tasks/bulk/unlock/", **values)
    assert not Task.objects.filter(is_locked=True).exists()
