"""Editions out of workbooks as offices keep them: titles above, merged cells, many sheets, and a report for each cell."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from anbiao.rules.refusal import Refused
from anbiao.standards.schema import Edition
from anbiao.standards.workbooks import Head, Reading, read_workbook

SCORING = ("序号", "考评类目", "考评内容", "企业达标标准", "评分办法", "标准分值", "依据")
CHECKS = ("检查部位", "检查项目", "检查标准", "检查方法", "检查依据", "检查频次", "责任岗位")
Row = Sequence[Any]


def head(**over: Any) -> Head:
    return Head(
        **{
            "urn": "350504.own",
            "edition": "1",
            "kind": "",
            "title": "本区评分表",
            "issuer": "区安委办",
            **over,
        }
    )


def workbook(sheets: dict[str, tuple[Row, Sequence[Row], Sequence[tuple[int, int, int, int, Any]]]]) -> bytes:
    """Sheets of a heading, rows and merged cells (first row, first column, last row, last column, value), rows from 0."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for name, (heading, rows, merged) in sheets.items():
        sheet = book.add_worksheet(name)
        for index, row in enumerate([heading, *rows]):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(index, column, value)
        for top, left, bottom, right, value in merged:
            sheet.merge_range(top, left, bottom, right, value)
    book.close()
    return out.getvalue()


def read(tmp_path: Path, body: bytes, **over: Any) -> Reading:
    path = tmp_path / "表.xlsx"
    path.write_bytes(body)
    return read_workbook(path, head(**over))


def made(reading: Reading) -> Edition:
    assert reading.errors == []
    assert reading.edition is not None
    return reading.edition


ROWS = [
    ("1.1", "责任", "主要负责人明确", "有任命文件", "没有的0分", 6, "安全生产法 第五条"),
    ("1.2", None, "岗位责任清单", "每岗一份", "缺一份扣1分", 4, "安全生产法 第二十二条"),
    ("2.1", "培训", "新员工培训", "不少于24学时", "缺一人扣1分", 10, None),
]


def test_a_scoring_table_is_read_with_its_merged_parts(tmp_path: Path) -> None:
    body = workbook({"评分表": (SCORING, ROWS, [(1, 1, 2, 1, "责任")])})
    edition = made(read(tmp_path, body))
    assert (edition.kind, edition.route, edition.name) == ("scoring", "local", "350504.own/1")
    assert [(s.zh, s.max) for s in edition.sections] == [("责任", 10), ("培训", 10)]
    assert [c.ref for c in edition.clauses()] == ["1.1", "1.2", "2.1"]
    assert edition.scoring is not None
    assert edition.scoring.full == 20
    first = next(edition.clauses())
    assert first.score is not None
    assert (first.zh.title, first.zh.text, first.score.deduct.zh) == (
        "主要负责人明确",
        "有任命文件",
        "没有的0分",
    )
    assert first.source == "安全生产法 第五条"


def test_a_part_that_is_named_once_holds_for_the_items_below_it(tmp_path: Path) -> None:
    edition = made(read(tmp_path, workbook({"评分表": (SCORING, ROWS, [])})))
    assert [(s.zh, len(s.clauses)) for s in edition.sections] == [("责任", 2), ("培训", 1)]


def test_rows_under_one_merged_item_are_one_clause_and_their_marks_add_up(tmp_path: Path) -> None:
    rows = [
        (1, "责任", "责任制", "有制度", "没有的0分", 3, None), (None, None, None, "有考核", "缺考核扣2分", 2, None),
        (2, "责任", "机构", "有文件", "没有的0分", 5, None),
    ]  # fmt: skip
    body = workbook({"表": (SCORING, rows, [(1, 2, 2, 2, "责任制"), (1, 0, 2, 0, 1), (1, 1, 2, 1, "责任")])})
    first, second = made(read(tmp_path, body)).clauses()
    assert first.zh.text == "有制度\n有考核"
    assert first.score is not None
    assert first.score.max == 5
    assert first.score.deduct.zh == "没有的0分\n缺考核扣2分"
    assert second.ref == "2"


def test_a_check_list_is_read_and_what_was_put_for_missing_columns_is_said(tmp_path: Path) -> None:
    rows = [("车间", "通道", "畅通无杂物", None, "消防法 第二十八条", "每日", None)]
    edition = made(reading := read(tmp_path, workbook({"清单": (CHECKS, rows, [])})))
    (clause,) = edition.clauses()
    assert clause.check is not None
    assert (clause.check.frequency, clause.check.area.zh, clause.check.look.zh) == (
        "daily",
        "车间",
        "畅通无杂物",
    )
    assert {w.code for w in reading.warnings} == {"default"}
    assert len(reading.warnings) == 2  # method and post


def test_nineteen_sheets_with_1600_merged_cells_become_nineteen_parts(tmp_path: Path) -> None:
    sheets: dict[str, Any] = {}
    for number in range(19):
        rows: list[Row] = []
        merged = []
        for block in range(42):
            top = 1 + block * 3
            rows += [
                ("", f"项目{block}", f"要点{block}-{k}", "看", "消防法 第十六条", "每月", "班组长")
                for k in range(3)
            ]
            merged += [(top, 0, top + 2, 0, f"部位{block}"), (top, 1, top + 2, 1, f"项目{block}")]
        sheets[f"行业{number + 1}"] = (CHECKS, rows, merged)
    sheets["说明"] = (("填表说明", ""), [("本表由各部门填写", "")], [])
    edition = made(reading := read(tmp_path, workbook(sheets)))
    assert sum(len(m) for _, _, m in sheets.values()) == 1596
    assert len(edition.sections) == 19
    assert reading.items == 19 * 42
    clauses = list(edition.clauses())
    assert len({c.ref for c in clauses}) == len(clauses) == 798
    assert clauses[0].check is not None
    assert clauses[0].check.area.zh == "部位0"
    assert clauses[0].zh.text == "要点0-0\n要点0-1\n要点0-2"
    assert [w.params["sheets"] for w in reading.warnings if w.code == "sheets-other"] == ["说明"]


@pytest.mark.parametrize(
    ("place", "value", "column", "code"),
    [
        (5, "五分", "score", "not-a-number"), (5, -1, "score", "marks"), (5, 0, "score", "marks"), (5, None, "score", "missing"),
        (0, "1.1", "ref", "ref-twice"), (2, "长" * 601, "item", "too-long"), (6, "\ufffd", "basis", "unreadable-characters"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_told_by_sheet_row_and_column_and_nothing_is_made(
    tmp_path: Path, place: int, value: Any, column: str, code: str
) -> None:
    rows = [list(row) for row in ROWS]
    rows[1][place] = value
    reading = read(tmp_path, workbook({"评分表": (SCORING, rows, [])}))
    assert reading.edition is None
    assert ("评分表", 3, column, code) in [(e.sheet, e.row, e.column, e.refusal.code) for e in reading.errors]


def test_every_wrong_cell_is_told_at_once(tmp_path: Path) -> None:
    rows = [list(row) for row in ROWS]
    rows[0][5], rows[2][5], rows[2][2] = "六", "十", "长" * 700
    reading = read(tmp_path, workbook({"评分表": (SCORING, rows, [])}))
    assert {(e.row, e.column) for e in reading.errors} >= {(2, "score"), (4, "score"), (4, "item")}


def test_an_item_of_a_check_list_needs_its_basis(tmp_path: Path) -> None:
    rows = [("车间", "通道", "畅通", "看", None, "每日", "班组长")]
    reading = read(tmp_path, workbook({"清单": (CHECKS, rows, [])}))
    assert [(e.column, e.refusal.code) for e in reading.errors] == [("basis", "missing")]


@pytest.mark.parametrize(
    ("sheets", "code"),
    [
        ({"空": (("甲", "乙"), [("x", "y")], [])}, "headings-not-found"),
        ({"只有项目": (("检查项目",), [("通道",)], [])}, "headings-not-found"),
        ({"无行": (SCORING, [], [])}, "no-items"),
    ],
)
def test_a_workbook_that_is_no_such_table_is_refused(tmp_path: Path, sheets: Any, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read(tmp_path, workbook(sheets))
    assert [r.code for r in refused.value.refusals] == [code]


@pytest.mark.parametrize(
    ("body", "code"),
    [(b"", "file-empty"), (b"PK\x03\x04garbage", "file-truncated"), (b"%PDF-1.7", "file-not-a-table")],
)
def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path, body: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read(tmp_path, body)
    assert [r.code for r in refused.value.refusals] == [code]


def test_an_urn_that_cannot_be_is_refused_before_anything_is_loaded(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        read(tmp_path, workbook({"评分表": (SCORING, ROWS, [])}), urn="没有")
