"""A workbook as an office keeps it: 19 sheets, 1,600 merged cells, a village a sheet, with titles, totals and notes around each table.

Twelve sheets hold the roster. One of them has its columns in another order and under other words, one has a column more. Beside them: a
cover, notes, sums, a ledger of hazards, an old roster without rows, a hidden sheet and an empty one. Wrong on purpose: a number on 02村, a
town on 05村; a unit of 06村 stands on 07村 under another code, and one of 08村 on 09村 under the same.
"""

import io
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tests import people

VILLAGES = tuple(f"{number:02}村" for number in range(1, 13))
HEAD = ("序号", "单位名称", "统一社会信用代码", "镇街", "地址", "从业人数", "主要负责人", "联系电话")
OTHER_HEAD = ("序号", "企业名称", "镇街", "统一社会信用代码", "地址", "从业人数", "法定代表人", "电话")
FIRST, ROWS, SIDE_NOTES = (
    4,
    6,
    126,
)  # the first line of data, rows of a village, merged cells beside its table


def office_book() -> bytes:
    """The workbook as .xlsx."""
    book = openpyxl.Workbook()
    book.active.title = "封面"
    book.active.append(["双阳街道生产经营单位名册"])
    book.create_sheet("填表说明").append(["一村一表，每月底前更新。"])
    sums = book.create_sheet("汇总")
    for line in (["镇街", "应创户数"], ["双阳街道", 72]):
        sums.append(line)
    code = people.make_uscc()
    for name in VILLAGES:
        _village(book.create_sheet(name), name, {"08村": code, "09村": code}.get(name))
    ledger = book.create_sheet("隐患台账")
    for line in (
        ["单位名称", "联系电话", "隐患描述", "整改期限"],
        ["01村1厂", "13900000021", "通道堵塞", "2026-12-01"],
    ):
        ledger.append(line)
    book.create_sheet("旧名册").append(HEAD)
    book.create_sheet("代码表").sheet_state = "hidden"
    book.create_sheet("空表")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _village(sheet: Worksheet, name: str, code: str | None) -> None:
    head = OTHER_HEAD if name == "03村" else (*HEAD, "备注") if name == "04村" else HEAD
    sheet.append([f"{name}生产经营单位一览表"])
    sheet.append(head)
    sheet.append([])
    for column in range(1, len(head) + 1):
        sheet.merge_cells(start_row=2, end_row=3, start_column=column, end_column=column)
    for number in range(1, ROWS + 1):
        sheet.append([_cells(name, number, code)[word] for word in _plain(head)])
    town = head.index("镇街") + 1
    for line in range(FIRST, FIRST + ROWS, 2):
        sheet.merge_cells(start_row=line, end_row=line + 1, start_column=town, end_column=town)
    sheet.append(["合计", f"{ROWS}家"])
    sheet.append(["填表人：林某"])
    for line in range(1, SIDE_NOTES + 1):
        sheet.merge_cells(start_row=line, end_row=line, start_column=12, end_column=14)


def _plain(head: tuple[str, ...]) -> list[str]:
    return [
        dict(zip(OTHER_HEAD, (*HEAD[:2], HEAD[3], HEAD[2], *HEAD[4:]), strict=True)).get(word, word)
        for word in head
    ]


def _cells(name: str, number: int, code: str | None) -> dict[str, Any]:
    """A row by heading. The second line of a town is empty: it is merged with the first."""
    place = f"{name}{number}"
    told = {
        "序号": number, "单位名称": f"{place}制品厂", "统一社会信用代码": people.make_uscc(), "镇街": "双阳街道" if number % 2 else None,
        "地址": f"{place}号", "从业人数": 10 + number, "主要负责人": f"林{number}", "联系电话": f"139{int(name[:2]):04}{number:04}",
        "备注": "外迁中",
    }  # fmt: skip
    if number == ROWS and name in ("06村", "07村"):
        told |= {
            "单位名称": "禾木木业有限公司",
            "地址": "工业路9号",
            "联系电话": "13900000099",
            "主要负责人": "王某",
        }
    if number == 2 and code:
        told["统一社会信用代码"] = code
    if number == 1 and name == "02村":
        told["从业人数"] = "约三十人"
    if number == 5 and name == "05村":
        told["镇街"] = "双扬街道"
    return told
