"""An official document as a Word file: the measures of official.py, kept in the file so that an office can go on writing in it.

The body is written as WordprocessingML, whose schema wants properties in one order; python-docx makes the package around it.
"""

import io
import math
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.document import Document as Word
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm

from anbiao.kit.documents import Document, digest
from anbiao.kit.documents.official import (
    CELL,
    EM,
    HEIGHT,
    LEFT,
    MM,
    PITCH,
    RED,
    SIZE,
    TABLE_PITCH,
    TOP,
    TRACKING,
    WHOLE,
    WIDTH,
    Official,
    as_data,
    wide,
)  # fmt: skip

# As Word knows the typefaces, and another name under which a machine may have them.
FACES: Mapping[str, tuple[str, str]] = {
    "title": ("方正小标宋简体", "FZXiaoBiaoSong-B05S"), "body": ("仿宋_GB2312", "FangSong"), "heading": ("黑体", "SimHei"),
    "sub": ("楷体_GB2312", "KaiTi"), "table": ("宋体", "SimSun"),
}  # fmt: skip
LEVELS = ("heading", "sub", "body", "body")
RULE = 0.25  # points that a row's own lines add to its height
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_word(official: Official, *, at: datetime) -> Document:
    """The document as .docx. `at` is its own date and time: the same in, the same bytes out. About 0.3 s for twelve tables."""
    data = as_data(official)
    word = docx.Document()
    _set_up(word, data, at)
    written = [*_head(data), *_body(data), *_attachments(data), *_imprint(data)]
    body = word.element.body
    for element in list(parse_xml(f"<w:body {nsdecls('w')}>{''.join(written)}</w:body>")):
        body.insert(len(body) - 1, element)  # the last is the page's setting
    out = io.BytesIO()
    word.save(out)
    return digest(_dated(out.getvalue(), at))


def _dated(content: bytes, at: datetime) -> bytes:
    """The same parts with the document's own time in the archive, which else holds that of the machine."""
    day = at.astimezone(UTC)
    stamp = (day.year, day.month, day.day, day.hour, day.minute, day.second)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, stamp), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


# ---------- page and package ----------


def _set_up(word: Word, data: Mapping[str, Any], at: datetime) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.left_margin = Mm(TOP), Mm(LEFT)
    section.bottom_margin, section.right_margin = Mm(297 - TOP - HEIGHT), Mm(210 - LEFT - WIDTH)
    section.header_distance, section.footer_distance = Mm(15), Mm(25)
    word.settings.odd_and_even_pages_header_footer = True
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        old = footer.paragraphs[0]._p
        old.addprevious(parse_xml(_page_number(side)))
        footer._element.remove(old)
    core = word.core_properties
    core.title, core.author, core.comments = _clean(data["title"]), _clean(data["signed_by"]), data["note"]
    core.created = core.modified = at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    core.last_modified_by, core.revision = core.author, 1
    (part,) = (rel.target_part for rel in word.part.rels.values() if rel.reltype.endswith("/fontTable"))
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in FACES.values()
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    part._blob = f"{head}<w:fonts {nsdecls('w')}>{fonts}</w:fonts>".encode()


def _page_number(side: str) -> str:
    """— 1 — one character from the outer edge (7.5)."""
    field = (
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    )
    face = _shaped("table", SIZE["small"], tracked=False)
    runs = "".join(f"<w:r>{face}{part}</w:r>" for part in (_text("— "), *field, _text(" —")))
    aside = {f"w:{side}": SIZE["small"]}
    exact = f'<w:spacing w:before="0" w:after="0" w:line="{_twips(SIZE["small"])}" w:lineRule="exact"/>'
    form = f'<w:pPr>{exact}{_indented(aside)}<w:jc w:val="{side}"/></w:pPr>'
    return f"<w:p {nsdecls('w')}>{form}{runs}</w:p>"


# ---------- lines ----------


def _twips(points: float) -> int:
    return round(points * 20)


def _clean(text: str) -> str:
    """Without what XML cannot hold."""
    return UNWRITABLE.sub("", text)


def _text(text: str) -> str:
    """Text as text; tabs stay."""
    parts = (f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in _clean(text).split("\t"))
    return "<w:tab/>".join(parts)


def _shaped(use: str, size: float, *, tracked: bool = True, more: str = "") -> str:
    """The properties of a run: one typeface for all scripts, as the standard sets figures too in it."""
    face = FACES[use][0]
    fonts = (
        f'<w:rFonts w:hint="eastAsia" w:ascii="{face}" w:hAnsi="{face}" w:eastAsia="{face}" w:cs="{face}"/>'
    )
    spacing = f'<w:spacing w:val="{_twips(TRACKING)}"/>' if tracked else ""
    half = f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'
    return f"<w:rPr>{fonts}{more or spacing}{half}</w:rPr>"


def _indented(sides: Mapping[str, float]) -> str:
    return "<w:ind " + " ".join(f'{side}="{_twips(points)}"' for side, points in sides.items()) + "/>"


def _line(
    runs: str = "", *, high: float = PITCH, align: str = "both", sides: Mapping[str, float] | None = None,
    before: str = "", within: str = "", after: str = "",
) -> str:  # fmt: skip
    """A paragraph whose lines have exactly one height, broken as the PDF breaks them: no hanging punctuation, no widow control.
    `before`, `within` and `after` are further properties at the three places that the schema has for them.
    """
    return (
        f'<w:p><w:pPr>{before}<w:widowControl w:val="0"/>{within}<w:overflowPunct w:val="0"/>'
        f'<w:spacing w:before="0" w:after="0" w:line="{_twips(high)}" w:lineRule="exact"/>'
        f'{_indented(sides) if sides else ""}<w:jc w:val="{align}"/>{after}</w:pPr>{runs}</w:p>'
    )


def _said(text: str, *, use: str = "body", size: float = SIZE["body"], **how: Any) -> str:
    return _line(f"<w:r>{_shaped(use, size)}{_text(text)}</w:r>", **how)


def _small(text: str, *, use: str = "table", size: float = 9, **how: Any) -> str:
    """Text that keeps its natural width: cells, notes, the imprint."""
    return _line(f"<w:r>{_shaped(use, size, tracked=False)}{_text(text)}</w:r>", **how)


KEEP = "<w:keepNext/>"
FIRST: Mapping[str, float] = {"w:firstLine": 2 * EM}


def _rules(**sides: float) -> str:
    """Lines above or below a paragraph: side → points."""
    drawn = "".join(
        f'<w:{side} w:val="single" w:sz="{round(points * 8)}" w:space="0" w:color="000000"/>'
        for side, points in sides.items()
    )
    return f"<w:pBdr>{drawn}</w:pBdr>"


# ---------- head, body, attachments, imprint ----------


def _head(data: Mapping[str, Any]) -> list[str]:
    """版头: the mark 35 mm below the type area's edge, number, red line 4 mm below the number (7.2)."""
    if not data["mark"]:
        return []
    narrow = f'<w:color w:val="{RED}"/><w:w w:val="{round(data["mark_ratio"] * 100)}"/>'
    mark = f"<w:r>{_shaped('title', data['mark_size'], more=narrow)}{_text(data['mark'])}</w:r>"
    red = f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="0" w:color="{RED}"/></w:pBdr>'
    return [
        _line(high=35 * MM), _line(mark, high=2 * PITCH, align="center"), _line(), _line(),
        _said(data["number"], align="center"), _line(high=4 * MM - 5, within=red), _line(high=2 * PITCH - 4 * MM + 5),
    ]  # fmt: skip


def _title(lines: list[str]) -> list[str]:
    return [*(_said(line, use="title", size=SIZE["title"], align="center") for line in lines), _line()]


def _body(data: Mapping[str, Any]) -> list[str]:
    written = _title(data["title_lines"])
    if data["to"]:
        written.append(_said(data["to"]))
    written += _blocks(data["blocks"])
    if data["listed"]:
        written.append(_line())
    written += [_said(text, sides={"w:left": (5 if place else 2) * EM}) for place, text in enumerate(data["listed"])]  # fmt: skip
    if data["signed_by"] or data["day"]:  # both on one page, two lines below the text
        written += [_line(before=KEEP), _line(before=KEEP)]
        written.append(
            _said(data["signed_by"], align="right", sides={"w:right": data["signed_at"] * EM}, before=KEEP)
        )
        written.append(_said(data["day"], align="right", sides={"w:right": data["day_at"] * EM}))
    return written


def _blocks(blocks: list[Mapping[str, Any]]) -> list[str]:
    return [part for block in blocks for part in DRAWN[block["kind"]](block)]


def _heading(block: Mapping[str, Any]) -> list[str]:
    level = block["level"] - 1
    outline = f'<w:outlineLvl w:val="{level}"/>'
    return [_said(block["text"], use=LEVELS[level], sides=FIRST, before=KEEP, after=outline)]


def _paragraph(block: Mapping[str, Any]) -> list[str]:
    return [_said(block["text"], sides=FIRST)]


def _grid(block: Mapping[str, Any]) -> list[str]:
    columns, rows = block["columns"], block["rows"]
    share = sum(column["share"] for column in columns)
    widths = [_twips(WIDTH * MM * column["share"] / share) for column in columns]
    bold_from = len(rows) - block["totals"]
    whole = KEEP if len(rows) <= WHOLE else ""
    head = _row(
        widths, [(column["label"], "center", True) for column in columns], keep=KEEP, more="<w:tblHeader/>"
    )
    body = [
        _row(widths, [(value, column["align"], at >= bold_from) for value, column in zip(row, columns, strict=True)],
             keep=whole if at < len(rows) - 1 else "")
        for at, row in enumerate(rows)
    ]  # fmt: skip
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    table = f"<w:tbl>{_table(sum(widths))}<w:tblGrid>{grid}</w:tblGrid>{head}{''.join(body)}</w:tbl>"
    caption = _said(block["caption"], use="heading", size=12, align="center", before=KEEP)
    note = [_small(block["note"], high=TABLE_PITCH, align="left")] if block["note"] else []
    return [caption, table, *note, _line(high=TABLE_PITCH)]


def _table(width: int) -> str:
    """As wide as the type area, its columns as given, with the margins of cells that the PDF has."""
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(
        f'<w:{side} w:w="{_twips(points)}" w:type="dxa"/>'
        for side, points in (("top", CELL - RULE), ("left", 3), ("bottom", CELL - RULE), ("right", 3))
    )
    return (
        f'<w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{lines}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
    )


def _row(widths: list[int], cells: list[tuple[str, str, bool]], *, keep: str, more: str = "") -> str:
    drawn = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f"{_small(text, use='heading' if bold else 'table', size=SIZE['table'], high=TABLE_PITCH, align=align, before=keep)}</w:tc>"
        for width, (text, align, bold) in zip(widths, cells, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{more}</w:trPr>{drawn}</w:tr>"


DRAWN: Mapping[str, Callable[[Mapping[str, Any]], list[str]]] = {
    "heading": _heading,
    "paragraph": _paragraph,
    "grid": _grid,
}


def _attachments(data: Mapping[str, Any]) -> list[str]:
    written: list[str] = []
    for each in data["attachments"]:
        written.append(_said(each["label"], use="heading", align="left", before="<w:pageBreakBefore/>"))
        written += [_line(), *_title(each["title_lines"]), *_blocks(each["blocks"])]
    return written


def _imprint(data: Mapping[str, Any]) -> list[str]:
    """版记: at the foot of the type area of the last page, between lines as wide as it (7.4). A text box holds it there: frames and
    floating tables are moved up by LibreOffice.
    """
    texts = [data["copies_to"]] if data["copies_to"] else []
    if data["printed_by"]:
        texts.append(f"{data['printed_by']}\t{data['printed_on']}")
    if not texts:
        return []
    side, width = SIZE["small"], WIDTH * MM
    stops = (
        f'<w:tab w:val="left" w:pos="{_twips(side)}"/><w:tab w:val="right" w:pos="{_twips(width - side)}"/>'
    )
    # The first line begins at the edge, so that the lines above and below do; its text stands at the first stop.
    sides = {"w:left": 4 * side, "w:hanging": 4 * side}
    written = []
    for place, text in enumerate(texts):
        rules = {"top": 0.75 if place else 1.0} | ({"bottom": 1.0} if place == len(texts) - 1 else {})
        within = f"{_rules(**rules)}<w:tabs>{stops}</w:tabs>"
        written.append(_small(f"\t{text}", use="body", size=side, align="left", sides=sides, within=within))
    high = sum(math.ceil((wide(text) + 1) * side / (width - side)) for text in texts) * PITCH + 3
    box = BOX.format(wide=round(width * EMU), high=round(high * EMU), lines="".join(written), drawing=DRAWING)
    return [_line(f"<w:r>{box}</w:r>", high=1)]


DRAWING = (
    f'{nsdecls("wp", "a")} xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
EMU = 12_700  # to a point
BOX = (
    "<w:drawing><wp:anchor {drawing} "
    'distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0" layoutInCell="1" '
    'allowOverlap="0"><wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="margin"><wp:align>left</wp:align></wp:positionH>'
    '<wp:positionV relativeFrom="margin"><wp:align>bottom</wp:align></wp:positionV><wp:extent cx="{wide}" cy="{high}"/>'
    '<wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapTopAndBottom/><wp:docPr id="1" name="imprint"/><wp:cNvGraphicFramePr/>'
    '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
    '<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>'
    "<wps:txbx><w:txbxContent>{lines}</w:txbxContent></wps:txbx>"
    '<wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="b"><a:noAutofit/></wps:bodyPr></wps:wsp></a:graphicData></a:graphic>'
    "</wp:anchor></w:drawing>"
)
