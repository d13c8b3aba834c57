"""Child side: text tables (csv) of unknown encoding and delimiter into rows. Stdlib only."""

import codecs
import csv
import io
import re
from collections import Counter

from anbiao.kit.imports.limits import Limits, Unfit

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_LONGEST_CELL = 32_767  # what Excel itself can hold; a longer one is a quotation mark that was never closed
_MOST_LINES_IN_A_CELL = 60
_DELIMITERS = (",", "\t", ";", "，", "|")


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or GB 18030, with or without a byte order mark; else Unfit."""
    text = _by_mark(data) or _by_nulls(data) or _utf8_or_gb(data)
    if "\x00" in text or len(_CONTROL.findall(text[:100_000])) > 20:
        raise Unfit("file-not-a-table")
    return text


def _by_mark(data: bytes) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strictly(data, encoding)
    return ""


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as problem:
        raise Unfit("file-truncated" if problem.end >= len(data) - 4 else "file-encoding") from problem


def _by_nulls(data: bytes) -> str:
    """UTF-16 without a mark: ASCII commas and line ends betray themselves by their zero bytes."""
    if b"\x00" not in data[:100_000] or len(data) % 2:
        return ""
    ends = {"utf-16-le": b"\n\x00", "utf-16-be": b"\x00\n"}
    for encoding in sorted(ends, key=lambda name: -data.count(ends[name])):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text
    return ""


def _utf8_or_gb(data: bytes) -> str:
    if b"\x00" in data:
        raise Unfit("file-not-a-table")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as problem:
        if _is_damaged_utf8(data, problem):
            raise Unfit("file-truncated" if problem.end >= len(data) - 4 else "file-encoding") from problem
    return _strictly(data, "gb18030")


def _is_damaged_utf8(data: bytes, problem: UnicodeDecodeError) -> bool:
    """Whether the text is UTF-8 but for a few bytes. Read as GB 18030 it would come out as nonsense characters."""
    if problem.start > 0 and not data[: problem.start].isascii():
        good = data.decode("utf-8", "ignore")
        wide = sum(
            1 for char in good if ord(char) > 0x7FF
        )  # three bytes each: chance hits in GB text are few
        return wide * 3 > (len(data) - len(good.encode())) * 10
    return False


def delimiter_of(text: str) -> str:
    """The delimiter that cuts most of the first lines into the same number of cells, more than one."""
    sample = text[:20_000].splitlines()[:40]
    best, best_score = ",", 0
    for delimiter in _DELIMITERS:
        widths = Counter(len(cells) for cells in csv.reader(sample, delimiter=delimiter) if len(cells) > 1)
        score = max((count * min(width, 50) for width, count in widths.items()), default=0)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def read_delimited(data: bytes, limits: Limits) -> list[list[str]]:
    """All lines as rows of equal width, blank lines included, so that an index is the line of the file less one."""
    text = decoded(data)
    if not text.strip():
        raise Unfit("file-empty")
    csv.field_size_limit(10_000_000)
    hint = re.match(r"sep=(.)\r?\n", text)
    delimiter = hint[1] if hint else delimiter_of(text)
    rows: list[list[str]] = []
    width = 0
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            width = max(width, len(cells))
            rows.append(cells)
            _hold_limits(cells, rows=len(rows), width=width, limits=limits)
    except csv.Error as problem:
        raise Unfit("file-quotes", row=str(len(rows) + 1)) from problem
    if hint:
        rows[0] = []
    return [row if len(row) == width else row + [""] * (width - len(row)) for row in rows]


def _hold_limits(cells: list[str], *, rows: int, width: int, limits: Limits) -> None:
    if rows > limits.rows:
        raise Unfit("file-too-many-rows", sheet="1", row=str(rows), limit=f"{limits.rows:,}")
    if width > limits.columns or rows * width > limits.cells:
        raise Unfit("file-too-large")
    longest = max(cells, key=len, default="")
    if len(longest) > _LONGEST_CELL or longest.count("\n") > _MOST_LINES_IN_A_CELL:
        raise Unfit("file-quotes", row=str(rows))
