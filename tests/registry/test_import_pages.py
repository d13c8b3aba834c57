"""The import in the browser: each state has its page, each act its answer, and nobody sees another's file."""

import dataclasses
import io
import re
import uuid
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from anbiao.kit import asked
from anbiao.kit.imports import shapes
from anbiao.kit.imports.headings import choose, recognise
from anbiao.kit.imports.reading import read
from anbiao.kit.imports.sheets import Sheet
from anbiao.kit.models import ImportRun, ImportShape
from anbiao.registry import jobs
from anbiao.registry.actions import imports
from anbiao.registry.actions.roster_columns import COLUMNS, TAKEN
from anbiao.registry.import_report import template_workbook, write_report
from anbiao.registry.models import Enterprise
from tests import people
from tests.registry.rosters import HEAD, begun, checked, fresh, officer, row, upload, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Any) -> None:
    settings.DATA = tmp_path


class Desk:
    """Somebody at a browser."""

    def __init__(self, name: str = "district_officer", language: str = "en") -> None:
        self.user = people.person(name)
        self.client = Client(headers={"accept-language": language})
        self.client.force_login(self.user)
        self.actor = people.acting(self.user)

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(path, headers=headers)

    def post(self, path: str, key: str = "", **data: Any) -> Any:
        return self.client.post(path, {"_key": key or str(uuid.uuid4()), **data})

    def text(self, path: str) -> str:
        return str(self.get(path).content.decode())


@pytest.fixture
def desk() -> Desk:
    return Desk()


def address(run: ImportRun, act: str = "") -> str:
    return f"/import/{run.pk}/{act + '/' if act else ''}"


def work() -> None:
    """Does the jobs that wait, as the worker would."""
    for job in ProcrastinateJob.objects.filter(
        status="todo", task_name="anbiao.registry.jobs.carry_on_import"
    ):
        jobs.carry_on_import(**{name: value for name, value in job.args.items() if name != asked.KEY})


def test_the_whole_way_through_the_browser(desk: Desk) -> None:
    answer = desk.post(
        "/import/upload/", file=upload(row("青岚鞋业有限公司"), row("坏厂", 从业人数="约三十人"))
    )
    run = ImportRun.objects.get()
    assert answer.url == address(run)
    assert "Reading the file" in desk.text(answer.url)
    work()
    page = desk.text(address(run))
    assert "Check 2 rows" in page
    chosen = {f"column-{c['index']}": c["column"] for c in fresh(run).result["columns"]}
    desk.post(address(run, "columns"), **chosen)
    imports.check(desk.actor, fresh(run))
    assert "Write 1 row" in desk.text(address(run))
    desk.post(address(run, "correct"), **{"cell:3:employees": "30"})
    imports.check(desk.actor, fresh(run))
    assert "Write 2 rows" in desk.text(address(run))
    desk.post(address(run, "confirm"))
    imports.write_rows(desk.actor, fresh(run))
    assert "2 units were registered." in desk.text(address(run))
    assert Enterprise.objects.count() == 2


def test_the_job_waits_in_the_same_transaction_as_what_asks_for_it(desk: Desk) -> None:
    run = begun(desk.actor, row("青岚鞋业有限公司"))
    with transaction.atomic():
        jobs.carry_on(run)
        transaction.set_rollback(True)
    assert not ProcrastinateJob.objects.filter(lock=f"import {run.pk}").exists()
    jobs.carry_on(run)
    assert ProcrastinateJob.objects.filter(lock=f"import {run.pk}", status="todo").count() == 1


def test_a_repeated_upload_is_one_upload(desk: Desk) -> None:
    key, content = str(uuid.uuid4()), workbook(row("青岚鞋业有限公司"))
    first, second = (
        desk.post("/import/upload/", key, file=SimpleUploadedFile("a.xlsx", content)) for _ in range(2)
    )
    assert first["Location"] == second["Location"]
    assert ImportRun.objects.count() == 1


def test_no_file_is_said_in_place(desk: Desk) -> None:
    answer = desk.post("/import/upload/")
    assert answer.status_code == 409
    assert "Choose the file first." in answer.content.decode()


def test_working_pages_renew_themselves_and_others_do_not(desk: Desk) -> None:
    run = imports.start_import(desk.actor, upload(row("青岚鞋业有限公司")))
    part = desk.get(address(run), **{"HX-Request": "true"})
    assert b"<html" not in part.content
    assert b'hx-trigger="every 1s"' in part.content
    imports.read_columns(desk.actor, run)
    assert b'hx-trigger="every 1s"' not in desk.get(address(run)).content


@pytest.mark.parametrize(("language", "word"), [("en", "Wrong cells"), ("zh-hans", 'class="wiz"')])
def test_every_state_has_its_page_in_both_languages(language: str, word: str) -> None:
    desk = Desk(language=language)
    run = checked(desk.actor, row("青岚鞋业有限公司"), row("坏厂", 镇街="双扬街道"))
    assert word in desk.text(address(run))
    for state in (
        "uploaded",
        "mapping",
        "checking",
        "writing",
        "written",
        "taken_back",
        "refused",
        "cancelled",
    ):
        ImportRun.objects.filter(pk=run.pk).update(state=state)
        assert desk.get(address(run)).status_code == 200
        assert desk.get("/import/").status_code == 200
    bare = ImportRun.objects.filter(pk=run.pk)
    for state in ("uploaded", "refused", "cancelled"):
        bare.update(state=state, result={}, tables=[])
        assert desk.get(address(run)).status_code == 200
        assert desk.get("/import/").status_code == 200


def test_an_offered_value_is_taken_with_one_press(desk: Desk) -> None:
    run = checked(desk.actor, row("某厂", 镇街="双扬街道"))
    assert "Change to 双阳街道" in desk.text(address(run))
    desk.post(address(run, "correct"), fix="fix:2:town", **{"cell:2:town": "双扬街道"})
    assert fresh(run).corrections == {"2": {"town": "双阳街道"}}


def test_cells_left_as_they_were_are_no_corrections(desk: Desk) -> None:
    run = checked(desk.actor, row("某厂", 从业人数="约三十人"))
    answer = desk.post(address(run, "correct"), **{"cell:2:employees": "约三十人"})
    assert answer.status_code == 409
    assert "Type the right value into a cell first." in answer.content.decode()
    assert fresh(run).state == "checked"


def test_wrong_cells_come_a_hundred_a_page_and_by_column(desk: Desk) -> None:
    rows = [row(f"厂{n}", 从业人数="约三十人") for n in range(120)]
    run = checked(desk.actor, *rows, row("末厂", 镇街="丰泽区东海街道"))
    page = desk.text(address(run))
    assert page.count('class="bad mono') == 100
    assert "Cells 1 to 100 of 121" in page
    assert desk.text(address(run) + "?page=2").count('class="bad mono') == 21
    assert desk.text(address(run) + "?tab=town").count('class="bad mono') == 1
    assert desk.get(address(run) + "?page=zzz&tab=%00&pair=-3").status_code == 200


def test_columns_refused_keep_what_was_chosen(desk: Desk) -> None:
    run = begun(desk.actor, row("青岚鞋业有限公司"))
    answer = desk.post(address(run, "columns"), **{"column-0": "address", "column-1": "address"})
    assert answer.status_code == 409
    assert answer.content.decode().count('<option value="address" selected>') == 2


def test_a_duplicate_is_decided_and_those_like_it(desk: Desk) -> None:
    names = ("禾木木业有限公司", "青岚鞋业有限公司", "云鼎机械有限公司")
    for number, name in enumerate(names):
        people.make_enterprise(
            name=name, phone=f"1390000010{number}", principal="林某", address=f"{name}路1号"
        )
    run = checked(desk.actor, *[row(name, 联系电话=f"1390000010{n}") for n, name in enumerate(names)])
    page = desk.text(address(run))
    assert "1 of 3" in page
    assert "The other 2 undecided pairs with two codes likewise" in page
    desk.post(address(run, "decide"), row="2", act="same_new_code")
    assert fresh(run).decisions == {"2": {"act": "same_new_code"}}
    assert "2 of 3" in desk.text(address(run))
    desk.post(address(run, "decide"), row="3", act="two", likewise="1")
    assert {k: v["act"] for k, v in fresh(run).decisions.items()} == {
        "2": "same_new_code",
        "3": "two",
        "4": "two",
    }
    imports.check(desk.actor, fresh(run))
    assert (fresh(run).result["counts"]["created"], fresh(run).result["counts"]["updated"]) == (2, 1)


def test_an_answer_to_a_row_that_is_no_pair_is_refused(desk: Desk) -> None:
    run = checked(desk.actor, row("青岚鞋业有限公司"))
    assert desk.post(address(run, "decide"), row="2", act="two").status_code == 409


def test_writing_is_greyed_with_its_reason_when_nothing_would_change(desk: Desk) -> None:
    run = checked(desk.actor, row("坏厂", 从业人数="约三十人"))
    page = desk.text(address(run))
    assert re.search(r'aria-disabled="true">Write 0 rows', page)
    assert "No row would change anything." in page
    assert desk.post(address(run, "confirm")).status_code == 409


def test_a_cancelled_import_stays_cancelled(desk: Desk) -> None:
    run = checked(desk.actor, row("青岚鞋业有限公司"))
    desk.post(address(run, "cancel"))
    assert desk.post(address(run, "confirm")).status_code == 409
    assert not Enterprise.objects.exists()


def test_the_reason_of_a_refused_file_is_said_in_the_readers_language() -> None:
    desk = Desk(language="en")
    run = imports.start_import(desk.actor, SimpleUploadedFile("x.xlsx", b"%PDF-1.7 nothing"))
    imports.read_columns(desk.actor, run)
    assert "The file is not a table." in desk.text(address(run))


@pytest.mark.parametrize(
    "act", ["", "columns", "confirm", "correct", "decide", "cancel", "remap", "take-back", "sheet"]
)
def test_another_persons_import_is_not_there(act: str) -> None:
    owner = Desk()
    run = checked(owner.actor, row("青岚鞋业有限公司"))
    other = Desk("street_inspector")
    absent = ImportRun(pk=uuid.uuid4())
    for target in (run, absent):
        assert other.get(address(target, act)).status_code == 404
        assert not act or other.post(address(target, act)).status_code == 404
        assert other.get(address(target) + "report.xlsx").status_code == 404
    assert fresh(run).state == "checked"


def test_whoever_may_not_import_finds_no_import() -> None:
    desk = Desk("leader")
    assert desk.get("/import/").status_code == 404
    assert desk.get("/import/template.xlsx").status_code == 404


# ---------- workbooks ----------


def sheets(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_the_report_gives_cell_reason_and_the_whole_row_and_no_formula(desk: Desk) -> None:
    lines = (HEAD, row("=HYPERLINK(1)", 从业人数="=1+1 人"), row("好厂"), row("坏厂", 成立日期="2026-02-30"))
    table = "\n".join(",".join(map(str, line)) for line in lines)
    run = imports.start_import(desk.actor, SimpleUploadedFile("a.csv", table.encode()))
    imports.read_columns(desk.actor, run)
    imports.confirm_columns(desk.actor, run, {index: name for name, index in run.mapping.items()})
    imports.check(desk.actor, run)
    answer = desk.get(address(run) + "report.xlsx")
    assert "attachment" in answer["Content-Disposition"]
    cells, rows = sheets(answer.content).worksheets
    assert cells.freeze_panes == "A2"
    found = list(cells.iter_rows(min_row=2, values_only=True))
    assert [line[0] for line in found] == [2, 4]
    assert found[1][1:3] == ("Established on", "2026-02-30")
    assert "There is no such day" in found[1][3]
    assert [line[0] for line in rows.iter_rows(min_row=2, values_only=True)] == [2, 4]
    assert all(c.data_type != "f" for sheet in (cells, rows) for line in sheet.iter_rows() for c in line)


def test_the_report_corrected_is_itself_imported(desk: Desk, tmp_path: Any) -> None:
    run = checked(desk.actor, row("坏厂", 从业人数="约三十人"), row("好厂"))
    book = sheets(desk.get(address(run) + "report.xlsx").content)
    heads = [cell.value for cell in book.worksheets[1][1]]
    book.worksheets[1].cell(2, heads.index("Employees") + 1).value = "30"
    book.save(tmp_path / "report.xlsx")
    _, plan = imports.import_file(people.OPERATOR, tmp_path / "report.xlsx")
    assert plan.counts()["created"] == 1
    assert Enterprise.objects.get().employees == 30


def test_a_report_longer_than_what_a_run_keeps_still_lists_all(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("anbiao.registry.actions.import_telling.KEPT_CELLS", 2)
    monkeypatch.setattr("anbiao.registry.import_report.KEPT_CELLS", 2)
    run = checked(desk.actor, *[row(f"厂{n}", 从业人数="约三十人") for n in range(5)])
    assert len(run.result["errors"]) == 2
    content = desk.get(address(run) + "report.xlsx").content
    assert sheets(content).worksheets[0].max_row == 6


def test_the_command_writes_the_same_report(tmp_path: Any) -> None:
    (tmp_path / "a.xlsx").write_bytes(workbook(row("坏厂", 从业人数="约三十人")))
    _, plan = imports.import_file(people.OPERATOR, tmp_path / "a.xlsx", dry_run=True)
    write_report(tmp_path / "out.xlsx", plan)
    assert sheets((tmp_path / "out.xlsx").read_bytes()).worksheets[0].max_row == 2


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_template_is_understood_whole_and_its_example_never_written(language: str, tmp_path: Any) -> None:
    from django.utils import translation

    _, actor = officer()
    with translation.override(language):
        (tmp_path / "t.xlsx").write_bytes(template_workbook(actor))
    book = read(tmp_path / "t.xlsx", name="t.xlsx")
    _, found = choose(book, COLUMNS)
    assert set(found.mapping) == {column.name for column in TAKEN}
    _, plan = imports.import_file(people.OPERATOR, tmp_path / "t.xlsx")
    assert plan.counts()["rows"] == 0
    assert not plan.errors
    assert [warning.code for warning in plan.warnings] == ["rows-example"]
    assert sheets((tmp_path / "t.xlsx").read_bytes()).worksheets[0].data_validations.dataValidation


def test_the_marked_file_is_corrected_where_it_is_and_imported_again(desk: Desk) -> None:
    run = checked(desk.actor, row("青岚鞋业有限公司"), row("坏厂", 从业人数="约三十人"))
    answer = desk.get(address(run) + "marked.xlsx")
    assert "roster%20marked.xlsx" in answer["Content-Disposition"]
    imports.take_step(desk.actor, run, "confirm")
    imports.write_rows(desk.actor, fresh(run))
    book = sheets(answer.content)
    place = HEAD.index("从业人数") + 1
    assert "is not a whole number" in book.active.cell(3, place).comment.text
    book.active.cell(3, place).value = 30
    out = io.BytesIO()
    book.save(out)
    again = imports.start_import(desk.actor, SimpleUploadedFile("roster marked.xlsx", out.getvalue()))
    imports.read_columns(desk.actor, again)
    imports.confirm_columns(
        desk.actor, fresh(again), {index: name for name, index in fresh(again).mapping.items()}
    )
    imports.check(desk.actor, fresh(again))
    counts = fresh(again).result["counts"]
    assert (counts["created"], counts["unchanged"], counts["bad"]) == (1, 1, 0)


def test_an_import_is_taken_back_on_its_page_and_refusals_are_named_there(desk: Desk) -> None:
    run = checked(desk.actor, row("青岚鞋业有限公司"))
    assert "Take back this import" not in desk.text(address(run))
    imports.take_step(desk.actor, run, "confirm")
    imports.write_rows(desk.actor, fresh(run))
    assert "Take back this import" in desk.text(address(run))
    Enterprise.objects.update(version=2)
    answer = desk.post(address(run, "take-back"), reason="wrong file")
    assert answer.status_code == 409
    assert "青岚鞋业有限公司: its facts or its status were changed since." in answer.content.decode()
    Enterprise.objects.update(version=1)
    desk.post(address(run, "take-back"), reason="wrong file")
    assert "This import was taken back." in desk.text(address(run))
    assert Enterprise.objects.get().state == "mistaken"


def many_sheets(*names: str) -> bytes:
    """A workbook with the same headings on each sheet, its towns merged over two rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in names:
        sheet = book.create_sheet(name)
        sheet.append(HEAD)
        for number in range(1, 5):
            sheet.append(row(f"{name}{number}厂", 镇街="双阳街道" if number % 2 else ""))
        for first in (2, 4):
            sheet.merge_cells(start_row=first, end_row=first + 1, start_column=3, end_column=3)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_another_sheet_is_chosen_and_the_office_finds_it_so_next_time(desk: Desk) -> None:
    content = many_sheets("一月", "二月", "三月")
    run = imports.start_import(desk.actor, SimpleUploadedFile("a.xlsx", content))
    imports.read_columns(desk.actor, run)
    page = desk.text(address(run))
    assert "3 have headings of a roster" in page
    assert page.count('name="sheet" value=') == page.count('月" checked>') == 3
    assert desk.post(address(run, "sheets"), sheets="1", sheet="四月").status_code == 409
    assert desk.post(address(run, "sheets"), sheets="1").status_code == 409
    desk.post(address(run, "sheets"), sheets="1", sheet="三月")
    work()
    assert (fresh(run).sheets, fresh(run).state) == (["三月"], "mapping")
    chosen = {index: "" if name == "phone" else name for name, index in fresh(run).mapping.items()}
    imports.confirm_columns(desk.actor, fresh(run), chosen)
    imports.check(desk.actor, fresh(run))
    assert fresh(run).result["counts"]["good"] == 4
    again = imports.start_import(desk.actor, SimpleUploadedFile("b.xlsx", content))
    imports.read_columns(desk.actor, again)
    assert "phone" not in fresh(again).mapping
    assert {column["sure"] for column in fresh(again).result["columns"]} == {"remembered"}


def test_what_one_office_confirmed_of_a_table_is_not_offered_to_another(desk: Desk) -> None:
    found = recognise(read_sheet(), COLUMNS)
    shapes.remember(desk.actor, "enterprises", [{heading: "" for heading in found.headings}])
    other = shapes.remembered(people.acting(people.person("street_inspector")), "enterprises")
    assert (other.knows(found), other.of(found)) == (False, {})
    own = shapes.remembered(desk.actor, "enterprises")
    assert (own.knows(found), own.of(found)) == (True, dict.fromkeys(found.headings, ""))
    assert shapes.remembered(people.OPERATOR, "enterprises").knows(found)


def test_an_office_is_offered_its_headings_on_other_tables_and_what_its_district_once_shared(
    desk: Desk,
) -> None:
    ImportShape.objects.create(
        district=desk.actor.district, spec="enterprises", office="", shape="", confirmed_at=desk.actor.now,
        columns={"怎么称呼": "name", "座机": "phone"},
    )  # fmt: skip
    later = dataclasses.replace(desk.actor, now=desk.actor.now + timedelta(hours=1))
    shapes.remember(later, "enterprises", [{"座机": "", "字号": "aliases"}])
    found = recognise(
        Sheet("x", [["怎么称呼", "座机", "字号", "镇街", "地址"], ["甲", 1, "乙", "双阳", "路"]]), COLUMNS
    )
    memory = shapes.remembered(desk.actor, "enterprises")
    assert not memory.knows(found)
    assert memory.of(found) == {"怎么称呼": "name", "座机": "", "字号": "aliases"}


def read_sheet() -> Sheet:
    return Sheet("名册", [[*HEAD], row("青岚鞋业有限公司")])
