"""Child side: an Excel workbook judged part by part while it is unpacked, then read by calamine. Stdlib and calamine only."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from posixpath import join, normpath
from typing import IO, Any
from xml.parsers import expat

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from anbiao.kit.imports.limits import Limits, Unfit

_CHUNK = 1 << 18
_NAMESPACES = (
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_MACRO_PARTS = ("vbaproject", "/macrosheets/", "/activex/")
_OTHER_OFFICE = (
    "xl/workbook.bin",
    "content.xml",
    "index/document.iwa",
    "word/document.xml",
    "ppt/presentation.xml",
)
_WIDE_UTF = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_ROOT = re.compile(rb"<(\w{1,20}:)?worksheet[\s>]")
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_ROW_NUMBER = re.compile(rb'\br="(\d{1,7})"')
_FAR_COLUMN = re.compile(rb' r="[A-Z]{2,3}\d')


def column_index(letters: str) -> int:
    """A -> 0, Z -> 25, AA -> 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


class Patterns:
    """The few shapes looked for in a worksheet's XML, for the prefix (mostly none) that its writer used."""

    def __init__(self, prefix: bytes) -> None:
        p = re.escape(prefix)
        self.row, self.cell = b"<" + prefix + b"row", b"<" + prefix + b"c "
        self.formula, self.value_ends = (
            b"<" + prefix + b"f",
            (b"</" + prefix + b"v>", b"</" + prefix + b"is>"),
        )
        self.hidden_row = re.compile(rb"<" + p + rb'row ([^>]*\bhidden="(?:1|true)"[^>]*)>')
        self.error_cell = re.compile(rb"<" + p + rb'c ([^>]*\bt="e"[^>]*)>')
        self.valued_far_cell = re.compile(rb"<" + p + rb'c [^>]*?\br="([A-Z]{2,3})\d{1,7}"(?:[^>]*[^/>])?>')
        self.no_value = re.compile(
            rb"<%(p)sc ([^>]*)>\s*<%(p)sf(?:\s[^>]*)?(?:/>|>[^<]*</%(p)sf>)\s*(?:<%(p)sv\s*/>|<%(p)sv>\s*</%(p)sv>)?\s*</%(p)sc>"
            % {b"p": p}
        )


class Scan:
    """What calamine does not tell of a worksheet, gathered while its XML is unpacked: hidden rows, formulas without a
    value, error cells, and how far the values reach (rows and columns counted from 1)."""

    def __init__(self) -> None:
        self.hidden_rows: list[int] = []
        self.flaws: list[tuple[int, int, str]] = []
        self.last_row = 0
        self.last_column = 1
        self._row = 0
        self._carry = b""
        self._patterns: Patterns | None = None

    def feed(self, chunk: bytes) -> None:
        """Take the next piece of XML; what may be cut in the middle waits for the next one."""
        data = self._carry + chunk
        if self._patterns is None:
            root = _ROOT.search(data[:100_000])
            self._patterns = Patterns(root[1] or b"" if root else b"")
        end = max(data.rfind(self._patterns.row), data.rfind(self._patterns.cell))
        if end <= 0 or len(data) - end > 2_000_000:
            end = len(data) if len(data) > 2_000_000 else 0
        self._carry = data[end:]
        self._look(data[:end], self._patterns)

    def finish(self) -> None:
        """Look at the last piece."""
        if self._patterns is not None:
            self._look(self._carry, self._patterns)
        self._carry = b""

    def _look(self, data: bytes, patterns: Patterns) -> None:
        if b'hidden="' in data:
            numbers = (_ROW_NUMBER.search(match[1]) for match in patterns.hidden_row.finditer(data))
            self.hidden_rows.extend(int(number[1]) for number in numbers if number)
        if b't="e"' in data:
            self._mark("error", patterns.error_cell, data)
        if patterns.formula in data:
            self._mark("formula", patterns.no_value, data)
        self._reach(data, patterns)

    def _mark(self, flaw: str, shape: re.Pattern[bytes], data: bytes) -> None:
        for match in shape.finditer(data):
            place = _PLACE.search(match[1])
            if place:
                self.flaws.append((int(place[2]), column_index(place[1].decode()) + 1, flaw))

    def _reach(self, data: bytes, patterns: Patterns) -> None:
        value = max(data.rfind(end) for end in patterns.value_ends)
        start = data.rfind(patterns.row, 0, max(value, 0))
        if start >= 0:
            number = _ROW_NUMBER.search(data, start, start + 400)
            self._row = int(number[1]) if number else self._row
        if value >= 0:
            self.last_row = max(self.last_row, self._row)
        if _FAR_COLUMN.search(data):
            columns = {column_index(name.decode()) for name in set(patterns.valued_far_cell.findall(data))}
            self.last_column = max(self.last_column, 1 + max(columns, default=0))
        start = data.rfind(patterns.row)
        number = _ROW_NUMBER.search(data, start, start + 400) if start >= 0 else None
        self._row = int(number[1]) if number else self._row


class Judged:
    """A workbook found fit to read: the scans of its worksheets in the workbook's order, and where its days begin."""

    def __init__(self, scans: list[Scan], *, epoch: int) -> None:
        self.scans = scans
        self.epoch = epoch


def judge(path: Path, limits: Limits) -> Judged:
    """Unpack every part once, counting the bytes that really come out, and refuse what no roster needs."""
    with path.open("rb") as file:
        infos = _members(file, limits)
        kept: dict[str, bytes] = {}
        scans: dict[str, Scan] = {}
        room = limits.inflated_bytes
        for info in infos:
            room -= _judge_part(file, info, kept=kept, scans=scans, room=room)
    if b"macroEnabled" in kept.get("[Content_Types].xml", b""):
        raise Unfit("file-macros")
    if not any(namespace in kept["xl/workbook.xml"] for namespace in _NAMESPACES):
        raise Unfit("file-not-a-table")
    return _in_order(kept, scans)


def _members(file: IO[bytes], limits: Limits) -> list[zipfile.ZipInfo]:
    try:
        infos = zipfile.ZipFile(file).infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, struct.error) as problem:
        raise Unfit("file-truncated") from problem
    names = [info.filename for info in infos]
    if len(names) > limits.members or len(set(names)) < len(names):
        raise Unfit("file-zip-bomb")
    if any(info.flag_bits & 1 for info in infos):
        raise Unfit("file-password")
    if any(part in name.lower() for part in _MACRO_PARTS for name in names):
        raise Unfit("file-macros")
    if "xl/workbook.xml" not in names:
        other = any(name.lower() in _OTHER_OFFICE for name in names)
        raise Unfit("file-format" if other else "file-not-a-table")
    return infos


def _judge_part(
    file: IO[bytes], info: zipfile.ZipInfo, *, kept: dict[str, bytes], scans: dict[str, Scan], room: int
) -> int:
    """Inflate one part within `room` bytes; returns how many came out. Fills `kept` (small parts) and `scans`."""
    name, taken, tail = info.filename, 0, b""
    keep = name in ("[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels")
    scan = Scan() if name.endswith(".xml") and "worksheets/" in name else None
    for chunk in inflated(file, info):
        if taken == 0:
            _judge_beginning(name, chunk)
        taken += len(chunk)
        if taken > (min(room, 5_000_000) if keep else room):
            raise Unfit("file-zip-bomb")
        _judge_chunk(name, tail + chunk)
        tail = chunk[-16:]
        if keep:
            kept[name] = kept.get(name, b"") + chunk
        if scan:
            scan.feed(chunk)
    if scan:
        scan.finish()
        scans[name] = scan
    if keep and name not in kept:
        raise Unfit("file-truncated")
    return taken


def _judge_beginning(name: str, chunk: bytes) -> None:
    if name.endswith((".xml", ".rels")) and chunk[:2] in _WIDE_UTF:
        raise Unfit("file-not-a-table")  # no office program writes its parts so; a DOCTYPE could hide in them


def _judge_chunk(name: str, chunk: bytes) -> None:
    if "/media/" not in name and (b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk):
        raise Unfit("file-external-entity")


def inflated(file: IO[bytes], info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part's true bytes in pieces of bounded size, whatever sizes the archive declares."""
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unfit("file-truncated")
    file.seek(info.header_offset)
    head = file.read(30)
    if len(head) < 30 or head[:4] != b"PK\x03\x04":
        raise Unfit("file-truncated")
    file.seek(sum(struct.unpack("<HH", head[26:30])), 1)
    packed = _packed(file, info.compress_size)
    try:
        yield from packed if info.compress_type == zipfile.ZIP_STORED else _unpacked(packed)
    except zlib.error as problem:
        raise Unfit("file-truncated") from problem


def _packed(file: IO[bytes], left: int) -> Iterator[bytes]:
    while left > 0:
        raw = file.read(min(left, _CHUNK))
        if not raw:
            raise Unfit("file-truncated")
        left -= len(raw)
        yield raw


def _unpacked(packed: Iterator[bytes]) -> Iterator[bytes]:
    stream = zlib.decompressobj(-15)
    for raw in packed:
        waiting = raw
        while waiting and not stream.eof:
            yield stream.decompress(waiting, _CHUNK)
            waiting = stream.unconsumed_tail
    while not stream.eof:
        rest = stream.decompress(b"", _CHUNK)
        if not rest:
            raise Unfit("file-truncated")
        yield rest


def _elements(data: bytes) -> list[tuple[str, dict[str, str]]]:
    """Element names without prefix and their attributes. Only for parts already searched for a DOCTYPE."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attributes: found.append((tag.rpartition(":")[2], attributes))
    try:
        parser.Parse(data, True)
    except expat.ExpatError as problem:
        raise Unfit("file-truncated") from problem
    return found


def _in_order(kept: dict[str, bytes], scans: dict[str, Scan]) -> Judged:
    book = _elements(kept["xl/workbook.xml"])
    relations = _elements(kept.get("xl/_rels/workbook.xml.rels", b"<none/>"))
    targets = {
        attributes.get("Id", ""): normpath(join("/xl", attributes.get("Target", ""))).lstrip("/")
        for tag, attributes in relations
        if tag == "Relationship"
    }
    ids = [
        next((value for key, value in attributes.items() if key.endswith(":id")), "")
        for tag, attributes in book
        if tag == "sheet"
    ]
    shifted = any(
        tag == "workbookPr" and attributes.get("date1904") in ("1", "true") for tag, attributes in book
    )
    return Judged([scans.get(targets.get(key, ""), Scan()) for key in ids], epoch=1904 if shifted else 1900)


def sheets(data: bytes, judged: Judged, limits: Limits) -> list[dict[str, object]]:
    """Every worksheet as plain data; hidden ones by name only."""
    for number, scan in enumerate(judged.scans, start=1):
        _hold_reach(str(number), scan, limits)
    try:
        book = _opened(data)
        found = []
        for number, metadata in enumerate(book.sheets_metadata):
            scan = judged.scans[number] if number < len(judged.scans) else Scan()
            if metadata.visible != SheetVisibleEnum.Visible:
                found.append({"name": metadata.name, "hidden": True, "rows": []})
            elif metadata.typ == SheetTypeEnum.WorkSheet:
                found.append(_sheet(book.get_sheet_by_index(number), scan, limits))
    except PasswordError as problem:
        raise Unfit("file-password") from problem
    except CalamineError as problem:
        raise Unfit("file-truncated") from problem
    if not any(sheet["rows"] for sheet in found):
        raise Unfit("file-empty")
    return found


def _opened(data: bytes) -> CalamineWorkbook:
    """The workbook, its sheets told apart by their names: no office program writes two of one name, and rows are known by their sheet."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    if len({name.casefold() for name in book.sheet_names}) < len(book.sheet_names):
        raise Unfit("file-truncated")
    return book


def _hold_reach(number: str, scan: Scan, limits: Limits) -> None:
    """Before calamine lays the table out densely: one stray value in the last row would ask for gigabytes."""
    if scan.last_row > limits.rows:
        raise Unfit("file-too-many-rows", sheet=number, row=str(scan.last_row), limit=f"{limits.rows:,}")
    if scan.last_column > limits.columns or scan.last_row * scan.last_column > 2 * limits.cells:
        raise Unfit("file-too-large")


def _sheet(sheet: CalamineSheet, scan: Scan, limits: Limits) -> dict[str, object]:
    if sheet.height * sheet.width > limits.cells or sheet.height > limits.rows:
        raise Unfit("file-too-large")
    first_row, first_column = sheet.start or (0, 0)
    rows = sheet.to_python()
    dates, moments = _set_dates_apart(rows)
    merged = [[*first, *last] for first, last in sheet.merged_cell_ranges or ()]
    return {
        "name": sheet.name,
        "rows": rows,
        "first_row": first_row + 1,
        "first_column": first_column,
        "dates": dates,
        "moments": moments,
        "flaws": scan.flaws,
        "hidden_rows": scan.hidden_rows,
        "merged": merged,
    }


def _set_dates_apart(rows: list[list[Any]]) -> tuple[list[int], list[tuple[int, int, str]]]:
    """JSON has no dates: put days as row, column, ordinal in one flat list, and moments as row, column, ISO text."""
    days: list[int] = []
    moments: list[tuple[int, int, str]] = []
    for index, row in enumerate(rows):
        for column, value in enumerate(row):
            kind = type(value)
            if kind is date:
                days += (index, column, value.toordinal())
                row[column] = ""
            elif kind is datetime:
                moments.append((index, column, value.isoformat()))
                row[column] = ""
            elif kind is time or kind is timedelta:
                row[column] = str(value)
    return days, moments
