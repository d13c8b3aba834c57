"""Grading 定级: which result follows from a score, its vetoes and floors, and the safety performance of the year. The lower one wins."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from anbiao.rules.refusal import N_, Refusal, Term, cites
from anbiao.rules.scoring import Score

FAILED = ""  # the result of a unit that reaches no band
# What the bands of the tables are called. A district grants no grade of the national scheme: it says which one a unit measures up to.
RESULTS: Mapping[str, str] = {
    "1": N_("Meets grade 1"), "2": N_("Meets grade 2"), "3": N_("Meets grade 3"),
    "excellent": N_("Excellent"), "good": N_("Good"), "pass": N_("Passed"), FAILED: N_("Not passed"),
}  # fmt: skip
GRANTED_BY: Mapping[str, str] = {
    "1": N_("Ministry of Emergency Management"),
    "2": N_("Provincial emergency department"),
    "3": N_("City emergency bureau"),
}
LOWEST_LEVEL = 3


@dataclass(frozen=True)
class Band:
    """A result and the score from which it holds, per cent."""

    name: str
    least: Decimal


@dataclass(frozen=True)
class Safety:
    """The year before the decision: accidents by their harm; and now: open major hazards, enforcement orders past their day."""

    deadly: int = 0
    with_serious_injury: int = 0
    with_two_hurt: int = 0
    open_major: int = 0
    overdue_orders: int = 0


@dataclass(frozen=True)
class Graded:
    """The result (FAILED: none), what the score alone would give, and every reason in order."""

    result: str
    by_score: str
    reasons: tuple[Refusal, ...]


def bands_of(bands: Mapping[str, Decimal]) -> tuple[Band, ...]:
    """The bands of a table, the best first."""
    return tuple(sorted((Band(*pair) for pair in bands.items()), key=lambda band: -band.least))


@cites("应急〔2021〕83号 第五条")
def granted_by(result: str) -> str:
    """Who may grant a grade: 1 the ministry, 2 the province, 3 the city; "" where it is the district's own scheme."""
    return GRANTED_BY.get(result, "")


@cites("商场企业安全生产标准化评定标准 考评说明")
def band_of(score: Decimal | None, bands: Sequence[Band]) -> str:
    """The best band whose lowest score is reached; FAILED below the last one, and where nothing was scored."""
    if score is None:
        return FAILED
    return next((band.name for band in bands if score >= band.least), FAILED)


@cites("商场企业安全生产标准化评定标准 考评说明", "北京市商场超市安全生产标准化评定标准")
def best_allowed(safety: Safety, bands: Sequence[Band]) -> tuple[str, tuple[Refusal, ...]]:
    """The best result that the safety performance leaves, with what stands against a better one.

    An accident that hurt two or more leaves level 2 at best, one with a serious injury level 3, a death nothing; an open major hazard
    and an overdue order leave nothing until they are settled. Levels count from the lowest band, which is level 3.
    """
    found: list[Refusal] = []
    level = 1
    if safety.open_major:
        text = N_("{number} major hazards are open. Nobody passes before they are closed.")
        found.append(Refusal("open-major", text, {"number": str(safety.open_major)}))
        level = LOWEST_LEVEL + 1
    if safety.overdue_orders:
        text = N_("{number} enforcement orders are overdue. Nobody passes before they are carried out.")
        found.append(Refusal("overdue-orders", text, {"number": str(safety.overdue_orders)}))
        level = LOWEST_LEVEL + 1
    if safety.deadly:
        text = N_("{number} accidents with a death within twelve months: not passed.")
        found.append(Refusal("deadly", text, {"number": str(safety.deadly)}))
        level = LOWEST_LEVEL + 1
    if safety.with_serious_injury:
        text = N_("{number} accidents with a serious injury within twelve months: the lowest band at best.")
        found.append(Refusal("serious-injury", text, {"number": str(safety.with_serious_injury)}))
        level = max(level, 3)
    if safety.with_two_hurt:
        text = N_("{number} accidents that hurt two or more within twelve months: not the best band.")
        found.append(Refusal("two-hurt", text, {"number": str(safety.with_two_hurt)}))
        level = max(level, 2)
    allowed = [band.name for band, own in zip(bands, _levels(bands), strict=True) if own >= level]
    return (allowed[0] if allowed else FAILED), tuple(found)


@cites("商场企业安全生产标准化评定标准 考评说明", "北京市商场超市安全生产标准化评定标准")
def grade(score: Score, bands: Sequence[Band], safety: Safety, *, lowest: Decimal | None = None) -> Graded:
    """The result of a scored table: the band of its score; nothing with a veto or an element below the floor; and the lower of this
    and of what the safety performance allows.
    """
    by_score = band_of(score.score, bands)
    reasons = [_said(score, by_score, bands)]
    failed = bool(score.vetoes or score.below_floor)
    if score.vetoes:
        text = N_("Veto items failed: {refs}. The unit is reviewed again after it has put them right.")
        reasons.append(Refusal("vetoed", text, {"refs": ", ".join(score.vetoes)}))
    if score.below_floor:
        text = N_("Elements below {floor} per cent: {refs}.")
        reasons.append(
            Refusal("below-floor", text, {"refs": ", ".join(score.below_floor), "floor": f"{lowest:f}"})
        )
    allowed, against = best_allowed(safety, bands)
    reasons += against
    order = [*(band.name for band in bands), FAILED]
    result = FAILED if failed else max(by_score, allowed, key=order.index)
    return Graded(result, by_score, tuple(reasons))


VETOES = ("veto_item", "open_major_hazard", "fatal_accident", "overdue_order")


@cites("地方规则 local.rules")
def counted(score: Score, safety: Safety, vetoes: Collection[str]) -> tuple[Score, Safety]:
    """What the district's rule on vetoes lets count: veto items, open major hazards, a death, overdue orders; the others do not stand
    against a result.
    """
    left = replace(
        safety,
        open_major=safety.open_major if "open_major_hazard" in vetoes else 0,
        deadly=safety.deadly if "fatal_accident" in vetoes else 0,
        overdue_orders=safety.overdue_orders if "overdue_order" in vetoes else 0,
    )
    return (score if "veto_item" in vetoes else replace(score, vetoes=())), left


def _levels(bands: Sequence[Band]) -> list[int]:
    """3 for the lowest band, 2 above it, 1 for every better one."""
    return [max(1, LOWEST_LEVEL - above) for above in range(len(bands) - 1, -1, -1)]


def _said(score: Score, by_score: str, bands: Sequence[Band]) -> Refusal:
    if score.score is None:
        return Refusal("nothing-scored", N_("No item of the table applies: there is no score."))
    least = {band.name: band.least for band in bands}
    params: dict[str, str] = {"score": f"{score.score:f}", "result": Term(RESULTS.get(by_score, by_score))}
    if by_score == FAILED:
        params["least"] = f"{min(least.values(), default=Decimal(0)):f}"
        return Refusal("by-score", N_("A score of {score} is below the lowest band, {least}."), params)
    params["least"] = f"{least[by_score]:f}"
    return Refusal("by-score", N_("A score of {score} reaches the band from {least}: “{result}”."), params)
