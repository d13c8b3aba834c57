"""Rankings 排名 by rule: what a figure is worth, who is ranked and who stands apart, and what a line lacks to the next place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction

from anbiao.rules.calendar import Calendar
from anbiao.rules.refusal import N_, Refusal, cites

FULL = Fraction(100)
HALF = Fraction(1, 2)
CENT = Decimal("0.01")
KINDS: Mapping[str, str] = {
    "towns": N_("Towns and streets"),
    "bureaus": N_("Bureaus"),
    "sectors": N_("Sectors"),
}


# ---------- figures and what they are worth ----------


@dataclass(frozen=True)
class Value:
    """A figure of one line: a number, and of how many where it is a share."""

    number: int
    of: int | None = None

    @property
    def measured(self) -> Fraction | None:
        """The share in per cent, the number itself where it is no share; None where there is nothing to divide by."""
        if self.of is None:
            return Fraction(self.number)
        return Fraction(100 * self.number, self.of) if self.of > 0 else None


@dataclass(frozen=True)
class Weight:
    """How a figure counts: points at most, the value that earns none and the one that earns all, cases without which it says nothing.

    More is better where `full_at` lies above `none_at`, less where it lies below.
    """

    code: str
    points: Decimal
    none_at: Decimal
    full_at: Decimal
    least: int = 1

    @property
    def better(self) -> str:
        """ "more" or "less"."""
        return "more" if self.full_at >= self.none_at else "less"


@dataclass(frozen=True)
class Part:
    """What one figure brought a line: points of at most `most`. A figure that does not count has most 0 and a reason."""

    code: str
    value: Value | None
    points: Decimal
    most: Decimal
    left_out: Refusal | None = None


@cites("地方规则 local.rules ranking.weights")
def share(measured: Fraction, weight: Weight) -> Fraction:
    """How much of its points a value earns: none up to `none_at`, all from `full_at` on, evenly between, in either direction.

    Where both are the same, whoever reaches the value has all.
    """
    none_at, full_at = Fraction(weight.none_at), Fraction(weight.full_at)
    if none_at == full_at:
        return Fraction(measured >= full_at)
    return min(Fraction(1), max(Fraction(0), (measured - none_at) / (full_at - none_at)))


@cites("地方规则 local.rules ranking.weights")
def left_out(value: Value | None, weight: Weight) -> Refusal | None:
    """Why a figure does not count for a line: there is nothing to measure, or too few cases to say anything."""
    if value is None or value.measured is None:
        return Refusal("nothing-to-measure", N_("There was nothing to measure."))
    if value.of is not None and value.of < weight.least:
        text = N_("{number} cases, fewer than {least}.")
        return Refusal("too-few-cases", text, {"number": str(value.of), "least": str(weight.least)})
    return None


@cites("地方规则 local.rules ranking.weights")
def parts(values: Mapping[str, Value | None], weights: Sequence[Weight]) -> tuple[Part, ...]:
    """The points of every figure, to two decimals, out of a hundred: what does not count leaves its points to the others."""
    against = {weight.code: left_out(values.get(weight.code), weight) for weight in weights}
    counted = sum((Fraction(w.points) for w in weights if against[w.code] is None), Fraction(0))
    return tuple(_part(weight, values.get(weight.code), against[weight.code], counted) for weight in weights)


def _part(weight: Weight, value: Value | None, against: Refusal | None, counted: Fraction) -> Part:
    measured = value.measured if value else None
    if against or measured is None or not counted:
        return Part(weight.code, value, Decimal(0), Decimal(0), against)
    most = FULL * Fraction(weight.points) / counted
    return Part(weight.code, value, rounded(most * share(measured, weight)), rounded(most))


def rounded(value: Fraction) -> Decimal:
    """Two decimals, half away from zero."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(CENT, ROUND_HALF_UP)


# ---------- who is ranked ----------


@dataclass(frozen=True)
class Entrant:
    """Who may be ranked: a key, how many units it answers for, its figures, and why it is exempt ("" when it is not)."""

    key: str
    units: int
    values: Mapping[str, Value | None]
    exempt: str = ""


@dataclass(frozen=True)
class Line:
    """A line of a ranking. One that is not ranked has no rank and says why."""

    key: str
    units: int
    parts: tuple[Part, ...]
    total: Decimal
    rank: int | None = None
    against: Refusal | None = None


@cites("地方规则 local.rules ranking.least", "Anbiao separation of duties 4.2 (5)")
def against_ranking(entrant: Entrant, found: Iterable[Part], weights: Sequence[Weight], least: int) -> Refusal | None:  # fmt: skip
    """Why a line stands apart: exempt with a reason, too few units, or figures of less than half of the points can be measured."""
    if entrant.exempt:
        return Refusal("exempt", N_("Exempt: {reason}"), {"reason": entrant.exempt})
    if entrant.units < least:
        text = N_("{number} units, fewer than {least}: not ranked.")
        return Refusal("too-few-units", text, {"number": str(entrant.units), "least": str(least)})
    counted = {part.code for part in found if part.left_out is None}
    whole = sum((Fraction(weight.points) for weight in weights), Fraction(0))
    part = sum((Fraction(weight.points) for weight in weights if weight.code in counted), Fraction(0))
    if not whole or part < whole * HALF:
        return Refusal("too-little-measured", N_("Less than half of the points can be measured: not ranked."))
    return None


@cites("地方规则 local.rules ranking.weights", "地方规则 local.rules ranking.least")
def ranked(entrants: Iterable[Entrant], weights: Sequence[Weight], *, least: int) -> tuple[Line, ...]:
    """The lines by points, the most first; the same points share a rank and the next rank is left out (1, 2, 2, 4). Who is not ranked
    stands at the end and takes no place from anybody.
    """
    lines = []
    for entrant in entrants:
        found = parts(entrant.values, weights)
        total = sum((part.points for part in found), Decimal(0))
        against = against_ranking(entrant, found, weights, least)
        lines.append(Line(entrant.key, entrant.units, found, total, None, against))
    placed = sorted(
        (line for line in lines if line.against is None), key=lambda line: (-line.total, line.key)
    )
    apart = sorted((line for line in lines if line.against is not None), key=lambda line: line.key)
    return (*(replace(line, rank=rank_of(line.total, placed)) for line in placed), *apart)


def rank_of(total: Decimal, placed: Iterable[Line]) -> int:
    """One more than how many have more points."""
    return 1 + sum(1 for line in placed if line.total > total)


# ---------- why, and what is lacking ----------


@dataclass(frozen=True)
class Way:
    """A figure that alone would have brought the next place: the value it would have needed, and how many cases more (or fewer, below 0)
    where it is a share of cases.
    """

    code: str
    value: Decimal
    cases: int | None


@dataclass(frozen=True)
class Lacking:
    """What a line lacks to the next place: that place, the points between them, and the figures that alone would have sufficed."""

    rank: int
    points: Decimal
    ways: tuple[Way, ...]


@cites("地方规则 local.rules ranking.weights")
def lacking(line: Line, lines: Sequence[Line], weights: Sequence[Weight]) -> Lacking | None:
    """What would have been needed to share the next better place; None for the first and for who is not ranked."""
    if line.rank is None:
        return None
    better = [other for other in lines if other.rank is not None and other.total > line.total]
    if not better:
        return None
    nearest = min(better, key=lambda other: other.total)
    gap = nearest.total - line.total
    by_code = {weight.code: weight for weight in weights}
    ways = (_way(part, by_code[part.code], gap) for part in line.parts)
    return Lacking(nearest.rank or 1, gap, tuple(way for way in ways if way is not None))


def _way(part: Part, weight: Weight, gap: Decimal) -> Way | None:
    value = part.value
    measured = value.measured if value else None
    if part.left_out or value is None or measured is None or part.points + gap > part.most:
        return None
    none_at, full_at = Fraction(weight.none_at), Fraction(weight.full_at)
    wanted = none_at + (full_at - none_at) * Fraction(part.points + gap) / Fraction(part.most)
    up = weight.better == "more"
    rounding = ROUND_CEILING if up else ROUND_FLOOR
    said = (Decimal(wanted.numerator) / Decimal(wanted.denominator)).quantize(Decimal("0.1"), rounding)
    return Way(part.code, said, _cases(value, wanted, up=up))


def _cases(value: Value, wanted: Fraction, *, up: bool) -> int | None:
    """How many cases more, of the same number, reach the value; None for what is no share."""
    if value.of is None:
        return None
    needed = wanted * value.of / 100
    whole = -(-needed.numerator // needed.denominator) if up else needed.numerator // needed.denominator
    return whole - value.number


def first_serial(serial: str) -> str:
    """The number of the first edition: 2026-003 of 2026-003-2."""
    return "-".join(serial.split("-")[:2])


def moved(rank: int | None, before: int | None) -> int | None:
    """By how many places a line went up (above 0) or down since the former ranking; None where one of the ranks is missing."""
    return None if rank is None or before is None else before - rank


@dataclass(frozen=True)
class Difference:
    """A line that an edition shows otherwise than the one it corrects: ranks, points, and the figures that changed (before, after)."""

    key: str
    rank: tuple[int | None, int | None]
    total: tuple[Decimal, Decimal]
    figures: Mapping[str, tuple[Value | None, Value | None]]


@cites("Anbiao separation of duties 4.2 (4)")
def differences(before: Sequence[Line], after: Sequence[Line]) -> tuple[Difference, ...]:
    """Every line whose rank, points or figures differ between two editions of the same ranking, in the order of the new one."""
    old = {line.key: line for line in before}
    found = []
    for line in after:
        was = old.get(line.key)
        if was is None:
            continue
        values = {part.code: part.value for part in was.parts}
        changed = {
            part.code: (values.get(part.code), part.value)
            for part in line.parts
            if values.get(part.code) != part.value
        }
        if changed or (was.rank, was.total) != (line.rank, line.total):
            found.append(Difference(line.key, (was.rank, line.rank), (was.total, line.total), changed))
    return tuple(found)


# ---------- what came late ----------


@cites("地方规则 local.rules accountability.ladder")
def stood_last(ranks: Mapping[str, int | None]) -> frozenset[str]:
    """Whose rank (by key; None was not ranked) is the last one; nobody's where all ranked share one rank."""
    placed = {key: rank for key, rank in ranks.items() if rank is not None}
    last = max(placed.values(), default=1)
    return frozenset(key for key, rank in placed.items() if rank == last > 1)


@cites("地方规则 local.rules ranking.cut_off", "Anbiao separation of duties 4.2 (5)")
def cut_off(last_on: date, days: int, calendar: Calendar) -> date:
    """The last day on which what happened in a period may still reach the server to count in it: so many working days after its end."""
    return calendar.add_working_days(last_on, days)


@dataclass(frozen=True)
class Period:
    """The days of a ranking and the last one on which what happened in them may still reach the server."""

    first_on: date
    last_on: date
    cut_off_on: date


@cites("地方规则 local.rules ranking.cut_off", "Anbiao separation of duties 4.2 (5)")
def counts_in(happened_on: date, known_on: date, own: Period, following: Period) -> Period | None:
    """In which of two periods something counts that happened in the first: there when the server knew it by its cut-off, in the following
    one when it came later but by the cut-off of that. What comes later still counts in none; only a correction brings it in.
    """
    if not own.first_on <= happened_on <= own.last_on:
        return None
    return next((period for period in (own, following) if known_on <= period.cut_off_on), None)


@cites("地方规则 local.rules ranking.cut_off", "Anbiao separation of duties 4.2 (5)")
def with_late(value: Value | None, late: Value | None) -> Value | None:
    """A share with what came late from the former period; neither its number nor its cases fall below zero."""
    if late is None or (value is not None and value.of is None):
        return value
    own = value or Value(0, 0)
    of = max(0, (own.of or 0) + (late.of or 0))
    return Value(max(0, own.number + late.number), of)
