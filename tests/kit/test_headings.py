"""Headings are found wherever they stand; totals, notes and repeated headings are no data, and whoever sent them is told."""

import itertools
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.kit.imports.cells import clean_column
from anbiao.kit.imports.columns import Column, plain_heading
from anbiao.kit.imports.footers import row_list
from anbiao.kit.imports.headings import Recognised, choose, recognise, with_mapping
from anbiao.kit.imports.reading import read
from anbiao.kit.imports.sheets import Book, Cell, Sheet
from anbiao.rules.refusal import Refused
from tests.nasty import COLUMNS, Nasty
from tests.workbooks import HEADINGS, code


def sheet(*lines: str, merged: tuple[tuple[int, int, int, int], ...] = ()) -> Sheet:
    """A sheet from lines whose cells are parted by |."""
    rows: list[list[Cell]] = [list(line.split("|")) for line in lines]
    width = max(map(len, rows))
    return Sheet("名册", [row + [""] * (width - len(row)) for row in rows], merged=merged)


def _warned(found: Recognised) -> dict[str, str]:
    return {warning.code: next(iter(warning.params.values())) for warning in found.warnings}


SAME = ("plain", "titles", "merged", "english", "offset", "declared-million", "styled-million", "strict", "prefixed", "unplaced", "hidden", "external-link")  # fmt: skip


@pytest.mark.parametrize("name", [*(f"{name}.xlsx" for name in SAME), "backwards.xlsx", "1904.xlsx", "serials.xlsx", "old.xls", "old-small.xls", "wps.et", "wps-new.et", "gbk.csv", "hint.csv"])  # fmt: skip
def test_the_same_roster_is_found_in_every_dress(library: dict[str, Nasty], name: str) -> None:
    book = read(library[name].path)
    found_sheet, found = choose(book, COLUMNS)
    values = {
        column.name: clean_column(
            found_sheet.column(found.mapping[column.name], found.data_rows), column, epoch=book.epoch
        )
        for column in COLUMNS
    }
    assert all(errors == [] for _, errors in values.values())
    assert values["uscc"][0] == [code(1), code(2), code(3)]
    assert values["town"][0] == ["350504002"] * 3
    assert values["staff"][0] == [11, 12, 13]
    assert values["phone"][0] == ["13900000001", "13900000002", "13900000003"]
    assert (
        values["founded"][0] == [date(2019, 5, 2), date(2019, 5, 3), date(2019, 5, 4)]
        or name == "serials.xlsx"
    )


def test_row_numbers_below_titles_are_those_of_the_file(library: dict[str, Nasty]) -> None:
    for name, first in (
        ("plain.xlsx", 2),
        ("titles.xlsx", 5),
        ("merged.xlsx", 4),
        ("offset.xlsx", 6),
        ("hint.csv", 3),
    ):
        found_sheet, found = choose(read(library[name].path), COLUMNS)
        assert [found_sheet.number_of(index) for index in found.data_rows] == [first, first + 1, first + 2], (
            name
        )


def test_totals_notes_and_repeated_headings_are_left_out_and_named(library: dict[str, Nasty]) -> None:
    _, found = choose(read(library["totals.xlsx"].path), COLUMNS)
    assert _warned(found) == {"rows-totals": "5", "rows-notes": "6–8"}
    assert len(found.data_rows) == 3
    _, found = choose(read(library["pages.csv"].path), COLUMNS)
    assert _warned(found) == {"rows-headings": "5"}
    assert len(found.data_rows) == 5


def test_hidden_sheets_other_sheets_and_hidden_rows_are_named(library: dict[str, Nasty]) -> None:
    found_sheet, found = choose(read(library["hidden.xlsx"].path), COLUMNS)
    assert found_sheet.name == "名册"
    assert _warned(found) == {"sheets-hidden": "代码表", "sheets-other": "填写说明", "rows-hidden": "3"}
    assert len(found.data_rows) == 3


def test_a_file_without_known_headings_is_refused_with_what_is_needed() -> None:
    with pytest.raises(Refused) as caught:
        choose(Book((sheet("甲|乙", "1|2"),)), COLUMNS)
    assert caught.value.refusals[0].code == "headings-not-found"
    assert recognise(sheet("甲|乙", "1|2"), COLUMNS).mapping == {}


@given(st.permutations(range(len(HEADINGS))))
def test_the_order_of_columns_does_not_matter(order: list[int]) -> None:
    found = recognise(
        sheet(
            "|".join(HEADINGS[place] for place in order),
            "|".join("甲乙丙丁戊己庚辛"[place] for place in order),
        ),
        COLUMNS,
    )
    assert {name: order[index] for name, index in found.mapping.items()} == {
        "name": 1, "uscc": 2, "town": 3, "address": 4, "staff": 5, "founded": 6, "phone": 7,
    }  # fmt: skip


@pytest.mark.parametrize("text", ["*单位名称", "单位名称（必填）", " 单 位 名 称 ：", "单位\n名称", "【单位名称】", "單位名稱"[:0] + "单位名称[全称]", "(单位名称)"])  # fmt: skip
def test_stars_remarks_spaces_and_brackets_do_not_matter(text: str) -> None:
    assert plain_heading(text) == "单位名称"


def test_upper_and_lower_words_are_joined() -> None:
    columns = (
        Column("name", "Name", ("单位名称",)),
        Column("legal", "Legal person", ("法定代表人姓名",)),
        Column("legal_phone", "Telephone of the legal person", ("法定代表人电话",)),
        Column("safety", "Safety manager", ("安全管理人员姓名",)),
        Column("safety_phone", "Telephone of the safety manager", ("安全管理人员电话",)),
    )
    lines = ("单位名称|法定代表人||安全管理人员|", "|姓名|电话|姓名|电话", "甲厂|张三|1|李四|2")
    wanted = {"name": 0, "legal": 1, "legal_phone": 2, "safety": 3, "safety_phone": 4}
    for merged in ((), ((0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 0, 4))):
        found = recognise(sheet(*lines, merged=merged), columns)
        assert (found.mapping, found.header_rows, found.data_rows) == (wanted, (0, 1), (2,))
    assert found.headings[4] == "安全管理人员 电话"


def test_one_word_in_two_columns_is_told_as_ambiguous() -> None:
    found = recognise(sheet("单位名称|联系电话|电话|备注", "甲厂|1|2|3"), COLUMNS)
    assert found.mapping == {"name": 0, "phone": 1}
    assert found.ambiguous == {"phone": (1, 2)}
    assert found.unknown == (2, 3)
    assert _warned(found) == {"headings-ambiguous": "联系电话、电话"}


def test_an_exact_heading_wins_over_one_that_only_contains_it() -> None:
    found = recognise(sheet("上级单位名称|单位名称|统一社会信用代码", "乙|甲厂|9"), COLUMNS)
    assert found.mapping["name"] == 1


def test_a_confirmed_mapping_decides_what_is_data() -> None:
    table = sheet("单位名称|联系电话|电话", "甲厂|1|2", "||3")
    found = recognise(table, COLUMNS)
    assert (found.data_rows, _warned(found)["rows-without-values"]) == ((1,), "3")
    again = with_mapping(table, found, {"name": 0, "phone": 2})
    assert (again.data_rows, again.mapping["phone"]) == ((1, 2), 2)


def test_rows_that_were_only_numbered_beforehand_are_no_data() -> None:
    rows: list[list[Cell]] = [
        ["序号", "单位名称", "电话"],
        [1.0, "甲厂", "1"],
        [2.0, "", ""],
        [3.0, "", " \u200b"],
    ]
    found = recognise(Sheet("名册", rows), COLUMNS)
    assert (found.data_rows, found.warnings) == ((1,), ())


@pytest.mark.parametrize("text", ["合计", "合 计：", "小计", "总计25家", "本页小计", "共计 25 户", "Total", "Grand total:", "合计(含个体)"])  # fmt: skip
def test_totals(text: str) -> None:
    assert recognise(sheet("序号|单位名称|电话", "1|甲厂|1", f"|{text}|2"), COLUMNS).data_rows == (1,)


@pytest.mark.parametrize(
    "text", ["合计算法科技（虚构）有限公司", "总计量样例厂", "注塑样例厂", "备注样例厂", "小计家样例店"]
)
def test_names_that_look_like_totals_or_notes_are_data(text: str) -> None:
    assert recognise(sheet("单位名称|电话", "甲厂|1", f"{text}|2"), COLUMNS).data_rows == (1, 2)


@pytest.mark.parametrize(
    "text",
    [
        "备注：样例",
        "注: 样例",
        "注1：样例",
        "填表人：某",
        "填报日期：2026-11-01",
        "审核人（签字）：",
        "Note: x",
    ],
)
def test_notes(text: str) -> None:
    found = recognise(sheet("单位名称|电话", "甲厂|1", text, "以上数据截至十一月"), COLUMNS)
    assert (found.data_rows, _warned(found)["rows-notes"]) == ((1,), "3–4")


def test_a_row_with_two_cells_below_a_note_is_data() -> None:
    found = recognise(sheet("单位名称|电话", "甲厂|1", "备注：样例", "乙厂|2"), COLUMNS)
    assert found.data_rows == (1, 3)


def test_a_cell_merged_across_data_rows_speaks_for_each_of_them_and_is_named() -> None:
    table = sheet("单位名称|电话|镇街", "甲厂|1|双阳", "乙厂|2|", "丙厂|3|万安", merged=((1, 2, 2, 2),))
    found = recognise(table, COLUMNS)
    assert _warned(found) == {"rows-merged": "2–3"}
    assert table.column(2, found.data_rows) == ["双阳", "双阳", "万安"]
    assert table.column(0, found.data_rows) == ["甲厂", "乙厂", "丙厂"]


def test_every_warning_can_be_said(library: dict[str, Nasty]) -> None:
    for name in ("hidden.xlsx", "totals.xlsx", "pages.csv"):
        _, found = choose(read(library[name].path), COLUMNS)
        assert all("{" not in warning.sentence() for warning in found.warnings)


def test_row_lists_stay_short() -> None:
    assert row_list([3, 1, 2, 9]) == "1–3, 9"
    assert row_list(list(itertools.islice(itertools.count(1, 2), 20))) == "1, 3, 5, 7, 9, 11, 13, 15 … (20)"


def test_letters_and_paths_of_a_table_that_begins_further_right(library: dict[str, Nasty]) -> None:
    found_sheet, found = choose(read(Path(library["offset.xlsx"].path)), COLUMNS)
    assert found_sheet.letters_of(found.mapping["uscc"]) == "E"


def test_a_title_that_is_not_merged_is_no_part_of_the_headings_below_it() -> None:
    table = sheet(
        "双阳名册||",
        "单位名称|电话|镇街",
        "||",
        "甲厂|1|双阳",
        merged=((1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 2, 2)),
    )
    found = recognise(table, COLUMNS)
    assert (found.header_rows, found.headings, found.data_rows) == (
        (1,),
        ("单位名称", "电话", "镇街"),
        (3,),
    )
