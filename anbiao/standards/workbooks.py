"""An edition out of the workbook in which an office keeps such a table: sheets, merged cells, and a report for every cell."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from anbiao.kit.imports.cells import EMPTY, clean, shown
from anbiao.kit.imports.columns import Column
from anbiao.kit.imports.headings import Recognised, recognise
from anbiao.kit.imports.reading import read
from anbiao.kit.imports.sheets import Book, Sheet
from anbiao.rules.refusal import N_, Refusal, Refused, Term
from anbiao.standards.editions import as_refusals
from anbiao.standards.schema import Edition

FREQUENCIES = {
    "每班": "shift", "班": "shift", "每日": "daily", "每天": "daily", "日": "daily", "每周": "weekly", "周": "weekly",
    "每月": "monthly", "月": "monthly", "每季度": "quarterly", "每季": "quarterly", "季度": "quarterly", "季": "quarterly",
    "每半年": "half_yearly", "半年": "half_yearly", "每年": "yearly", "年": "yearly", "shift": "shift", "daily": "daily",
    "weekly": "weekly", "monthly": "monthly", "quarterly": "quarterly", "half-yearly": "half_yearly", "yearly": "yearly",
}  # fmt: skip
YES = {"是": "yes", "√": "yes", "yes": "yes", "否": "no", "×": "no", "no": "no"}

COLUMNS: tuple[Column, ...] = (
    Column("ref", N_("Number"), ("序号", "编号", "条款号", "项次", "ref", "no", "number"), "code", longest=40),
    Column("section", N_("Part"), ("类目", "考评类目", "考评类别", "检查大类", "大类", "要素", "一级要素", "A级要素", "类别", "章节", "检查类别", "项目类别", "section", "element"), longest=200),
    Column("item", N_("Item"), ("项目", "检查项目", "考评项目", "考评内容", "检查内容", "二级要素", "评分项目", "名称", "item", "title"), longest=600),
    Column("text", N_("Requirement"), ("要求", "标准要求", "内容", "检查标准", "达标要求", "企业达标标准", "判定标准", "requirement", "text"), longest=4000),
    Column("basis", N_("Basis"), ("依据", "检查依据", "法律依据", "法规依据", "标准依据", "basis", "law"), longest=600),
    Column("method", N_("Method"), ("方法", "检查方法", "检查方式", "考评方式", "method"), longest=200),
    Column("look", N_("What to look for"), ("检查要点", "要点", "看什么", "检查重点", "what to look for"), longest=2000),
    Column("area", N_("Area"), ("部位", "检查部位", "区域", "场所", "设备部位", "area", "place"), longest=200),
    Column("frequency", N_("Frequency"), ("频次", "检查频次", "周期", "检查周期", "frequency"), "choice", choices=FREQUENCIES),
    Column("post", N_("Responsible post"), ("责任岗位", "岗位", "责任人", "检查人", "post"), longest=200),
    Column("score", N_("Marks"), ("分值", "标准分值", "标准分", "满分", "应得分", "score", "marks", "points"), "decimal", longest=5),
    Column("deduct", N_("Deduction"), ("扣分", "扣分标准", "评分标准", "评分办法", "扣分说明", "评分方式", "deduction"), longest=2000),
    Column("na", N_("May be not applicable"), ("可缺项", "可不涉及", "缺项", "not applicable"), "choice", choices=YES),
    Column("veto", N_("Veto"), ("否决项", "否决", "veto"), "choice", choices=YES),
)  # fmt: skip
BY_NAME = {column.name: column for column in COLUMNS}
# What a row adds to the item that it continues, and what it only repeats.
ADDED = ("text", "look", "deduct", "basis")
# What is put, and said to have been put, where a table has no such column at all.
DEFAULTS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "checklist": {
        "method": ("看", "Look"),
        "post": ("安全管理人员", "Safety manager"),
        "frequency": ("每月", "Monthly"),
    },
    "scoring": {"deduct": ("不符合的扣分，扣完为止", "Deduct for what does not conform, down to zero")},
}
BANDS = {"excellent": 90.0, "good": 75.0, "pass": 60.0}


@dataclass(frozen=True)
class Head:
    """What a workbook does not say of itself."""

    urn: str
    edition: str
    kind: str
    title: str
    issuer: str
    from_on: date | None = None
    sectors: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    features: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wrong:
    """One cell that was not taken: sheet, row and column as Excel shows them, what stands there, and why."""

    sheet: str
    row: int
    column: str
    value: str
    refusal: Refusal


@dataclass
class Item:
    """One item, from one row or from several rows under a merged cell."""

    sheet: str
    row: int
    values: dict[str, Any]
    rows: list[int] = field(default_factory=list)  # every row of the file that speaks of it


@dataclass
class Reading:
    """What came of a workbook: the edition (None where a cell is wrong), items read, wrong cells, remarks."""

    edition: Edition | None = None
    items: int = 0
    sheets: list[str] = field(default_factory=list)
    errors: list[Wrong] = field(default_factory=list)
    warnings: list[Refusal] = field(default_factory=list)


def guess_kind(names: Iterable[str]) -> str:
    """What a table with these columns is: marks make a scoring table, ways of checking a check-list, else rules."""
    found = set(names)
    if "score" in found:
        return "scoring"
    return "checklist" if found & {"method", "look", "frequency", "post", "area"} else "rules"


def read_workbook(path: Path, head: Head, *, name: str = "") -> Reading:
    """Reads every visible sheet whose headings are understood. Raises Refused when the file, or all of it, is no such table."""
    book = read(path, name=name)
    fitting = tables_of(book)
    out = Reading(sheets=[sheet.name for sheet, _ in fitting])
    out.warnings += _left_out(book, out.sheets)
    kind = head.kind or guess_kind(name for _, seen in fitting for name in seen.mapping)
    items = [item for sheet, seen in fitting for item in items_of(book, sheet, seen, out)]
    out.items = len(items)
    _complete(items, kind, out, several=len(fitting) > 1)
    if items and not out.errors:
        _make(items, head, kind, out, several=len(fitting) > 1)
    if not items and not out.errors:
        raise Refused(Refusal("no-items", N_("There is no item below the headings.")))
    return out


def tables_of(book: Book, columns: Sequence[Column] = COLUMNS) -> list[tuple[Sheet, Recognised]]:
    """The visible sheets that hold items: a heading for the item and one more known column. Raises Refused when none does."""
    found = [(sheet, recognise(sheet, columns)) for sheet in book.sheets if not sheet.hidden]
    fitting = [(sheet, seen) for sheet, seen in found if "item" in seen.mapping and len(seen.mapping) > 1]
    if not fitting:
        text = N_(
            "No sheet has a heading for the item (检查项目, 考评内容 …) and one more known column beside it."
        )
        raise Refused(Refusal("headings-not-found", text))
    return fitting


def _left_out(book: Book, taken: Sequence[str]) -> Iterator[Refusal]:
    others = [sheet.name for sheet in book.sheets if sheet.name not in taken and sheet.rows]
    if others:
        text = N_("These sheets are no such table, or hidden, and were not read: {sheets}.")
        yield Refusal("sheets-other", text, {"sheets": "、".join(others)})


# ---------- rows into items ----------


def items_of(
    book: Book, sheet: Sheet, seen: Recognised, out: Reading, columns: Mapping[str, Column] = BY_NAME
) -> Iterator[Item]:
    """The items of a sheet: a row begins one unless its item cell is covered by a merged cell from above. `columns` by name."""
    out.warnings += [w for w in seen.warnings if w.code not in ("rows-merged", "sheets-hidden")]
    covered, spread = _merged(sheet)
    item: Item | None = None
    for index in range(seen.first_data_row, len(sheet.rows)):
        place = seen.mapping["item"]
        if (index, place) in covered and item is not None:
            _continue(item, _row(book, sheet, seen, index, {}, covered, out, columns))
            item.rows.append(sheet.number_of(index))
            continue
        if index not in seen.data_rows:
            continue
        if item is not None:
            yield item
        number = sheet.number_of(index)
        values = _row(book, sheet, seen, index, spread, covered, out, columns)
        item = Item(sheet.name, number, values, [number])
    if item is not None:
        yield item


def _merged(sheet: Sheet) -> tuple[set[tuple[int, int]], dict[tuple[int, int], Any]]:
    """The cells that lie under a merged cell but its first, and the value that speaks for each."""
    covered: set[tuple[int, int]] = set()
    spread: dict[tuple[int, int], Any] = {}
    for top, left, bottom, right in sheet.merged:
        if not (0 <= top < len(sheet.rows) and 0 <= left < len(sheet.rows[top])):
            continue
        value = sheet.rows[top][left]
        for row in range(top, min(bottom + 1, len(sheet.rows))):
            for column in range(left, min(right + 1, len(sheet.rows[row]))):
                if (row, column) != (top, left):
                    covered.add((row, column))
                    spread[row, column] = value
    return covered, spread


def _row(
    book: Book, sheet: Sheet, seen: Recognised, index: int, spread: Mapping[tuple[int, int], Any],
    covered: set[tuple[int, int]], out: Reading, columns: Mapping[str, Column],
) -> dict[str, Any]:  # fmt: skip
    """The typed values of a row. A cell under a merged one has the value of that, but for marks, which count once."""
    values: dict[str, Any] = {}
    for name, place in seen.mapping.items():
        cell = sheet.rows[index][place]
        if (index, place) in covered:
            cell = "" if name in ("score", "ref") else spread.get((index, place), "")
        typed, refusal = clean(cell, columns[name], epoch=book.epoch)
        if refusal is not None:
            out.errors.append(Wrong(sheet.name, sheet.number_of(index), name, shown(cell)[:60], refusal))
        elif typed is not EMPTY:
            values[name] = typed
    return values


def _continue(item: Item, more: Mapping[str, Any]) -> None:
    """A row under the merged cell of an item: its texts are added line by line, its marks added up."""
    for name in ADDED:
        if more.get(name) and more[name] not in str(item.values.get(name, "")):
            item.values[name] = "\n".join(filter(None, (item.values.get(name), more[name])))
    if more.get("score") is not None:
        item.values["score"] = item.values.get("score", 0) + more["score"]


# ---------- items into an edition ----------


def _complete(items: list[Item], kind: str, out: Reading, *, several: bool) -> None:
    """What every item needs for its kind, and a number of its own."""
    needed = {"scoring": ("item", "score"), "checklist": ("item", "basis")}.get(kind, ("item",))
    for item in items:
        for name in needed:
            if name not in item.values:
                text = N_("An item of this kind of table needs it.")
                out.errors.append(Wrong(item.sheet, item.row, name, "", Refusal("missing", text)))
        if kind == "scoring" and item.values.get("score") is not None and item.values["score"] <= 0:
            refusal = Refusal("marks", N_("Marks are more than zero."))
            out.errors.append(Wrong(item.sheet, item.row, "score", str(item.values["score"]), refusal))
    _number(items, out, several=several)
    _fill_down(items)
    for name, (zh, _en) in DEFAULTS.get(kind, {}).items():
        if not any(name in item.values for item in items):
            text = N_("There is no column “{column}”: “{value}” was put for every item.")
            out.warnings.append(Refusal("default", text, {"column": Term(BY_NAME[name].label), "value": zh}))
    if kind == "scoring":
        text = N_("The workbook names no bands: 90, 75 and 60 per cent were put.")
        out.warnings.append(Refusal("default-bands", text))


def _fill_down(items: list[Item]) -> None:
    """A part is named once and holds for the items below it, until another is named or the sheet ends."""
    for before, item in pairwise(items):
        if before.sheet == item.sheet and "section" in before.values:
            item.values.setdefault("section", before.values["section"])


def _number(items: list[Item], out: Reading, *, several: bool) -> None:
    sheets = list(dict.fromkeys(item.sheet for item in items))
    for number, item in enumerate(items, start=1):
        given = str(item.values.get("ref", ""))
        own = given if _is_ref(given) else f"R{number}"
        item.values["ref"] = f"{sheets.index(item.sheet) + 1}.{own}" if several else own
    twice = {ref for ref, count in Counter(item.values["ref"] for item in items).items() if count > 1}
    for item in items:
        if item.values["ref"] in twice:
            refusal = Refusal(
                "ref-twice", N_("This number stands twice. Every item needs a number of its own.")
            )
            out.errors.append(Wrong(item.sheet, item.row, "ref", item.values["ref"], refusal))


def _is_ref(text: str) -> bool:
    return (
        bool(text) and text.isascii() and text[0].isalnum() and all(c.isalnum() or c in "._-" for c in text)
    )


def _make(items: list[Item], head: Head, kind: str, out: Reading, *, several: bool) -> None:
    sections = list(_sections(items, kind, by_sheet=several))
    data: dict[str, Any] = {
        "urn": head.urn, "edition": head.edition, "kind": kind, "route": "local",
        "title": _pair(head.title), "issuer": _pair(head.issuer), "in_force": {"from": head.from_on},
        "origin": "workbook of an office", "sections": sections,
        "applies": [
            {"sectors": list(head.sectors), "classes": list(head.classes), "features": list(head.features)}
        ] if head.sectors or head.classes or head.features else [],
    }  # fmt: skip
    if kind == "scoring":
        full = sum(float(item.values["score"]) for item in items)
        data["scoring"] = {
            "full": full, "formula": "round_half_up(earned/(full_score-na_points)*100,1)",
            "bands": BANDS,
        }  # fmt: skip
    try:
        out.edition = Edition.model_validate(data)
    except ValidationError as error:
        raise Refused(*as_refusals(error)) from None


def _sections(items: list[Item], kind: str, *, by_sheet: bool) -> Iterator[dict[str, Any]]:
    """One section a sheet where there are several, and in it one for each part; else one for each part."""
    sheets = list(dict.fromkeys(item.sheet for item in items))
    for number, sheet in enumerate(sheets, start=1):
        own = [item for item in items if item.sheet == sheet]
        parts = list(_parts(own, kind, f"S{number}"))
        if by_sheet:
            made: dict[str, Any] = {"ref": f"S{number}", "zh": sheet, "en": sheet, "sections": parts}
            yield made | ({"max": sum(part["max"] for part in parts)} if kind == "scoring" else {})
        else:
            yield from parts


def _parts(items: list[Item], kind: str, begin: str) -> Iterator[dict[str, Any]]:
    names = list(dict.fromkeys(str(item.values.get("section", "")) for item in items))
    for number, name in enumerate(names, start=1):
        own = [item for item in items if str(item.values.get("section", "")) == name]
        words = name or own[0].sheet
        made: dict[str, Any] = {
            "ref": f"{begin}-P{number}",
            "zh": words,
            "en": words,
            "clauses": [_clause(item, kind, words) for item in own],
        }
        if kind == "scoring":
            made["max"] = sum(float(item.values["score"]) for item in own)
        yield made


def _clause(item: Item, kind: str, part: str) -> dict[str, Any]:
    values = item.values
    words = {"title": str(values["item"])} | ({"text": str(values["text"])} if values.get("text") else {})
    made: dict[str, Any] = {
        "ref": values["ref"], "zh": words, "en": words, "source": str(values.get("basis", "")), "known": "found",
        "checked": f"{item.sheet} {item.row}",
    }  # fmt: skip
    if kind == "scoring":
        made["score"] = {
            "max": float(values["score"]), "deduct": _said(values, "deduct", kind),
            "na": values.get("na") == "yes", "veto": values.get("veto") == "yes",
        }  # fmt: skip
    if kind == "checklist":
        made["check"] = {
            "area": _pair(values.get("area") or part), "look": _pair(values.get("look") or values.get("text") or values["item"]),
            "frequency": values.get("frequency", "monthly"), "method": _said(values, "method", kind),
            "post": _said(values, "post", kind),
        }  # fmt: skip
    return made


def _said(values: Mapping[str, Any], name: str, kind: str) -> dict[str, str]:
    zh, en = DEFAULTS[kind][name]
    return _pair(values[name]) if values.get(name) else {"zh": zh, "en": en}


def _pair(words: Any) -> dict[str, str]:
    """An office writes one language; the other shows the same."""
    return {"zh": str(words), "en": str(words)}
