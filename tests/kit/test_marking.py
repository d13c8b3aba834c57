"""A workbook comes back as its office made it, with its wrong cells marked; corrected there, it is read as if nothing had been marked."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.utils.translation import override
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill

from anbiao.kit.imports import marking
from anbiao.kit.imports.cells import clean_column
from anbiao.kit.imports.headings import choose
from anbiao.kit.imports.marking import Marks, finder, given_back, marks_of
from anbiao.kit.imports.plans import CellError
from anbiao.kit.imports.reading import read
from tests.nasty import COLUMNS
from tests.old_workbooks import OldSheet, old_workbook
from tests.workbooks import HEADINGS, roster, spoilt, text_table


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


def wrong_cells(path: Path) -> list[CellError]:
    """Every wrong cell of the sheet that is read."""
    book = read(path)
    sheet, found = choose(book, COLUMNS)
    wrong = []
    for column in (column for column in COLUMNS if column.name in found.mapping):
        values = sheet.column(found.mapping[column.name], found.data_rows)
        for place, refusal in clean_column(values, column, epoch=book.epoch)[1]:
            number = sheet.number_of(found.data_rows[place])
            wrong.append(CellError(number, column.name, "", refusal, str(column.allowed_words)))
    return wrong


def marked(path: Path) -> Any:
    book = read(path)
    return openpyxl.load_workbook(
        io.BytesIO(given_back(path, book, marks_of(wrong_cells(path), finder(book, COLUMNS))))
    )


def coloured(sheet: Any) -> set[str]:
    return {
        str(area)
        for each in sheet.conditional_formatting
        for rule in each.rules
        if rule.formula == [marking.OURS]
        for area in each.sqref.ranges
    }


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A workbook as offices keep them: title, colours, a remark of their own, rules, a second sheet, a formula."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "名册"
    sheet["A1"] = "洛江区企业名册"
    sheet.merge_cells("A1:H1")
    sheet["A1"].fill = PatternFill("solid", fgColor="FFFFFF00")
    sheet.append(HEADINGS)
    for row in spoilt(5, "约三十人"):
        sheet.append(row)
    sheet["F4"].fill = PatternFill("solid", fgColor="FF00FF00")
    sheet["F4"].comment = Comment("问过老林", "王")
    sheet.conditional_formatting.add(
        "F3:F9", CellIsRule("greaterThan", ["99"], fill=PatternFill(bgColor="FF0000FF"))
    )
    sheet.column_dimensions["B"].width = 44
    book.create_sheet("说明")["A1"] = "=1+1"
    path = tmp_path / "名册.xlsx"
    book.save(path)
    return path


def test_an_offices_own_workbook_stays_as_it_is_and_its_wrong_cell_is_marked(office: Path) -> None:
    book = marked(office)
    sheet = book["名册"]
    assert coloured(sheet) == {"F4"}
    assert sheet["F4"].value == "约三十人"
    assert sheet["F4"].fill.fgColor.rgb == "FF00FF00"
    assert sheet["F4"].comment.text.startswith("问过老林\n")
    assert "is not a whole number" in sheet["F4"].comment.text
    assert "1 cell in 1 row is marked" in sheet["A7"].value
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:H1"]
    assert (sheet["A1"].fill.fgColor.rgb, sheet.column_dimensions["B"].width) == ("FFFFFF00", 44)
    assert book["说明"]["A1"].value == "=1+1"


def test_what_was_corrected_there_is_read_without_a_trace_of_the_marks(office: Path, tmp_path: Path) -> None:
    book = marked(office)
    book["名册"]["F4"] = 30
    again = tmp_path / "again.xlsx"
    book.save(again)
    assert wrong_cells(again) == []
    sheet, found = choose(read(again), COLUMNS)
    assert [sheet.rows[row][5] for row in found.data_rows] == [11, 30, 13]
    bare = marked(again)["名册"]
    assert coloured(bare) == set()
    assert bare["F4"].comment.text == "问过老林"
    assert len(bare.conditional_formatting) == 1
    assert [cell.value for cell in bare["A"] if str(cell.value).startswith("Note")] == []


def test_a_cell_inside_a_merged_one_is_marked_where_it_is_seen(office: Path) -> None:
    book = openpyxl.load_workbook(office)
    book["名册"].merge_cells("F4:G4")
    book.save(office)
    sheet, found = choose(read(office), COLUMNS)
    marks = Marks(sheet, found, {(3, 6): ["没有这一天"]})
    again = openpyxl.load_workbook(io.BytesIO(given_back(office, read(office), [marks])))
    assert "没有这一天" in again["名册"]["F4"].comment.text


@pytest.mark.parametrize("name", ["old.xls", "wps.et", "table.csv"])
def test_what_is_no_xlsx_comes_back_as_one_with_everything_in_it(tmp_path: Path, name: str) -> None:
    rows = spoilt(5, "约三十人")
    path = tmp_path / name
    table = text_table(rows).encode()
    path.write_bytes(
        table
        if name.endswith("csv")
        else old_workbook(OldSheet("名册", [HEADINGS, *rows], merged=[(4, 6, 0, 0)]))
    )
    sheet = marked(path).worksheets[0]
    assert coloured(sheet) == {"F3"}
    assert [sheet.cell(row, 2).value for row in (2, 3, 4)] == [row[1] for row in rows]
    again = tmp_path / "again.xlsx"
    sheet["F3"] = 30
    sheet.parent.save(again)
    assert wrong_cells(again) == []
    found_sheet, found = choose(read(again), COLUMNS)
    assert len(found.data_rows) == len(rows)
    assert len(found_sheet.rows[0]) == len(HEADINGS)


def test_of_a_large_workbook_only_headings_and_wrong_rows_come_back(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marking, "MOST_CELLS", 10)
    sheet = marked(office)["名册"]
    assert [sheet.cell(row, 2).value for row in range(1, 4)] == [None, HEADINGS[1], roster()[1][1]]
    assert coloured(sheet) == {"F3"}
    assert "Row 4 of the file" in sheet["F3"].comment.text


def test_a_workbook_that_cannot_be_marked_comes_back_written_anew(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = tmp_path / "failing.py"
    failing.write_text("raise MemoryError\n", encoding="utf-8")
    monkeypatch.setattr(marking, "_CHILD", failing)
    assert coloured(marked(office)["名册"]) == {"F4"}
