"""An instruction from being given to being closed: who sees it, who takes which step, and what its days do to it."""

import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from anbiao.authority.models import User
from anbiao.kit.models import Entry
from anbiao.kit.register import ListState
from anbiao.oversight import actions
from anbiao.oversight.actions import Order
from anbiao.oversight.models import Instruction, InstructionNode
from anbiao.oversight.queries import instructions as queries
from anbiao.oversight.registers import INSTRUCTIONS
from tests import people
from tests.inspection.made import refused
from tests.oversight.made import around, office_of, on, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anbiao.kit.clock.now", lambda: people.NOW)


WEEK = timedelta(days=7)


def test_from_being_given_to_being_closed() -> None:
    who = around()
    row = told(who.office, days=(2, 7))
    assert row.due_on == people.TODAY + timedelta(days=2)
    row = actions.move_instruction(who.street, row, "sign")
    first, last = queries.nodes_of(row)
    actions.reach_node(who.street, row, first.pk, note="已摸底")
    row.refresh_from_db()
    assert row.due_on == last.due_on
    row = actions.move_instruction(who.street, row, "report", note="全部补报")
    assert (row.state, row.result) == ("reported", "全部补报")
    assert refused(actions.move_instruction, who.street, row, "close") == {"not-the-giver", "own-instruction", "no-duty"}  # fmt: skip
    row = actions.move_instruction(who.colleague, row, "send_back", note="缺两家")
    assert (row.state, row.due_on) == ("returned", last.due_on)
    actions.move_instruction(who.street, row, "report", note="已补齐")
    row = actions.move_instruction(who.office, row, "close")
    assert row.state == "closed"
    verbs = Entry.objects.filter(object_id=row.pk).order_by("number").values_list("verb", flat=True)
    assert list(verbs) == ["give", "sign", "reach", "report", "send_back", "report", "close"]


def test_late_is_red_until_it_is_done_and_then_yellow_for_good() -> None:
    who = around()
    row = actions.move_instruction(who.street, told(who.office), "sign")
    after = on(who.street, row.due_on + timedelta(days=3))
    assert queries.standing_of(queries.with_nodes([row])[0], after.today) == "late"
    assert INSTRUCTIONS.rows(after, ListState(filters={"standing": ("late",)})).count() == 1
    row = actions.move_instruction(after, row, "report", note="x")
    assert queries.standing_of(queries.with_nodes([row])[0], after.today) == "caught_up"
    assert INSTRUCTIONS.rows(after, ListState(filters={"standing": ("late",)})).count() == 0
    assert INSTRUCTIONS.rows(after, ListState(filters={"standing": ("caught_up",)})).count() == 1


def test_more_time_is_asked_for_by_the_owner_and_given_by_who_gave_it() -> None:
    who = around()
    row = told(who.office)
    node = queries.nodes_of(row)[0]
    until = node.due_on + WEEK
    assert "not-the-owner" in refused(actions.ask_time, who.other, row, node.pk, until=until, reason="x")
    asked = actions.ask_time(who.street, row, node.pk, until=until, reason="停产检修")
    assert refused(actions.ask_time, who.street, row, node.pk, until=until, reason="x") == {"asked-already"}
    assert refused(actions.decide_time, who.street, asked, "grant_time") >= {"same-person"}
    actions.decide_time(who.office, asked, "grant_time")
    node.refresh_from_db()
    row.refresh_from_db()
    assert (node.first_due_on, node.due_on, row.due_on) == (until - WEEK, until, until)


@pytest.mark.parametrize(
    ("over", "codes"),
    [({"slug": "committee_office"}, {"own-office"}), ({"days": (-1,)}, {"node-past"}), ({"source": "x"}, {"source-unknown"})],
)  # fmt: skip
def test_what_is_not_given(over: dict[str, Any], codes: set[str]) -> None:
    who = around()
    assert refused(told, who.office, **over) == codes
    assert refused(told, who.street) == {"no-duty"}
    assert not Instruction.objects.exists()


def test_a_leaders_note_is_given_in_the_leaders_name_and_closed_by_the_leader() -> None:
    who = around()
    row = told(who.office, source="note", slug="committee_office")
    assert row.giver_office == office_of("leader_office")
    row.refresh_from_db()
    assert "own-instruction" in refused(actions.move_instruction, who.office, row, "withdraw", note="x")
    actions.move_instruction(who.office, row, "sign")
    row = actions.move_instruction(who.office, row, "report", note="已补报")
    assert "own-instruction" in refused(actions.move_instruction, who.colleague, row, "close")
    assert actions.move_instruction(who.leader, row, "close").state == "closed"


def test_who_sees_it() -> None:
    who = around()
    row = told(who.office)
    seers = {name for name in ("office", "colleague", "leader", "street", "other", "bureau", "auditor") if queries.instructions(getattr(who, name)).exists()}  # fmt: skip
    assert seers == {"office", "colleague", "leader", "street", "auditor"}
    elsewhere = people.make_user("elsewhere", district=people.OTHER)
    people.grant(elsewhere, "district_officer", region=people.OTHER, organisation=elsewhere.organisation)
    assert not queries.instructions(people.acting(elsewhere)).exists()
    absent = people.browser(User.objects.get(pk=who.other.person)).get(reverse("instruction", args=[row.serial]))  # fmt: skip
    assert absent.status_code == 404


def test_ten_are_given_with_as_many_statements_as_one() -> None:
    who = around()
    orders = [Order(f"第{n}件", office_of(), [(people.TODAY + WEEK, "")], source="rule") for n in range(10)]
    with CaptureQueriesContext(connection) as one:
        actions.give_instructions(who.office, orders[:1])
    with CaptureQueriesContext(connection) as ten:
        actions.give_instructions(who.office, orders)
    assert len(one) == len(ten)
    assert InstructionNode.objects.count() == 11


def test_progress_with_evidence_is_kept_and_read_by_those_who_see_it() -> None:
    who = around()
    row = told(who.office)
    proof = SimpleUploadedFile("现场.jpg", b"\xff\xd8\xff" + b"0" * 50)
    client = people.browser(User.objects.get(pk=who.street.person))
    at = reverse("instruction-note", args=[row.serial])
    answer = client.post(at, {"_key": str(uuid4()), "text": "已整改", "file": proof})
    assert answer.status_code == 302
    note = queries.notes_of(row)[0]
    assert note.file is not None
    found = client.get(reverse("instruction-file", args=[row.serial, note.pk]))
    assert b"".join(found.streaming_content).startswith(b"\xff\xd8\xff")  # type: ignore[attr-defined]
    assert found["Content-Disposition"].startswith("attachment")
    other = people.browser(User.objects.get(pk=who.other.person))
    assert other.get(reverse("instruction-file", args=[row.serial, note.pk])).status_code == 404
    script = io.BytesIO(b"<script>alert(1)</script>")
    wrong = client.post(
        at, {"_key": str(uuid4()), "text": "", "file": SimpleUploadedFile("a.jpg", script.read())}
    )
    assert wrong.status_code == 422


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_of_it_opens(language: str) -> None:
    who = around()
    unit = people.make_enterprise(name="双阳小学")
    office = people.browser(User.objects.get(pk=who.office.person), language=language)
    street = people.browser(User.objects.get(pk=who.street.person), language=language)
    given = {
        "_key": str(uuid4()), "text": "补报", "organisation": str(office_of().pk), "source": "rule", "due_on": "2026-11-30",
        "first_on": "2026-11-25", "first": "摸底",
    }  # fmt: skip
    page = office.get(f"{reverse('instruction-new')}?about=unit:{unit.pk}")
    assert unit.name in page.content.decode()
    assert office.post(f"{reverse('instruction-new')}?about=unit:{unit.pk}", given).status_code == 302
    row = Instruction.objects.get()
    there = office.get(reverse("enterprise", args=[unit.pk])).content.decode()
    assert f"about=unit:{unit.pk}" in there
    assert reverse("instruction", args=[row.serial]) in there
    assert (row.about_kind, row.about_id, row.about_label) == ("unit", str(unit.pk), unit.name)
    actions.ask_time(who.street, row, queries.nodes_of(row)[1].pk, until=people.TODAY + 3 * WEEK, reason="x")
    for client, name, args in (
        (street, "instruction", []), (street, "instruction-note", []), (street, "instruction-time", [0]), (street, "instruction-reach", [0]),
        (office, "instruction-decide-time", [1]), (street, "instruction-step", ["report"]),
    ):  # fmt: skip
        assert client.get(reverse(name, args=[row.serial, *args])).status_code == 200, name
    sent = street.post(reverse("instruction-step", args=[row.serial, "sign"]), {"_key": str(uuid4())})
    assert sent.status_code == 302
    decided = {"_key": str(uuid4()), "step": "grant_time", "note": ""}
    assert office.post(reverse("instruction-decide-time", args=[row.serial, 1]), decided).status_code == 302
