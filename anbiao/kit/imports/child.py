"""The reading process: limits itself, judges the file by content, reads it, and hands the rows back as JSON.

Started by reading.py as `python -I -S child.py SITE_PACKAGES PROJECT FILE SUFFIX LIMITS`: no environment, no site hooks, no
Django. Whatever a hostile file does to a parser, it does it here.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path[:] = [sys.argv[2], *sys.path, sys.argv[1]]

from anbiao.kit.imports.limits import Limits, Unfit

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BEFORE_EXCEL_5 = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x04\x08\x00")
_FOREIGN = (
    *(b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf"),  # documents and pictures
    *(b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"MZ", b"\x7fELF"),  # archives and programs
)
AT_A_TIME = 5000
_TEXT_SUFFIXES = ("", ".csv", ".txt", ".tsv")


def main(arguments: list[str]) -> None:
    """Read one file within the limits and write the answer to standard output."""
    path, suffix, numbers = arguments
    limits = Limits(*json.loads(numbers))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    found = answer(Path(path), suffix=suffix, limits=limits)
    sheets: Any = found.pop("sheets", [])
    # Rows go out some thousand at a time, since a whole roster as one text takes as much room as the roster.
    sys.stdout.buffer.write(_json(found)[:-1] + (b"," if found else b"") + b'"sheets":[')
    for number, sheet in enumerate(sheets):
        rows = sheet.pop("rows")
        sys.stdout.buffer.write(b"," * bool(number) + _json(sheet)[:-1] + b',"rows":[')
        for start in range(0, len(rows), AT_A_TIME):
            sys.stdout.buffer.write(b"," * bool(start) + _json(rows[start : start + AT_A_TIME])[1:-1])
        sys.stdout.buffer.write(b"]}")
    sys.stdout.buffer.write(b"]}")


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def answer(path: Path, *, suffix: str, limits: Limits) -> dict[str, object]:
    """The sheets as plain data, or the code of the refusal. Never raises on account of the file."""
    try:
        return read_any(path, suffix=suffix, limits=limits)
    except Unfit as unfit:
        return {"refused": unfit.code, "params": unfit.params}
    except (
        BaseException
    ) as problem:  # calamine's panics are no Exception, and the parent must hear of everything
        if isinstance(problem, KeyboardInterrupt | SystemExit):
            raise
        heavy = isinstance(problem, MemoryError) or type(problem).__name__ == "PanicException"
        code = "file-too-large" if heavy else "file-truncated"
        return {"refused": code, "params": {}, "why": repr(problem)[:500]}


def read_any(path: Path, *, suffix: str, limits: Limits) -> dict[str, object]:
    """Judge by the first bytes what the file is, and read it; the name only has to agree."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"PK"):
        return _read_workbook(path, suffix=suffix, limits=limits)
    data = path.read_bytes()
    if head.startswith(_OLE):
        return _read_old_workbook(data, suffix=suffix, limits=limits)
    if head.startswith(_BEFORE_EXCEL_5):
        raise Unfit("file-xls")
    if head.startswith(_FOREIGN):
        raise Unfit("file-not-a-table")
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        raise Unfit("file-format")  # a web page or XML table, which many systems export under the name .xls
    return _read_text(data, suffix=suffix, limits=limits)


def _read_text(data: bytes, *, suffix: str, limits: Limits) -> dict[str, object]:
    from anbiao.kit.imports.delimited import read_delimited

    rows = read_delimited(data, limits)
    if suffix not in _TEXT_SUFFIXES:
        raise Unfit("file-extension", found=".csv", suffix=suffix)
    return {"epoch": 1900, "sheets": [{"name": "", "rows": rows}]}


def _read_workbook(path: Path, *, suffix: str, limits: Limits) -> dict[str, object]:
    from anbiao.kit.imports.workbook import judge, sheets

    judged = judge(path, limits)
    if suffix not in ("", ".xlsx", ".et"):
        raise Unfit("file-extension", found=".xlsx", suffix=suffix)
    return {"epoch": judged.epoch, "sheets": sheets(path.read_bytes(), judged, limits)}


def _read_old_workbook(data: bytes, *, suffix: str, limits: Limits) -> dict[str, object]:
    from anbiao.kit.imports.old_container import Container
    from anbiao.kit.imports.old_workbook import judge
    from anbiao.kit.imports.workbook import sheets

    judged = judge(Container(data))
    if suffix not in ("", ".xls", ".et"):
        raise Unfit("file-extension", found=".xls", suffix=suffix)
    return {"epoch": judged.epoch, "sheets": sheets(data, judged, limits)}


if __name__ == "__main__":
    main(sys.argv[3:])
