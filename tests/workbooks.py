"""Writers of spreadsheets for the tests: a small roster of fictitious units as xlsx, csv, or parts put together by hand."""

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime

import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile
from stdnum.cn import uscc

HEADINGS = ("序号", "单位名称", "统一社会信用代码", "镇街", "地址", "从业人数", "成立日期", "联系电话")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DOCTYPE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'

Value = str | float | datetime | None
Row = Sequence[Value]


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
    sheet_xml: str, *, namespace: str = MAIN, extra: dict[str, str | bytes] | None = None, book: str = ""
) -> bytes:
    """A workbook put together by hand, for what no writer would write."""
    found: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": book
        or f'<workbook xmlns="{namespace}" xmlns:r="{RELATED}"><sheets><sheet name="名册" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{RELATED}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{RELATED}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
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
    namespace: str = MAIN,
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


def with_members(data: bytes, members: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return out.getvalue()


def encrypted(data: bytes) -> bytes:
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt("样例密码", out)
    return out.getvalue()


def bomb(
    name: str, megabytes: int, *, block: bytes = b" " * (1 << 20), ends: tuple[bytes, bytes] = (b"", b"")
) -> bytes:
    """One member that unpacks to many megabytes of the same block."""
    out = io.BytesIO(parts(sheet_xml(roster())))
    with (
        zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as packed,
        packed.open(name, "w", force_zip64=True) as member,
    ):
        member.write(ends[0])
        for _ in range(megabytes):
            member.write(block)
        member.write(ends[1])
    return out.getvalue()


def lying_sizes(data: bytes) -> bytes:
    """The central directory of a bomb says that its largest member is 100 bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        size = max(info.file_size for info in packed.infolist())
    start = data.rindex(b"PK\x01\x02")
    return data[:start] + data[start:].replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))


def damaged(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        info = packed.getinfo("xl/worksheets/sheet1.xml")
    middle = info.header_offset + 30 + len(info.filename) + info.compress_size // 2
    return data[:middle] + bytes(byte ^ 0xFF for byte in data[middle : middle + 40]) + data[middle + 40 :]


def encrypted_member(data: bytes) -> bytes:
    start = data.index(b"PK\x01\x02")
    return data[: start + 8] + b"\x01" + data[start + 9 :]


def hide_some(book: xlsxwriter.Workbook, sheet: object) -> None:
    """Another sheet, a hidden sheet, a hidden row and a hidden column."""
    notes = book.add_worksheet("填写说明")
    notes.write_string(0, 0, "请按模板填写")
    secret = book.add_worksheet("代码表")
    secret.write_string(0, 0, "单位名称")
    secret.hide()
    sheet.set_row(2, None, None, {"hidden": True})  # type: ignore[attr-defined]
    sheet.set_column(4, 4, None, None, {"hidden": True})  # type: ignore[attr-defined]


def merge_two_rows(book: xlsxwriter.Workbook, sheet: object) -> None:
    """A title over two rows of headings, merged down and across."""
    merge = sheet.merge_range  # type: ignore[attr-defined]
    merge(0, 0, 0, 7, "洛江区企业名册（虚构）")
    for column in (0, 1, 2, 7):
        merge(1, column, 2, column, HEADINGS[column])
    merge(1, 3, 1, 4, "所在位置")
    merge(1, 5, 1, 6, "基本情况")
