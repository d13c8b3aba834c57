"""The writing of a cell: without what cannot be seen, in half width where that is meant, and the ways to say "nothing"."""

import math
import re
import unicodedata
from datetime import datetime

from anbiao.kit.imports.sheets import Cell, Flaw

LONGEST_CELL = 32_767  # characters that Excel can hold; no expression of this package ever sees more
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_DASHES = ("-", "--", "---", "—", "——", "–", "―", "/", "//", "\\")
_NONE_WORDS = (
    "无",
    "暂无",
    "没有",
    "不详",
    "n/a",
    "#n/a",
    "na",
    "null",
    "none",
    "nil",
    "nan",
    "(空)",
    "(无)",
    "（空）",
    "（无）",
)
_NOTHING = frozenset((*_DASHES, *_NONE_WORDS))
_MASKED = re.compile(r"[^\d\s*]{0,2}\*+[^\d\s*]?")  # a name as our lists show it: 张*


def tidy(text: str) -> str:
    """Text without invisible characters, with single spaces; width and rare characters stay as they are."""
    if (
        text.isprintable()
    ):  # nothing invisible is in it, and no space but the plain one: the way of nearly every cell
        return " ".join(text.split()) if " " in text else text
    if _INVISIBLE.search(text):
        text = _INVISIBLE.sub("", text)
    return " ".join(text.split())


def compact(text: str) -> str:
    """A code or number without spaces, in half width."""
    return "".join((text if text.isascii() else unicodedata.normalize("NFKC", text)).split())


def is_nothing(text: str) -> bool:
    """Whether tidy text holds no value: empty, a dash, 无, N/A, or masked with stars. It then changes nothing."""
    if "*" in text or "＊" in text:
        stars = text.replace("＊", "*")
        return "***" in stars or _MASKED.fullmatch(stars) is not None
    return not text or (len(text) < 6 and text.casefold() in _NOTHING)


def says_none(value: Cell) -> bool:
    """Whether the sender wrote that there is nothing (无, N/A, —), rather than leaving the cell empty or masked."""
    text = tidy(value) if isinstance(value, str) and len(value) < 20 else ""
    return text.casefold() in _NOTHING


def shown(value: Cell) -> str:
    """A cell as its sender sees it in Excel (9.13505E+17), at most 60 characters: for reports."""
    if isinstance(value, Flaw):
        text = "" if value is Flaw.FORMULA else "#REF!"
    elif isinstance(value, float) and math.isfinite(value):
        text = str(int(value)) if value.is_integer() and abs(value) < 1e11 else f"{value:.6G}"
    elif isinstance(value, datetime):
        text = value.isoformat(" ", "minutes")
    else:
        text = "" if value is None else tidy(str(value)[:200])
    return text if len(text) <= 60 else text[:59] + "…"
