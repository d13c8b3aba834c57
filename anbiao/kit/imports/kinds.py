"""One taker for each kind of column: tidy, non-empty text into a typed value, or a reason raised."""

import difflib
import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from anbiao.kit.imports.columns import Column
from anbiao.kit.imports.reasons import refuse
from anbiao.kit.imports.sheets import Cell
from anbiao.kit.imports.texts import compact

Value = str | int | Decimal | tuple[str, ...]
Taker = Callable[[str, Cell, Column], Value]

_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?E\+\d{1,3}", re.ASCII)
_WHOLE = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.0*)?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|[+-]?\.\d+", re.ASCII)
_PEOPLE = ("人", "名", "个", "位")
_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{9})", re.ASCII)
_LANDLINE = re.compile(
    r"(?:\+?86-?)?(010|02\d|0[3-9]\d\d)-?([2-8]\d{6,7})(?:(?:-|转|ext\.?|x|#)(\d{1,6}))?", re.ASCII
)
_SERVICE = re.compile(r"[48]00\d{7}|9[56]\d{3,6}|1[12]\d|12\d{3}", re.ASCII)
_LOCAL = re.compile(r"[2-8]\d{6,7}(?:-\d{1,6})?", re.ASCII)
_PARTS = re.compile(r"[、，,;；/\n|]")
_MOST_SUGGESTED_FROM = 2_000


def take_text(text: str, value: Cell, column: Column) -> str:
    """The text as it stands."""
    if len(text) > column.longest:
        raise refuse("too-long", value, column, length=f"{len(text):,}", longest=str(column.longest))
    return text


def take_code(text: str, value: Cell, column: Column) -> str:
    """Half width, capitals, no spaces; a number that Excel rounded is refused."""
    code = compact(text).upper()
    if _SCIENTIFIC.fullmatch(code):
        raise refuse("code-lost-digits", value, column)
    return take_text(code, value, column)


def take_count(text: str, value: Cell, column: Column) -> int:
    """A whole number from 0; thousands separators and a unit (50人) are understood."""
    largest = 10 ** min(column.longest, 9) - 1
    match = _WHOLE.fullmatch(_without_unit(text, (*column.units, *_PEOPLE)))
    if match is None:
        raise refuse("not-a-whole-number", value, column, largest=f"{largest:,}")
    digits = match[1].replace(",", "").lstrip("0") or "0"
    if len(digits) > len(str(largest)):
        raise refuse("number-too-large", value, column, largest=f"{largest:,}")
    return int(digits)


def take_decimal(text: str, value: Cell, column: Column) -> Decimal:
    """A number, exact as written; thousands separators and the column's units are understood."""
    bare = _without_unit(text, column.units)
    if not _NUMBER.fullmatch(bare):
        raise refuse("not-a-number", value, column)
    number = Decimal(bare.replace(",", ""))
    most = 10 ** min(column.longest, 15)
    if abs(number) >= most:
        raise refuse("number-too-large", value, column, largest=f"{most - 1:,}")
    return number


def _without_unit(text: str, units: tuple[str, ...]) -> str:
    bare = compact(text)
    if len(bare) > 60:
        return ""
    unit = next((unit for unit in units if bare.endswith(unit)), "")
    return bare.removesuffix(unit)


def take_phone(text: str, value: Cell, column: Column) -> str:
    """13900000000; 0595-22630000; 0595-22630000-12 with an extension; 4001234567."""
    bare = compact(text).casefold()
    if len(bare) > 60:
        raise refuse("not-a-phone", value, column)
    dashed = bare.replace("—", "-").replace("–", "-").replace("(", "").replace(")", "-").strip("-/、,;")
    digits = dashed.replace("-", "").replace(".", "")
    mobile = _MOBILE.fullmatch(digits)
    if mobile:
        return mobile[1]
    line = _landline(dashed, digits, value)
    if line:
        return "-".join(part for part in line.groups() if part)
    if _SERVICE.fullmatch(digits):
        return digits
    raise refuse(_why_no_phone(dashed, digits), value, column, digits=str(len(digits)))


def _landline(dashed: str, digits: str, value: Cell) -> re.Match[str] | None:
    line = _LANDLINE.fullmatch(dashed) or _LANDLINE.fullmatch(digits)
    if line is None and isinstance(value, float | int):
        # Typed into a number cell it has lost the zero of its area code; only one reading remains.
        line = _LANDLINE.fullmatch("0" + digits)
    return line


def _why_no_phone(dashed: str, digits: str) -> str:
    if _PARTS.search(dashed):
        return "phone-several"
    if _LOCAL.fullmatch(dashed):
        return "phone-area-code"
    return "phone-length" if digits.isdecimal() and digits.startswith("1") else "not-a-phone"


def taker(column: Column) -> Taker:
    """The taker of a column, made once for all its cells."""
    if column.kind == "choice":
        return _chooser(column)
    if column.kind == "list":
        return _lister(column)
    return _TAKERS[column.kind]


_TAKERS: Mapping[str, Taker] = {
    "text": take_text,
    "code": take_code,
    "count": take_count,
    "decimal": take_decimal,
    "phone": take_phone,
}


def plain_word(text: str) -> str:
    """A word of a list without width, spaces and case."""
    return compact(text).casefold()


def _chooser(column: Column) -> Callable[[str, Cell, Column], str]:
    """Takes one word of the column's choices. Each wrong word is looked up for a similar one only once."""
    stored = {plain_word(word): answer for word, answer in column.choices.items()}
    written = {plain_word(word): word for word in column.choices}
    similar: dict[str, str] = {}

    def nearest(word: str) -> str:
        if (
            word not in similar
            and len(similar) < 200
            and len(word) < 40
            and len(written) < _MOST_SUGGESTED_FROM
        ):
            near = difflib.get_close_matches(word, written, n=1, cutoff=0.6)
            similar[word] = written[near[0]] if near else ""
        return similar.get(word, "")

    def choose(text: str, value: Cell, column: Column) -> str:
        word = plain_word(text)
        if word in stored:
            return stored[word]
        near = nearest(word)
        raise refuse("choice-similar" if near else "choice-unknown", text, column, similar=near)

    return choose


def _lister(column: Column) -> Callable[[str, Cell, Column], tuple[str, ...]]:
    choose = _chooser(column) if column.choices else take_text

    def take(text: str, value: Cell, column: Column) -> tuple[str, ...]:
        parts = (part.strip() for part in _PARTS.split(text))
        return tuple(dict.fromkeys(choose(part, value, column) for part in parts if part))

    return take
