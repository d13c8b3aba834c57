"""What calls for an instruction by the local rule, and instructions given about it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from anbiao.inspection.models import Hazard
from anbiao.oversight import actions
from anbiao.oversight.models import Instruction
from anbiao.oversight.queries import called_for
from anbiao.registry.models import Enterprise
from anbiao.rules import hazards
from anbiao.rules import instructions as law
from tests import people
from tests.everywhere import lists
from tests.inspection.made import refused
from tests.oversight.made import around, office_of

pytestmark = pytest.mark.django_db
WORDS = {"text": "请督促整改", "due_on": people.TODAY + timedelta(days=5)}


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anbiao.kit.clock.now", lambda: people.NOW)


def overdue(unit: Enterprise, *days: int, **over: object) -> list[Hazard]:
    """Hazards of a unit, each overdue by so many days."""
    rows = lists.hazards_of(unit, len(days))
    for row, late in zip(rows, days, strict=True):
        row.found_on = row.ordered_on = row.first_due_on = row.due_on = people.TODAY - timedelta(days=late)
        for name, value in over.items():
            setattr(row, name, value)
    Hazard.objects.bulk_update(rows, ["found_on", "ordered_on", "first_due_on", "due_on", *over])
    return rows


def test_the_list_says_what_the_rule_says() -> None:
    who, (unit, other) = around(), people.make_enterprises({}, {})
    rows = overdue(unit, 0, 1, 29, 30, 31) + overdue(other, 0, 1, 2, grade="major", criterion="x")
    overdue(other, 60, state="reported")
    calls = called_for.calls(people.DISTRICT, people.TODAY)
    expected = [
        row.pk
        for row in rows
        if law.is_called_for(calls, grade=row.grade, due_on=row.due_on, today=people.TODAY)
    ]
    assert len(expected) == 4
    assert {row.pk for row in called_for.hazards_called_for(who.office)} == set(expected)
    assert not called_for.hazards_called_for(who.street).exists()
    assert hazards.TO_FIX.isdisjoint({"reported"})


def test_an_instruction_goes_to_who_ordered_it_else_to_the_town_and_is_given_once() -> None:
    who, unit = around(), people.make_enterprise(region=people.SHUANGYANG)
    bureau = office_of("education")
    ordered, own = overdue(unit, 40, organisation=bureau) + overdue(unit, 41)
    listed = called_for.hazards_called_for(who.office)
    assert actions.weigh_by_rule(who.office, listed, **WORDS).given == [own.pk, ordered.pk]
    assert not Instruction.objects.exists()
    assert set(actions.give_by_rule(who.office, listed.all(), **WORDS).given) == {own.pk, ordered.pk}
    given = {row.about_id: row for row in Instruction.objects.select_related("organisation")}
    assert given[str(ordered.pk)].organisation == bureau
    assert given[str(own.pk)].organisation.slug == people.SHUANGYANG
    assert {row.source for row in given.values()} == {"rule"}
    assert not called_for.hazards_called_for(who.office).exists()
    # A list that was read before somebody else gave them gives none twice.
    assert actions.give_by_rule(who.colleague, [ordered, own], **WORDS).given == []
    assert Instruction.objects.count() == 2


def test_it_calls_again_once_the_instruction_is_closed_and_nothing_was_fixed() -> None:
    who, unit = around(), people.make_enterprise(region=people.SHUANGYANG)
    overdue(unit, 50)
    actions.give_by_rule(who.office, called_for.hazards_called_for(who.office), **WORDS)
    row = actions.move_instruction(who.street, Instruction.objects.get(), "sign")
    row = actions.move_instruction(who.street, row, "report", note="已约谈企业")
    assert not called_for.hazards_called_for(who.office).exists()
    actions.move_instruction(who.office, row, "close", note="收悉")
    assert called_for.hazards_called_for(who.office).count() == 1


def test_what_cannot_be_instructed_says_why() -> None:
    who, unit = around(), people.make_enterprise(region=people.SHUANGYANG)
    row = overdue(unit, 50)[0]
    passed = {"text": "请督促整改", "due_on": date(2026, 1, 1)}
    found = actions.give_by_rule(who.office, [row], **passed)
    assert [refusal.code for _row, refusal in found.refused] == ["node-past"]
    assert refused(actions.give_instructions, who.street, []) == {"no-duty"}


def test_the_bulk_act_is_looked_at_and_done_on_the_page() -> None:
    unit = people.make_enterprise(region=people.SHUANGYANG)
    row = overdue(unit, 50)[0]
    client = people.browser(people.person("district_officer"))
    assert row.serial in client.get("/called-for/").content.decode()
    asked = {"f-text": "请督促整改", "f-due_on": WORDS["due_on"].isoformat()}
    shown = client.get("/called-for/bulk/instruct/", {"pick": [row.pk], **asked}).content.decode()
    assert 'name="_key"' in shown
    assert not Instruction.objects.exists()
    sent = {"_key": str(uuid4()), "pick": [row.pk], **asked}
    assert client.post("/called-for/bulk/instruct/", sent).status_code == 302
    given = Instruction.objects.get()
    assert (given.about_label, given.origin) == (f"{unit.name}: {row.title}", "地方规则：隐患长期逾期未整改")
