"""Circulars: drawn from frozen figures, edited, approved by another person, numbered without gaps, signed for, corrected by editions."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pypdf
import pytest
import time_machine

from anbiao.authority.models import User
from anbiao.kit.actor import Actor
from anbiao.kit.district import new_id
from anbiao.kit.files import path_of
from anbiao.kit.models import Entry
from anbiao.oversight import actions
from anbiao.oversight.models import Circular, CircularReceipt, Snapshot
from anbiao.oversight.outlines import outlines
from anbiao.oversight.queries import circulars as queries
from anbiao.portal.commands import main as command
from anbiao.rules.refusal import Refused
from tests import people
from tests.oversight.circulars import PERIOD, drafted, hazard, issued

pytestmark = pytest.mark.django_db


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {refusal.code for refusal in refused.value.refusals}


@pytest.fixture
def officer() -> Actor:
    return people.acting(people.person("district_officer"))


@pytest.fixture
def leader() -> Actor:
    return people.acting(people.person("leader"))


def test_text_and_tables_say_what_the_snapshot_says(officer: Actor) -> None:
    schools = people.make_enterprises(*({"sector": "schools"} for _ in range(3)))
    hazard(schools[0], "26-00001", category="消防安全")
    row = drafted(officer)
    text = {each.code: each.text for each in queries.sections_of(row)}
    assert row.snapshot.content["total"]["surveyed"]["number"] == 3
    assert "全区摸排应创单位3家" in text["overall"] and "创建率0.0%" in text["overall"]
    assert "消防安全（1项）" in text["problems"]
    hazard(schools[1], "26-00002", category="消防安全")
    assert Circular.objects.get(pk=row.pk).snapshot.content == row.snapshot.content


def test_a_sentence_that_nobody_can_tell_is_left_out(officer: Actor) -> None:
    text = {each.code: each.text for each in queries.sections_of(drafted(officer))}
    assert "创建率" not in text["overall"] and "阶段" not in text["next"]
    assert text["next"].startswith("1. ")


def test_a_part_is_kept_with_its_version_and_nobody_overwrites_another(officer: Actor) -> None:
    section = queries.sections_of(drafted(officer))[1]
    kept = actions.edit_section(officer, section, version=0, text=" 各镇街要抓紧。\r\n\r\n（一）进度 ")
    assert (kept.text, kept.version, kept.editor) == ("各镇街要抓紧。\n\n（一）进度", 1, officer.who)
    with pytest.raises(Refused) as refused:
        actions.edit_section(officer, section, version=0, text="别的")
    assert codes(refused) == {"changed-meanwhile"}
    assert Entry.objects.filter(object_id=section.circular_id, verb="write").count() == 1


def test_who_wrote_a_part_does_not_approve(officer: Actor, leader: Actor) -> None:
    row = drafted(officer)
    colleague = people.acting(people.person("district_officer", username="colleague"))
    actions.edit_section(colleague, queries.sections_of(row)[0], version=0, text="改过")
    handed_in = actions.move_circular(officer, row, "submit")
    for writer in (officer, colleague):
        with pytest.raises(Refused) as refused:
            actions.move_circular(writer, handed_in, "approve")
        assert codes(refused) == {"own-circular"}
    with pytest.raises(Refused) as refused:
        actions.edit_section(officer, queries.sections_of(row)[1], version=0, text="还想改")
    assert codes(refused) == {"not-writing"}
    assert actions.move_circular(leader, handed_in, "approve").state == "approved"


def test_numbers_have_no_gaps_also_when_an_issue_is_refused(officer: Actor, leader: Actor) -> None:
    first, second = drafted(officer), drafted(officer)
    for row in (first, second):
        actions.move_circular(officer, row, "submit")
    with pytest.raises(Refused):
        actions.move_circular(officer, first, "issue")
    numbers = []
    for row in (second, first):
        actions.move_circular(leader, row, "approve")
        numbers.append(actions.move_circular(officer, row, "issue").number)
    assert numbers == ["洛安办〔2026〕1号", "洛安办〔2026〕2号"]


def test_an_issued_circular_is_two_files_that_stay(officer: Actor, leader: Actor) -> None:
    row = issued(officer, leader)
    assert row.pdf and row.word
    pdf = pypdf.PdfReader(io.BytesIO(path_of(row.pdf).read_bytes())).pages[0].extract_text()
    word = docx.Document(io.BytesIO(path_of(row.word).read_bytes()))
    for said in (row.number, "2026年11月23日"):
        assert said in pdf.replace(" ", "") or said in "".join(each.text for each in word.paragraphs)
    assert any(row.number in each.text for each in word.paragraphs)
    assert [table.rows[-1].cells[0].text for table in word.tables][:1] != []


def test_a_correction_is_a_new_edition_and_the_old_one_stays_readable(officer: Actor, leader: Actor) -> None:
    row = issued(officer, leader)
    with pytest.raises(Refused) as refused:
        drafted(officer, corrects=row, reason=" ")
    assert codes(refused) == {"reason-missing"}
    newer = drafted(officer, corrects=row, reason="漏计虹山乡")
    with pytest.raises(Refused) as refused:
        drafted(officer, corrects=row, reason="再来一次")
    assert codes(refused) == {"corrected-already"}
    newer = issued(officer, leader, newer)
    old = Circular.objects.get(pk=row.pk)
    assert (old.state, old.number, newer.edition) == ("replaced", row.number, 2)
    assert Snapshot.objects.get(pk=newer.snapshot_id).corrects == row.snapshot_id


def test_offices_read_what_is_issued_and_no_draft(officer: Actor, leader: Actor) -> None:
    row, other = issued(officer, leader), drafted(officer)
    for name in ("street_inspector", "bureau_officer", "auditor"):
        assert list(queries.circulars(people.acting(people.person(name)))) == [row]
    assert set(queries.circulars(leader)) == {row, other}
    manager = people.acting(people.enterprise_manager(people.make_enterprise()))
    assert not queries.circulars(manager).exists()


def test_an_office_signs_once_and_the_rest_are_known(officer: Actor, leader: Actor) -> None:
    row = issued(officer, leader)
    street = people.acting(people.person("street_inspector"))
    assert list(queries.to_sign(street)) == [row]
    actions.sign_circular(street, row)
    with pytest.raises(Refused) as refused:
        actions.sign_circular(street, row)
    assert codes(refused) == {"signed-already"} and not queries.to_sign(street).exists()
    receipts = CircularReceipt.objects.filter(circular=row)
    assert receipts.filter(signed_at=None).count() == receipts.count() - 1 == len(row.recipients) - 1


def test_only_who_was_addressed_signs(officer: Actor, leader: Actor) -> None:
    street = people.acting(people.person("street_inspector"))
    row = drafted(officer)
    head: dict[str, Any] = {"title": "通报", "addressees": "河市镇", "copies_to": "", "issuer": row.issuer, "office_code": "洛安办"}  # fmt: skip
    addressed = [
        office.pk for office in queries.offices_to_sign(people.DISTRICT) if office.slug == people.HESHI
    ]
    row = issued(officer, leader, actions.set_head(officer, row, recipients=addressed, **head))
    with pytest.raises(Refused) as refused:
        actions.sign_circular(street, row)
    assert codes(refused) == {"not-addressed"}


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [(date(2026, 11, 22), date(2026, 11, 16), "period-turned"), (date(2026, 12, 1), date(2026, 12, 6), "period-ahead")],
)  # fmt: skip
def test_a_period_has_begun_and_does_not_end_before(
    officer: Actor, first: date, last: date, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        actions.draft_circular(officer, outlines()["progress"], campaign=None, first_on=first, last_on=last)
    assert codes(refused) == {code}


def test_nobody_else_writes_circulars(leader: Actor) -> None:
    for actor in (leader, people.acting(people.person("street_inspector"))):
        with pytest.raises(Refused) as refused:
            actions.draft_circular(actor, outlines()["progress"], campaign=None, **PERIOD)
        assert codes(refused) == {"no-duty"}


# ---------- doors ----------


def test_the_writer_edits_in_place_and_the_answer_carries_the_next_version(officer: Actor) -> None:
    row = drafted(officer)
    client = people.browser(User.objects.get(pk=officer.person))
    page = client.get(f"/circular/{row.ref}/").content.decode()
    assert "<textarea" in page and "GB/T 9704" in page
    url = f"/circular/{row.ref}/text/1/"
    given = {"version": "0", "text": "双阳街道要在12月4日前补齐。"}
    answer = client.post(url, {"_key": str(new_id()), **given}, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and answer["HX-Trigger"] == "kept"
    assert 'name="version" value="1"' in answer.content.decode() and "12" in answer.content.decode()
    late = client.post(url, {"_key": str(new_id()), **given, "text": "别的"}, headers={"HX-Request": "true"})
    assert late.status_code == 409
    assert "双阳街道要在12月4日前补齐" in client.get(f"/circular/{row.ref}/paper/").content.decode()


def test_the_approver_sees_what_was_changed_by_hand(officer: Actor, leader: Actor) -> None:
    row = drafted(officer)
    actions.edit_section(officer, queries.sections_of(row)[1], version=0, text="各镇街要抓紧。")
    actions.move_circular(officer, row, "submit")
    page = people.browser(User.objects.get(pk=leader.person)).get(f"/circular/{row.ref}/").content.decode()
    assert "<ins>" in page and "<textarea" not in page


def test_a_draft_is_not_there_for_other_offices_at_any_address(officer: Actor) -> None:
    row = drafted(officer)
    client = people.browser(people.person("street_inspector"))
    for ending in ("", "paper/", "file.pdf", "file.docx", "sign/", "head/", "text/1/", "approve/"):
        assert client.get(f"/circular/{row.ref}/{ending}").status_code == 404, ending


def test_a_street_reads_signs_and_takes_the_files_along(officer: Actor, leader: Actor) -> None:
    row = issued(officer, leader)
    client = people.browser(people.person("street_inspector"))
    assert row.number in client.get("/").content.decode()  # among what she has to do
    assert client.post(f"/circular/{row.ref}/sign/", {"_key": str(new_id())}).status_code == 302
    assert client.get(f"/circular/{row.ref}/").status_code == 200
    answers = {kind: client.get(f"/circular/{row.ref}/file.{kind}") for kind in ("pdf", "docx")}
    starts = {kind: b"".join(answer.streaming_content)[:4] for kind, answer in answers.items()}  # type: ignore[attr-defined]
    assert starts == {"pdf": b"%PDF", "docx": b"PK\x03\x04"}


@time_machine.travel(people.NOW, tick=False)
def test_a_quarterly_report_is_drafted_from_the_form_and_its_tables_are_a_workbook(officer: Actor) -> None:
    people.make_enterprises(*({"sector": "schools"} for _ in range(3)))
    client = people.browser(User.objects.get(pk=officer.person))
    given = {"outline": "report", "campaign": "", "whole": "2026-Q4", "first": "2026-W48", "last": "2026-W48"}
    assert client.post("/circular/new/", {"_key": str(new_id()), **given}).status_code == 302
    row = Circular.objects.get()
    assert (row.first_on, row.last_on, row.snapshot.as_of) == (date(2026, 10, 1), people.TODAY, people.TODAY)
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/circular/{row.ref}/file.xlsx").content))
    figures = {line[0]: line[1] for line in book["1"].iter_rows(min_row=3, values_only=True)}
    assert figures["摸排单位数"] == 3
    assert book["2"].cell(2, 1).value == "镇街" and len(book.sheetnames) >= 5


def test_the_command_writes_both_files_and_nothing_else(tmp_path: Path) -> None:
    given = command.parser().parse_args(
        ["circular", "--district", people.DISTRICT, "--period", "2026-W47..2026-W48", "--out", str(tmp_path), "--json"]
    )  # fmt: skip
    before = (Circular.objects.count(), Snapshot.objects.count(), Entry.objects.count())
    with time_machine.travel(people.NOW, tick=False):
        told = given.run(given).data
    written = sorted(path.suffix for path in tmp_path.iterdir())
    assert written == [".docx", ".pdf"] and told["as_of"] == "2026-11-23"
    assert (Circular.objects.count(), Snapshot.objects.count(), Entry.objects.count()) == before
