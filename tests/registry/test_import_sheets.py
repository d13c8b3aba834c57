"""Several sheets of one file in one run: ticked by their kind, checked, reported, written and taken back together."""

import io
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from anbiao.kit.models import ImportRun
from anbiao.portal.commands.main import parser
from anbiao.registry.actions import imports
from anbiao.registry.actions.taking_back import take_back
from anbiao.registry.import_report import marked_of_run, report_of_run
from anbiao.registry.models import DuplicatePair, Enterprise
from anbiao.rules.refusal import Refused
from tests import people
from tests.registry.office_book import FIRST, HEAD, ROWS, VILLAGES, office_book
from tests.registry.rosters import fresh, officer
from tests.registry.test_import_pages import Desk, address

pytestmark = pytest.mark.django_db
book = lru_cache(maxsize=1)(office_book)


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Any) -> None:
    settings.DATA = tmp_path


def read(actor: Any) -> ImportRun:
    run = imports.start_import(actor, SimpleUploadedFile("双阳.xlsx", book()))
    imports.read_columns(actor, run)
    return fresh(run)


def checked(actor: Any, run: ImportRun, **sheets: Any) -> ImportRun:
    told = {column["index"]: column["column"] for column in run.result["columns"]}
    imports.confirm_columns(actor, run, told, **sheets)
    imports.check(actor, fresh(run))
    return fresh(run)


def merged_cells() -> int:
    return sum(
        len(sheet.merged_cells.ranges) for sheet in openpyxl.load_workbook(io.BytesIO(book())).worksheets
    )


def test_sheets_of_one_kind_are_ticked_and_the_others_say_how_they_differ() -> None:
    _, actor = officer()
    assert len(openpyxl.load_workbook(io.BytesIO(book())).sheetnames) == 19
    assert merged_cells() >= 1600
    run = read(actor)
    told = {each["name"]: each for each in run.result["tables"]}
    assert [name for name, each in told.items() if each["read"]] == list(VILLAGES) == run.sheets
    assert told["04村"]["beside"] == ["备注"]
    assert (told["03村"]["lacks"], told["03村"]["beside"]) == ([], [])
    assert set(told["隐患台账"]["beside"]) == {"隐患描述", "整改期限"}
    assert told["旧名册"]["rows"] == 0
    assert run.result["others"] == ["封面", "填表说明", "汇总"]
    columns = {column["heading"]: column for column in run.result["columns"]}
    assert (columns["电话"]["column"], columns["电话"]["sheet"], columns["电话"]["places"]) == (
        "phone",
        "03村",
        {"03村": 7},
    )
    assert columns["备注"]["places"] == {"04村": 8}
    assert len(columns["联系电话"]["places"]) == len(VILLAGES) - 1


def test_the_page_ticks_them_and_refuses_what_is_ticked_but_not_read() -> None:
    desk = Desk()
    run = read(desk.actor)
    page = desk.text(address(run))
    assert page.count(" checked>") == len(VILLAGES)
    assert "has 备注 beside" in page
    assert "no rows" in page
    assert "Without such headings, and not read: 封面、填表说明、汇总" in page
    columns = {f"column-{c['index']}": c["column"] for c in run.result["columns"]}
    answer = desk.post(address(run, "columns"), sheets="1", sheet=["01村", "隐患台账"], **columns)
    assert answer.status_code == 409
    assert "These sheets are ticked and not read yet: 隐患台账." in answer.content.decode()
    desk.post(address(run, "columns"), sheets="1", sheet=["01村", "03村"], **columns)
    assert fresh(run).sheets == ["01村", "03村"]
    assert fresh(run).tables[1][1]["phone"] == 7


def test_one_run_reads_all_and_names_sheet_and_row() -> None:
    _, actor = officer()
    run = checked(actor, read(actor))
    counts = run.result["counts"]
    assert (counts["rows"], counts["bad"], counts["good"]) == (72, 4, 68)
    wrong = {(e["sheet"], e["row"]): (e["column"], e["code"]) for e in run.result["errors"]}
    twice = FIRST + 1
    assert wrong == {
        ("02村", FIRST): ("employees", "not-a-whole-number"), ("05村", FIRST + 4): ("town", "town-unknown"),
        ("05村", FIRST + 5): ("town", "town-unknown"), ("09村", twice): ("uscc", "row-twice"),
    }  # fmt: skip
    again = next(e for e in run.result["errors"] if e["code"] == "row-twice")
    assert again["params"] == {"row": str(twice), "sheet": "08村"}
    (pair,) = run.result["duplicates"]
    assert (pair["sheet"], pair["row"], pair["other"]) == ("07村", FIRST + 5, f"row:{FIRST + 5} 06村")
    totals = next(w for w in run.result["warnings"] if w["code"] == "rows-totals")
    assert totals["params"]["rows"].startswith(f"01村 {FIRST + ROWS}; 02村 {FIRST + ROWS}; ")


def test_cells_are_put_right_and_pairs_decided_by_sheet_and_row() -> None:
    desk = Desk()
    run = checked(desk.actor, read(desk.actor))
    page = desk.text(address(run))
    assert f"Row {FIRST + 5} of sheet 07村" in page
    desk.post(address(run, "correct"), **{f"cell:{FIRST} 02村:employees": "30"})
    desk.post(address(run, "correct"), fix=f"fix:{FIRST + 4} 05村:town")
    desk.post(address(run, "decide"), row=f"{FIRST + 5} 07村", act="same_old_code")
    imports.check(desk.actor, fresh(run))
    run = fresh(run)
    assert run.corrections == {
        f"{FIRST} 02村": {"employees": "30"},
        f"{FIRST + 4} 05村": {"town": "双阳街道"},
    }
    assert {(e["sheet"], e["row"]) for e in run.result["errors"]} == {
        ("05村", FIRST + 5),
        ("09村", FIRST + 1),
    }
    assert run.result["counts"]["created"] == 69


def test_report_and_marked_workbook_hold_all_sheets() -> None:
    _, actor = officer()
    run = checked(actor, read(actor))
    report = openpyxl.load_workbook(io.BytesIO(report_of_run(actor, run)))
    cells, rows = report.worksheets
    assert [cell.value for cell in cells["A"][1:]] == ["02村", "05村", "05村", "09村"]
    assert [(line[0].value, line[1].value) for line in rows.iter_rows(min_row=2)] == [
        ("02村", FIRST), ("05村", FIRST + 4), ("05村", FIRST + 5), ("09村", FIRST + 1),
    ]  # fmt: skip
    marked = openpyxl.load_workbook(io.BytesIO(marked_of_run(actor, run)))
    assert len(marked.sheetnames) == 19
    assert marked["02村"].cell(FIRST, HEAD.index("从业人数") + 1).comment
    assert marked["09村"].cell(FIRST + 1, HEAD.index("统一社会信用代码") + 1).comment
    assert not any(cell.comment for line in marked["01村"].iter_rows() for cell in line)


def test_all_is_written_at_once_and_taken_back_at_once() -> None:
    _, actor = officer()
    run = checked(actor, read(actor))
    imports.take_step(actor, run, "confirm")
    imports.write_rows(actor, fresh(run))
    assert Enterprise.objects.filter(state="operating").count() == 68
    assert Enterprise.objects.get(name="03村2制品厂").phone == "13900030002"
    assert DuplicatePair.objects.count() == 1
    assert take_back(actor, fresh(run), reason="传错了文件") == 68
    assert not Enterprise.objects.filter(state="operating").exists()


def test_a_sheet_without_name_or_code_is_refused_by_its_name() -> None:
    _, actor = officer()
    run = read(actor)
    told = {
        c["index"]: c["column"]
        for c in run.result["columns"]
        if c["heading"] not in ("企业名称", "统一社会信用代码")
    }
    with pytest.raises(Refused) as refused:
        imports.confirm_columns(actor, run, told)
    assert refused.value.refusals[0].params == {"sheet": "03村"}


def test_the_command_reads_all_sheets_of_the_kind_and_warns_of_others(tmp_path: Path) -> None:
    people.person("district_officer")
    path = tmp_path / "双阳.xlsx"
    path.write_bytes(book())
    given = parser().parse_args(["import", "enterprises", str(path), "--district", people.DISTRICT])
    outcome = given.run(given)
    told = json.loads(json.dumps(outcome.data, ensure_ascii=False))
    assert (outcome.code, told["rows"], told["created"], told["duplicates"]) == (2, 72, 68, 1)
    assert [(e["sheet"], e["row"]) for e in told["errors"]] == [
        ("02村", FIRST), ("05村", FIRST + 4), ("05村", FIRST + 5), ("09村", FIRST + 1),
    ]  # fmt: skip
    assert {w["code"] for w in told["warnings"]} >= {
        "sheets-other",
        "sheets-hidden",
        "rows-totals",
        "rows-notes",
        "rows-merged",
    }
    others = next(w for w in told["warnings"] if w["code"] == "sheets-other")
    assert "封面、填表说明、汇总、隐患台账、旧名册" in others["message"]
