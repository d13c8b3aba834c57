"""What a column of an import means: how its heading may be written, what its cells may hold, and what is allowed in words."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

from anbiao.rules.refusal import N_, Term

Kind = Literal["text", "code", "count", "decimal", "date", "choice", "list", "phone"]

_ALLOWED: Mapping[Kind, str] = {
    "text": N_("text"),
    "code": N_("a code as text, digits and letters, without spaces"),
    "count": N_("a whole number in digits, e.g. 58"),
    "decimal": N_("a number in digits, e.g. 1280.5"),
    "date": N_("a day such as 2026-02-28 or 2026/2/28"),
    "choice": N_("one of the words of the list"),
    "list": N_("words separated by 、"),
    "phone": N_("a mobile number of 11 digits, or area code and landline"),
}

_MOST_LISTED = 8


@dataclass(frozen=True)
class Column:
    """One thing that a file may tell of each row.

    `longest`: characters of a text or code, digits of a count or before the point of a decimal. `choices`: accepted word ->
    stored value (choice, list). `units`: words that may follow a number. `allowed`: what is allowed, when the kind's own
    words are too general. `required` refuses an empty cell; leave it off where only new rows must have it.
    """

    name: str
    label: str
    synonyms: tuple[str, ...] = ()
    kind: Kind = "text"
    required: bool = False
    longest: int = 200
    choices: Mapping[str, str] = field(default_factory=dict, hash=False)
    units: tuple[str, ...] = ()
    allowed: str = ""

    @property
    def allowed_words(self) -> Term:
        """What may stand in the column, as a marked text; the first words of a list that has no words of its own."""
        listed = "、".join(islice(self.choices, _MOST_LISTED)) + (
            "…" if len(self.choices) > _MOST_LISTED else ""
        )
        return Term(self.allowed or listed or _ALLOWED[self.kind])


_IN_BRACKETS = re.compile(r"\([^()]{0,40}\)|\[[^\[\]]{0,40}\]|【[^【】]{0,40}】")
_NO_LETTERS = re.compile(r"[\W_]+")


def plain_heading(text: str) -> str:
    """A heading without width, case, spaces, stars and punctuation, and without remarks in brackets."""
    folded = unicodedata.normalize("NFKC", text[:200]).casefold()
    bare = _NO_LETTERS.sub("", _IN_BRACKETS.sub("", folded))
    return bare or _NO_LETTERS.sub("", folded)
