"""Child side: the container of Office 97 files, read as far as a workbook needs it. Stdlib only.

A file of sectors: a table says which sector follows which, a directory says where each stream begins; streams of less than 4,096
bytes lie in small sectors inside the stream of the root. Whatever the file declares, no chain is longer than the file has sectors.
"""

import struct
from typing import NamedTuple

from anbiao.kit.imports.limits import Unfit

_LAST = 0xFFFFFFFA  # numbers from here on mark ends and free places
_IN_HEADER = 109  # sectors of the table that the header itself names
_ENTRY = 128
_ROOT, _STREAM = 5, 2


class Entry(NamedTuple):
    """A line of the directory: its name, kind (1 folder, 2 stream, 5 root), first sector and size."""

    name: str
    kind: int
    start: int
    size: int


class Container:
    """An old file opened: its directory, and its streams by name. Raises Unfit("file-truncated") for what is damaged."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            self._open()
        except (struct.error, IndexError) as problem:
            raise Unfit("file-truncated") from problem

    def _open(self) -> None:
        shift, small_shift = struct.unpack_from("<HH", self._data, 30)
        if shift not in (9, 12) or small_shift != 6:
            raise Unfit("file-truncated")
        self._size: int = 1 << shift
        (directory,) = struct.unpack_from("<I", self._data, 48)
        self._small_below, small_table, _, more, _ = struct.unpack_from("<IIIII", self._data, 56)
        self._table = self._numbers(self._table_sectors(more))
        self.entries = self._entries(self._chained(directory))
        root = next((entry for entry in self.entries if entry.kind == _ROOT), None)
        self._small = self._chained(root.start)[: root.size] if root and root.size else b""
        self._small_table = (
            struct.unpack(f"<{len(raw) // 4}I", raw) if (raw := self._chained(small_table)) else ()
        )

    @property
    def names(self) -> frozenset[str]:
        """The names of everything in it."""
        return frozenset(entry.name for entry in self.entries)

    def stream(self, name: str) -> bytes | None:
        """The bytes of a stream; None where there is none of that name."""
        entry = next((each for each in self.entries if each.kind == _STREAM and each.name == name), None)
        if entry is None:
            return None
        if entry.size < self._small_below:
            content = self._collected(entry.start, self._small_table, self._small, unit=64, skip=0)
        else:
            content = self._chained(entry.start)
        if len(content) < entry.size:
            raise Unfit("file-truncated")
        return content[: entry.size]

    def _table_sectors(self, more: int) -> list[int]:
        """The sectors of the table: those that the header names, then those of the chain behind it."""
        sectors = list(struct.unpack_from(f"<{_IN_HEADER}I", self._data, 76))
        a_sector = self._size // 4
        for _ in range(len(self._data) // self._size):
            if more >= _LAST:
                break
            numbers = struct.unpack_from(f"<{a_sector}I", self._data, self._at(more))
            sectors += numbers[:-1]
            more = numbers[-1]
        return [sector for sector in sectors if sector < _LAST]

    def _numbers(self, sectors: list[int]) -> tuple[int, ...]:
        raw = b"".join(self._data[self._at(sector) : self._at(sector + 1)] for sector in sectors)
        return struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])

    def _at(self, sector: int) -> int:
        return (sector + 1) * self._size  # the header takes the place of one sector

    def _chained(self, start: int) -> bytes:
        return self._collected(start, self._table, self._data, unit=self._size, skip=1)

    def _collected(self, start: int, table: tuple[int, ...], data: bytes, *, unit: int, skip: int) -> bytes:
        found: list[bytes] = []
        sector = start
        while sector < _LAST:
            if sector >= len(table) or len(found) > len(table):
                raise Unfit("file-truncated")
            found.append(data[(sector + skip) * unit : (sector + skip + 1) * unit])
            sector = table[sector]
        return b"".join(found)

    def _entries(self, directory: bytes) -> list[Entry]:
        found = []
        for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            start, size = struct.unpack_from("<II", directory, at + 116)
            if kind:
                name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
                found.append(Entry(name, kind, start, size))
        return found
