"""A day written in any of the ways that rosters use, or the code of the reason why it names none."""

import re
import unicodedata
from datetime import date, timedelta

_TIME = r"(?:[T ]\s?(?:上午|下午)?\d{1,2}:\d{2}\S{0,20})?"
_WEEKDAY = r"(?:\s?\(?(?:星期|周)[一二三四五六日天]\)?)?"
_FULL = re.compile(
    r"(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?:\s?[日号])?\.?" + _WEEKDAY + _TIME, re.ASCII
)
_EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_MONTH = re.compile(r"(\d{4})\s?[-/.年]\s?(\d{1,2})(?:\s?月)?", re.ASCII)
_SIX = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])", re.ASCII)
_ENGLISH = re.compile(
    r"(?:(?P<d1>\d{1,2})[ -])?(?P<m>[a-z]{3,9})\.?(?:[ -](?P<d2>\d{1,2}))?(?:,\s?|[ -])(?P<y>\d{4})", re.ASCII
)
_SHORT = re.compile(r"\d{1,2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{6}", re.ASCII)
_PARTIAL = re.compile(r"\d{4}年?|\d{1,2}月(?:\d{1,2}[日号])?|\d{1,2}[-/]\d{1,2}", re.ASCII)
_CHINESE = re.compile(
    r"[〇零○一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月(?:[一二三四五六七八九十]{1,3}[日号])?"
)
_NUMERALS = {char: str(index) for index, char in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SEPARATORS = str.maketrans({"—": "-", "–": "-", "。": ".", "、": "."})
_LAST_SERIAL = 73_415  # 2100-12-31 in the 1900 system


def day_in_text(text: str) -> date | str:
    """The day that tidy text names; a month alone is its first day. Otherwise the code of a reason (see reasons.py)."""
    if len(text) > 60:
        return "not-a-date"
    plain = unicodedata.normalize("NFKC", text).translate(_SEPARATORS)
    if _CHINESE.fullmatch(plain):
        plain = _in_digits(plain)
    match = (
        _FULL.fullmatch(plain) or _EIGHT.fullmatch(plain) or _MONTH.fullmatch(plain) or _SIX.fullmatch(plain)
    )
    if match:
        year, month, *rest = match.groups()
        return _day(int(year), int(month), int(rest[0]) if rest else 1)
    return _english(plain.casefold()) or _reason(plain)


def day_of_number(number: float, epoch: date) -> date | str:
    """The day of a number: 20260203 and 202602 as written, otherwise days since the epoch of the book's date system."""
    whole = int(number)
    if 1900 <= number <= 2101:
        return "date-incomplete"  # a year, or 2026.1, which was 2026.1 or 2026.10
    if 0 < number <= _LAST_SERIAL:
        return _day_of_serial(whole, epoch)
    if number != whole or not 190_001 <= whole <= 21_001_231:
        return "not-a-date" if abs(number) < 1e9 else "date-out-of-range"
    return day_in_text(str(whole))


def _day_of_serial(serial: int, epoch: date) -> date | str:
    if epoch.year == 1904:
        return epoch + timedelta(days=serial)
    if serial == 60:
        return "no-such-day"  # Excel's 29 February 1900
    return epoch + timedelta(days=serial if serial > 60 else serial + 1)


def _day(year: int, month: int, day: int) -> date | str:
    if not 1900 <= year <= 2100:
        return "date-out-of-range"
    try:
        return date(year, month, day)
    except ValueError:
        return "no-such-day"


def _english(plain: str) -> date | str:
    match = _ENGLISH.fullmatch(plain)
    if match is None or match["m"][:3] not in _MONTHS or bool(match["d1"]) == bool(match["d2"]):
        return ""
    return _day(int(match["y"]), _MONTHS.index(match["m"][:3]) + 1, int(match["d1"] or match["d2"]))


def _reason(plain: str) -> str:
    if _SHORT.fullmatch(plain):
        return "date-ambiguous"
    return "date-incomplete" if _PARTIAL.fullmatch(plain) else "not-a-date"


def _in_digits(plain: str) -> str:
    """二〇二六年二月十三日 -> 2026年2月13日."""
    year, rest = plain.split("年")
    parts = [
        _tens(part) if part[0] in _NUMERALS or part[0] == "十" else part
        for part in re.split("([月日号])", rest)
        if part
    ]
    return "".join(_NUMERALS[char] for char in year) + "年" + "".join(parts)


def _tens(numeral: str) -> str:
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return _NUMERALS[ones] if len(ones) == 1 else "99"
    known = all(part == "" or part in _NUMERALS for part in (tens, ones))
    return str(int(_NUMERALS.get(tens, "1")) * 10 + int(_NUMERALS.get(ones, "0"))) if known else "99"
