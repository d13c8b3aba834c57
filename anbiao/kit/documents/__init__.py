"""Printed documents: a template and plain data become a PDF with its hash. Texts are data to the template, never markup."""

import hashlib
import json
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pylopdf_fonts_zh_cn

if TYPE_CHECKING:
    import typst

ROOT = Path(__file__).parents[
    2
]  # templates may import what stands in the package: "/kit/documents/house.typ"
WHEEL = Path(pylopdf_fonts_zh_cn.__file__).parent
# What official documents are set in, where the machine has it; the last of each is in the wheel.
FONTS: Mapping[str, tuple[str, ...]] = {
    "title": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "STZhongsong", "Noto Serif SC"),
    "body": ("FangSong_GB2312", "FangSong", "STFangsong", "Noto Serif SC"),
    "heading": ("SimHei", "STHeiti", "Noto Sans SC"),
    "sub": ("KaiTi_GB2312", "KaiTi", "STKaiti", "Noto Serif SC"),
    "table": ("SimSun", "STSong", "Noto Serif SC"),
    "plain": ("Noto Sans SC",),
}


class Unprintable(Exception):  # noqa: N818 - what came of it, as the house names refusals
    """A template cannot be set; its message says where. A fault of the program, never of the data."""


@dataclass(frozen=True)
class Document:
    """A finished document: its bytes and their hash."""

    content: bytes
    sha256: str


@lru_cache(maxsize=1)
def _found() -> "typst.Fonts":
    """The fonts of the machine and of the wheel, looked for once a process."""
    import typst

    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=[str(WHEEL)])


@lru_cache(maxsize=1)
def fonts() -> Mapping[str, tuple[str, ...]]:
    """Of each use the families that are there, the best first. Raises Unprintable when one has none."""
    there = set(_found().families())
    found = {use: tuple(name for name in names if name in there) for use, names in FONTS.items()}
    lacking = [use for use, names in found.items() if not names]
    if lacking:
        raise Unprintable(f"no font for {', '.join(lacking)}")
    return found


def render(template: Path, data: Mapping[str, Any], *, at: datetime) -> Document:
    """Sets a template (.typ) with plain data as a PDF. `at` is the document's own date and time: the same in, the same bytes out.

    The template reads `json(bytes(sys.inputs.data))`. About 0.2 s and 0.1 s for each 100 lines of a table.
    """
    import typst  # where it is used: it takes every process 7 MB

    inputs = {"data": json.dumps({**data, "fonts": fonts()}, ensure_ascii=False, default=str)}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            content = typst.compile(
                str(template), root=str(ROOT), font_paths=_found(), sys_inputs=inputs, format="pdf", timestamp=at.astimezone(UTC).replace(microsecond=0),
            )  # fmt: skip
    except typst.TypstError as error:
        raise Unprintable(f"{template.name}: {error}") from error
    return digest(content)


def digest(content: bytes) -> Document:
    """A finished document of these bytes."""
    return Document(content, hashlib.sha256(content).hexdigest())
