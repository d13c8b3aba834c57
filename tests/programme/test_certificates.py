"""A certificate is proposed, made public, granted by a second person or recommended, suspended by what happens, and verified by anybody."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from anbiao.inspection import actions as lists_actions
from anbiao.inspection.models import Hazard
from anbiao.kit.models import Entry
from anbiao.programme import actions
from anbiao.programme.actions.certificates import new_token
from anbiao.programme.models import Assessment, Certificate
from anbiao.programme.queries import certificates as queries
from anbiao.rules import certificates as law
from tests import people
from tests.everywhere import lists
from tests.inspection.made import later, refused, second_account
from tests.programme.made import Cast, cast, certified, proposed

pytestmark = pytest.mark.django_db
PUBLIC_TO = date(2026, 12, 2)  # seven working days after 2026-11-23


def told(row: Any) -> list[str]:
    return list(Entry.objects.filter(object_id=row.pk).order_by("number").values_list("verb", flat=True))


# ---------- proposed, granted ----------


def test_a_passed_application_is_made_public_for_seven_working_days() -> None:
    row = proposed(cast())
    assert (row.state, row.result, row.publicity_to, row.number) == ("publicity", "excellent", PUBLIC_TO, "")
    assert told(row) == ["propose"]


@pytest.mark.parametrize(("over", "code"), [({"kind": "yearly"}, "not-passed"), ({"result": ""}, "not-passed"), ({"state": "reviewed"}, "not-passed")])  # fmt: skip
def test_nothing_else_leads_to_a_certificate(over: dict[str, str], code: str) -> None:
    who = cast()
    row = lists.accepted_of(who.unit)
    for name, value in over.items():
        setattr(row, name, value)  # in memory, as a door would have read it
    assert refused(actions.propose_certificate, who.around.district, row) == {code}


def test_a_unit_has_one_proposal() -> None:
    who = cast()
    row = proposed(who)
    assert refused(actions.propose_certificate, who.around.district, row.assessment) == {"proposed-already"}
    assert refused(actions.propose_certificate, who.around.town, row.assessment) == {"proposed-already", "no-duty"}  # fmt: skip


def test_the_local_certificate_is_granted_by_a_second_person_after_publicity() -> None:
    who = cast()
    row = proposed(who)
    assert refused(actions.decide_certificate, who.leader, row, "grant") == {"publicity-runs"}
    after = later(who.leader, 10)
    row = actions.decide_certificate(after, row, "grant")
    assert (row.state, row.number, row.valid_from) == ("valid", "DB350504-2026-0001", date(2026, 12, 3))
    assert row.valid_until == date(2029, 12, 2)
    assert row.granted_by and row.grantor == after.who and len(row.token) == queries.TOKEN_LETTERS
    assert told(row) == ["propose", "grant"]
    assert row.token not in str(list(Entry.objects.filter(object_id=row.pk).values_list("after", "before")))


def test_neither_who_proposed_nor_who_reviewed_grants() -> None:
    who = cast()
    row = proposed(who)
    for actor in (who.around.district, second_account(who.around.district, "leader", region=people.DISTRICT), second_account(who.expert, "leader", region=people.DISTRICT)):  # fmt: skip
        assert refused(actions.decide_certificate, later(actor, 10), row, "grant") == {"same-person"}


def test_a_grade_is_recommended_and_what_the_authority_granted_is_recorded() -> None:
    who = cast()
    row = proposed(who, result="3")
    after = later(who.leader, 10)
    assert refused(actions.decide_certificate, after, row, "grant") == {"authority-grants"}
    row = actions.decide_certificate(after, row, "recommend")
    assert (row.state, row.number) == ("recommended", "")
    office = later(who.around.district, 40)
    assert refused(actions.record_grant, office, row, number=" ", granted_on=date(2030, 1, 1)) == {"number-missing", "day-ahead"}  # fmt: skip
    row = actions.record_grant(office, row, number="闽AQB3505JX202600012", granted_on=date(2026, 12, 20))
    assert (row.state, row.granted_by, row.valid_until) == (
        "valid",
        "City emergency bureau",
        date(2029, 12, 19),
    )


def test_a_grade_from_before_is_entered_with_its_number_and_day() -> None:
    who = cast()
    given = {"result": "2", "number": "闽AQB-2", "granted_on": date(2025, 5, 1)}
    assert refused(actions.enter_certificate, who.around.district, who.unit, **{**given, "result": "pass"}) == {"not-a-grade"}  # fmt: skip
    assert refused(actions.enter_certificate, who.around.district, who.unit, **{**given, "granted_on": date(2020, 5, 1)}) == {"expired"}  # fmt: skip
    row = actions.enter_certificate(who.around.district, who.unit, **given)
    assert (row.state, row.valid_until, row.granted_by) == ("valid", date(2028, 4, 30), "Provincial emergency department")  # fmt: skip
    assert "number-taken" in refused(actions.enter_certificate, who.around.district, lists._schools(1)[0], **given)  # fmt: skip


def test_what_is_granted_replaces_what_the_unit_held() -> None:
    who = cast()
    old = actions.enter_certificate(who.around.district, who.unit, result="3", number="旧", granted_on=date(2024, 1, 1))  # fmt: skip
    row = certified(who)
    old.refresh_from_db()
    assert (old.state, row.state) == ("replaced", "valid")
    assert told(old)[-1] == "replace"
    assert queries.held(who.unit) == row


def test_an_open_major_hazard_stands_against_granting() -> None:
    who = cast()
    row = proposed(who)
    hazard = lists.hazards_of(who.unit, 1)[0]
    Hazard.objects.filter(pk=hazard.pk).update(grade="major", criterion="x", control="x")
    assert refused(actions.decide_certificate, later(who.leader, 10), row, "grant") == {"open-major"}


# ---------- objections ----------


def test_an_objection_is_answered_by_another_before_anything_is_granted() -> None:
    who = cast()
    row = proposed(who)
    office, leader = who.around.district, later(who.leader, 10)
    objection = actions.receive_objection(office, row, text="消防通道仍被占用", objector="某职工")
    assert refused(actions.decide_certificate, leader, row, "grant") == {"objections-open"}
    assert refused(actions.answer_objection, office, objection, "dismiss", note="x") == {"same-person"}
    assert refused(actions.answer_objection, leader, objection, "dismiss", note=" ") == {"note-missing"}
    actions.answer_objection(leader, objection, "dismiss", note="现场复核，通道畅通")
    assert (objection.state, objection.answer) == ("dismissed", "现场复核，通道畅通")
    assert actions.decide_certificate(leader, row, "grant").state == "valid"
    assert refused(actions.receive_objection, office, row, text="晚了") == {"not-public"}
    assert "某职工" not in str(list(Entry.objects.values_list("after", flat=True)))


def test_an_objection_that_is_right_ends_the_proposal() -> None:
    who = cast()
    row = proposed(who)
    objection = actions.receive_objection(who.around.district, row, text="x")
    actions.answer_objection(who.leader, objection, "uphold", note="属实")
    leader = later(who.leader, 10)
    assert refused(actions.decide_certificate, leader, row, "grant") == {"objection-upheld"}
    row = actions.decide_certificate(leader, row, "refuse", note="异议属实")
    assert (row.state, row.settled_on) == ("refused", leader.today)


# ---------- applying again ----------


def test_a_unit_waits_a_year_after_a_refusal() -> None:
    who = cast()
    row = actions.decide_certificate(who.leader, proposed(who), "refuse", note="x")
    begin = (actions.begin_assessment, later(who.around.manager, 30), who.unit)
    assert refused(*begin, kind="application") == {"waits-refused"}
    Certificate.objects.filter(pk=row.pk).update(settled_on=people.TODAY - timedelta(days=370))
    assert actions.begin_assessment(who.around.manager, who.unit, kind="application").state == "draft"


def test_a_unit_renews_in_the_last_three_months_and_assesses_itself_every_year() -> None:
    who = cast()
    certified(who)
    assert refused(actions.begin_assessment, who.around.manager, who.unit, kind="application") == {"renews-later"}  # fmt: skip
    assert actions.begin_assessment(who.around.manager, who.unit, kind="yearly").kind == "yearly"


# ---------- suspended, restored, revoked ----------


def accident(who: Cast, **harm: int) -> None:
    values = {"place": "x", "course": "x", "kind": "GB6441-2025-01", "kind_list": "x", "dead": 0, "injured": 0, "hurt": 0, "loss": 0}  # fmt: skip
    lists_actions.record_accident(
        who.around.town, unit=who.unit, region=who.unit.region, happened_at=people.NOW, values={**values, **harm}
    )  # fmt: skip


def test_a_death_suspends_the_certificate_in_the_same_moment() -> None:
    who = cast()
    row = certified(who)
    accident(who, dead=1)
    row.refresh_from_db()
    assert (row.state, row.ground, row.suspended_by) == ("suspended", "fatal", None)
    entry = Entry.objects.get(object_id=row.pk, verb="suspend_by_rule")
    assert (entry.who, entry.via, entry.note) == (actions.BY_RULE, "test", "26-00001")
    row = actions.decide_certificate(later(who.leader, 20), row, "revoke", note="已调查", ground="fatal")
    assert (row.state, row.ground) == ("revoked", "fatal")


@pytest.mark.parametrize(
    ("harm", "state"), [({"injured": 2}, "valid"), ({"injured": 3}, "suspended"), ({"loss": 1_000_000}, "suspended")]
)  # fmt: skip
def test_the_harm_of_a_year_suspends_from_its_bounds_on(harm: dict[str, int], state: str) -> None:
    who = cast()
    row = certified(who)
    accident(who, **harm)
    row.refresh_from_db()
    assert row.state == state


def test_a_district_may_leave_an_event_to_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    who = cast()
    row = certified(who)
    rules = replace(queries.local(people.DISTRICT, people.TODAY), events=())
    monkeypatch.setattr(queries, "local", lambda district, on: rules)
    accident(who, dead=1)
    row.refresh_from_db()
    assert row.state == "valid"


def test_a_major_hazard_past_its_day_suspends_at_night_and_only_once() -> None:
    who = cast()
    row = certified(who)
    hazard = lists.hazards_of(who.unit, 1)[0]
    past = people.TODAY - timedelta(days=1)
    Hazard.objects.filter(pk=hazard.pk).update(grade="major", criterion="x", control="x", due_on=past, ordered_on=past, found_on=past)  # fmt: skip
    assert actions.suspend_overdue(people.OPERATOR) == 1
    assert actions.suspend_overdue(people.OPERATOR) == 0
    row.refresh_from_db()
    assert (row.state, row.ground) == ("suspended", "major_overdue")


def test_who_suspends_neither_restores_nor_revokes() -> None:
    who = cast()
    row = certified(who)
    district = later(who.around.district, 20)
    assert refused(actions.decide_certificate, district, row, "suspend", note="x") == {"ground-missing"}
    row = actions.decide_certificate(district, row, "suspend", note="停产整改", ground="not_kept")
    assert row.state == "suspended"
    assert refused(actions.decide_certificate, district, row, "restore", note="x") == {"same-person"}
    row = actions.decide_certificate(later(who.leader, 21), row, "restore", note="已恢复运行")
    assert (row.state, row.ground, row.suspended_by) == ("valid", "", None)


def test_a_bureau_suspends_and_a_town_does_not() -> None:
    who = cast()
    row = certified(who)
    assert "no-duty" in refused(actions.decide_certificate, later(who.around.town, 20), row, "suspend", note="x", ground="penalty")  # fmt: skip
    assert actions.decide_certificate(later(who.around.bureau, 20), row, "suspend", note="x", ground="penalty").state == "suspended"  # fmt: skip


# ---------- verified by anybody ----------


def test_a_certificate_is_found_by_its_code_and_nothing_else_is() -> None:
    row = certified(cast())
    code = row.district + row.token
    found = queries.verified(code)
    assert found == row
    for wrong in (row.token, code[:-1], code + "a", code.upper(), people.OTHER + row.token, "", "x" * 32, "３" * 32, code[:-1] + "'"):  # fmt: skip
        assert queries.verified(wrong) is None, wrong


def test_what_was_never_granted_is_not_found() -> None:
    row = proposed(cast())
    Certificate.objects.filter(pk=row.pk).update(token="a" * 26)
    assert queries.verified(row.district + "a" * 26) is None


def test_two_tokens_are_never_the_same_and_plain() -> None:
    made = {new_token() for _ in range(200)}
    assert len(made) == 200
    assert all(len(each) == queries.TOKEN_LETTERS and each.isalnum() and each.islower() for each in made)


# ---------- who sees what, and what the database holds ----------


def test_another_street_does_not_see_it_and_the_unit_does() -> None:
    who = cast()
    row = certified(who)
    assert queries.certificates(who.around.manager).filter(pk=row.pk).exists()
    other = people.acting(people.person("other_street"))
    assert not queries.certificates(other).filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    "values",
    [{"number": ""}, {"token": ""}, {"granted_by": ""}, {"valid_until": None}, {"valid_until": date(2020, 1, 1)}],
)  # fmt: skip
def test_the_database_refuses_a_certificate_that_lacks_what_it_needs(values: dict[str, Any]) -> None:
    row = certified(cast())
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=row.pk).update(**values)


def test_the_database_refuses_one_person_for_both() -> None:
    row = certified(cast())
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=row.pk).update(granted_person=row.proposed_by)
    assert Assessment.objects.filter(pk=row.assessment_id, state="accepted").exists()
    assert law.is_expired(row.state, row.valid_until, people.TODAY) is False
