"""Columns: what a row shows, the same on the page, in a spreadsheet and for whoever may not see personal values."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext

from anbiao.kit.templatetags.kit import NONE, say_day, thousands
from anbiao.rules.colours import COLOURS
from anbiao.rules.machine import State

Text = str | Promise
KINDS = frozenset({"text", "name", "code", "number", "day", "state", "colour"})
# Pixels, each a class in register.css; 0 takes what is left.
WIDTHS = frozenset({0, 44, 72, 76, 84, 88, 94, 104, 128, 134, 168, 192, 220})


@dataclass(frozen=True)
class Column:
    """One column. `value(row)` gives text, a number, a day or a machine's State, as `kind` says ("colour": one of the four, drawn as its plate); None or "" is absent.

    `words` says a raw value (a code, a state's name) that many rows share; it is asked once a value in an export.
    `sort` names the stored column that sorts it: NOT NULL and indexed (district, column, id). `mask` hides a personal
    value from whoever may not reveal it. `absent` is what an empty cell says in crimson, where a dash would be too little; `tone` ("late") is the colour of a full one.
    `flag(row)` is what somebody has to know before she opens the row, "" for nothing: a mark behind the value, its words in the hover.
    `short` says the words of a page in less room; the spreadsheet and the hover keep them whole.
    `group` names the stored text by which rows can be put under heads, of which `group_digits` count (a town of a region);
    `group_words` says it where the cell's own words say more.
    """

    name: str
    label: Text
    value: Callable[[Any], Any]
    kind: str = "text"
    sort: str = ""
    width: int = 0
    words: Callable[[Any], Any] | None = None
    mask: Callable[[str], str] | None = None
    absent: Text = ""
    tone: str = ""
    short: Callable[[str], str] | None = None
    flag: Callable[[Any], str] | None = None
    on_phone: bool = True
    group: str = ""
    group_digits: int = 0
    group_words: Callable[[str], Any] | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS or self.width not in WIDTHS:
            raise ValueError(f"column {self.name}: kind {self.kind}, width {self.width}")

    @property
    def is_right(self) -> bool:
        """Words stand left, numbers and days right."""
        return self.kind in ("number", "day")

    def say(self, value: Any) -> Any:
        """A raw value in words."""
        return self.words(value) if self.words and value not in (None, "") else value

    def read(self, row: Any, *, reveal: bool) -> Any:
        """The value in words, masked where it is personal and may not be shown."""
        value = self.say(self.value(row))
        return self.mask(value) if self.mask and value and not reveal else value


@dataclass(frozen=True)
class Cell:
    """A value as a page shows it: its words, its mark when it is a state, and whether it stands for something missing."""

    column: Column
    text: str
    mark: str = ""
    tone: str = ""
    whole: str = ""
    colour: str | None = None
    flag: str = ""

    @property
    def needs_label(self) -> bool:
        """On a phone, where there are no heads, a figure and a missing value say what they are."""
        missing = bool(self.column.absent) and self.text == str(self.column.absent)
        return self.column.is_right or missing or self.column.tone == "late"

    @property
    def classes(self) -> str:
        """The classes of the cell."""
        return " ".join(
            part
            for part in (f"k-{self.column.kind}", "n" if self.column.is_right else "", self.tone, self._phone)
            if part
        )

    @property
    def _phone(self) -> str:
        return "desk" if self.text == NONE or not self.column.on_phone else ""


def cell(column: Column, value: Any, today: date) -> Cell:
    """What a page shows of a value."""
    if isinstance(value, State):
        return Cell(column, gettext(value.label), mark=value.mark)
    if column.kind == "colour":
        return Cell(column, said_colour(value), colour=value or "")
    if value is None or value == "":
        return (
            Cell(column, str(column.absent), tone="late") if column.absent else Cell(column, NONE, tone="sub")
        )
    if column.kind == "day":
        return Cell(column, say_day(value, today))
    if column.kind == "number":
        return Cell(column, thousands(value), tone="sub" if value == 0 else "")
    words = column.short(str(value)) if column.short else str(value)
    return Cell(column, words, tone=column.tone or ("sub" if column.kind == "code" else ""), whole=str(value))


def said_colour(colour: str | None) -> str:
    """One of the four colours as a word."""
    return gettext(COLOURS[colour]) if colour else gettext("No colour yet")


def plain(value: Any) -> str | int | float | date | None:
    """What a spreadsheet gets of a value: a number, a day, or text; None for absent."""
    if isinstance(value, State):
        return gettext(value.label)
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return localtime(value).date()
    if isinstance(value, bool):
        return str(value)
    return value if isinstance(value, (int, float, date)) else str(value)


def joined(words: Iterable[str]) -> str:
    """Words as a list in the reader's language: 甲、乙 or A, B."""
    return (", " if (get_language() or "").startswith("en") else "、").join(words)
