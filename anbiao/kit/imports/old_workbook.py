"""Child side: an Excel 97 workbook (.xls, and .et of WPS) judged record by record before calamine reads it. Stdlib only.

It tells what calamine does not: hidden rows, cells that hold an error, and how far the values reach; and it refuses passwords and macros.
"""

import struct
from collections.abc import Iterator

from anbiao.kit.imports.limits import Unfit
from anbiao.kit.imports.old_container import Container
from anbiao.kit.imports.workbook import Judged, Scan

_STREAMS = ("Workbook", "Book", "WORKBOOK", "BOOK")
_ENCRYPTED = "EncryptedPackage"
_MACROS = frozenset({"_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA", "Macros"})
_BEGIN, _END, _SHEET, _PASSWORD, _DAYS_OF_1904, _ROW = 0x0809, 0x000A, 0x0085, 0x002F, 0x0022, 0x0208
_FORMULAS, _TRUTH_OR_ERROR, _MANY_NUMBERS = frozenset({0x0006, 0x0206, 0x0406}), 0x0205, 0x00BD
# A number, a number in short, a shared text, a text, a rich text.
_VALUES = frozenset({0x0203, 0x027E, 0x00FD, 0x0204, 0x00D6, _TRUTH_OR_ERROR, _MANY_NUMBERS}) | _FORMULAS
_HIDDEN = 0x20
_MACRO_SHEET, _MACRO_MODULE = 1, 6
_NO_NUMBER = b"\xff\xff"


def judge(container: Container) -> Judged:
    """Walk the records of a workbook once. Raises Unfit for what no roster needs."""
    if _ENCRYPTED in container.names:
        raise Unfit("file-password")
    stream = next((found for name in _STREAMS if (found := container.stream(name)) is not None), None)
    if stream is None:
        raise Unfit("file-not-a-table")
    if container.names & _MACROS:
        raise Unfit("file-macros")
    try:
        return _judged(stream)
    except (struct.error, IndexError) as problem:
        raise Unfit("file-truncated") from problem


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Place, kind and content of each record; a record that is cut short ends the file."""
    at, end = 0, len(stream)
    while at + 4 <= end:
        kind, length = struct.unpack_from("<HH", stream, at)
        if at + 4 + length > end:
            raise Unfit("file-truncated")
        yield at, kind, stream[at + 4 : at + 4 + length]
        at += 4 + length
        if kind == 0 and length == 0:
            return  # what follows the last sheet is filled with nothing


def _judged(stream: bytes) -> Judged:
    walk = _Walk()
    for at, kind, content in _records(stream):
        walk.meet(at, kind, content)
    if not walk.scans:
        raise Unfit("file-truncated")
    return Judged(list(walk.scans.values()), epoch=walk.epoch)


class _Walk:
    """Where in the book a walk along its records is: the sheets announced, by their place, and the one that it is in."""

    def __init__(self) -> None:
        self.scans: dict[int, Scan] = {}
        self.epoch = 1900
        self._depth = 0
        self._scan: Scan | None = None

    def meet(self, at: int, kind: int, content: bytes) -> None:
        """Take the next record. Raises Unfit for a password and for macros."""
        if kind == _BEGIN:
            self._depth += 1
            self._scan = self.scans.get(at) if self._depth == 1 else self._scan
        elif kind == _END:
            self._depth -= 1
        elif self._scan is None:
            self._meet_of_book(kind, content)
        elif self._depth == 1:  # a chart inside a sheet has numbers of its own
            _look(self._scan, kind, content)

    def _meet_of_book(self, kind: int, content: bytes) -> None:
        if kind == _PASSWORD:
            raise Unfit("file-password")
        if kind == _SHEET:
            _refuse_macros(content)
            self.scans[struct.unpack_from("<I", content)[0]] = Scan()
        elif kind == _DAYS_OF_1904 and content[:1] == b"\1":
            self.epoch = 1904


def _refuse_macros(sheet: bytes) -> None:
    if sheet[5] in (_MACRO_SHEET, _MACRO_MODULE):
        raise Unfit("file-macros")


def _look(scan: Scan, kind: int, content: bytes) -> None:
    if kind == _ROW:
        if content[12] & _HIDDEN:
            scan.hidden_rows.append(struct.unpack_from("<H", content)[0] + 1)
    elif kind in _VALUES:
        row, column = struct.unpack_from("<HH", content)
        last = struct.unpack_from("<H", content, len(content) - 2)[0] if kind == _MANY_NUMBERS else column
        scan.last_row = max(scan.last_row, row + 1)
        scan.last_column = max(scan.last_column, last + 1)
        if flaw := _flaw(kind, content):
            scan.flaws.append((row + 1, column + 1, flaw))


def _flaw(kind: int, content: bytes) -> str:
    """What is wrong with a value: "error", "formula" for one that was never calculated, "" for nothing."""
    if kind == _TRUTH_OR_ERROR:
        return "error" if content[7] == 1 else ""
    if kind in _FORMULAS and content[12:14] == _NO_NUMBER:
        return {2: "error", 3: "formula"}.get(content[6], "")
    return ""
