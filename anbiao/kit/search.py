"""What a row is found by: bigrams for Chinese (two characters are enough), letters and digits for pinyin, initials, codes.

A trigram index finds no word of two Chinese characters, so a row keeps an array of its bigrams (GIN); Latin queries
go to one lower-case text (GIN, pg_trgm). Both are only candidates: what was typed must stand in the row as a whole.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Q
from pypinyin import lazy_pinyin
from pypinyin.core import Pinyin

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
NOT_LATIN = re.compile(r"[^0-9a-z]+")
NOT_HAN = re.compile(r"[A-Za-z]")
LONGEST = 60
# The beginning of a credit code, long enough to tell units apart: registrar, six digits of the region, one more place.
CODE_BEGINNING = re.compile(r"[1-9a-y][1-9][0-9]{6}[0-9a-z]{1,9}")
WHOLE_CODE = re.compile(r"[1-9a-y][1-9][0-9]{6}[0-9a-z]{10}")
AFTER_CAPITALS = "~"


@dataclass(frozen=True, slots=True)
class Reading:
    """How a name is read: `key` sorts it, `initials` and `full` are typed to find it."""

    key: str
    initials: str
    full: str


_cutter = Pinyin()


@lru_cache(maxsize=100_000)
def _syllables(word: str) -> tuple[str, ...]:
    """The syllables of one word of a name; words such as 有限公司 come back in nearly every name."""
    return tuple(part.lower() for part in lazy_pinyin(word))


@lru_cache(maxsize=60_000)
def reading(name: str) -> Reading:
    """The reading of one name (about 35 µs); an import asks for each of its names twice, and the largest has 50,000. Characters without
    a reading stand for themselves.
    """
    syllables = [part for word in _cutter.seg(name) for part in _syllables(word)]
    initials = "".join(part[0] if part.isascii() and part.isalpha() else part for part in syllables)
    # The name itself last: equal sounds still have one order, and the key is unique enough to page by.
    return Reading(
        f"{' '.join(syllables)} {name}", NOT_LATIN.sub("", initials), NOT_LATIN.sub("", "".join(syllables))
    )


def bigrams(text: str) -> list[str]:
    """Each two neighbouring Chinese characters of a text, once."""
    return list({run[i : i + 2] for run in HAN.findall(text) for i in range(len(run) - 1)})


def terms_of(*texts: str) -> list[str]:
    """The stored array: bigrams of everything that a row may be found by in Chinese."""
    return sorted({pair for text in texts for pair in bigrams(text)})


def as_array(terms: Sequence[str]) -> str:
    """Such terms as a COPY takes an array. Each is two Chinese characters, so that there is nothing to quote."""
    return "{" + ",".join(terms) + "}"


def latin_of(read: Reading, *others: str) -> str:
    """The stored text: full reading, initials, then codes, aliases and their readings, lower case, by spaces."""
    words = [read.full, read.initials]
    for other in others:
        if other.isascii():
            words.append(NOT_LATIN.sub("", other.lower()))
        else:
            alias = reading(other)
            words += [other.lower(), alias.full, alias.initials]
    return " ".join(word for word in words if word)


def begins_code(query: str) -> bool:
    """True when what was typed is the beginning of a credit code and nothing else."""
    return bool(CODE_BEGINNING.fullmatch(query.strip().lower()))


def matching(query: str, *, texts: Sequence[str], prefix: str = "", code: str = "uscc") -> Q:
    """The filter for what somebody typed: every word must be found. `texts` are the columns that hold the Chinese.

    Han words go to `terms` and are re-read in the texts; the rest to `search_text`. Words are cut at 60 characters.
    `prefix` is the look-up path to the table that is searched ("enterprise__"), `code` its column of codes.
    """
    found = Q()
    for word in query.lower()[:LONGEST].split():
        found &= _word(word, texts, prefix, code)
    return found


def _word(word: str, texts: Sequence[str], prefix: str, code: str) -> Q:
    if not HAN.search(word):
        return _latin(NOT_LATIN.sub("", word) or word, prefix, code)
    if len(word) == 2 and HAN.fullmatch(word):
        # A pair stands in the array or nowhere. Nothing more is asked, so that the planner sees how common it is, and walks
        # through the names in order where it is.
        return Q(**{f"{prefix}terms__contains": [word]})
    inside = Q()
    for text in texts:
        inside |= (
            Q(**{f"{prefix}{text}__icontains": word})
            if NOT_HAN.search(word)
            else Q(**{f"{prefix}{text}__contains": word})
        )
    pairs = bigrams(word)
    return Q(**{f"{prefix}terms__contains": pairs}) & inside if pairs else inside


def _latin(word: str, prefix: str, code: str) -> Q:
    """Three letters have a trigram; fewer only begin something: the initials, or a code.

    A code's beginning is a range of the ordinary index: its trigrams stand in every unit of the district. Of a whole
    code, present or former, the last ten places are the organisation's own.
    """
    if WHOLE_CODE.fullmatch(word):
        return Q(**{f"{prefix}search_text__contains": word[8:]})
    if begins_code(word):
        begin = word.upper()
        return Q(**{f"{prefix}{code}__gte": begin, f"{prefix}{code}__lt": begin + AFTER_CAPITALS})
    if len(word) > 2:
        return Q(**{f"{prefix}search_text__contains": word})
    return Q(**{f"{prefix}initials__startswith": word}) | Q(**{f"{prefix}{code}__startswith": word.upper()})
