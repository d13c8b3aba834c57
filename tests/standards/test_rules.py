"""Local rules: proposed by one person, approved by another, journalled, in force from their day on."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from anbiao.authority.models import User
from anbiao.kit.actor import Actor
from anbiao.kit.models import Entry
from anbiao.rules.refusal import Refused
from anbiao.standards import queries
from anbiao.standards.actions import approve_rule, propose_rule, refuse_rule, withdraw_rule
from anbiao.standards.models import LocalRule
from tests import people

pytestmark = pytest.mark.django_db
CODE = "visits.repeat_warning"
NEXT = date(2026, 12, 1)


def of_the_cast(name: str) -> Actor:
    return people.acting(User.objects.filter(username=name).first() or people.person(name))


def officer() -> Actor:
    return of_the_cast("district_officer")


def leader() -> Actor:
    return of_the_cast("leader")


def propose(
    actor: Actor | None = None,
    value: Any = 21,
    *,
    code: str = CODE,
    from_on: date = NEXT,
    reason: str = "试点后调整",
) -> LocalRule:
    return propose_rule(actor or officer(), code, value, from_on=from_on, reason=reason)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


def test_a_value_holds_from_its_day_once_a_second_person_has_approved_it() -> None:
    row = propose()
    assert queries.local(people.DISTRICT, CODE, NEXT) == 14
    approve_rule(leader(), row, note="同意")
    row.refresh_from_db()
    assert (row.state, row.version, row.answer, row.decided_by) == ("approved", 1, "同意", "leader")
    assert queries.local(people.DISTRICT, CODE, NEXT) == 21
    assert queries.local(people.DISTRICT, CODE, NEXT - timedelta(days=1)) == 14
    verbs = list(Entry.objects.filter(object_id=row.id).order_by("number").values_list("verb", "who"))
    assert verbs == [("propose_rule", "district_officer"), ("approve_rule", "leader")]


def test_neither_the_proposer_nor_a_second_account_of_hers_approves() -> None:
    account = people.person("district_officer")
    row = propose(people.acting(account))
    second = people.make_user("second", person=account.person)
    people.grant(second, "leader", region=people.DISTRICT)
    with pytest.raises(Refused) as refused:
        approve_rule(people.acting(second), row)
    assert codes(refused) == ["same-person"]
    row.refresh_from_db()
    assert row.state == "proposed"


def test_the_database_itself_asks_for_two_persons() -> None:
    row = propose()
    with pytest.raises(IntegrityError), transaction.atomic():
        LocalRule.objects.filter(pk=row.pk).update(state="approved", decider=row.proposer)
    with pytest.raises(IntegrityError), transaction.atomic():
        LocalRule.objects.filter(pk=row.pk).update(state="approved")


def test_what_the_operator_proposed_a_person_approves_and_the_operator_never_does() -> None:
    row = propose(people.OPERATOR)
    with pytest.raises(Refused) as refused:
        approve_rule(people.OPERATOR, row)
    assert "nobody-known" in codes(refused)
    approve_rule(leader(), row)
    assert queries.local(people.DISTRICT, CODE, NEXT) == 21


def test_a_rule_of_which_the_day_has_passed_is_not_approved() -> None:
    row = propose(from_on=people.TODAY)
    late = leader()
    late = replace(late, now=late.now + timedelta(days=2))
    with pytest.raises(Refused) as refused:
        approve_rule(late, row)
    assert codes(refused) == ["rule-backwards"]


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"code": "visits.nothing"}, "rule-unknown"), ({"value": 91}, "value-bounds"), ({"value": "21"}, "value-number"),
        ({"reason": " "}, "reason-missing"), ({"from_on": date(2026, 11, 22)}, "rule-backwards"), ({"value": 14}, "rule-same"),
    ],
)  # fmt: skip
def test_a_proposal_that_cannot_stand_is_refused_with_its_reason(over: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        propose(**over)
    assert codes(refused) == [code]
    assert not LocalRule.objects.exists()


def test_all_that_is_wrong_with_a_proposal_is_told_at_once() -> None:
    with pytest.raises(Refused) as refused:
        propose(value=-1, reason="", from_on=date(2020, 1, 1))
    assert codes(refused) == ["value-bounds", "reason-missing", "rule-backwards"]


def test_one_change_waits_at_a_time_and_makes_room_when_decided() -> None:
    first = propose()
    with pytest.raises(Refused) as refused:
        propose(value=30)
    assert codes(refused) == ["rule-waits"]
    refuse_rule(leader(), first, note="再研究")
    second = propose(value=30)
    withdraw_rule(officer(), second)
    assert propose(officer(), 40).version == 3
    assert [row.state for row in LocalRule.objects.order_by("version")] == [
        "refused",
        "withdrawn",
        "proposed",
    ]


def test_a_refusal_needs_a_reason() -> None:
    row = propose()
    with pytest.raises(Refused) as refused:
        refuse_rule(leader(), row, note="")
    assert codes(refused) == ["note-missing"]


@pytest.mark.parametrize("role", ["leader", "bureau_officer", "street_inspector", "auditor", "system_admin"])
def test_only_the_office_proposes(role: str) -> None:
    with pytest.raises(Refused) as refused:
        propose(people.acting(people.person(role)))
    assert codes(refused) == ["no-duty"]


@pytest.mark.parametrize("role", ["bureau_officer", "street_inspector", "auditor", "security_admin"])
def test_only_the_leadership_approves(role: str) -> None:
    row = propose()
    with pytest.raises(Refused) as refused:
        approve_rule(people.acting(people.person(role)), row)
    assert "no-duty" in codes(refused)


def test_a_decided_rule_is_neither_changed_nor_removed() -> None:
    row = propose()
    for change in ({"value": 5}, {"from_on": people.TODAY}, {"version": 9}):
        with pytest.raises(DatabaseError, match="by a new version"), transaction.atomic():
            LocalRule.objects.filter(pk=row.pk).update(**change)
    approve_rule(leader(), row)
    with pytest.raises(DatabaseError, match="by a new version"), transaction.atomic():
        LocalRule.objects.filter(pk=row.pk).update(reason="anders")
    with pytest.raises(DatabaseError, match="by a new version"), transaction.atomic():
        row.delete()


def test_a_table_is_a_value_like_any_other() -> None:
    value = [{"colour": "red", "condition": "open_major_hazards", "threshold": 1}]
    approve_rule(leader(), propose(value=value, code="colours.criteria"))
    assert queries.local(people.DISTRICT, "colours.criteria", NEXT) == value
    assert len(queries.local(people.DISTRICT, "colours.criteria", people.TODAY)) == 11
