"""Hand-over: what hangs on a person is listed, passed on in one act and acknowledged; what may not be passed on is named."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anbiao.authority import handing
from anbiao.authority.models import HandOver, User
from anbiao.inspection.models import Hazard
from anbiao.inspection.work import VERIFY
from anbiao.kit.holding import holdings
from anbiao.kit.models import Entry
from anbiao.oversight.actions import tell_happenings
from anbiao.programme.models import Task
from anbiao.registry.models import Enterprise, Responsibility
from anbiao.rules.refusal import Refused
from tests import people
from tests.everywhere.lists import hazards_of, task_of

pytestmark = pytest.mark.django_db
EVERYTHING = [each.name for each in holdings()]


def grid(name: str) -> User:
    return people.person("grid_member", username=name)


def burden(leaver: User, count: int = 2, **unit: Any) -> list[Enterprise]:
    """Units with a responsibility, an open task and a hazard that hang on somebody."""
    units = people.make_enterprises(*({"sector": "schools", **unit} for _ in range(count)))
    for each in units:
        Responsibility.objects.create(
            district=each.district, enterprise=each, kind="grid", person=leaver, basis="test", state="acknowledged",
            from_on=people.TODAY - timedelta(days=90),
        )  # fmt: skip
        Task.objects.filter(pk=task_of(each).pk).update(person=leaver)
        (row,) = hazards_of(each, 1)
        Hazard.objects.filter(pk=row.pk).update(state="reported", found_by=leaver.person)
    return units


def names(found: Any) -> dict[str, int]:
    return {holding.name: count.number for holding, count in found}


def test_everything_that_hangs_on_a_person_is_counted_by_one_query() -> None:
    officer, leaver = people.acting(people.person("street_inspector")), grid("leaver")
    burden(leaver)
    with CaptureQueriesContext(connection) as captured:
        found = names(handing.hanging_on(officer, leaver))
    assert len(captured) == 1
    assert found == {"responsibilities": 2, "tasks": 2, "hazards": 2, "grants": 1}


def test_the_first_of_every_kind_are_read_by_one_query() -> None:
    officer, leaver = people.acting(people.person("street_inspector")), grid("leaver")
    units = burden(leaver, 3)
    with CaptureQueriesContext(connection) as captured:
        first = handing.first_hanging(officer, leaver, holdings(), 2)
    assert len(captured) == 1
    found = {
        each.name: [each.subject(row) for row in rows] for each, rows in zip(holdings(), first, strict=True)
    }
    assert {name: len(rows) for name, rows in found.items() if rows} == {
        "responsibilities": 2, "tasks": 2, "hazards": 2, "grants": 1
    }  # fmt: skip
    assert all(any(unit.name in subject for unit in units) for subject in found["tasks"])


def test_it_is_passed_on_in_one_act_and_acknowledged_by_the_successor() -> None:
    inspector, leaver, successor = people.person("street_inspector"), grid("leaver"), grid("successor")
    units = burden(leaver)
    officer = people.acting(inspector)
    row = handing.hand_over(officer, leaver, successor, kinds=EVERYTHING, reason="调动")
    assert names(handing.hanging_on(officer, leaver)) == {"grants": 1}
    assert names(handing.hanging_on(officer, successor)) == {
        "responsibilities": 2,
        "tasks": 2,
        "hazards": 2,
        "grants": 1,
    }
    assert [line["holding"] for line in row.left] == ["grants"]
    to = people.acting(successor)
    assert {hazard.enterprise_id for hazard in VERIFY.rows(to, False)} == {unit.pk for unit in units}
    assert not VERIFY.rows(people.acting(leaver), False).exists()
    assert Hazard.objects.filter(found_by=leaver.person).count() == 2  # who found it stays who found it
    assert tell_happenings(people.DISTRICT, now=people.NOW) >= 1
    handing.answer(to, row, "acknowledge")
    states = Responsibility.objects.filter(person=successor).values_list("state", flat=True)
    assert (row.state, set(states)) == ("acknowledged", {"acknowledged"})
    assert Entry.objects.filter(object_id=row.pk).values_list("verb", flat=True).count() == 2


def test_what_passing_on_costs_does_not_grow_with_what_hangs(django_assert_max_num_queries: Any) -> None:
    officer, leaver, successor = (
        people.acting(people.person("street_inspector")),
        grid("leaver"),
        grid("successor"),
    )
    burden(leaver, 12)
    with django_assert_max_num_queries(45):
        handing.hand_over(officer, leaver, successor, kinds=EVERYTHING, reason="调动")


def test_only_the_chosen_kinds_go_so_that_several_may_take_over() -> None:
    officer, leaver = people.acting(people.person("street_inspector")), grid("leaver")
    one, other = grid("one"), grid("other")
    burden(leaver)
    handing.hand_over(officer, leaver, one, kinds=["tasks"], reason="调动")
    handing.hand_over(officer, leaver, other, kinds=["responsibilities", "hazards"], reason="调动")
    assert Task.objects.filter(person=one).count() == 2
    assert Responsibility.objects.filter(person=other, to_on=None).count() == 2
    assert HandOver.objects.count() == 2


def test_separation_of_duties_names_what_stays() -> None:
    officer, leaver, successor = (
        people.acting(people.person("street_inspector")),
        grid("leaver"),
        grid("successor"),
    )
    own, other = burden(leaver)
    second = people.make_user("second", slug=None, person=successor.person)
    people.grant(second, "enterprise_manager", enterprise=own.pk)
    Hazard.objects.filter(enterprise=other).update(fixed_by=successor.person, fixed_on=people.TODAY)
    row = handing.hand_over(officer, leaver, successor, kinds=["hazards", "tasks"], reason="调动")
    stays = {line["object"] for line in row.left if line["holding"] == "hazards"}
    assert stays == {str(pk) for pk in Hazard.objects.values_list("pk", flat=True)}
    assert all(line["why"] for line in row.left)
    assert {line["holding"] for line in row.passed} == {"tasks"}


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("same person", "same-person"),
        ("disabled", "disabled"),
        ("no duty", "no-duty-yet"),
        ("elsewhere", "nothing-passed"),
    ],
)
def test_a_successor_who_cannot_take_over_is_refused(who: str, code: str) -> None:
    officer, leaver = people.acting(people.person("street_inspector")), grid("leaver")
    burden(leaver, 1)
    made = {
        "same person": lambda: people.make_user("again", person=leaver.person),
        "disabled": lambda: people.make_user("gone", is_active=False),
        "no duty": lambda: people.make_user("new"),
        "elsewhere": lambda: people.person("other_street"),
    }
    with pytest.raises(Refused) as refused:
        handing.hand_over(officer, leaver, made[who](), kinds=["tasks", "hazards"], reason="调动")
    assert code in {each.code for each in refused.value.refusals}
    assert not HandOver.objects.exists()


def test_nobody_hands_over_for_another_town_and_nobody_answers_in_the_successors_place() -> None:
    leaver, successor = grid("leaver"), grid("successor")
    burden(leaver)
    with pytest.raises(Refused):
        handing.hand_over(
            people.acting(people.person("other_street")), leaver, successor, kinds=EVERYTHING, reason="调动"
        )  # fmt: skip
    officer = people.acting(people.person("street_inspector"))
    row = handing.hand_over(officer, leaver, successor, kinds=["tasks"], reason="调动")
    with pytest.raises(Refused) as refused:
        handing.answer(officer, row, "acknowledge")
    assert refused.value.refusals[0].code == "not-the-successor"
    handing.answer(people.acting(successor), row, "decline", note="下周调走")
    handing.answer(officer, row, "settle", note="改交他人")
    assert row.state == "settled"


def test_the_pages_list_pass_on_and_take_the_answer() -> None:
    inspector, leaver, successor = people.person("street_inspector"), grid("leaver"), grid("successor")
    burden(leaver)
    client, to = people.browser(inspector), people.browser(successor)
    address = f"/accounts/{leaver.pk}/hand-over/"
    assert "企业监管责任" in client.get(address).content.decode()
    from uuid import uuid4

    given = {"successor": str(successor.pk), "kinds": ["responsibilities", "tasks"], "reason": "调动"}
    answer = client.post(address, {"_key": str(uuid4()), **given})
    row = HandOver.objects.get()
    assert answer["Location"] == f"/hand-over/{row.pk}/"
    mine = f"/my-hand-over/{row.pk}/"
    assert mine in to.get("/").content.decode()
    assert to.post(mine, {"_key": str(uuid4()), "step": "acknowledge", "note": ""}).status_code == 302
    row.refresh_from_db()
    assert row.state == "acknowledged"
    administrator = people.browser(people.person("system_admin"))
    assert "停用账号不会自动交接" in administrator.get(f"/accounts/{leaver.pk}/").content.decode()
