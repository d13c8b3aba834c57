"""How circulars are said: their title in a list, their period, and what was changed in a text."""

import difflib
import re
from typing import Any

from django.utils.translation import gettext

from anbiao.oversight.outlines import outlines
from anbiao.registry.queries import in_words
from anbiao.rules.calendar import IsoWeek

# A number is changed as a whole, everything else sign by sign.
_PIECES = re.compile(r"\d[\d,]*(?:\.\d+)?%?|.", re.DOTALL)


def outline_name(code: str) -> str:
    """The name of an outline in the reader's language; its code where it is no longer there."""
    found = outlines().get(code)
    return in_words(found.name) if found else code


def period_words(row: Any) -> str:
    """2026 年第 47–48 周, 2026 W47–W48 where it is whole weeks of a year, else its days."""
    first, last = IsoWeek.of(row.first_on), IsoWeek.of(row.last_on)
    if row.first_on == first.monday and row.last_on == last.sunday and first.year == last.year:
        told = {"year": first.year, "first": first.week, "last": last.week}
        if first == last:
            return gettext("%(year)s W%(first)s") % told
        return gettext("%(year)s W%(first)s–W%(last)s") % told
    return f"{row.first_on.isoformat()} – {row.last_on.isoformat()}"


def differences(before: str, after: str) -> list[tuple[str, str]]:
    """What was taken away ("removed"), put in ("added") and left ("same"), in the order of reading."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    told: list[tuple[str, str]] = []
    for kind, i, j, m, n in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            told.append(("same", "".join(old[i:j])))
            continue
        told += [(name, "".join(part)) for name, part in (("removed", old[i:j]), ("added", new[m:n])) if part]
    return told
