"""What is read from the tables of the standards: how risks are rated, and the kinds of accident in force on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from anbiao.rules.colours import Band, Rating
from anbiao.standards import queries as standards

RISK = "cn.risk"
# method: factor → section of the edition; then the section of its bands.
METHODS = {
    "ls": ({"L": "ls5-likelihood", "S": "ls5-severity"}, "ls5-bands"),
    "lec": ({"L": "lec-l", "E": "lec-e", "C": "lec-c"}, "lec-bands"),
}
TYPES = "cn.accident-types"


@dataclass(frozen=True)
class Choice:
    """A value of a factor, with its words in both languages."""

    value: float
    zh: str
    en: str


@dataclass(frozen=True)
class Method:
    """A way to rate: what each factor may be, and the rating that the rules compute with."""

    factors: tuple[tuple[str, tuple[Choice, ...]], ...]
    rating: Rating


@lru_cache(maxsize=4)
def _method(name: str) -> Method:
    factors, bands = METHODS[name]
    edition = standards.edition("", RISK)
    rows = standards.clauses_of([edition] if edition else [])
    by_section: dict[str, list[Any]] = {}
    for row in rows:
        by_section.setdefault(row.path.split("/")[-1].lower(), []).append(row)
    chosen = tuple(
        (factor, tuple(Choice(float(r.facts["value"]), r.title_zh, r.title_en) for r in by_section[section]))
        for factor, section in factors.items()
    )
    found = tuple(_band(name, row.facts) for row in by_section[bands])
    return Method(chosen, Rating(name, tuple(factors), found))


def _band(method: str, facts: dict[str, Any]) -> Band:
    """LS bands name their last whole product, LEC bands the figure below which they end."""
    most = facts.get("max")
    if most is None:
        return Band(facts["colour"], float(facts["min"]))
    return Band(facts["colour"], float(facts["min"]), float(most) + (1 if method == "ls" else 0))


def method(name: str) -> Method:
    """LS ("ls") or LEC ("lec"), read once a process from the edition that ships. KeyError for another name."""
    return _method(name)


def accident_kinds(district: str, on: date) -> tuple[str, Sequence[Any]]:
    """The list of kinds of accident in force on a day: its name ("cn.accident-types/2025") and its clauses. Two queries."""
    rows = [
        row for row in standards.editions(district) if row.urn == TYPES and standards.is_in_force(row, on)
    ]
    newest = max(rows, key=lambda row: standards.ordinal(row.edition), default=None)
    return (newest.name, list(standards.clauses(newest))) if newest else ("", [])


def accident_kind(ref: str) -> str:
    """A kind of accident in the reader's language; the ref itself where no edition has it. One query the first time in a process."""
    try:
        return standards.in_words(*_titles(ref))
    except ObjectDoesNotExist:
        return ref


@lru_cache(maxsize=256)
def _titles(ref: str) -> tuple[str, str]:
    found = standards.clause(TYPES, ref)
    return found.title_zh, found.title_en
