"""Which lines below the headings are data, and which are totals, notes, headings again, or nothing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import normalize

from anbiao.kit.imports.ours import EXAMPLE_MARKS
from anbiao.kit.imports.sheets import Cell, Sheet
from anbiao.kit.imports.texts import compact, tidy

_TOTAL = re.compile(
    r"(?:本页|本表|全区|全县|全市|全镇|全街道|以上|各)?(?:合计|小计|总计|共计|累计|总数)(?:[:(].{0,20})?\d{0,8}[家户个人条]?|(?:grand)?(?:sub)?totals?:?"
)
_NOTE = re.compile(
    r"(?:备注|附注|注|说明|填表说明|填报说明|填写说明|填表人|填报人|制表人|制表|审核人?|复核人?|负责人|分管领导|经办人|联系人|填报单位|填表单位|填报日期|填表日期|制表日期|单位(?:盖章|公章)|note|remarks?|prepared by)"
    r"\s*(?:[\d一二三四五六七八九]\s*)?(?:\([^()]{0,20}\)\s*)?:",
    re.IGNORECASE,
)
_MOST_WORDS_IN_A_NOTE = 8


@dataclass(frozen=True)
class Layout:
    """Indices of rows by what they are. `without` have words but none in a column that is read; empty rows are in none."""

    data_rows: tuple[int, ...]
    totals: tuple[int, ...]
    notes: tuple[int, ...]
    repeated: tuple[int, ...]
    without: tuple[int, ...]
    merged: tuple[int, ...]
    examples: tuple[int, ...] = ()


def lay_out(sheet: Sheet, *, header_rows: tuple[int, ...], used: tuple[int, ...]) -> Layout:
    """Sort the rows below the headings; `used` are the columns that are read."""
    found: dict[str, list[int]] = {
        "data": [],
        "total": [],
        "note": [],
        "heading": [],
        "without": [],
        "example": [],
        "": [],
    }
    headings = [sheet.rows[index] for index in header_rows]
    start = header_rows[-1] + 1 if header_rows else len(sheet.rows)
    for index in range(start, len(sheet.rows)):
        found[_nature(sheet.rows[index], headings, used)].append(index)
    _move_last_lines(sheet, found)
    data = set(found["data"])
    merged = {
        row
        for top, _, bottom, _ in sheet.merged
        if bottom > top
        for row in range(max(top, start), min(bottom, len(sheet.rows)) + 1)
    }
    return Layout(
        data_rows=tuple(found["data"]),
        totals=tuple(found["total"]),
        notes=tuple(found["note"]),
        repeated=tuple(found["heading"]),
        without=tuple(found["without"]),
        merged=tuple(sorted(merged & data)),
        examples=tuple(found["example"]),
    )


def _nature(row: list[Cell], headings: list[list[Cell]], used: tuple[int, ...]) -> str:
    words = _first_words(row)
    if any(word.startswith(EXAMPLE_MARKS) for word in words):
        return "example"
    if any(_is_total(word) for word in words):
        return "total"
    if words and _NOTE.match(normalize("NFKC", words[0][:60])) and _filled(row) <= _MOST_WORDS_IN_A_NOTE:
        return "note"
    if words and row in headings:
        return "heading"
    if any(row[index] not in ("", None) and not _is_blank(row[index]) for index in used):
        return "data"
    return "without" if words else ""


def _is_total(word: str) -> bool:
    hints = "计" in word or "总" in word or "otal" in word or "OTAL" in word
    return hints and len(word) < 60 and _TOTAL.fullmatch(compact(word).casefold()) is not None


def _first_words(row: list[Cell]) -> list[str]:
    """The first three texts of a row: where totals and notes say so."""
    words: list[str] = []
    for value in row:
        word = tidy(value[:2000]) if isinstance(value, str) and value else ""
        if word:
            words.append(word)
            if len(words) == 3:
                break
    return words


def _is_blank(value: Cell) -> bool:
    return isinstance(value, str) and not tidy(value[:2000])


def _filled(row: list[Cell]) -> int:
    return sum(1 for value in row if value not in ("", None))


def _move_last_lines(sheet: Sheet, found: dict[str, list[int]]) -> None:
    """Lines of one cell after the first note, down to the end, go on with the note; anything with more is data."""
    if not found["note"]:
        return
    for index in sorted(
        (row for row in found["data"] + found["without"] if row > found["note"][0]), reverse=True
    ):
        if _filled(sheet.rows[index]) != 1:
            return
        found["data" if index in found["data"] else "without"].remove(index)
        found["note"].append(index)
        found["note"].sort()


def row_list(numbers: list[int]) -> str:
    """12, 15–18, 40 … (63 rows): at most eight stretches."""
    stretches: list[list[int]] = []
    for number in sorted(numbers):
        if stretches and number == stretches[-1][1] + 1:
            stretches[-1][1] = number
        else:
            stretches.append([number, number])
    texts = [str(first) if first == last else f"{first}–{last}" for first, last in stretches]
    return ", ".join(texts[:8]) + (f" … ({len(numbers)})" if len(texts) > 8 else "")


def said_rows(marks: Iterable[tuple[str, int]]) -> str:
    """Rows by their sheet ("" where only one is read): 12, 15–18; 检查清单 3."""
    by_sheet: dict[str, list[int]] = {}
    for sheet, row in marks:
        by_sheet.setdefault(sheet, []).append(row)
    return "; ".join(f"{sheet} {row_list(rows)}".strip() for sheet, rows in by_sheet.items())
