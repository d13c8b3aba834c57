"""Periodic reports: asked for once when a period is over, written on frozen figures with a ledger, handed in, decided by another office."""

import io
from dataclasses import fields
from datetime import date
from typing import Any

import docx
import openpyxl
import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from anbiao.authority.people import operator
from anbiao.kit.district import new_id
from anbiao.kit.files import path_of
from anbiao.kit.models import Entry
from anbiao.kit.register import ListState
from anbiao.oversight import actions
from anbiao.oversight.cadences import cadences
from anbiao.oversight.models import Report, Snapshot
from anbiao.oversight.outlines import outlines
from anbiao.oversight.queries import ask, figures
from anbiao.oversight.queries import reports as queries
from anbiao.oversight.registers import REPORTS
from anbiao.standards.queries import parameters
from tests import people
from tests.inspection.made import refused
from tests.oversight.circulars import hazard
from tests.oversight.made import Around, around, office_of, on
from tests.oversight.ranked import rule

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 30)  # week 48 is over; what the tests make stood in it
NOW = people.NOW + (MONDAY - people.TODAY)
OPERATOR = operator(people.DISTRICT, NOW, who="operator test")


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anbiao.kit.clock.now", lambda: NOW)


def cast() -> Around:
    """The usual persons, on that Monday."""
    who = around()
    return Around(*(on(getattr(who, each.name), MONDAY) for each in fields(who)))


def report_of(slug: str = people.SHUANGYANG, cadence: str = "town_week") -> Report:
    """What an office owes, as the job asks for it."""
    actions.open_reports(OPERATOR)
    return Report.objects.get(organisation=office_of(slug), cadence=cadence)


def units() -> None:
    """Three schools in Shuangyang and one in Heshi, two hazards found in week 48."""
    made = people.make_enterprises(
        *({"name": f"双阳小学{n}", "sector": "schools", "region": people.SHUANGYANG} for n in range(3)),
        {"name": "河市小学", "sector": "schools", "region": people.HESHI},
    )
    hazard(made[0], "26-00001", category="消防安全", found_on=date(2026, 11, 24))
    hazard(made[3], "26-00002", category="用电安全", found_on=date(2026, 11, 25))


def set_days(**days: int) -> None:
    """The district decides otherwise."""
    rule(queries.RULE, {**parameters()[queries.RULE].form.value, **days})


# ---------- asked for ----------


def test_every_cadence_has_its_outline_and_its_days() -> None:
    days = parameters()[queries.RULE].form.value
    assert set(days) == set(cadences())
    kinds = {"town": "town", "bureau": "bureau", "committee_office": "district"}
    assert all(outlines()[each.outline].of == kinds[each.by] for each in cadences().values())


def test_a_report_is_asked_for_once_when_its_period_is_over() -> None:
    made = actions.open_reports(OPERATOR)
    week = {row.organisation.slug for row in made if row.cadence == "town_week"}
    assert people.SHUANGYANG in week and people.HESHI in week
    row = next(each for each in made if each.cadence == "town_week")
    assert (row.period, row.first_on, row.due_on) == ("2026-W48", date(2026, 11, 23), date(2026, 12, 1))
    # The day of the month's report had passed when this district began: nobody had asked for it.
    assert {each.cadence for each in made} == {"town_week"}
    assert actions.open_reports(OPERATOR) == []
    assert Entry.objects.filter(object_type="report", verb="ask").count() == len(made)


def test_bureaus_that_answer_for_a_sector_and_the_safety_office_report_by_month() -> None:
    made = actions.open_reports(on(OPERATOR, date(2026, 12, 1)))
    by_cadence: dict[str, set[str]] = {}
    for each in made:
        by_cadence.setdefault(each.cadence, set()).add(each.organisation.slug)
    assert by_cadence["office_month"] == {"committee_office"}
    assert "education" in by_cadence["bureau_month"]
    assert set(by_cadence) == {"town_week", "town_month", "bureau_month", "office_month"}


def test_a_cadence_that_the_district_switched_off_is_not_asked_for() -> None:
    set_days(town_week=0, town_month=21)
    made = actions.open_reports(OPERATOR)
    assert {(row.cadence, row.period, row.due_on) for row in made} == {("town_month", "2026-M10", MONDAY)}  # fmt: skip


def test_after_a_stand_still_nothing_is_left_out() -> None:
    actions.open_reports(OPERATOR)
    late = actions.open_reports(on(OPERATOR, date(2026, 12, 13)))
    assert {row.due_on for row in late if row.cadence == "town_week"} == {date(2026, 12, 8)}


def test_asking_takes_as_many_statements_for_one_office_as_for_all() -> None:
    actions.open_reports(OPERATOR)
    Report.objects.filter(organisation=office_of()).delete()
    with CaptureQueriesContext(connection) as one:
        actions.open_reports(OPERATOR)
    Report.objects.all().delete()
    with CaptureQueriesContext(connection) as many:
        actions.open_reports(OPERATOR)
    assert len(one) == len(many) <= 14


# ---------- written and decided ----------


def test_from_being_asked_for_to_being_accepted() -> None:
    who = cast()
    units()
    row = report_of()
    assert "not-the-owner" in refused(actions.move_report, who.office, row, "begin")
    row = actions.move_report(who.street, row, "begin")
    assert row.snapshot is not None and row.snapshot.content["total"]["surveyed"]["number"] == 3
    first = queries.sections_of(row)[0]
    assert "双阳街道" in first.text and "摸排应创单位3家" in first.text and "查出隐患1项" in first.text
    actions.edit_report(who.street, first, version=0, text="本周情况良好。")
    row = actions.move_report(who.street, row, "hand_in")
    assert "not-writing" in refused(actions.edit_report, who.street, first, version=1, text="x")
    assert refused(actions.move_report, who.street, row, "accept") >= {"own-report"}
    row = actions.move_report(who.office, row, "send_back", note="缺下步打算")
    assert row.answer == "缺下步打算" and row.handed_on == MONDAY
    row = actions.move_report(on(who.street, date(2026, 12, 4)), row, "hand_in")
    assert row.handed_on == MONDAY  # it was in time, and stays so
    row = actions.move_report(who.office, row, "accept")
    assert row.state == "accepted" and row.word is not None
    text = "\n".join(each.text for each in docx.Document(str(path_of(row.word))).paragraphs)
    assert "本周情况良好。" in text and row.ref in text
    verbs = Entry.objects.filter(object_id=row.pk).order_by("number").values_list("verb", flat=True)
    assert list(verbs) == ["ask", "begin", "write", "hand_in", "send_back", "hand_in", "accept"]


def test_the_columns_of_the_ledger_add_up_to_the_figures() -> None:
    who = cast()
    units()
    row = actions.move_report(who.street, report_of(), "begin")
    assert row.book is not None and row.snapshot is not None
    book = openpyxl.load_workbook(io.BytesIO(path_of(row.book).read_bytes()))
    heads, *rows = book["台账"].iter_rows(values_only=True)
    assert [each[0] for each in rows] == ["双阳小学0", "双阳小学1", "双阳小学2"]
    total = row.snapshot.content["total"]
    for head, code in (
        ("已摸排", "surveyed"),
        ("发现的隐患", "found"),
        ("整改隐患数", "rectified"),
        ("逾期隐患数", "overdue"),
    ):
        place = list(heads).index(head)
        assert sum(int(each[place]) for each in rows) == total[code]["number"], head
    captions = [book[name]["A1"].value for name in book.sheetnames[:-1]]
    assert any("主要指标" in str(each) for each in captions)


def test_a_bureau_tells_what_its_line_in_the_district_says() -> None:
    who = cast()
    units()
    day = date(2026, 12, 1)
    actions.open_reports(on(OPERATOR, day))
    row = Report.objects.get(organisation=office_of("education"), cadence="bureau_month")
    assert "reach-part" in refused(actions.move_report, on(who.bureau, day), row, "begin")
    officer = people.make_user("whole-bureau", slug="education")
    people.grant(
        officer,
        "bureau_officer",
        region=people.DISTRICT,
        sectors=["schools", "kindergartens", "training"],
        organisation=officer.organisation,
    )
    row = actions.move_report(on(people.acting(officer), day), row, "begin")
    assert row.snapshot is not None
    office = on(who.office, day)
    asked = ask(office, first_on=row.first_on, last_on=row.last_on, as_of=row.last_on)
    line = figures(office, asked, by="bureau").line(str(row.organisation_id))
    told = row.snapshot.content["total"]
    assert told["surveyed"]["number"] == line.values["surveyed"].number == 4
    assert told["found"]["number"] == line.values["found"].number == 2


def test_counted_anew_a_part_changed_by_hand_stays() -> None:
    who = cast()
    units()
    row = actions.move_report(who.street, report_of(), "begin")
    first, second = queries.sections_of(row)[:2]
    actions.edit_report(who.street, second, version=0, text="手写")
    people.make_enterprises({"name": "双阳小学9", "sector": "schools", "region": people.SHUANGYANG})
    row = actions.recount_report(who.street, row)
    kept = queries.sections_of(row)
    assert kept[1].text == "手写" and kept[1].generated == second.generated
    assert kept[0].version == 1 and Snapshot.objects.filter(kind="report").count() == 2
    assert "changed-meanwhile" in refused(actions.edit_report, who.street, first, version=0, text="x")


def test_the_leader_decides_on_the_report_of_the_safety_office() -> None:
    who = cast()
    day = date(2026, 12, 1)
    actions.open_reports(on(OPERATOR, day))
    row = Report.objects.get(cadence="office_month")
    for step in ("begin", "hand_in"):
        row = actions.move_report(on(who.office, day), row, step)
    assert refused(actions.move_report, on(who.colleague, day), row, "accept") == {"own-report"}
    assert actions.move_report(on(who.leader, day), row, "accept").state == "accepted"


def test_an_office_is_let_off_by_another_office_and_with_a_reason() -> None:
    who = cast()
    row = report_of()
    assert "note-missing" in refused(actions.move_report, who.office, row, "waive")
    assert actions.move_report(who.office, row, "waive", note="机构调整").state == "waived"
    assert not queries.owed(who.street).exists()


# ---------- who has reported ----------


def test_who_sees_what_and_who_is_late() -> None:
    who = cast()
    row = report_of()
    assert set(queries.reports(who.street)) == {row} == set(queries.owed(who.street))
    assert queries.reports(who.other).count() == 1 and row not in set(queries.reports(who.other))
    assert not queries.reports(who.bureau).exists()
    assert queries.reports(who.office).count() == queries.reports(who.auditor).count() > 2
    after = on(who.office, date(2026, 12, 2))
    late = ListState(filters={"standing": ("late",)})
    assert REPORTS.rows(after, late).count() == queries.reports(who.office).count()
    for step in ("begin", "hand_in"):
        row = actions.move_report(on(who.street, after.today), row, step)
    assert row not in set(REPORTS.rows(after, late))
    assert set(REPORTS.rows(after, ListState(filters={"standing": ("caught_up",)}))) == {row}
    assert set(queries.to_accept(after)) == {row} and not queries.to_accept(who.street).exists()


def test_pages_from_begin_to_accept() -> None:
    units()
    row = report_of()
    street = people.browser(people.person("street_inspector"))
    office = people.browser(people.person("district_officer"))
    page = reverse("report", args=[row.ref])
    assert "冻结数据" in street.get(page).content.decode()
    assert people.browser(people.person("other_street")).get(page).status_code == 404
    assert _post(street, "report-step", row.ref, "begin").status_code == 302
    text = reverse("report-section", args=[row.ref, 0])
    assert street.post(text, {"version": 0, "text": "改过的小结", "_key": str(new_id())}).status_code == 302
    assert "改过的小结" in street.get(reverse("report-paper", args=[row.ref])).content.decode()
    assert street.get(reverse("report-file", args=[row.ref, "docx"])).status_code == 200
    assert _post(street, "report-step", row.ref, "hand-in").status_code == 302
    drawn = [office.get(reverse("report-file", args=[row.ref, "pdf"])).content for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert "改过的小结" in "".join(
        page.extract_text() for page in pypdf.PdfReader(io.BytesIO(drawn[0])).pages
    )
    assert office.get(reverse("report-file", args=[row.ref, "html"])).status_code == 404
    assert "改过的小结" in office.get(page).content.decode()
    book = b"".join(office.get(reverse("report-file", args=[row.ref, "xlsx"])).streaming_content)  # type: ignore[attr-defined]
    assert "台账" in openpyxl.load_workbook(io.BytesIO(book)).sheetnames
    assert _post(office, "report-step", row.ref, "accept").status_code == 302
    assert Report.objects.get(pk=row.pk).state == "accepted"


def _post(client: Any, name: str, *args: str) -> Any:
    return client.post(reverse(name, args=args), {"note": "", "_key": str(new_id())})
