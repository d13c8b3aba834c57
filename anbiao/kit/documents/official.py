"""An official document 公文 in the layout of GB/T 9704-2012: one plain description, set as PDF and as Word by the same measures.

Both are set on one grid of lines of the same height, so that a page holds the same lines in either; what they look like in detail
stands in official.typ and word.py. The description knows neither enterprise nor figure.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from anbiao.kit.documents import FONTS, Document, fonts, render

TEMPLATE = Path(__file__).with_name("official.typ")

# Millimetres: the page is A4, 天头 37, 订口 28, type area 版心 156 × 225 (5.2.1).
TOP, LEFT, WIDTH, HEIGHT = 37, 28, 156, 225
MM = 72 / 25.4
# Points. 22 lines of 28 characters fill the type area (5.2.3): 3 号 is 16 pt, so characters stand 0.25 pt closer than their size.
LINES, CHARACTERS = 22, 28
PITCH = 28.9
TRACKING = -0.25
# Sizes by their Chinese names: 二号 title, 三号 text, 四号 page number and imprint, 五号 tables.
SIZE: Mapping[str, float] = {"title": 22, "body": 16, "small": 14, "table": 10.5}
EM = SIZE["body"] + TRACKING
TABLE_PITCH, CELL = 16.0, 2.0
WHOLE = 15  # a table of at most so many rows stays on one page
RED = "D0021B"
MARK_LARGEST, MARK_SMALLEST, MARK_NARROWEST = 52.0, 26.0, 0.7

Align = Literal["left", "right", "center"]


@dataclass(frozen=True)
class Heading:
    """A heading inside the text: level 1 is 一、, 2 （一）, 3 1., 4 （1）; the number is part of the text."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """Running text, indented by two characters."""

    text: str


@dataclass(frozen=True)
class Column:
    """A column of a table: what stands over it, its share of the width, how its cells are aligned."""

    label: str
    share: float = 1.0
    align: Align = "right"


@dataclass(frozen=True)
class Grid:
    """A table with its caption. The last `totals` rows are set in bold face; `note` stands below it."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: int = 0
    note: str = ""


Block = Heading | Paragraph | Grid


@dataclass(frozen=True)
class Attachment:
    """An attachment 附件: begins on a page of its own."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Official:
    """Everything that an official document says. An empty part is left out with its line."""

    issuer: str  # 发文机关标志 without 文件, as it is to be read in red
    number: str  # 发文字号, or what stands in its place while it has none
    title: str
    to: str  # 主送机关, without the colon
    blocks: tuple[Block, ...]
    signed_by: str = ""  # 署名
    dated_on: date | None = None  # 成文日期
    attachments: tuple[Attachment, ...] = ()
    copies_to: str = ""  # 抄送
    printed_by: str = ""  # 印发机关
    printed_on: date | None = None


def said_day(on: date) -> str:
    """A day as official documents write it (7.3.5.4): Arabic figures, no leading zero."""
    return f"{on.year}年{on.month}月{on.day}日"


def wide(text: str) -> float:
    """How many characters wide a text stands: what is not Chinese counts as half."""
    return sum(1.0 if ord(char) > 0x2E7F else 0.5 for char in text)


def mark_of(text: str) -> tuple[float, float]:
    """Size in points and width ratio of the issuer's mark (7.2.4): as large as it can stand on one line, narrowed before it is made small."""
    room = WIDTH * MM / max(wide(text), 1.0)
    size = min(MARK_LARGEST, max(MARK_SMALLEST, room / MARK_NARROWEST))
    return round(size, 1), round(min(1.0, room * 0.98 / size), 3)


# Where a title may be broken: behind a word that ends a thought (7.3.1 asks for lines that are whole in meaning).
BREAKS = ("行动", "工作", "情况", "进展", "方案", "办公室", "年度", "季度", "月份", "年", "月", "周", "的")


def title_lines(title: str) -> list[str]:
    """A title in lines that fit, as even as whole words allow; what was broken by hand stays as it is."""
    room = WIDTH * MM / (SIZE["title"] + TRACKING)
    return [line for part in title.split("\n") for line in _broken(part.strip(), room) if line]


def _broken(text: str, room: float) -> list[str]:
    if wide(text) <= room:
        return [text]
    half = wide(text) / max(2, -(-wide(text) // room))
    fits = [place for place in range(1, len(text)) if wide(text[:place]) <= room]
    good = [place for place in fits if text[:place].endswith(BREAKS) and wide(text[place:]) >= 4]
    best = min(good or fits, key=lambda place: abs(wide(text[:place]) - half))
    return [text[:best], *_broken(text[best:], room)]


def ending(signed_by: str, day: str) -> tuple[float, float]:
    """How many characters from the right edge signature and day end (7.3.5.1): the day four, the signature centred over it; where the signature
    is too long for that it ends at two, and the day is centred under it.
    """
    above = 4 + (wide(day) - wide(signed_by)) / 2
    if above >= 2:
        return above, 4
    return 2, 2 + (wide(signed_by) - wide(day)) / 2


def _block(block: Block) -> dict[str, Any]:
    told = {"kind": type(block).__name__.lower(), **asdict(block)}
    if isinstance(block, Grid):  # each cell with how it is aligned, for pages that show the document
        sides = [column.align for column in block.columns]
        told["cells"] = [[{"text": text, "align": side} for text, side in zip(row, sides, strict=True)] for row in block.rows]  # fmt: skip
    return told


def as_data(official: Official) -> dict[str, Any]:
    """The description as plain values, with everything measured: what both layouts are drawn from."""
    mark = official.issuer + "文件" if official.issuer else ""
    size, ratio = mark_of(mark)
    day = said_day(official.dated_on) if official.dated_on else ""
    signed_at, day_at = ending(official.signed_by, day)
    imprint = said_day(official.printed_on) + "印发" if official.printed_on else ""
    return {
        "mark": mark, "mark_size": size, "mark_ratio": ratio, "number": official.number, "title": official.title.replace("\n", ""),
        "title_lines": title_lines(official.title),
        "to": f"{official.to}：" if official.to else "", "blocks": [_block(block) for block in official.blocks],
        "listed": _listed(official.attachments), "signed_by": official.signed_by, "day": day,
        "signed_at": signed_at, "day_at": day_at,
        "attachments": [
            {"label": "附件" + (str(place) if len(official.attachments) > 1 else ""), "title_lines": title_lines(each.title),
             "blocks": [_block(block) for block in each.blocks]}
            for place, each in enumerate(official.attachments, 1)
        ],
        "copies_to": f"抄送：{official.copies_to}。" if official.copies_to else "",
        "printed_by": official.printed_by, "printed_on": imprint, "note": substitutes(),
    }  # fmt: skip


def _listed(attachments: tuple[Attachment, ...]) -> list[str]:
    if len(attachments) == 1:
        return [f"附件：{attachments[0].title}"]
    return [
        f"{'附件：' if place == 1 else ''}{place}. {each.title}" for place, each in enumerate(attachments, 1)
    ]


USES: Mapping[str, str] = {
    "title": "小标宋",
    "body": "仿宋",
    "heading": "黑体",
    "sub": "楷体",
    "table": "宋体",
}


def substitutes() -> str:
    """Which typefaces the standard asks for are not on this machine, and what stands in for them; "" when all are."""
    there = fonts()
    # The last of each is the one that the program brings along.
    lacking = [f"{name} → {there[use][0]}" for use, name in USES.items() if there[use][0] == FONTS[use][-1]]
    return f"字体替代：{'，'.join(lacking)}" if lacking else ""


MEASURES: Mapping[str, Any] = {
    "top": TOP, "left": LEFT, "width": WIDTH, "height": HEIGHT, "pitch": PITCH, "tracking": TRACKING, "em": EM, "whole": WHOLE,
    "table_pitch": TABLE_PITCH, "cell": CELL, "size": SIZE, "red": RED,
}  # fmt: skip


def as_pdf(official: Official, *, at: datetime) -> Document:
    """The document as PDF. `at` is its own date and time: the same in, the same bytes out. About 0.3 s for twelve tables."""
    return render(TEMPLATE, {**as_data(official), "measures": MEASURES}, at=at)
