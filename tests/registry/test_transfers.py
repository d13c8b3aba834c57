"""A unit passes from one office to another: nobody moves it out of her own count alone, and what is open goes with it."""

from typing import Any

import pytest
from django.urls import reverse

from anbiao.authority.models import Organisation
from anbiao.kit.actor import Actor
from anbiao.programme.models import Task
from anbiao.registry import actions, queries
from anbiao.registry.models import Enterprise, Responsibility, Transfer
from anbiao.rules.refusal import Refused
from tests import people
from tests.everywhere.lists import hazards_of, task_of, transfer_of

pytestmark = pytest.mark.django_db


def actor(role: str, name: str = "") -> Actor:
    return people.acting(people.person(role, username=name))


def offered(giver: Actor, **over: Any) -> Transfer:
    unit = people.make_enterprise(name="禾木木业有限公司", sector="wood_crafts")
    values = {"kind": "town", "to": people.HESHI, "reason": "搬到河市", **over}
    return actions.offer_transfer(giver, unit, **values)


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {refusal.code for refusal in refused.value.refusals}


def holder(unit: Enterprise, kind: str) -> str:
    row = Responsibility.objects.select_related("organisation").get(enterprise=unit, kind=kind, to_on=None)
    assert row.organisation
    return row.organisation.slug


def test_a_town_takes_a_unit_with_what_is_open_there() -> None:
    giver, taker = actor("street_inspector"), actor("other_street")
    row = offered(giver, address="河市镇 8 号")
    unit = row.enterprise
    task, hazard = task_of(unit), hazards_of(unit, 1)[0]
    town = Organisation.objects.get(district=unit.district, slug=people.SHUANGYANG)
    Task.objects.filter(pk=task.pk).update(organisation=town, person=giver.person)
    actions.step_transfer(taker, row, "take")
    unit.refresh_from_db()
    task.refresh_from_db()
    assert (unit.region, unit.address, holder(unit, "territorial")) == (
        people.HESHI,
        "河市镇 8 号",
        people.HESHI,
    )
    assert (task.organisation.slug, task.person) == (people.HESHI, None)  # type: ignore[union-attr]
    assert type(hazard).objects.visible_to(taker.scope).filter(pk=hazard.pk).exists()
    assert not queries.enterprises(giver).exists()
    assert queries.transfers(giver).get() == row


def test_a_bureau_takes_a_unit_with_its_sector() -> None:
    row = offered(actor("district_officer"), kind="sector", to="schools", reason="其实是培训学校")
    actions.step_transfer(actor("bureau_officer"), row, "take")
    unit = Enterprise.objects.get(pk=row.enterprise_id)
    assert (unit.sector, holder(unit, "sector")) == ("schools", "education")


@pytest.mark.parametrize(
    ("role", "step", "code"),
    [("street_inspector", "take", "not-your-office"), ("bureau_officer", "take", "no-duty"), ("other_street", "withdraw", "not-your-office")],
)  # fmt: skip
def test_each_office_does_its_own_part(role: str, step: str, code: str) -> None:
    row = offered(actor("street_inspector", "giver"))
    with pytest.raises(Refused) as refused:
        actions.step_transfer(actor(role), row, step)
    assert code in codes(refused)
    assert Enterprise.objects.get().region == people.SHUANGYANG


def test_who_offered_does_not_take() -> None:
    office = actor("district_officer")
    row = offered(office)
    with pytest.raises(Refused) as refused:
        actions.step_transfer(office, row, "take")
    assert codes(refused) == {"same-person"}


def test_what_is_refused_comes_back_with_its_reason_and_can_be_offered_again() -> None:
    giver = actor("street_inspector")
    row = offered(giver)
    actions.step_transfer(actor("other_street"), row, "refuse", note="不在我镇")
    row.refresh_from_db()
    assert (row.state, row.answer) == ("refused", "不在我镇")
    actions.step_transfer(giver, row, "settle")
    again = actions.offer_transfer(giver, row.enterprise, kind="town", to=people.HESHI, reason="再核")
    with pytest.raises(Refused) as refused:
        actions.offer_transfer(giver, again.enterprise, kind="town", to=people.HESHI, reason="又来")
    assert codes(refused) == {"offered-already"}


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"to": people.SHUANGYANG}, "there-already"),
        ({"to": "350504999"}, "no-taker"),
        ({"kind": "sector", "to": "no-such"}, "no-taker"),
    ],
)
def test_a_unit_is_offered_to_an_office_elsewhere(over: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        offered(actor("street_inspector"), **over)
    assert code in codes(refused)


def test_the_page_shows_each_office_its_own_steps() -> None:
    row = transfer_of(people.make_enterprise())
    Transfer.objects.update(from_lies=row.enterprise.sector)
    taken, withdrawn = (
        reverse(name, args=[row.pk, step])
        for name, step in (("transfer-answer", "take"), ("transfer-own", "withdraw"))
    )
    shown = {}
    for role in ("street_inspector", "bureau_officer"):
        page = people.browser(people.person(role)).get(reverse("transfer", args=[row.pk])).content.decode()
        shown[role] = (taken in page, withdrawn in page)
    assert shown == {"street_inspector": (False, True), "bureau_officer": (True, False)}


def test_nobody_moves_a_unit_to_another_town_by_changing_its_facts() -> None:
    office, unit = actor("district_officer"), people.make_enterprise()
    with pytest.raises(Refused) as refused:
        actions.edit_unit(office, unit, values={"region": people.HESHI}, version=unit.version)
    assert codes(refused) == {"by-transfer"}
    changed = actions.edit_unit(
        office, unit, values={"region": f"{people.SHUANGYANG}001"}, version=unit.version
    )
    assert changed.region == f"{people.SHUANGYANG}001"
