"""The library of nasty spreadsheets: `python -m tests.nasty FOLDER` writes them all and lists what each must end in.

Every file but those that are no table at all holds the same small roster (all units fictitious), spoilt in one way.
"""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import xlsxwriter

from anbiao.kit.imports.columns import Column
from anbiao.kit.imports.reading import read
from anbiao.kit.imports.sheets import Book
from anbiao.rules.refusal import Refused
from tests import cluster
from tests.old_workbooks import ERROR, UNCALCULATED, OldSheet, contained, old_workbook, record, records
from tests.workbooks import (
    DOCTYPE,
    HEADINGS,
    LAUGHS,
    MAIN,
    RELATED,
    STRICT,
    archive,
    bomb,
    code,
    damaged,
    encrypted,
    encrypted_member,
    hide_some,
    lying_sizes,
    merge_two_rows,
    parts,
    roster,
    sheet_xml,
    spoilt,
    text_table,
    with_members,
    workbook,
)

COLUMNS = (
    Column("name", "Name", ("单位名称", "企业名称", "enterprise"), required=True, longest=100),
    Column("uscc", "Credit code", ("统一社会信用代码", "信用代码"), "code", longest=18),
    Column("town", "Town or street", ("镇街", "所属镇街"), "choice", choices={"双阳街道": "350504002", "万安街道": "350504003"}),
    Column("address", "Address", ("地址", "经营地址"), longest=200),
    Column("staff", "Staff", ("从业人数", "职工人数"), "count", longest=5),
    Column("founded", "Founded on", ("成立日期",), "date"),
    Column("phone", "Telephone", ("联系电话", "电话"), "phone"),
)  # fmt: skip


@dataclass(frozen=True)
class Nasty:
    """One file: `expected` is "reads", "refused:CODE" for the whole file, or "cell:CODE" for at least one cell."""

    name: str
    path: Path
    expected: str
    should: str


def _refused() -> Iterator[tuple[str, str, str, bytes]]:
    """(file name, code, what should be said, content)."""
    good = workbook(roster())
    yield "empty.xlsx", "file-empty", "nothing in it: say so", b""
    yield "blank.csv", "file-empty", "only line ends", b"\r\n \r\n"
    yield "blank-sheet.xlsx", "file-empty", "a workbook without a single value", workbook([], headings=())
    yield "password.xlsx", "file-password", "really encrypted: ask to remove the password", encrypted(good)
    yield (
        "password-header.xlsx",
        "file-password",
        "an encrypted package by its directory",
        contained({"EncryptedPackage": b"?"}),
    )
    yield (
        "password-member.xlsx",
        "file-password",
        "a zip whose members are encrypted",
        encrypted_member(good),
    )
    yield (
        "macros.xlsm",
        "file-macros",
        "a workbook with VBA",
        with_members(good, {"xl/vbaProject.bin": b"VBA"}),
    )
    yield (
        "macros-renamed.xlsx",
        "file-macros",
        "the same under the name .xlsx",
        with_members(good, {"xl/vbaProject.bin": b"VBA"}),
    )
    yield (
        "macros-excel4.xlsx",
        "file-macros",
        "a macro sheet of the old kind",
        with_members(good, {"xl/macrosheets/sheet1.xml": "<a/>"}),
    )
    yield "truncated.xlsx", "file-truncated", "the second half is missing", good[: len(good) // 2]
    yield "truncated-end.xlsx", "file-truncated", "the last bytes are missing", good[:-10]
    yield "damaged.xlsx", "file-truncated", "bytes inside the sheet are flipped", damaged(good)
    yield (
        "unclosed.xlsx",
        "file-truncated",
        "the XML of the sheet ends in the middle",
        parts(sheet_xml(roster())[:-60]),
    )
    two = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId1"/>' for n, name in enumerate("Aa", start=1))
    yield (
        "two-of-one-name.xlsx",
        "file-truncated",
        "two sheets of one name, which no office program writes",
        parts(sheet_xml(roster()), book=f'<workbook xmlns="{MAIN}" xmlns:r="{RELATED}"><sheets>{two}</sheets></workbook>'),
    )  # fmt: skip
    yield (
        "null-character.xlsx",
        "file-truncated",
        "a character that XML forbids",
        parts(sheet_xml(spoilt(4, "a&#0;b"))),
    )
    yield "zip-bomb.xlsx", "file-zip-bomb", "700 MB of spaces in 0.7 MB", bomb("xl/sharedStrings.xml", 700)
    yield (
        "zip-bomb-lying.xlsx",
        "file-zip-bomb",
        "the same, declared as 100 bytes",
        lying_sizes(bomb("xl/sharedStrings.xml", 700)),
    )
    yield (
        "zip-bomb-picture.xlsx",
        "file-zip-bomb",
        "the same, as a picture",
        bomb("xl/media/image1.png", 700),
    )
    yield (
        "zip-members.xlsx",
        "file-zip-bomb",
        "5,000 members",
        with_members(good, {f"xl/media/{n}.png": b"" for n in range(5000)}),
    )
    yield (
        "entity.xlsx",
        "file-external-entity",
        "the sheet would fetch a file",
        parts(sheet_xml(spoilt(4, "&amp;a;"), head=DOCTYPE)),
    )
    yield "entity-strings.xlsx", "file-external-entity", "the shared strings would", parts(
        sheet_xml(roster()), extra={"xl/sharedStrings.xml": f'{DOCTYPE}<sst xmlns="{MAIN}"/>'}
    )  # fmt: skip
    yield (
        "entity-laughs.xlsx",
        "file-external-entity",
        "entities that multiply",
        parts(sheet_xml(roster(), head=LAUGHS)),
    )
    yield "entity-utf16.xlsx", "file-not-a-table", "a DOCTYPE hidden in UTF-16", parts(
        sheet_xml(roster()), extra={"docProps/custom.xml": f"{DOCTYPE}<a/>".encode("utf-16")}
    )  # fmt: skip
    yield "text-as.xlsx", "file-extension", "a csv under the name .xlsx", text_table(roster()).encode()
    yield "workbook-as.csv", "file-extension", "a workbook under the name .csv", good
    yield "workbook-as.exe", "file-extension", "a workbook under a strange name", good
    yield "letter-as.xlsx", "file-not-a-table", "an old Word file", contained({"WordDocument": b"?"})
    yield from _refused_old()
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
    strings = b"<si><t>a</t></si>" * 60_000
    ends = (f'<sst xmlns="{MAIN}">'.encode(), b"</sst>")
    memory = bomb("xl/sharedStrings.xml", 300, block=strings, ends=ends)
    yield "memory.xlsx", "file-too-large", "shared strings that need gigabytes", memory
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


def _refused_old() -> Iterator[tuple[str, str, str, bytes]]:
    """The same of Excel 97."""
    good, told = _old(), records(_old_sheet(roster()))
    vba = contained({"Workbook": told, "_VBA_PROJECT": b"VBA"})
    far = {row: [None] * 255 + ["x"] for row in (40_000, 65_535)}
    yield "old-renamed.xlsx", "file-extension", "Excel 97 under the name .xlsx", good
    yield "before-1993.xls", "file-xls", "Excel 4: save as .xlsx", record(0x0409, bytes(6)) + bytes(100)
    yield (
        "old-password.xls",
        "file-password",
        "Excel 97 with a password",
        old_workbook(_old_sheet(roster()), more=record(0x2F, bytes(6))),
    )
    yield "old-macros.xls", "file-macros", "Excel 97 with VBA", vba
    yield (
        "old-macro-sheet.xls",
        "file-macros",
        "a macro sheet of Excel 4",
        old_workbook(_old_sheet(roster()), OldSheet("宏", [], kind=1)),
    )
    yield "old-empty.xls", "file-empty", "no value at all", old_workbook(OldSheet("空", []))
    yield "old-truncated.xls", "file-truncated", "the second half is missing", good[: len(good) // 2]
    yield (
        "old-cut-record.xls",
        "file-truncated",
        "a record that is longer than the book",
        contained({"Workbook": told[:-40] + b"\x03\x02\xff\xff"}),
    )
    yield "old-loop.xls", "file-truncated", "sectors that lead back to themselves", _looping(good)
    yield (
        "old-noise.xls",
        "file-truncated",
        "the mark of the container and nothing behind it",
        good[:8] + bytes(range(256)) * 40,
    )
    yield "old-far-cell.xls", "file-too-large", "one value in the last column of the last row", old_workbook(
        OldSheet("名册", [far.get(row, ["x"] if row < 9 else []) for row in range(65_536)])
    )  # fmt: skip
    yield (
        "old-lying-size.xls",
        "file-truncated",
        "a table of sectors that would need gigabytes",
        good[:44] + b"\xff\xff\xff\x7f" + good[48:76] + b"\x01\0\0\0" * 109 + good[512:],
    )


def _looping(data: bytes) -> bytes:
    """Each sector is followed by sector 1."""
    at = (len(data) // 512 - 1) * 512
    return data[:at] + b"\x01\0\0\0" * 128


def _old_sheet(rows: Sequence[Sequence[object]], **told: object) -> OldSheet:
    return OldSheet("名册", [HEADINGS, *rows], **told)  # type: ignore[arg-type]


def _old(**told: object) -> bytes:
    """The roster as Excel 97 keeps it."""
    return old_workbook(_old_sheet(roster()), **told)  # type: ignore[arg-type]


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
        rows, above=([], [], ["", "", "", "镇街", "地址", "从业人数", "成立日期"]), headings=(), touch=merge_two_rows
    )  # fmt: skip
    yield "totals.xlsx", "totals and notes below are left out and named", workbook(
        rows, below=([None, "合  计", None, None, None, 36], ["备注：1. 本表一式两份"], ["2. 数据截至十一月"], ["填表人：样例", None, "审核人：样例"])
    )  # fmt: skip
    yield "pages.csv", "headings again on every page", (text_table(rows) + text_table(roster(5)[3:])).encode()
    yield (
        "hidden.xlsx",
        "hidden sheets skipped and named, hidden rows read and named",
        workbook(rows, touch=hide_some),
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
    yield "strict.xlsx", "strict Open XML", parts(sheet_xml(rows, namespace=STRICT), namespace=STRICT)
    yield "prefixed.xlsx", "XML with a prefix", parts(sheet_xml(rows, prefix="x"))
    yield "old.xls", "Excel 97", _old()
    yield "old-small.xls", "Excel 97 in the small sectors of its container", _old(small=True)
    yield "wps.et", "WPS, which writes what Excel 97 does", _old()
    yield "wps-new.et", "WPS, which packs a workbook of today", workbook(rows)
    yield "old-hidden.xls", "hidden sheets skipped and named, hidden rows read and named", old_workbook(
        _old_sheet(rows, hidden_rows=[3]), OldSheet("藏", [["x"]], hidden=1)
    )  # fmt: skip
    yield "unplaced.xlsx", "cells without references", parts(sheet_xml(rows, places=False))
    yield "1904.xlsx", "the date system of the Macintosh", workbook(rows, options={"date_1904": True})
    yield (
        "serials.xlsx",
        "days as bare numbers",
        workbook([[*row[:6], 43_586 + index, row[7]] for index, row in enumerate(rows)]),
    )
    yield "external-link.xlsx", "links to other files are not followed", with_members(
        workbook(rows), {"xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{MAIN}"/>'}
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
    for name, wrong, place, value, should in (
        ("old-float-code.xls", "code-lost-digits", 2, 9.13505041234567e17, "Excel has rounded the code"),
        ("old-error.xls", "formula-error", 5, ERROR, "a formula that ends in #REF!"),
        ("old-unsaved.xls", "formula-without-value", 5, UNCALCULATED, "a formula that was never calculated"),
    ):
        yield name, wrong, should, old_workbook(_old_sheet(spoilt(place, value)))
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


def made() -> list[Nasty]:
    """All of them, written once a run by whichever worker asks first. Read them only."""
    folder = cluster.folder() / "nasty"
    with cluster.alone("nasty"):
        told = folder / "told.json"
        if not told.exists():
            found = make_all(folder)
            told.write_text(json.dumps([[each.name, each.expected, each.should] for each in found]))
        return [
            Nasty(name=name, path=folder / name, expected=expected, should=should)
            for name, expected, should in json.loads(told.read_text())
        ]


@cache
def _came(path: Path, name: str) -> Book | Refused:
    try:
        return read(path, name=name)
    except Refused as refused:
        return refused


def read_once(path: Path, *, name: str = "") -> Book:
    """What `read` says of one of these files, a refusal as well: asked of its child process once a worker. Look at it only."""
    came = _came(path, name)
    if isinstance(came, Refused):
        raise Refused(*came.refusals)
    return came


if __name__ == "__main__":
    for nasty in make_all(Path(sys.argv[1])):
        sys.stdout.write(f"{nasty.path}\t{nasty.expected}\t{nasty.should}\n")
