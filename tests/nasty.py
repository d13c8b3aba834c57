"""The library of nasty spreadsheets: `python -m tests.nasty FOLDER` writes them all and lists what each must end in.

Every file but those that are no table at all holds the same small roster (all units fictitious), spoilt in one way.
"""

import io
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile
from stdnum.cn import uscc

from anbiao.kit.imports.columns import Column

HEADINGS = ("序号", "单位名称", "统一社会信用代码", "镇街", "地址", "从业人数", "成立日期", "联系电话")
COLUMNS = (
    Column("name", "Name", ("单位名称", "企业名称", "enterprise"), required=True, longest=100),
    Column("uscc", "Credit code", ("统一社会信用代码", "信用代码"), "code", longest=18),
    Column("town", "Town or street", ("镇街", "所属镇街"), "choice", choices={"双阳街道": "350504002", "万安街道": "350504003"}),
    Column("address", "Address", ("地址", "经营地址"), longest=200),
    Column("staff", "Staff", ("从业人数", "职工人数"), "count", longest=5),
    Column("founded", "Founded on", ("成立日期",), "date"),
    Column("phone", "Telephone", ("联系电话", "电话"), "phone"),
)  # fmt: skip

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DOCTYPE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
_LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'

Value = str | float | datetime | None
Row = Sequence[Value]


@dataclass(frozen=True)
class Nasty:
    """One file: `expected` is "reads", "refused:CODE" for the whole file, or "cell:CODE" for at least one cell."""

    name: str
    path: Path
    expected: str
    should: str


def code(number: int) -> str:
    """A fictitious unified social credit code with a right check character."""
    stem = f"91350504MA{number:07d}"
    return stem + uscc.calc_check_digit(stem)


def roster(count: int = 3) -> list[list[Value]]:
    """`count` right rows under HEADINGS."""
    return [
        [n, f"洛江样例{n}号机械厂（虚构）", code(n), "双阳街道", f"坪山社区工业路 {n} 号", 10 + n, datetime(2019, 5, n % 28 + 1), f"1390000{n:04d}"]  # noqa: DTZ001
        for n in range(1, count + 1)
    ]  # fmt: skip


def spoilt(place: int, value: Value) -> list[list[Value]]:
    """A roster in whose second row one cell is `value`."""
    rows = roster()
    rows[1][place] = value
    return rows


def workbook(
    rows: Sequence[Row],
    *,
    above: Sequence[Row] = (),
    below: Sequence[Row] = (),
    headings: Sequence[Row] = (HEADINGS,),
    touch: Callable[[xlsxwriter.Workbook, object], None] | None = None,
    options: dict[str, object] | None = None,
) -> bytes:
    """An .xlsx with these lines; `touch` may do more to the book and its sheet."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"default_date_format": "yyyy-mm-dd", "in_memory": True, **(options or {})}
    )
    sheet = book.add_worksheet("名册")
    for index, row in enumerate([*above, *headings, *rows, *below]):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(index, column, value)
            elif value is not None:
                sheet.write(index, column, value)
    if touch:
        touch(book, sheet)
    book.close()
    return out.getvalue()


def text_table(rows: Sequence[Row], *, delimiter: str = ",", end: str = "\r\n") -> str:
    """The same as csv text."""
    lines = [HEADINGS, *rows]
    shown = [
        [v.strftime("%Y-%m-%d") if isinstance(v, datetime) else "" if v is None else str(v) for v in line]
        for line in lines
    ]
    quoted = [
        [
            f'"{v.replace(chr(34), chr(34) * 2)}"' if any(c in v for c in f'{delimiter}"\n') else v
            for v in line
        ]
        for line in shown
    ]
    return end.join(delimiter.join(line) for line in quoted) + end


def parts(
    sheet_xml: str, *, namespace: str = _MAIN, extra: dict[str, str | bytes] | None = None, book: str = ""
) -> bytes:
    """A workbook put together by hand, for what no writer would write."""
    found: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": book
        or f'<workbook xmlns="{namespace}" xmlns:r="{_RELATED}"><sheets><sheet name="名册" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATED}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_RELATED}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet_xml,
    }
    return archive({**found, **(extra or {})})


def archive(members: dict[str, str | bytes]) -> bytes:
    """A zip of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return out.getvalue()


def sheet_xml(
    rows: Sequence[Row],
    *,
    prefix: str = "",
    head: str = "",
    namespace: str = _MAIN,
    tail: str = "",
    places: bool = True,
) -> str:
    """Worksheet XML with inline strings."""
    p = prefix + ":" if prefix else ""
    lines = []
    for number, row in enumerate([HEADINGS, *rows], start=1):
        cells = []
        for index, value in enumerate(row):
            place = f' r="{chr(65 + index)}{number}"' if places else ""
            shown = value.strftime("%Y-%m-%d") if isinstance(value, datetime) else value
            if isinstance(shown, str):
                cells.append(f'<{p}c{place} t="inlineStr"><{p}is><{p}t>{shown}</{p}t></{p}is></{p}c>')
            else:
                cells.append(f"<{p}c{place}><{p}v>{shown}</{p}v></{p}c>")
        lines.append(
            f'<{p}row r="{number}">{"".join(cells)}</{p}row>'
            if places
            else f"<{p}row>{''.join(cells)}</{p}row>"
        )
    xmlns = f'xmlns:{prefix}="{namespace}"' if prefix else f'xmlns="{namespace}"'
    return f'<?xml version="1.0" encoding="UTF-8"?>{head}<{p}worksheet {xmlns}><{p}sheetData>{"".join(lines)}{tail}</{p}sheetData></{p}worksheet>'


def _with_members(data: bytes, members: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return out.getvalue()


def _old_container(*streams: str) -> bytes:
    """The header and directory names of an OLE file: enough to be known by."""
    names = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *streams))
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names.ljust(2048, b"\0")


def _encrypted(data: bytes) -> bytes:
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt("样例密码", out)
    return out.getvalue()


def _bomb(name: str, megabytes: int) -> bytes:
    """One member that unpacks to many megabytes of spaces."""
    out = io.BytesIO(parts(sheet_xml(roster())))
    with (
        zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as packed,
        packed.open(name, "w", force_zip64=True) as member,
    ):
        for _ in range(megabytes):
            member.write(b" " * (1 << 20))
    return out.getvalue()


def _lying_sizes(data: bytes) -> bytes:
    """The central directory of a bomb says that its largest member is 100 bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        size = max(info.file_size for info in packed.infolist())
    start = data.rindex(b"PK\x01\x02")
    return data[:start] + data[start:].replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))


def _damaged(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        info = packed.getinfo("xl/worksheets/sheet1.xml")
    middle = info.header_offset + 30 + len(info.filename) + info.compress_size // 2
    return data[:middle] + bytes(byte ^ 0xFF for byte in data[middle : middle + 40]) + data[middle + 40 :]


def _encrypted_member(data: bytes) -> bytes:
    start = data.index(b"PK\x01\x02")
    return data[: start + 8] + b"\x01" + data[start + 9 :]


def _refused() -> Iterator[tuple[str, str, str, bytes]]:
    """(file name, code, what should be said, content)."""
    good = workbook(roster())
    yield "empty.xlsx", "file-empty", "nothing in it: say so", b""
    yield "blank.csv", "file-empty", "only line ends", b"\r\n \r\n"
    yield "blank-sheet.xlsx", "file-empty", "a workbook without a single value", workbook([], headings=())
    yield "password.xlsx", "file-password", "really encrypted: ask to remove the password", _encrypted(good)
    yield (
        "password-header.xlsx",
        "file-password",
        "an encrypted package by its directory",
        _old_container("EncryptedPackage"),
    )
    yield (
        "password-member.xlsx",
        "file-password",
        "a zip whose members are encrypted",
        _encrypted_member(good),
    )
    yield (
        "macros.xlsm",
        "file-macros",
        "a workbook with VBA",
        _with_members(good, {"xl/vbaProject.bin": b"VBA"}),
    )
    yield (
        "macros-renamed.xlsx",
        "file-macros",
        "the same under the name .xlsx",
        _with_members(good, {"xl/vbaProject.bin": b"VBA"}),
    )
    yield (
        "macros-excel4.xlsx",
        "file-macros",
        "a macro sheet of the old kind",
        _with_members(good, {"xl/macrosheets/sheet1.xml": "<a/>"}),
    )
    yield "truncated.xlsx", "file-truncated", "the second half is missing", good[: len(good) // 2]
    yield "truncated-end.xlsx", "file-truncated", "the last bytes are missing", good[:-10]
    yield "damaged.xlsx", "file-truncated", "bytes inside the sheet are flipped", _damaged(good)
    yield (
        "unclosed.xlsx",
        "file-truncated",
        "the XML of the sheet ends in the middle",
        parts(sheet_xml(roster())[:-60]),
    )
    yield (
        "null-character.xlsx",
        "file-truncated",
        "a character that XML forbids",
        parts(sheet_xml(spoilt(4, "a&#0;b"))),
    )
    yield "zip-bomb.xlsx", "file-zip-bomb", "700 MB of spaces in 0.7 MB", _bomb("xl/sharedStrings.xml", 700)
    yield (
        "zip-bomb-lying.xlsx",
        "file-zip-bomb",
        "the same, declared as 100 bytes",
        _lying_sizes(_bomb("xl/sharedStrings.xml", 700)),
    )
    yield (
        "zip-bomb-picture.xlsx",
        "file-zip-bomb",
        "the same, as a picture",
        _bomb("xl/media/image1.png", 700),
    )
    yield (
        "zip-members.xlsx",
        "file-zip-bomb",
        "5,000 members",
        _with_members(good, {f"xl/media/{n}.png": b"" for n in range(5000)}),
    )
    yield (
        "entity.xlsx",
        "file-external-entity",
        "the sheet would fetch a file",
        parts(sheet_xml(spoilt(4, "&amp;a;"), head=_DOCTYPE)),
    )
    yield "entity-strings.xlsx", "file-external-entity", "the shared strings would", parts(
        sheet_xml(roster()), extra={"xl/sharedStrings.xml": f'{_DOCTYPE}<sst xmlns="{_MAIN}"/>'}
    )  # fmt: skip
    yield (
        "entity-laughs.xlsx",
        "file-external-entity",
        "entities that multiply",
        parts(sheet_xml(roster(), head=_LAUGHS)),
    )
    yield "entity-utf16.xlsx", "file-not-a-table", "a DOCTYPE hidden in UTF-16", parts(
        sheet_xml(roster()), extra={"docProps/custom.xml": f"{_DOCTYPE}<a/>".encode("utf-16")}
    )  # fmt: skip
    yield "text-as.xlsx", "file-extension", "a csv under the name .xlsx", text_table(roster()).encode()
    yield "workbook-as.csv", "file-extension", "a workbook under the name .csv", good
    yield "workbook-as.exe", "file-extension", "a workbook under a strange name", good
    yield "old.xls", "file-xls", "Excel 97: save as .xlsx", _old_container("Workbook")
    yield "old-renamed.xlsx", "file-xls", "the same under the name .xlsx", _old_container("Book")
    yield "letter-as.xlsx", "file-not-a-table", "an old Word file", _old_container("WordDocument")
    yield (
        "web-page.xls",
        "file-format",
        "a web page that calls itself .xls",
        "<html><table><tr><td>单位名称</td></tr></table></html>".encode(),
    )
    yield (
        "xml-2003.xlsx",
        "file-format",
        "an XML table of 2003",
        b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>',
    )
    yield (
        "open-document.xlsx",
        "file-format",
        "an OpenDocument table",
        archive({"mimetype": "application/vnd.oasis", "content.xml": "<a/>"}),
    )
    yield "binary-workbook.xlsx", "file-format", "an .xlsb", archive({"xl/workbook.bin": b"\0"})
    yield "letter.xlsx", "file-format", "a Word document", archive({"word/document.xml": "<a/>"})
    yield "archive.xlsx", "file-not-a-table", "some zip", archive({"a.txt": "a"})
    yield (
        "wrong-namespace.xlsx",
        "file-not-a-table",
        "looks like a workbook and is none",
        parts(sheet_xml(roster()), namespace="urn:other"),
    )
    yield "report.xlsx", "file-not-a-table", "a PDF", b"%PDF-1.7\n" + bytes(200)
    yield "photo.csv", "file-not-a-table", "a picture", b"\x89PNG\r\n\x1a\n" + bytes(200)
    yield "noise.csv", "file-not-a-table", "no text at all", bytes(range(256)) * 40
    yield "far-row.xlsx", "file-too-many-rows", "one space in the last row of all: name the row", parts(
        sheet_xml(roster(), tail='<row r="1048576"><c r="O1048576" t="inlineStr"><is><t> </t></is></c></row>')
    )  # fmt: skip
    yield "far-cell.xlsx", "file-too-large", "one value in the last column of all", parts(
        sheet_xml(roster(), tail='<row r="9"><c r="XFD9"><v>1</v></c></row>')
    )  # fmt: skip
    yield "far-cell-hidden.xlsx", "file-too-large", "the same where a quick look does not see it", parts(
        sheet_xml(roster(), tail="<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>")
    )  # fmt: skip
    yield "many-rows.csv", "file-too-many-rows", "300,000 lines", b"a,b\n" * 300_000
    yield "wide.csv", "file-too-large", "20,000 columns", b",".join([b"a"] * 20_000)
    yield "memory.xlsx", "file-too-large", "shared strings that need gigabytes", parts(
        sheet_xml(roster()), extra={"xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{"<si><t>a</t></si>" * 30_000_000}</sst>'}
    )  # fmt: skip
    yield (
        "quotes.csv",
        "file-quotes",
        "a quotation mark never closed: name the line",
        text_table(roster(300)).replace("洛江样例2号", '"洛江样例2号').encode(),
    )
    yield (
        "cut.csv",
        "file-truncated",
        "UTF-8 cut inside a character",
        "单位名称,统一社会信用代码\n洛江样例机械厂".encode()[:-1],
    )
    yield (
        "mixed.csv",
        "file-encoding",
        "UTF-8 with a line in GBK",
        text_table(roster(30)).encode() + "双阳".encode("gbk") + b"\n" + text_table(roster()).encode(),
    )
    yield (
        "letter.csv",
        "headings-not-found",
        "prose, no table",
        "各位同志：\n请于周五前报送名册，谢谢。\n".encode(),
    )
    yield "no-headings.xlsx", "headings-not-found", "rows without headings", workbook(roster(), headings=())


def _hide(book: xlsxwriter.Workbook, sheet: object) -> None:
    notes = book.add_worksheet("填写说明")
    notes.write_string(0, 0, "请按模板填写")
    secret = book.add_worksheet("代码表")
    secret.write_string(0, 0, "单位名称")
    secret.hide()
    sheet.set_row(2, None, None, {"hidden": True})  # type: ignore[attr-defined]
    sheet.set_column(4, 4, None, None, {"hidden": True})  # type: ignore[attr-defined]


def _merge_two_rows(book: xlsxwriter.Workbook, sheet: object) -> None:
    merge = sheet.merge_range  # type: ignore[attr-defined]
    merge(0, 0, 0, 7, "洛江区企业名册（虚构）")
    for column in (0, 1, 2, 7):
        merge(1, column, 2, column, HEADINGS[column])
    merge(1, 3, 1, 4, "所在位置")
    merge(1, 5, 1, 6, "基本情况")


def _reads() -> Iterator[tuple[str, str, bytes]]:
    """(file name, what should happen, content)."""
    rows = roster()
    yield "plain.xlsx", "three rows", workbook(rows)
    yield (
        "backwards.xlsx",
        "columns in another order",
        workbook([row[::-1] for row in rows], headings=(HEADINGS[::-1],)),
    )
    yield "english.xlsx", "English headings", workbook(rows, headings=(("No.", "Name *", "Credit Code", "Town or street", "Address", "Staff (persons)", "Founded on", "Telephone"),))  # fmt: skip
    yield (
        "titles.xlsx",
        "title, date of the list and blank row above",
        workbook(rows, above=(["洛江区企业名册"], ["填报单位：样例街道", None, "2026年11月"], [])),
    )
    yield "merged.xlsx", "title and headings merged over two rows", workbook(
        rows, above=([], [], ["", "", "", "镇街", "地址", "从业人数", "成立日期"]), headings=(), touch=_merge_two_rows
    )  # fmt: skip
    yield "totals.xlsx", "totals and notes below are left out and named", workbook(
        rows, below=([None, "合  计", None, None, None, 36], ["备注：1. 本表一式两份"], ["2. 数据截至十一月"], ["填表人：样例", None, "审核人：样例"])
    )  # fmt: skip
    yield "pages.csv", "headings again on every page", (text_table(rows) + text_table(roster(5)[3:])).encode()
    yield (
        "hidden.xlsx",
        "hidden sheets skipped and named, hidden rows read and named",
        workbook(rows, touch=_hide),
    )
    yield "offset.xlsx", "table begins at C5: row numbers stay those of the file", workbook(
        [[None, None, *row] for row in rows], above=([], [], [], []), headings=((None, None, *HEADINGS),)
    )  # fmt: skip
    yield "declared-million.xlsx", "a million declared rows cost nothing", parts(
        sheet_xml(rows).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    )  # fmt: skip
    styled = "".join(
        f'<row r="{n}" ht="15"><c r="A{n}" s="0"/><c r="B{n}" s="0"/><c r="H{n}" s="0"/></row>'
        for n in range(5, 1_000_001)
    )
    yield (
        "styled-million.xlsx",
        "a million coloured empty rows cost nothing",
        parts(sheet_xml(rows, tail=styled)),
    )
    yield "strict.xlsx", "strict Open XML", parts(sheet_xml(rows, namespace=_STRICT), namespace=_STRICT)
    yield "prefixed.xlsx", "XML with a prefix", parts(sheet_xml(rows, prefix="x"))
    yield "unplaced.xlsx", "cells without references", parts(sheet_xml(rows, places=False))
    yield "1904.xlsx", "the date system of the Macintosh", workbook(rows, options={"date_1904": True})
    yield (
        "serials.xlsx",
        "days as bare numbers",
        workbook([[*row[:6], 43_586 + index, row[7]] for index, row in enumerate(rows)]),
    )
    yield "external-link.xlsx", "links to other files are not followed", _with_members(
        workbook(rows), {"xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{_MAIN}"/>'}
    )  # fmt: skip
    yield "rare.xlsx", "rare characters stay", workbook(spoilt(1, "𠮷𰻞样例木业（虚构）"))
    for name, encoding in {
        "utf8": "utf-8",
        "bom": "utf-8-sig",
        "gbk": "gbk",
        "utf16": "utf-16",
        "utf16-le": "utf-16-le",
        "utf16-be": "utf-16-be",
    }.items():
        yield f"{name}.csv", f"csv in {encoding}", text_table(rows).encode(encoding)
    yield "utf16-be-mark.csv", "UTF-16 BE with its mark", b"\xfe\xff" + text_table(rows).encode("utf-16-be")
    yield (
        "rare.csv",
        "rare characters in GB 18030",
        text_table(spoilt(1, "𠮷样例木业（虚构）")).encode("gb18030"),
    )
    yield "semicolon.csv", "semicolons", text_table(rows, delimiter=";").encode()
    yield "tab.csv", "tabs", text_table(rows, delimiter="\t").encode()
    yield "hint.csv", "Excel's hint of the delimiter", b"sep=;\n" + text_table(rows, delimiter=";").encode()
    yield "old-mac.csv", "lines end in CR", text_table(rows, end="\r").encode()
    yield (
        "lines.csv",
        "line ends, commas and quotes inside cells",
        text_table(spoilt(4, '工业路 "老" 3 号,\n2 楼')).encode(),
    )
    yield (
        "full-width.xlsx",
        "full-width digits and letters become plain",
        workbook(spoilt(2, code(2).translate({n: n + 0xFEE0 for n in range(48, 91)}))),
    )
    yield (
        "zero-width.xlsx",
        "what cannot be seen is taken off",
        workbook(spoilt(2, f"\u200b{code(2)[:9]}\u00a0{code(2)[9:]}\ufeff")),
    )
    yield "guarded.xlsx", "apostrophes do not change data", workbook(spoilt(7, "'13900000002"))
    yield "masked.xlsx", "masked cells change nothing", workbook(spoilt(7, "139****0002"))
    yield (
        "said-nothing.xlsx",
        "无, —, N/A change nothing",
        workbook([[*rows[0][:4], "—", "/", "无", "N/A"], *rows[1:]]),
    )
    yield (
        "injection.xlsx",
        "a text that looks like a formula stays a text",
        workbook(spoilt(4, "=cmd|' /C calc'!A0")),
    )
    yield (
        "wrong-check.xlsx",
        "read as it stands; the registry refuses the code",
        workbook(spoilt(2, code(2)[:-1] + "Z")),
    )
    yield (
        "other-district.xlsx",
        "read as it stands; the registry refuses the row",
        workbook(spoilt(2, "91350503MA00000019")),
    )
    dates = (
        "2026-2-3",
        "2026/02/03",
        "2026.2.3",
        "20260203",
        "2026年2月3日",
        "2026年02月03号",
        "二〇二六年二月三日",
        "2026-02-03 10:20",
        "2026-02-03T00:00:00Z",
        "２０２６－２－３",
        "3 Feb 2026",
        20260203,
        46056,
    )
    yield "dates.xlsx", "a dozen ways to write one day", workbook([[n, f"样例{n}（虚构）", code(n), "万安街道", "路", 1, day, None] for n, day in enumerate(dates, 1)])  # fmt: skip


def _formula(value: str) -> Callable[[xlsxwriter.Workbook, object], None]:
    return lambda book, sheet: sheet.write_formula(2, 5, "=SUM(A1:A2)", None, value)  # type: ignore[attr-defined]


def _cells() -> Iterator[tuple[str, str, str, bytes]]:
    """(file name, code, what should be said, content)."""
    unsaved = sheet_xml(roster()).replace('<c r="F3"><v>12</v></c>', '<c r="F3"><f>SUM(A1:A2)</f></c>')
    yield (
        "formula-unsaved.xlsx",
        "formula-without-value",
        "a formula that was never calculated",
        parts(unsaved),
    )
    yield (
        "formula-error.xlsx",
        "formula-error",
        "a formula that ends in #REF!",
        workbook(roster(), touch=_formula("#REF!")),
    )
    for name, wrong, place, value, should in (
        ("float-code.xlsx", "code-lost-digits", 2, 9.13505041234567e17, "Excel has rounded the code"),
        ("became-date.xlsx", "became-date", 4, datetime(2026, 3, 1), "3-1 was an address"),  # noqa: DTZ001
        ("no-such-day.xlsx", "no-such-day", 6, "2026-02-30", "no such day"),
        ("short-year.xlsx", "date-ambiguous", 6, "26-2-3", "which of the three is the year?"),
        ("year-only.xlsx", "date-incomplete", 6, 2026.0, "only a year"),
        ("words.xlsx", "not-a-whole-number", 5, "约三十人", "words for a number"),
        ("crowd.xlsx", "number-too-large", 5, "1,234,567", "too many"),
        ("short-phone.xlsx", "phone-length", 7, 1390000000.0, "a digit is missing"),
        ("two-phones.xlsx", "phone-several", 7, "13900000001/13900000002", "two numbers in one cell"),
        ("misspelt-town.xlsx", "choice-similar", 3, "双扬街道", "say which is meant"),
        ("other-town.xlsx", "choice-unknown", 3, "丰泽区东海", "not one of ours"),
        ("lost-characters.xlsx", "unreadable-characters", 1, "样例\ufffd厂", "a question mark in a box"),
        ("endless.xlsx", "too-long", 4, "长" * 5000, "5,000 characters"),
        ("no-name.xlsx", "required", 1, None, "the name is missing"),
    ):  # fmt: skip
        yield name, wrong, should, workbook(spoilt(place, value))
    yield (
        "float-code.csv",
        "code-lost-digits",
        "the same, saved as csv",
        text_table(spoilt(2, "9.13505E+17")).encode("gbk"),
    )


def make_all(folder: Path) -> list[Nasty]:
    """Write every file into `folder`."""
    wanted = [(name, f"refused:{wrong}", should, data) for name, wrong, should, data in _refused()]
    wanted += [(name, "reads", should, data) for name, should, data in _reads()]
    wanted += [(name, f"cell:{wrong}", should, data) for name, wrong, should, data in _cells()]
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for name, expected, should, data in wanted:
        (folder / name).write_bytes(data)
        made.append(Nasty(name=name, path=folder / name, expected=expected, should=should))
    return made


if __name__ == "__main__":
    for nasty in make_all(Path(sys.argv[1])):
        sys.stdout.write(f"{nasty.path}\t{nasty.expected}\t{nasty.should}\n")
