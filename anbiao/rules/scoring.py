"""Scoring 评分: from the deductions of each item to the score of the whole table, with everything that the explanation needs.

Marks are exact (`Fraction` inside, `Decimal` outside): a score is rounded once, at its end.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import floor

from anbiao.rules.refusal import N_, Refusal, cites

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Item:
    """An item of a scoring table: the element it stands in, its full marks, whether it may be not applicable, whether failing it
    fails the whole.
    """

    ref: str
    element: str
    full: Decimal
    may_na: bool = False
    is_veto: bool = False


@dataclass(frozen=True)
class Mark:
    """What somebody gave an item: what is taken off, or that it does not apply."""

    deduction: Decimal = NOTHING
    is_na: bool = False
    reason: str = ""


@dataclass(frozen=True)
class ElementScore:
    """An element: full marks of its items, those that do not apply, what was earned, and its own score (None: nothing applies)."""

    ref: str
    full: Decimal
    na: Decimal
    earned: Decimal
    score: Decimal | None


@dataclass(frozen=True)
class Score:
    """A scored table. `score` is per cent with one decimal, None where nothing applies or nothing is marked; `vetoes` and
    `below_floor` are refs.
    """

    full: Decimal
    na: Decimal
    earned: Decimal
    score: Decimal | None
    elements: tuple[ElementScore, ...]
    vetoes: tuple[str, ...] = ()
    below_floor: tuple[str, ...] = ()
    is_weighted: bool = False


@dataclass(frozen=True)
class Method:
    """What a table adds to the plain sum: `weights` of its elements (empty: the marks are the weights), the lowest score that each
    element needs, and deductions of an element beyond those of its items.
    """

    weights: Mapping[str, Decimal] = field(default_factory=dict)
    floor: Decimal | None = None
    extra: Mapping[str, Decimal] = field(default_factory=dict)


def rounded(value: Fraction) -> Decimal:
    """One decimal, a half goes up: 74.95 is 75.0, as the official tables say."""
    return Decimal(floor(value * 10 + Fraction(1, 2))).scaleb(-1)


@cites("商场企业安全生产标准化评定标准 考评说明")
def earned(item: Item, mark: Mark) -> Decimal:
    """The marks of an item after its deduction: never below zero, and never above its full marks. Nothing where it does not apply."""
    if mark.is_na:
        return NOTHING
    return max(NOTHING, min(item.full, item.full - mark.deduction))


@cites("北京市商场超市安全生产标准化评定标准")
def is_vetoed(item: Item, mark: Mark) -> bool:
    """A veto item fails the whole when it applies and nothing is left of its marks; a partial deduction is only a deduction."""
    return item.is_veto and not mark.is_na and earned(item, mark) == 0


@cites("机械制造企业安全生产标准化评分细则 考评说明", "商场企业安全生产标准化评定标准 考评说明")
def score(items: Iterable[Item], marks: Mapping[str, Mark], method: Method | None = None) -> Score:
    """earned ÷ (full − not applicable) × 100, rounded half up to one decimal, over the items that are marked.

    A deduction beyond the items stays inside its element and takes it to zero at most. With weights the scores of the elements are
    weighed; an element of which nothing applies is left out and the others are weighed among themselves. What is not marked yet is
    left out altogether: a score "so far".
    """
    method = method or Method()
    by_element: dict[str, list[Item]] = {}
    vetoes = []
    for item in items:
        if item.ref not in marks:
            continue
        by_element.setdefault(item.element, []).append(item)
        if is_vetoed(item, marks[item.ref]):
            vetoes.append(item.ref)
    elements = tuple(_element(ref, rows, marks, method.extra) for ref, rows in by_element.items())
    full, na, got = (
        sum((getattr(each, name) for each in elements), NOTHING) for name in ("full", "na", "earned")
    )
    total = _weighed(elements, method.weights) if method.weights else _share(got, full - na)
    low = [each.ref for each in elements if is_below_floor(each, method.floor)]
    return Score(
        full, na, got, None if total is None else rounded(total), elements, tuple(vetoes), tuple(low), bool(method.weights)
    )  # fmt: skip


@cites("广西加油站安全生产标准化评审标准")
def is_below_floor(element: ElementScore, lowest: Decimal | None) -> bool:
    """Where the table sets a floor, an element that scores less fails the whole; one of which nothing applies does not."""
    return lowest is not None and element.score is not None and element.score < lowest


def wrong_mark(item: Item, mark: Mark) -> tuple[Refusal, ...]:
    """What stands against a mark: a deduction outside 0 to the full marks, or "not applicable" where the clause does not allow it."""
    found = []
    if not 0 <= mark.deduction <= item.full:
        text = N_("{ref}: the marks lie between 0 and {full}.")
        found.append(
            Refusal("marks-outside", text, {"ref": item.ref, "full": f"{item.full:f}"}, field="marks")
        )
    if mark.is_na and not item.may_na:
        text = N_("{ref} applies to every unit; “not applicable” is not possible here.")
        found.append(Refusal("na-not-allowed", text, {"ref": item.ref}, field="na"))
    return tuple(found)


@cites("Anbiao edition map: replaces")
def carried(mark: Mark, *, before: Item, after: Item) -> Mark | None:
    """What was given to a clause of the last assessment goes to the clause that follows it, to be confirmed; not where the clause holds
    other marks now, or "not applicable" is no longer possible.
    """
    if before.full != after.full or (mark.is_na and not after.may_na):
        return None
    return mark


@cites("商场企业安全生产标准化评定标准 考评说明")
def wrong_extra(marks: Decimal, reason: str, *, full: Decimal) -> tuple[Refusal, ...]:
    """A deduction beyond the items is more than nothing, not more than its element holds, and says why."""
    found = []
    if not 0 < marks <= full:
        text = N_("Marks taken off further lie above 0 and not above {full}, what the element holds.")
        found.append(Refusal("extra-outside", text, {"full": f"{full.normalize():f}"}, field="marks"))
    if not reason.strip():
        found.append(Refusal("extra-unsaid", N_("Say why further marks are taken off."), field="reason"))
    return tuple(found)


@cites("商场企业安全生产标准化评定标准 考评说明")
def is_done(mark: Mark | None) -> bool:
    """An item is done when it is marked, and a deduction or "not applicable" also says why."""
    return mark is not None and ((not mark.deduction and not mark.is_na) or bool(mark.reason.strip()))


def _element(ref: str, items: Sequence[Item], marks: Mapping[str, Mark], extra: Mapping[str, Decimal]) -> ElementScore:  # fmt: skip
    full = sum((item.full for item in items), NOTHING)
    na = sum((item.full for item in items if marks[item.ref].is_na), NOTHING)
    got = sum((earned(item, marks[item.ref]) for item in items), NOTHING)
    got = max(NOTHING, got - max(NOTHING, extra.get(ref, NOTHING)))
    share = _share(got, full - na)
    return ElementScore(ref, full, na, got, None if share is None else rounded(share))


def _share(got: Decimal, of: Decimal) -> Fraction | None:
    return Fraction(got) / Fraction(of) * 100 if of > 0 else None


def _weighed(elements: Sequence[ElementScore], weights: Mapping[str, Decimal]) -> Fraction | None:
    """Weighed by exact shares, not by the rounded scores of the elements."""
    parts = [
        (Fraction(weights[each.ref]), share)
        for each in elements
        if (share := _share(each.earned, each.full - each.na)) is not None and weights.get(each.ref)
    ]
    whole = sum((weight for weight, _share_of in parts), Fraction(0))
    return sum((weight * share for weight, share in parts), Fraction(0)) / whole if whole else None
