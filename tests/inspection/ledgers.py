"""Hazard ledgers for the tests of the import: right rows under the headings of an office, and workbooks of them."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from anbiao.inspection.actions.incoming import HAZARDS
from anbiao.inspection.actions.incoming.hazards import HazardPlan
from anbiao.kit.actor import Actor
from anbiao.registry.models import Enterprise

HEAD = (
    "序号", "单位名称", "统一社会信用代码", "隐患描述", "部位", "级别", "判定条款", "来源", "发现日期", "检查人", "依据", "整改措施", "责任人",
    "资金", "期限", "预案", "完成日期", "复查人", "复查日期", "状态",
)  # fmt: skip


def line(unit: Enterprise, title: str = "灭火器过期", **over: Any) -> list[Any]:
    """A right row under HEAD: an open general hazard of this month; `over` names headings."""
    values = {
        "序号": 1, "单位名称": unit.name, "统一社会信用代码": unit.uscc, "隐患描述": title, "部位": "一号车间", "级别": "一般", "来源": "网格",
        "发现日期": "2026-11-10", "检查人": "周宁", "依据": "消防法第十六条", "整改措施": "更换", "责任人": "黄敏", "期限": "2026-12-01",
    }  # fmt: skip
    return [{**values, **over}.get(heading) for heading in HEAD]


def workbook(*sheets: tuple[str, Sequence[Sequence[Any]]]) -> bytes:
    """An .xlsx with these sheets, each a name and its rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ledger(
    folder: Path, *rows: Sequence[Any], head: Sequence[str] = HEAD, above: Sequence[Sequence[Any]] = ()
) -> Path:
    """A ledger in a file."""
    path = folder / "ledger.xlsx"
    path.write_bytes(workbook(("隐患台账", [*above, head, *rows])))
    return path


def brought(actor: Actor, path: Path, **how: bool) -> HazardPlan:
    """What the import of a file came to."""
    plan = HAZARDS.import_file(actor, path, **how)
    assert isinstance(plan, HazardPlan)
    return plan


def codes(plan: HazardPlan) -> set[tuple[str, str]]:
    """The wrong cells: column and reason."""
    return {(error.column, error.refusal.code) for error in plan.errors}


def told(plan: HazardPlan) -> set[str]:
    """The remarks by code."""
    return {warning.code for warning in plan.warnings}
