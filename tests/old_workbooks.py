"""Excel 97 workbooks for the tests: as few records as a real program needs to read them, in a container with small sectors or without."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

FREE, LAST, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SECTOR, SMALL = 512, 64
EPOCH = date(1899, 12, 30)
ERROR = "#REF!"  # a cell that ends in #REF!
UNCALCULATED = "=?"  # a formula without a result


@dataclass
class OldSheet:
    """A sheet: rows of values, hidden rows (from 1), merged ranges (first row, last row, first column, last column), kind and hiding."""

    name: str
    rows: Sequence[Sequence[object]]
    hidden_rows: Sequence[int] = ()
    merged: Sequence[tuple[int, int, int, int]] = ()
    hidden: int = 0
    kind: int = 0


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _text(text: str, *, short: bool = False) -> bytes:
    raw = text.encode("utf-16-le")
    return struct.pack("<BB" if short else "<HB", len(raw) // 2, 1) + raw


def _cell(row: int, column: int, value: object) -> bytes:
    head = struct.pack("<HHH", row, column, 1 if isinstance(value, date) else 0)
    if value == ERROR:
        return record(0x0205, head + b"\x17\x01")
    if value == UNCALCULATED:
        return record(0x0006, head + b"\x03" + bytes(5) + b"\xff\xff" + bytes(6) + struct.pack("<H", 0))
    if isinstance(value, date):
        return record(0x0203, head + struct.pack("<d", value.toordinal() - EPOCH.toordinal()))
    if isinstance(value, bool):
        return record(0x0205, head + bytes([value, 0]))
    if isinstance(value, int | float):
        return record(0x0203, head + struct.pack("<d", value))
    return record(0x0204, head + _text(str(value)))


def _substream(sheet: OldSheet) -> bytes:
    out = [record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))]
    width = max((len(row) for row in sheet.rows), default=0)
    out.append(record(0x0200, struct.pack("<IIHHH", 0, len(sheet.rows), 0, width, 0)))
    out += [
        record(0x0208, struct.pack("<HHHHHHI", n - 1, 0, width, 0, 0, 0, 0x20)) for n in sheet.hidden_rows
    ]
    for number, row in enumerate(sheet.rows):
        out += [
            _cell(number, place, value)
            for place, value in enumerate(row)
            if value is not None and value != ""
        ]
    if sheet.merged:
        ranges = b"".join(struct.pack("<HHHH", *each) for each in sheet.merged)
        out.append(record(0x00E5, struct.pack("<H", len(sheet.merged)) + ranges))
    out.append(record(0x000A))
    return b"".join(out)


def records(*sheets: OldSheet, since_1904: bool = False, more: bytes = b"") -> bytes:
    """The workbook stream; `more` stands among the records of the whole book."""
    begin = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + more
    begin += record(0x0022, struct.pack("<H", since_1904))
    begin += b"".join(record(0x00E0, struct.pack("<HH", 0, form) + bytes(16)) for form in (0, 14))
    streams = [_substream(sheet) for sheet in sheets]
    names = [_text(sheet.name, short=True) for sheet in sheets]
    at = len(begin) + sum(len(name) + 10 for name in names) + 4
    for sheet, name, stream in zip(sheets, names, streams, strict=True):
        begin += record(0x0085, struct.pack("<IBB", at, sheet.hidden, sheet.kind) + name)
        at += len(stream)
    return begin + record(0x000A) + b"".join(streams)


def contained(streams: dict[str, bytes], *, small: bool = False) -> bytes:
    """An old container with these streams: each whole in sectors, or (`small`) all of them in the small sectors of the root."""
    content, inside = b"", b""
    table: list[int] = []
    small_table: list[int] = []
    entries = []

    def put(data: bytes) -> int:
        nonlocal content
        start, number = len(table), max(1, -(-len(data) // SECTOR))
        table.extend([*range(start + 1, start + number), LAST])
        content += data.ljust(number * SECTOR, b"\0")
        return start

    for name, data in streams.items():
        if small:
            start, number = len(small_table), max(1, -(-len(data) // SMALL))
            small_table.extend([*range(start + 1, start + number), LAST])
            inside += data.ljust(number * SMALL, b"\0")
            entries.append((name, 2, start, len(data)))
        else:
            data = data.ljust(4096, b"\0")
            entries.append((name, 2, put(data), len(data)))
    root = ("Root Entry", 5, put(inside) if small else LAST, len(inside))
    small_at = (
        put(struct.pack(f"<{len(small_table)}I", *small_table).ljust(SECTOR, b"\xff")) if small else LAST
    )
    lines = b"".join(_entry(*entry) for entry in (root, *entries))
    directory = put(lines.ljust(-(-len(lines) // SECTOR) * SECTOR, b"\0"))
    tables = -(-(len(table) + 1) // (SECTOR // 4))
    while tables * (SECTOR // 4) < len(table) + tables:
        tables += 1
    first = len(table)
    table += [TABLE] * tables
    numbers = struct.pack(f"<{len(table)}I", *table).ljust(tables * SECTOR, b"\xff")
    named = [*range(first, first + tables)]
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
    )
    header += struct.pack("<IIIIIIIII", 0, tables, directory, 0, 4096, small_at, 1 if small else 0, LAST, 0)
    header += struct.pack("<109I", *(named + [FREE] * (109 - len(named))))
    return header + content + numbers


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    head = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, FREE, FREE, FREE)
    return head + bytes(36) + struct.pack("<IIQ", start, size, 0)[:12]


def old_workbook(
    *sheets: OldSheet, small: bool = False, since_1904: bool = False, more: bytes = b""
) -> bytes:
    """An .xls of these sheets."""
    return contained({"Workbook": records(*sheets, since_1904=since_1904, more=more)}, small=small)
