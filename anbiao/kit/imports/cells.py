"""One cell into one typed value, or a refusal that says why and what is allowed. Nothing here raises on account of a cell."""

import math
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Final

from anbiao.kit.imports.columns import Column
from anbiao.kit.imports.days import day_in_text, day_of_number
from anbiao.kit.imports.kinds import plain_word, taker
from anbiao.kit.imports.reasons import refuse
from anbiao.kit.imports.sheets import EPOCH_1900, Cell, Flaw
from anbiao.kit.imports.texts import LONGEST_CELL, is_nothing, says_none, shown, tidy
from anbiao.rules.refusal import Refusal, Refused

__all__ = ["EMPTY", "Typed", "clean", "clean_column", "says_none", "shown", "tidy"]

EMPTY: Final = None  # nothing that could be taken: what is stored stays as it is

Typed = str | int | Decimal | date | tuple[str, ...] | None

_LOST = re.compile("[\ufffd\ud800-\udfff]")
_TEXT_GUARD = re.compile(r'="([^"]*)"')


def clean(value: Cell, column: Column, *, epoch: date = EPOCH_1900) -> tuple[Typed, Refusal | None]:
    """The typed value of one cell or EMPTY, and the reason why it was not taken. `epoch` is the book's, for serial days."""
    values, errors = clean_column((value,), column, epoch=epoch)
    return values[0], errors[0][1] if errors else None


def clean_column(
    values: Sequence[Cell], column: Column, *, epoch: date = EPOCH_1900
) -> tuple[list[Typed], list[tuple[int, Refusal]]]:
    """All cells of one column: typed values in the same order (EMPTY where refused), and (index, reason) of the refused.

    What a text says is asked once, however often it stands there: towns, trades and classes come back in every other row.
    """
    take = _taker(column, epoch)
    texts: dict[str, tuple[Typed, Refusal | None]] = {}
    typed: list[Typed] = []
    errors: list[tuple[int, Refusal]] = []
    for index, value in enumerate(values):
        if isinstance(value, str):
            found = texts.get(value)
            if found is None:
                found = texts[value] = _taken(take, value)
        else:  # numbers are not kept: 1, 1.0 and TRUE are equal and not the same
            found = _taken(take, value)
        typed.append(found[0])
        if found[1] is not None:
            errors.append((index, found[1]))
    return typed, errors


def _taken(take: Callable[[Cell], Typed], value: Cell) -> tuple[Typed, Refusal | None]:
    try:
        return take(value), None
    except Refused as refused:
        return EMPTY, refused.refusals[0]


@lru_cache(maxsize=256)
def _taker(column: Column, epoch: date) -> Callable[[Cell], Typed]:
    """What one column does with any cell: EMPTY for nothing, a typed value, or Refused raised."""
    take = _day_taker(column, epoch) if column.kind == "date" else taker(column)
    words = frozenset(plain_word(word) for word in column.choices)
    comes_as_is = (float, int, date, datetime) if column.kind == "date" else ()

    def taken(value: Cell) -> Typed:
        text = "…" if isinstance(value, comes_as_is) else _text_of(value, column)
        if is_nothing(text) and not (words and plain_word(text) in words):
            if column.required:
                raise refuse("required", value, column)
            return EMPTY
        return take(text, value, column)

    return taken


def _day_taker(column: Column, epoch: date) -> Callable[[str, Cell, Column], date]:
    def take(text: str, value: Cell, column: Column) -> date:
        found = _day_of(text, value, epoch)
        if isinstance(found, str):
            raise refuse(found, value, column)
        return found

    return take


def _day_of(text: str, value: Cell, epoch: date) -> date | str:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float | int):
        return (
            day_of_number(value, epoch)
            if math.isfinite(value) and not isinstance(value, bool)
            else "not-a-date"
        )
    return day_in_text(text)


def _text_of(value: Cell, column: Column) -> str:
    """Any cell as tidy text, guards taken off; a whole number without a point."""
    if isinstance(value, str):
        return _bare_text(value, column)
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float | int):
        return _digits(value, column)
    if isinstance(value, Flaw):
        raise refuse("formula-without-value" if value is Flaw.FORMULA else "formula-error", value, column)
    raise refuse("became-date", value, column)


def _bare_text(value: str, column: Column) -> str:
    if len(value) > LONGEST_CELL:
        raise refuse("too-long", value, column, length=f"{len(value):,}", longest=str(column.longest))
    if ("\ufffd" in value or not value.isprintable()) and _LOST.search(value):
        raise refuse("unreadable-characters", _LOST.sub("\ufffd", value), column)
    text = tidy(value)
    if text[:1] == "'":
        return text[1:].strip()  # Excel's mark for text, and the guard our own export puts before = + - @
    guard = _TEXT_GUARD.fullmatch(text) if text[:2] == '="' else None
    return guard[1].strip() if guard else text


def _digits(value: float, column: Column) -> str:
    if not math.isfinite(value):
        raise refuse("not-a-number", value, column)
    if abs(value) >= 1e15:  # Excel keeps 15 digits
        raise refuse("code-lost-digits", value, column)
    return str(int(value)) if value == int(value) else repr(value)
