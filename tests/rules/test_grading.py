"""Grading: the band of the score, vetoes, floors, and the safety of the year; the lower result wins and says why."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules.grading import (
    FAILED,
    VETOES,
    Safety,
    band_of,
    bands_of,
    best_allowed,
    counted,
    grade,
    granted_by,
)
from anbiao.rules.scoring import Score

D = Decimal
NATIONAL = bands_of({"3": D(60), "1": D(90), "2": D(75)})
LOCAL = bands_of({"excellent": D(90), "good": D(75), "pass": D(60)})
STATION = bands_of({"3": D(80)})
SAFE = Safety()


def scored(value: str | None, *, vetoes: tuple[str, ...] = (), below: tuple[str, ...] = ()) -> Score:
    return Score(D(100), D(0), D(0), D(value) if value else None, (), vetoes, below)


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        ("100", "1"), ("90.0", "1"), ("89.9", "2"), ("75.0", "2"), ("74.9", "3"), ("60.0", "3"), ("59.9", FAILED), (None, FAILED),
    ],
)  # fmt: skip
def test_the_best_band_that_is_reached(score: str | None, expected: str) -> None:
    assert band_of(D(score) if score else None, NATIONAL) == expected


@pytest.mark.parametrize(
    ("safety", "expected", "codes"),
    [
        pytest.param(SAFE, "1", [], id="SCO-3 nothing happened"),
        pytest.param(Safety(with_two_hurt=1), "2", ["two-hurt"], id="SCO-3 two were hurt: no grade 1"),
        pytest.param(
            Safety(with_serious_injury=1), "3", ["serious-injury"], id="SCO-3 seriously injured: no grade 2"
        ),
        pytest.param(Safety(deadly=1), FAILED, ["deadly"], id="SCO-3 a death: none"),
        pytest.param(Safety(open_major=2), FAILED, ["open-major"], id="SCO-6 open major hazards: none"),
        pytest.param(
            Safety(1, 1, 1, 1, 1), FAILED, ["open-major", "overdue-orders", "deadly", "serious-injury", "two-hurt"], id="every reason is told"
        ),
    ],
)  # fmt: skip
def test_the_safety_performance_is_a_gate(safety: Safety, expected: str, codes: list[str]) -> None:
    allowed, reasons = best_allowed(safety, NATIONAL)
    assert (allowed, [reason.code for reason in reasons]) == (expected, codes)


def test_a_table_of_one_band_has_the_lowest_level() -> None:
    assert best_allowed(Safety(with_serious_injury=1), STATION)[0] == "3"
    assert best_allowed(Safety(deadly=1), STATION)[0] == FAILED


@pytest.mark.parametrize(
    ("score", "safety", "expected", "codes"),
    [
        pytest.param(scored("92.0"), SAFE, "excellent", ["by-score"], id="SCO-2 by the score alone"),
        pytest.param(scored("92.0"), Safety(with_two_hurt=1), "good", ["by-score", "two-hurt"], id="SCO-2 the gate is lower"),
        pytest.param(scored("61.0"), Safety(with_two_hurt=1), "pass", ["by-score", "two-hurt"], id="SCO-2 the score is lower"),
        pytest.param(scored("92.0", vetoes=("A-1",)), SAFE, FAILED, ["by-score", "vetoed"], id="SCO-6 a veto"),
        pytest.param(scored("92.0", below=("A",)), SAFE, FAILED, ["by-score", "below-floor"], id="SCO-5 below the floor"),
        pytest.param(scored("40.0"), SAFE, FAILED, ["by-score"], id="SCO-2 below every band"),
        pytest.param(scored(None), SAFE, FAILED, ["nothing-scored"], id="SCO-1 nothing applies"),
    ],
)  # fmt: skip
def test_the_lower_result_wins_and_every_reason_is_told(
    score: Score, safety: Safety, expected: str, codes: list[str]
) -> None:
    found = grade(score, LOCAL, safety, lowest=D(60))
    assert (found.result, [reason.code for reason in found.reasons]) == (expected, codes)
    assert all(reason.sentence() for reason in found.reasons)


@pytest.mark.parametrize(("result", "is_granted_above"), [("1", True), ("2", True), ("3", True), ("pass", False), (FAILED, False)])  # fmt: skip
def test_the_district_grants_no_grade_of_the_national_scheme(result: str, is_granted_above: bool) -> None:
    assert bool(granted_by(result)) is is_granted_above


@given(st.decimals(0, 100, places=1), st.builds(Safety, *[st.integers(0, 2)] * 5))
def test_worse_safety_never_gives_a_better_result(value: Decimal, harmed: Safety) -> None:
    order = [*(band.name for band in NATIONAL), FAILED]
    best, found = (grade(scored(str(value)), NATIONAL, safety).result for safety in (SAFE, harmed))
    assert order.index(found) >= order.index(best)


@pytest.mark.parametrize(
    ("vetoes", "left", "items"),
    [
        pytest.param(VETOES, Safety(1, 1, 1, 1, 1), ("A-1",), id="all of them count"),
        pytest.param((), Safety(0, 1, 1, 0, 0), (), id="none of them; injuries always do"),
        pytest.param(("open_major_hazard",), Safety(0, 1, 1, 1, 0), (), id="open major hazards"),
        pytest.param(("fatal_accident", "overdue_order"), Safety(1, 1, 1, 0, 1), (), id="a death, overdue orders"),
        pytest.param(("veto_item",), Safety(0, 1, 1, 0, 0), ("A-1",), id="veto items"),
    ],
)  # fmt: skip
def test_the_district_says_what_vetoes(vetoes: tuple[str, ...], left: Safety, items: tuple[str, ...]) -> None:
    score, safety = counted(scored("92.0", vetoes=("A-1",)), Safety(1, 1, 1, 1, 1), vetoes)
    assert (score.vetoes, safety) == (items, left)
