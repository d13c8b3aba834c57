"""A promotion meeting from its plan to its minutes, and from its minutes to instructions in one act."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from anbiao.authority.models import User
from anbiao.kit.models import Entry
from anbiao.oversight import actions
from anbiao.oversight.actions import Order, Plan
from anbiao.oversight.models import Instruction, Meeting
from anbiao.oversight.queries import meetings as queries
from tests import people
from tests.inspection.made import refused
from tests.oversight.made import Around, around, office_of, on, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anbiao.kit.clock.now", lambda: people.NOW)


PLAN: dict[str, Any] = {
    "title": "标准化提升现场推进会", "on": people.TODAY, "begins": "09:30", "place": "双阳街道三楼会议室", "host": "郭宁",
    "visited": "晶美科技：观摩三张清单\n居然之家：四色管控", "drill": "消防应急演练", "agenda": "汇报\n通报\n讲话",
}  # fmt: skip


def planned(who: Around, **over: Any) -> Meeting:
    return actions.plan_meeting(
        who.office, Plan(**{**PLAN, **over}), called=[office_of(), office_of("education")]
    )


def held(who: Around) -> Meeting:
    row = planned(who)
    actions.sign_in(who.street, row)
    return actions.move_meeting(who.office, row, "hold")


def test_from_plan_to_minutes_to_instructions() -> None:
    who = around()
    row = held(who)
    row = actions.write_minutes(who.office, row, text="会议要求……")
    orders = [Order(f"第{n}件", office_of(slug), [(people.TODAY + timedelta(days=7), "")]) for n, slug in enumerate((people.SHUANGYANG, "education"))]  # fmt: skip
    made = actions.instruct(who.office, row, orders)
    assert {each.source for each in made} == {"meeting"}
    assert {each.meeting_id for each in made} == {row.pk}
    row = actions.move_meeting(who.office, row, "conclude")
    assert refused(actions.write_minutes, who.office, row, text="x") == {"meeting-final"}
    assert actions.move_meeting(who.office, row, "reopen", note="更正人名").state == "held"


def test_one_wrong_order_gives_none() -> None:
    who = around()
    row = held(who)
    good = Order("a", office_of(), [(people.TODAY, "")])
    assert refused(actions.instruct, who.office, row, [good, Order(" ", office_of(), [])]) == {"text-missing", "node-missing"}  # fmt: skip
    assert refused(actions.instruct, who.office, planned(who), [good]) == {"not-held"}
    assert not Instruction.objects.exists()


def test_who_is_there_signs_in_once_and_on_the_day() -> None:
    who = around()
    row = planned(who)
    assert refused(actions.move_meeting, who.office, row, "hold") == {"nobody-there"}
    client = people.browser(User.objects.get(pk=who.street.person))
    at = reverse("meeting-sign", args=[row.token])
    assert refused(actions.sign_in, on(who.street, people.TODAY + timedelta(days=1)), row) == {"not-the-day"}
    line = actions.sign_in(who.street, row)
    assert actions.sign_in(who.street, row).pk == line.pk
    # The office's own line of the sheet was taken, no other was added.
    assert [(each.office, bool(each.signed_at)) for each in queries.attendance_of(row)] == [
        (each, each == office_of().name) for each in sorted((office_of().name, office_of("education").name))
    ]
    assert line.name in client.get(at).content.decode()
    assert client.get(reverse("meeting-sign", args=["guessed"])).status_code == 404
    entry = Entry.objects.get(verb="sign_in")
    assert who.street.who not in str(entry.after)  # names stand in the erasable table
    assert row.token not in str(list(Entry.objects.values_list("after", flat=True)))


def test_the_desk_enters_who_could_not_sign() -> None:
    who = around()
    row = planned(who)
    by_hand: dict[str, Any] = {
        "organisation": office_of("education"),
        "office": "",
        "name": "陈老师",
        "post": "科长",
    }
    assert refused(actions.enter_attendance, who.street, row, **by_hand) == {"no-duty"}
    assert actions.enter_attendance(who.office, row, **by_hand).via == "desk"
    assert queries.numbers_of(row) == {"expected": 2, "there": 1, "orders": 0}


def test_the_last_few_are_called_by_what_is_late() -> None:
    who = around()
    past = on(who.office, people.TODAY - timedelta(days=30))
    told(past, slug="education")
    told(past)
    told(past)
    row = planned(who)
    (first,) = actions.call_statements(who.office, row, number=1)
    assert first.organisation == office_of()
    (second,) = actions.call_statements(who.office, row, number=2)
    assert second.organisation == office_of("education")
    assert refused(actions.call_statements, who.office, row, number=2) == {"nobody-behind"}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_its_pages_open_and_tell_others_what_to_do(language: str) -> None:
    who = around()
    client = people.browser(User.objects.get(pk=who.office.person), language=language)
    given = {**PLAN, "on": "2026-11-23", "_key": str(uuid4()), "called": [str(office_of().pk)]}
    assert client.post(reverse("meeting-new"), given).status_code == 302
    row = Meeting.objects.get()
    actions.sign_in(who.street, row)
    actions.add_speech(who.office, row, kind="report", organisation=office_of(), speaker="林主任", text="x")
    actions.move_meeting(who.office, row, "hold")
    for name in ("", "-change", "-attend", "-speech", "-statements", "-minutes", "-instruct"):
        assert client.get(reverse(f"meeting{name}", args=[row.serial])).status_code == 200, name
    sent = {
        "_key": str(uuid4()), "form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-organisation": str(office_of().pk),
        "form-0-text": "补报", "form-0-due_on": "2026-11-30", "form-1-organisation": "", "form-1-text": "", "form-1-due_on": "",
    }  # fmt: skip
    assert client.post(reverse("meeting-instruct", args=[row.serial]), sent).status_code == 302
    assert Instruction.objects.get().meeting == row


@pytest.mark.parametrize("kind", ["agenda", "sign-in", "minutes"])
def test_its_papers_are_printed_and_journalled(kind: str) -> None:
    who = around()
    row = held(who)
    client = people.browser(
        User.objects.get(pk=who.other.person)
    )  # every office that is called to meetings reads them
    paper = client.get(reverse("meeting-document", args=[row.serial, kind]))
    assert paper.content.startswith(b"%PDF")
    assert Entry.objects.get(verb="print", object_id=row.pk).after["kind"] == kind  # type: ignore[index]
    assert client.get(reverse("meeting-document", args=[row.serial, "poem"])).status_code == 409
