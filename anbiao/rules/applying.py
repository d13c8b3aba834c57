"""Which check-list, scoring table and criteria apply to a unit: sector × class × features × day, and why not the others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from anbiao.rules.refusal import N_, Refusal, cites


@dataclass(frozen=True)
class UnitFacts:
    """What of a unit decides: its sector and class ("" while unknown), its risk features, and the day that is asked about."""

    sector: str
    size_class: str
    features: frozenset[str]
    on: date


@dataclass(frozen=True)
class Condition:
    """Units of any of these sectors, of any of these classes, and with every feature. An empty one leaves its side open."""

    sectors: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    features: frozenset[str] = frozenset()

    @property
    def weight(self) -> tuple[int, int, int]:
        """How specific: a sector says more than any features, a feature more than a class."""
        return int(bool(self.sectors)), len(self.features), int(bool(self.classes))


@dataclass(frozen=True)
class Candidate:
    """An edition that may apply: an OR of conditions (none: every unit), and its days, both included (None: open)."""

    urn: str
    edition: str
    conditions: tuple[Condition, ...] = ()
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True)
class Judged:
    """A candidate with every reason for it, or against it. `weight` orders those that apply."""

    candidate: Candidate
    applies: bool
    weight: tuple[int, int, int]
    reasons: tuple[Refusal, ...]


@dataclass(frozen=True)
class Answer:
    """The chosen candidate (None: nothing applies) and all candidates with their reasons, the best first."""

    chosen: Candidate | None
    judged: tuple[Judged, ...]

    @property
    def fitting(self) -> tuple[Candidate, ...]:
        """Everything that applies, the most specific first."""
        return tuple(each.candidate for each in self.judged if each.applies)


ARTICLE = "安全生产法 (2021) 第四条"
EVERY = N_("It is for every unit.")
SECTOR = N_("It is for the sector {sector}.")
CLASS = N_("It is for the class {class}.")
FEATURE = N_("It is for units with {feature}.")
NOT_SECTOR = N_("It is for other sectors: {sectors}.")
NO_SECTOR = N_("It is for certain sectors, and the unit has none yet: {sectors}.")
NOT_CLASS = N_("It is for other classes: {classes}.")
NO_CLASS = N_("It is for certain classes, and the unit has none yet: {classes}.")
NOT_FEATURE = N_("It is for units with {features}.")
NOT_YET = N_("It is in force only from {day}.")
NO_MORE = N_("It was in force until {day}.")
LESS_SPECIFIC = N_("It applies too, but {name} fits this unit more closely.")
EQUAL = N_("It applies as closely, but {name} is newer, or comes first by its name.")
CHOSEN = N_("Of all that apply it fits this unit most closely.")


@cites(ARTICLE, "Anbiao 标准与清单适用")
def choose(unit: UnitFacts, candidates: Iterable[Candidate]) -> Answer:
    """Of the editions in force whose conditions a unit meets, the most specific one: sector before features, features before class.

    Of equals the newest in force wins, then the higher edition. Every other candidate says why not.
    """
    by_name = sorted(candidates, key=lambda each: each.urn)
    judged = sorted(
        (judge(unit, each) for each in by_name), key=_order, reverse=True
    )  # equals keep their order
    best = judged[0] if judged and judged[0].applies else None
    if best is None:
        return Answer(None, tuple(judged))
    told = [_beside(each, best) for each in judged[1:]]
    first = _with(best, Refusal("chosen", CHOSEN)) if any(each.applies for each in told) else best
    return Answer(best.candidate, (first, *told))


def judge(unit: UnitFacts, candidate: Candidate) -> Judged:
    """One candidate by itself: its days, then its conditions; the reasons are all that was found."""
    against = _days(unit.on, candidate)
    met = [c for c in candidate.conditions if not _unmet(unit, c)]
    if candidate.conditions and not met:
        nearest = min(candidate.conditions, key=lambda condition: len(_unmet(unit, condition)))
        against += _unmet(unit, nearest)
    best = max(met, key=lambda condition: condition.weight, default=Condition())
    if against:
        return Judged(candidate, False, best.weight, tuple(against))
    return Judged(candidate, True, best.weight, tuple(_met(unit, best)))


def meets(unit: UnitFacts, conditions: Sequence[Condition]) -> bool:
    """True when a unit meets one of the conditions, or there are none. The day is not asked."""
    return not conditions or any(not _unmet(unit, condition) for condition in conditions)


def _days(on: date, candidate: Candidate) -> list[Refusal]:
    if candidate.from_on and on < candidate.from_on:
        return [Refusal("not-yet", NOT_YET, {"day": candidate.from_on.isoformat()})]
    if candidate.to_on and on > candidate.to_on:
        return [Refusal("no-more", NO_MORE, {"day": candidate.to_on.isoformat()})]
    return []


def _unmet(unit: UnitFacts, condition: Condition) -> list[Refusal]:
    found = []
    if condition.sectors and unit.sector not in condition.sectors:
        text = NOT_SECTOR if unit.sector else NO_SECTOR
        found.append(Refusal("sector", text, {"sectors": _listed(condition.sectors)}))
    if condition.classes and unit.size_class not in condition.classes:
        text = NOT_CLASS if unit.size_class else NO_CLASS
        found.append(Refusal("class", text, {"classes": _listed(condition.classes)}))
    if missing := condition.features - unit.features:
        found.append(Refusal("feature", NOT_FEATURE, {"features": _listed(missing)}))
    return found


def _met(unit: UnitFacts, condition: Condition) -> list[Refusal]:
    found = []
    if condition.sectors:
        found.append(Refusal("sector", SECTOR, {"sector": unit.sector}))
    if condition.classes:
        found.append(Refusal("class", CLASS, {"class": unit.size_class}))
    found += [Refusal("feature", FEATURE, {"feature": each}) for each in sorted(condition.features)]
    return found or [Refusal("every", EVERY)]


def _listed(codes: Iterable[str]) -> str:
    return ", ".join(sorted(codes))


def _order(judged: Judged) -> tuple[bool, tuple[int, int, int], date, tuple[int, ...]]:
    candidate = judged.candidate
    number = tuple(int(part) for part in candidate.edition.split(".") if part.isdecimal())
    return judged.applies, judged.weight, candidate.from_on or date.min, number


def _beside(judged: Judged, best: Judged) -> Judged:
    if not judged.applies:
        return judged
    name = {"name": f"{best.candidate.urn}/{best.candidate.edition}"}
    less = judged.weight < best.weight
    return _with(
        judged, Refusal("less-specific", LESS_SPECIFIC, name) if less else Refusal("equal", EQUAL, name)
    )


def _with(judged: Judged, refusal: Refusal) -> Judged:
    return Judged(judged.candidate, judged.applies, judged.weight, (*judged.reasons, refusal))
