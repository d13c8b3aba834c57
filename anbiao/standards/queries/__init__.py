"""What is read of standards: editions, clauses, what applies to a unit, phrases, and the local rules in force."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language

from anbiao.authority.founding import library
from anbiao.kit.search import matching
from anbiao.rules import applying
from anbiao.rules.applying import Candidate, Condition, UnitFacts
from anbiao.rules.refusal import Refusal
from anbiao.standards import editions as files
from anbiao.standards import schema
from anbiao.standards.models import Clause, Confirmation, Edition
from anbiao.standards.queries.deciding import (
    Parameter,
    RuleNow,
    in_force,
    local,
    local_rules,
    parameter,
    parameters,
    rules,
    rules_now,
    versions,
    waiting,
)

__all__ = [
    "MOST_FOUND",
    "NAMED",
    "SEARCHED",
    "Applied",
    "Parameter",
    "Phrase",
    "RuleNow",
    "Told",
    "applying_to",
    "candidate",
    "clause",
    "clauses",
    "clauses_of",
    "codes",
    "confirmations",
    "confirmed",
    "content",
    "criteria_for",
    "edition",
    "editions",
    "every_phrase",
    "found_by",
    "in_force",
    "in_words",
    "is_criterion",
    "is_in_force",
    "local",
    "local_rules",
    "names",
    "ordinal",
    "parameter",
    "parameters",
    "phrases",
    "rules",
    "rules_now",
    "search",
    "versions",
    "waiting",
]

SEARCHED = ("title_zh", "text_zh", "source", "words")
MOST_FOUND = 60


def in_words(zh: str, en: str) -> str:
    """The one of two texts that fits the reader's language."""
    return en if en and (get_language() or "").startswith("en") else zh


# ---------- editions and clauses ----------


def editions(district: str, *, kind: str = "") -> QuerySet[Edition, Edition]:
    """The editions that a district has, without their content: what ships, and its own. Oldest edition of an urn first."""
    rows = (
        Edition.objects.filter(district__in=("", district))
        .defer("content")
        .order_by("urn", "from_on", "edition")
    )
    return rows.filter(kind=kind) if kind else rows


def edition(district: str, urn: str, number: str = "") -> Edition | None:
    """One edition that a district has; without a number the newest. None when there is none. One query."""
    rows = Edition.objects.filter(district__in=("", district), urn=urn)
    return max(
        rows.filter(edition=number) if number else rows, key=lambda row: ordinal(row.edition), default=None
    )


def ordinal(number: str) -> tuple[int, ...]:
    """Sorts the numbers of editions: "9" before "10", "2023" before "2023.1" before "2025"."""
    return tuple(map(int, number.split(".")))


def is_in_force(row: Edition, on: date) -> bool:
    """True from the first to the last day, both included; a day that is not known is open."""
    return (row.from_on is None or row.from_on <= on) and (row.to_on is None or on <= row.to_on)


def content(row: Edition) -> schema.Edition:
    """The edition as its file had it."""
    return schema.Edition.model_validate_json(files.as_json(row.content))


def clauses(row: Edition) -> QuerySet[Clause, Clause]:
    """The clauses of an edition, in order."""
    return Clause.objects.filter(edition=row).order_by("order")


def clauses_of(editions: Sequence[Edition]) -> list[Clause]:
    """The clauses of several editions, in the order of the editions given. One query for those that this process has not read yet:
    what is loaded never changes (decision 13).
    """
    unread = [row.pk for row in editions if row.pk not in _READ]
    if unread:
        found: dict[UUID, list[Clause]] = {pk: [] for pk in unread}
        rows = Clause.objects.filter(edition__in=unread).select_related("edition").defer("edition__content")
        for each in rows.order_by("order"):
            found[each.edition_id].append(each)
        _READ.update({pk: tuple(clauses) for pk, clauses in found.items()})
    return [clause for row in editions for clause in _READ[row.pk]]


_READ: dict[UUID, tuple[Clause, ...]] = {}


def clause(urn: str, ref: str, edition: str = "") -> Clause:
    """A clause by its ref, of an edition or of the newest that has it. Raises Clause.DoesNotExist. One query."""
    rows = (
        Clause.objects.select_related("edition").defer("edition__content").filter(edition__urn=urn, ref=ref)
    )
    rows = rows.filter(edition__edition=edition) if edition else rows
    found = max(rows, key=lambda row: ordinal(row.edition.edition), default=None)
    if found is None:
        raise Clause.DoesNotExist(f"{urn}/{edition or '…'} {ref}")
    return found


def search(district: str, words: str, *, kind: str = "") -> list[Clause]:
    """The clauses that hold every word: Chinese, pinyin, initials, English, or the beginning of a ref. At most 60."""
    rows = Clause.objects.filter(edition__district__in=("", district)).filter(found_by(words))
    rows = rows.filter(edition__kind=kind) if kind else rows
    return list(
        rows.select_related("edition")
        .defer("edition__content")
        .order_by("edition__urn", "order")[:MOST_FOUND]
    )


def found_by(words: str) -> Q:
    """The condition on clauses of what somebody typed."""
    return matching(words, texts=SEARCHED, code="ref")


def confirmations(district: str, row: Edition) -> dict[UUID, Confirmation]:
    """Clause → who of the district confirmed it. One query."""
    rows = Confirmation.objects.of_district(district).filter(clause__edition=row)
    return {each.clause_id: each for each in rows}


def confirmed(district: str) -> dict[UUID, int]:
    """Edition → how many of its clauses the district has confirmed. One query."""
    rows = (
        Confirmation.objects.of_district(district).values_list("clause__edition").annotate(number=Count("pk"))
    )
    return dict(rows)


# ---------- what applies to a unit ----------


class Told(NamedTuple):
    """An edition with every reason for it, or against it."""

    edition: Edition
    applies: bool
    reasons: tuple[Refusal, ...]


@dataclass(frozen=True)
class Applied:
    """The edition that applies to a unit (None: nothing does) with its reasons, and all others with theirs, the best first."""

    edition: Edition | None
    reasons: tuple[Refusal, ...]
    others: tuple[Told, ...]

    @cached_property
    def fitting(self) -> tuple[Edition, ...]:
        """Every edition that applies, the most specific first: a check-list may draw on all of them."""
        more = [told.edition for told in self.others if told.applies]
        return tuple([self.edition, *more] if self.edition else more)


def codes() -> files.Codes:
    """The codes that `applies` may name: sectors, classes and features of the roster."""
    return files.Codes(
        *(frozenset(e["code"] for e in library(name)) for name in ("sectors", "classes", "features"))
    )


def applying_to(
    *, kind: str, sector: str, size_class: str, features: Iterable[str], on: date, district: str = "",
    among: Iterable[Edition] | None = None,
) -> Applied:  # fmt: skip
    """Which edition of a kind ("checklist", "scoring") applies to a unit on a day, with the reasons. One query, or none where
    `among` brings the editions of the kind, as whoever asks for many units reads them once.

    With a district its own editions are candidates, too. Reasons name sectors, classes and features in words.
    """
    unit = UnitFacts(sector, size_class, frozenset(features), on)
    rows = {row.name: row for row in (editions(district, kind=kind) if among is None else among)}
    answer = applying.choose(unit, [candidate(row) for row in rows.values()])
    told = [
        Told(
            rows[f"{each.candidate.urn}/{each.candidate.edition}"],
            each.applies,
            tuple(_in_words(reason, rows) for reason in each.reasons),
        )
        for each in answer.judged
    ]
    if answer.chosen is None:
        return Applied(None, (), tuple(told))
    return Applied(told[0].edition, told[0].reasons, tuple(told[1:]))


def candidate(row: Edition) -> Candidate:
    """An edition as the rule looks at it."""
    return Candidate(row.urn, row.edition, _conditions(row.applies), row.from_on, row.to_on)


def _conditions(data: Sequence[Mapping[str, Sequence[str]]]) -> tuple[Condition, ...]:
    return tuple(
        Condition(frozenset(c["sectors"]), frozenset(c["classes"]), frozenset(c["features"])) for c in data
    )


NAMED = {
    "sector": "sectors", "sectors": "sectors", "class": "classes", "classes": "classes", "feature": "features",
    "features": "features",
}  # fmt: skip


def _in_words(refusal: Refusal, rows: Mapping[str, Edition]) -> Refusal:
    """A reason with the names of sectors, classes and features in place of their codes, and titles in place of urns."""
    params = {
        key: _names(NAMED[key], value) if key in NAMED else value for key, value in refusal.params.items()
    }
    named = rows.get(refusal.params.get("name", ""))
    if named:
        params["name"] = in_words(f"《{named.title_zh}》", f"“{named.title_en}”")
    return Refusal(refusal.code, refusal.text, params, refusal.article, refusal.field)


def _names(listed: str, value: str) -> str:
    return in_words("、", ", ").join(names(listed, value.split(", ")))


def names(listed: str, codes: Iterable[str]) -> list[str]:
    """The names of sectors, classes or features in the reader's language; a code without one stands for itself."""
    known = {
        e["code"]: in_words(e.get("zh") or e["short_zh"], e.get("en") or e["short_en"])
        for e in library(listed)
    }
    return [known.get(code, code) for code in codes]


def criteria_for(
    sector: str,
    features: Iterable[str],
    on: date,
    *,
    district: str = "",
    among: Iterable[Edition] | None = None,
) -> list[Clause]:
    """The major-hazard criteria that a unit of a sector with such features is judged by on a day, in order. One or two queries;
    `among` as in `applying_to`.

    Left out are clauses that only tell of a standard, and those whose text was not obtained.
    """
    unit = UnitFacts(sector, "", frozenset(features), on)
    given = editions(district, kind="criteria") if among is None else among
    rows = [row for row in given if is_in_force(row, on)]
    fitting = [row for row in rows if applying.meets(unit, _conditions(row.applies))]
    return [
        each
        for each in clauses_of(fitting)
        if not {"about", "not_obtained"} & each.facts.keys() and _meets_sections(unit, each)
    ]


def _meets_sections(unit: UnitFacts, row: Clause) -> bool:
    return all(applying.meets(unit, _conditions(conditions)) for conditions in row.more.get("applies", ()))


def is_criterion(name: str, district: str) -> bool:
    """True when "urn#ref" names a clause of the major-hazard criteria that a district has. One query."""
    urn, _, ref = name.partition("#")
    return Clause.objects.filter(
        edition__district__in=("", district), edition__kind="criteria", edition__urn=urn, ref=ref
    ).exists()


# ---------- phrases ----------


def phrases(
    words: str,
    sector: str = "",
    most: int = 20,
    *,
    features: frozenset[str] = frozenset(),
    on: date | None = None,
    district: str = "",
) -> list[Clause]:
    """Hazard phrases that hold every word (Chinese, pinyin initials, English), those for the sector first. Three queries.

    Without words the first ones. A phrase says its law, measure, usual days, grade and criterion in `more["phrase"]`.
    """
    rows = [row for row in editions(district, kind="phrases") if on is None or is_in_force(row, on)]
    found = Clause.objects.filter(edition__in=rows)
    if words.strip():
        found = found.filter(found_by(words))
    unit = UnitFacts(sector, "", features, on or date.max)
    ranked = sorted(found.order_by("order").only("pk", "more"), key=lambda row: _rank(unit, row))[:most]
    whole = found.in_bulk([row.pk for row in ranked])
    return [whole[row.pk] for row in ranked]


class Phrase(NamedTuple):
    """A phrase with the sectors that it is meant for, of those asked for; `everywhere` where it is meant for every unit."""

    clause: Clause
    sectors: tuple[str, ...]
    everywhere: bool


def every_phrase(sectors: Sequence[str], *, on: date, district: str) -> list[Phrase]:
    """All phrases in force on a day, in order, as `phrases` would rank them for units of these sectors. One or two queries."""
    rows = [row for row in editions(district, kind="phrases") if is_in_force(row, on)]
    asked = [UnitFacts(sector, "", frozenset(), on) for sector in sectors]
    nowhere = UnitFacts("", "", frozenset(), on)
    return [
        Phrase(
            each, tuple(unit.sector for unit in asked if _rank(unit, each) == 0), _rank(nowhere, each) == 1
        )
        for each in clauses_of(rows)
    ]


def _rank(unit: UnitFacts, phrase: Clause) -> int:
    """0: for this unit by its section or by what the phrase lists; 1: for every unit; 2: for others."""
    lists = phrase.facts.get("sectors", ()), phrase.facts.get("features", ())
    if not any(lists) and "applies" not in phrase.more:
        return 1
    if any(lists) and unit.sector not in lists[0] and not unit.features & set(lists[1]):
        return 2
    return 0 if _meets_sections(unit, phrase) else 2
