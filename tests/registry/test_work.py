"""My work: what stands there for whom, in which group, and in how many queries."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anbiao.authority.models import User
from anbiao.kit import clock
from anbiao.kit.actor import Actor
from anbiao.portal.home import Desk
from anbiao.registry import actions
from anbiao.registry.models import DuplicatePair, Enterprise, Responsibility
from tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: people.NOW)


def groups(actor: Actor, *, team: bool = False) -> dict[str, dict[str, int]]:
    """Group → source's label → how many."""
    desk = Desk(actor, team)
    return {group.name: {part.label: part.count.number for part in group.parts} for group in desk.groups}


def named(unit: Enterprise, person: User, **over: Any) -> Responsibility:
    values = {
        "kind": "grid",
        "basis": "test",
        "from_on": date(2026, 11, 1),
        "due_on": date(2026, 11, 30),
        **over,
    }
    return Responsibility.objects.create(district=unit.district, enterprise=unit, person=person, **values)


def test_a_grid_member_has_her_answers_and_the_late_ones_first() -> None:
    member = people.person("grid_member")
    named(people.make_enterprise(), member)
    named(people.make_enterprise(), member, due_on=people.TODAY - timedelta(days=4))
    found = groups(people.acting(member))
    assert {name: sum(parts.values()) for name, parts in found.items()} == {"overdue": 1, "today": 1}
    desk = Desk(people.acting(member), False)
    assert desk.groups[0].parts[0].items[0].mark == "late"
    # Thursday the 19th was due; Friday and Monday are two working days.
    assert desk.groups[0].parts[0].items[0].state == "逾 2 个工作日"


def test_what_others_have_to_answer_waits_and_is_not_counted_as_mine() -> None:
    named(people.make_enterprise(sector="schools"), people.person("grid_member"))
    desk = Desk(people.acting(people.person("street_inspector")), False)
    assert [group.name for group in desk.groups] == ["waiting"]
    assert desk.number("mine") == 0


def test_the_team_sees_what_its_members_have_to_answer() -> None:
    named(people.make_enterprise(sector="schools"), people.person("grid_member"))
    found = groups(people.acting(people.person("street_inspector")), team=True)
    assert list(found) == ["today"]


def test_a_declined_responsibility_comes_back_to_town_and_district() -> None:
    member = people.person("grid_member")
    row = named(people.make_enterprise(sector="schools"), member)
    actions.answer_responsibility(people.acting(member), row, "decline", note="不在我的网格")
    assert list(groups(people.acting(people.person("street_inspector")))) == ["sent_back"]
    assert list(groups(people.acting(people.person("district_officer")))) == ["sent_back"]
    assert groups(people.acting(member)) == {}
    assert groups(people.acting(people.person("other_street"))) == {}


def test_the_district_has_pairs_units_without_a_sector_and_gaps() -> None:
    one, other = people.make_enterprises({"sector": "schools"}, {"sector": "schools"})
    people.make_enterprise(name="云里雾里")
    DuplicatePair.objects.create(
        district=one.district, first=one, second=other, score=0.9, reasons=["same_name"], found_at=people.NOW
    )  # fmt: skip
    found = groups(people.acting(people.person("district_officer")))
    assert list(found["today"].values()) == [1, 1, 3]


def test_a_closed_unit_asks_nobody_for_anything() -> None:
    member, actor = people.person("grid_member"), people.acting(people.person("district_officer"))
    unit = people.make_enterprise(name="云里雾里")
    named(unit, member)
    actions.move_unit(actor, unit, "close", note="注销", on=people.TODAY)
    assert groups(actor) == {}
    assert groups(people.acting(member)) == {}


def test_an_enterprise_answers_its_own_and_sees_who_answers_for_it() -> None:
    unit = people.make_enterprise(sector="schools")
    manager = people.acting(people.enterprise_manager(unit))
    Responsibility.objects.create(
        district=unit.district, enterprise=unit, kind="enterprise", basis="test", from_on=people.TODAY
    )  # fmt: skip
    desk = Desk(manager, False)
    assert desk.number("mine") == 1
    ((own, rows),) = desk.own_units
    assert own == unit
    assert {row.kind for row in rows} == {"territorial", "sector", "comprehensive", "enterprise"}
    assert desk.figures == []


@pytest.mark.parametrize("role", ["leader", "auditor", "system_admin", "security_admin"])
def test_an_empty_desk_says_what_comes_next(role: str) -> None:
    answer = people.browser(people.person(role)).get("/")
    assert answer.status_code == 200
    assert "没有要办的事" in answer.content.decode()


def busy(units: int) -> User:
    """A district officer with something in every group."""
    officer, member = people.person("district_officer"), people.person("grid_member")
    made = people.make_enterprises(*({"name": f"云里{n:03d}"} for n in range(units * 3)))
    for n in range(units):
        named(made[n], member, due_on=people.TODAY - timedelta(days=n % 3))
        named(made[units + n], officer, due_on=people.TODAY - timedelta(days=3))
        named(made[2 * units + n], member, state="declined")
        DuplicatePair.objects.create(
            district=made[n].district, first=made[n], second=made[units + n], score=0.9, reasons=["same_name"],
            found_at=people.NOW,
        )  # fmt: skip
    return officer


def queries_of(officer: User) -> int:
    client = people.browser(officer)
    client.get("/")
    with CaptureQueriesContext(connection) as caught:
        assert client.get("/").status_code == 200
    return len([query for query in caught.captured_queries if "django_session" not in query["sql"]])


def test_the_desk_takes_the_same_few_queries_at_any_size() -> None:
    officer = busy(2)
    few = queries_of(officer)
    members = User.objects.get(username="grid_member")
    for unit in people.make_enterprises(*({"name": f"雾里{n:03d}"} for n in range(30))):
        named(unit, members)
    assert queries_of(officer) == few
    assert few <= 9
