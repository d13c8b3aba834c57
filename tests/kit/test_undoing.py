"""Taking back the last bulk act: only one's own, only what nobody changed since, within a day, and as a new act."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from anbiao.authority.models import User
from anbiao.kit import clock
from anbiao.kit.models import BulkAct, Entry
from anbiao.programme.models import Task
from anbiao.registry.models import Enterprise, Responsibility
from anbiao.rules.calendar import IsoWeek
from tests import people
from tests.everywhere.lists import task_of

pytestmark = pytest.mark.django_db
UNDO = "/lists/enterprises/undo/"


def post(client: Client, address: str, **values: Any) -> Any:
    return client.post(address, {"_key": str(uuid4()), **values})


@pytest.fixture
def units() -> list[Enterprise]:
    return people.make_enterprises({"name": "甲厂"}, {"name": "乙厂"})


@pytest.fixture
def officer(client: Client) -> User:
    user = people.person("street_inspector")
    client.force_login(user)
    return user


def assign(client: Client, units: list[Enterprise], person: User, day: Any = None) -> None:
    day = day or clock.day_of(clock.now())
    picked = [unit.pk for unit in units]
    sent = {"pick": picked, "query": "", "f-person": person.pk, "f-from_on": day.isoformat()}
    assert post(client, "/enterprises/bulk/assign-grid/", **sent).status_code == 302


def holders() -> dict[str, str]:
    rows = Responsibility.objects.filter(kind="grid", to_on=None)
    return dict(rows.values_list("enterprise__name", "person__username"))


@pytest.mark.usefixtures("officer")
def test_who_answered_before_answers_again(client: Client, units: list[Enterprise]) -> None:
    old, new = people.person("grid_member"), people.person("grid_member", username="new")
    Responsibility.objects.create(
        district=people.DISTRICT, enterprise=units[0], kind="grid", person=old, basis="test", from_on=people.TODAY - timedelta(days=90),
        state="acknowledged",
    )  # fmt: skip
    assign(client, units, new)
    assert holders() == {"甲厂": "new", "乙厂": "new"}
    assert UNDO in client.get("/enterprises/").content.decode()
    assert "撤回 2 行" in client.get(UNDO).content.decode()
    assert holders() == {"甲厂": "new", "乙厂": "new"}
    assert post(client, UNDO).status_code == 200
    assert holders() == {"甲厂": "grid_member"}
    assert Responsibility.objects.get(person=old, to_on=None).state == "acknowledged"
    told = Entry.objects.filter(verb="unassign", object_id=units[0].pk).get()
    assert (told.before, told.after) == ({"grid": new.name}, {"grid": old.name})
    assert post(client, UNDO).status_code == 409
    assert client.get(UNDO).status_code == 404


@pytest.mark.parametrize("since", ["changed", "answered"])
@pytest.mark.usefixtures("officer")
def test_what_was_changed_since_stays_and_is_named(
    client: Client, units: list[Enterprise], since: str
) -> None:
    assign(client, units, people.person("grid_member"))
    row = Responsibility.objects.get(kind="grid", enterprise=units[0])
    if since == "answered":
        Responsibility.objects.filter(pk=row.pk).update(state="acknowledged")
    else:
        entry = Entry.objects.filter(object_id=units[0].pk).latest("number")
        Entry.objects.create(
            district=people.DISTRICT, at=entry.at + timedelta(seconds=1), who="x", via="web", verb="change", object_type="enterprise",
            object_id=units[0].pk,
        )  # fmt: skip
    page = post(client, UNDO).content.decode()
    assert holders() == {"甲厂": "grid_member"}
    assert "甲厂" in page


@pytest.mark.usefixtures("officer")
def test_another_persons_act_and_one_of_the_day_before_are_not_offered(
    client: Client, units: list[Enterprise]
) -> None:
    assign(client, units, people.person("grid_member"))
    mate = people.browser(people.person("street_inspector", username="mate"))
    assert mate.get(UNDO).status_code == 404
    assert post(mate, UNDO).status_code == 409
    assert client.get("/lists/gaps/undo/").status_code == 404
    BulkAct.objects.update(at=clock.now() - timedelta(days=1, minutes=1))
    assert client.get(UNDO).status_code == 404
    assert post(client, UNDO).status_code == 409
    assert len(holders()) == 2


def test_tasks_go_back_into_their_weeks_and_locks_fall(client: Client) -> None:
    client.force_login(people.person("district_officer"))
    rows = [task_of(unit) for unit in people.make_enterprises({"sector": "schools"}, {"sector": "schools"})]
    this = IsoWeek.of(clock.day_of(clock.now()))
    due = this.plus(3).sunday
    Task.objects.update(planned_week=this, scheduled_week=this, due_on=due)
    weeks = {row.pk: this for row in rows}
    to = max(weeks.values()).plus(1)
    picked = {"pick": [row.pk for row in rows], "query": ""}
    assert (
        post(
            client, "/tasks/bulk/plan/", **picked, **{"f-week": str(to), "f-slip": "weather", "f-note": ""}
        ).status_code
        == 302
    )
    assert set(Task.objects.values_list("planned_week", flat=True)) == {to}
    post(client, "/lists/tasks/undo/")
    assert dict(Task.objects.values_list("pk", "planned_week")) == weeks
    post(client, "/tasks/bulk/lock/", **picked, **{"f-go": "1"})
    assert Task.objects.filter(is_locked=True).count() == 2
    post(client, "/lists/tasks/undo/")
    assert not Task.objects.filter(is_locked=True).exists()
