"""Scoring: marks never below zero, not applicable taken out of the base, one rounding, weights, floors, vetoes."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules.scoring import (
    ElementScore,
    Item,
    Mark,
    Method,
    carried,
    earned,
    is_below_floor,
    is_done,
    is_vetoed,
    rounded,
    score,
    wrong_extra,
    wrong_mark,
)

D = Decimal


def item(ref: str = "A-1", full: str = "10", *, may_na: bool = True, is_veto: bool = False) -> Item:
    """An item of the element before the dash."""
    return Item(ref, ref.split("-")[0], D(full), may_na, is_veto)


def off(deduction: str = "0", *, na: bool = False, reason: str = "x") -> Mark:
    return Mark(D(deduction), na, reason)


NA = off(na=True)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(Fraction(7495, 100), "75.0", id="SCO-1 a half goes up"),
        pytest.param(Fraction(74949999, 1000000), "74.9", id="SCO-1 a little less does not"),
        pytest.param(Fraction(2, 3) * 100, "66.7", id="SCO-1 two thirds"),
        pytest.param(Fraction(5, 100), "0.1", id="SCO-1 the smallest half"),
        pytest.param(Fraction(8985, 100), "89.9", id="SCO-1 no binary fraction takes it down"),
        pytest.param(Fraction(100), "100.0", id="SCO-1 everything"),
    ],
)
def test_a_score_is_rounded_half_up_to_one_decimal(value: Fraction, expected: str) -> None:
    assert str(rounded(value)) == expected


@pytest.mark.parametrize(
    ("mark", "left"),
    [
        pytest.param(off("0"), "10", id="SCO-4 nothing off"),
        pytest.param(off("2.5"), "7.5", id="SCO-4 some off"),
        pytest.param(off("10"), "0", id="SCO-4 all off"),
        pytest.param(off("12"), "0", id="SCO-4 more than all: zero and not below"),
        pytest.param(off("-3"), "10", id="SCO-4 never more than full marks"),
        pytest.param(NA, "0", id="SCO-1 not applicable earns nothing"),
    ],
)
def test_an_item_never_goes_below_zero(mark: Mark, left: str) -> None:
    assert earned(item(), mark) == D(left)


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        pytest.param({}, None, id="SCO-1 nothing is marked"),
        pytest.param({"A-1": off(), "A-2": off(), "B-1": off()}, "100.0", id="SCO-1 full marks"),
        pytest.param({"A-1": off("5"), "A-2": off(), "B-1": off()}, "87.5", id="SCO-1 35 of 40"),
        pytest.param({"A-1": NA, "A-2": off("10"), "B-1": off()}, "66.7", id="SCO-1 20 ÷ (40 − 10)"),
        pytest.param({"A-1": NA, "A-2": NA, "B-1": NA}, None, id="SCO-1 nothing applies"),
        pytest.param({"A-1": off("5")}, "50.0", id="SCO-1 so far: only what is marked"),
    ],
)
def test_what_does_not_apply_leaves_the_base(marks: dict[str, Mark], expected: str | None) -> None:
    found = score([item("A-1"), item("A-2"), item("B-1", "20")], marks)
    assert found.score == (D(expected) if expected else None)


@pytest.mark.parametrize(
    ("extra", "got", "expected"),
    [
        pytest.param({}, "20", "75.0", id="SCO-4 none"),
        pytest.param({"A": D(5)}, "15", "62.5", id="SCO-4 five beyond the items"),
        pytest.param({"A": D(25)}, "0", "25.0", id="SCO-4 the element goes to zero and touches no other"),
        pytest.param({"C": D(5)}, "20", "75.0", id="SCO-4 of an element that is not there"),
        pytest.param({"A": D(-5)}, "20", "75.0", id="SCO-4 nothing is given"),
    ],
)
def test_extra_deductions_stay_inside_their_element(extra: dict[str, Decimal], got: str, expected: str) -> None:  # fmt: skip
    found = score(
        [item("A-1", "20"), item("B-1", "20")], {"A-1": off(), "B-1": off("10")}, Method(extra=extra)
    )
    assert (found.elements[0].earned, found.score) == (D(got), D(expected))


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        pytest.param({"A-1": off("5"), "B-1": off()}, "85.0", id="SCO-5 30 % of 50 and 70 % of 100"),
        pytest.param({"A-1": NA, "B-1": off("5")}, "75.0", id="SCO-5 a missing element leaves the weights"),
        pytest.param({"A-1": NA, "B-1": NA}, None, id="SCO-5 nothing applies"),
    ],
)
def test_elements_are_weighed(marks: dict[str, Mark], expected: str | None) -> None:
    method = Method(weights={"A": D(30), "B": D(70)})
    found = score([item("A-1"), item("B-1", "20")], marks, method)
    assert found.score == (D(expected) if expected else None)
    assert found.is_weighted


@pytest.mark.parametrize(
    ("got", "lowest", "expected"),
    [
        pytest.param("60", "60", False, id="SCO-5 exactly the floor"),
        pytest.param("59.9", "60", True, id="SCO-5 just below"),
        pytest.param(None, "60", False, id="SCO-5 nothing of it applies"),
        pytest.param("0", None, False, id="SCO-5 a table without floor"),
    ],
)
def test_each_element_needs_its_floor(got: str | None, lowest: str | None, expected: bool) -> None:
    element = ElementScore("A", D(10), D(0), D(0), D(got) if got else None)
    assert is_below_floor(element, D(lowest) if lowest else None) is expected


@pytest.mark.parametrize(
    ("veto", "mark", "expected"),
    [
        pytest.param(True, off("10"), True, id="SCO-6 nothing is left"),
        pytest.param(True, off("9.9"), False, id="SCO-6 a partial deduction"),
        pytest.param(True, NA, False, id="SCO-6 it does not apply"),
        pytest.param(False, off("10"), False, id="SCO-6 no veto item"),
    ],
)
def test_a_veto_item_without_marks_fails_the_whole(veto: bool, mark: Mark, expected: bool) -> None:
    assert is_vetoed(item(is_veto=veto), mark) is expected
    assert score([item(is_veto=veto)], {"A-1": mark}).vetoes == (("A-1",) if expected else ())


@pytest.mark.parametrize(
    ("may_na", "mark", "codes"),
    [
        pytest.param(True, off("10"), [], id="all marks off"),
        pytest.param(True, off("10.5"), ["marks-outside"], id="more than all"),
        pytest.param(True, off("-0.5"), ["marks-outside"], id="less than nothing"),
        pytest.param(True, NA, [], id="not applicable where it may be"),
        pytest.param(False, NA, ["na-not-allowed"], id="not applicable where it may not be"),
    ],
)
def test_a_mark_lies_within_its_item(may_na: bool, mark: Mark, codes: list[str]) -> None:
    assert [refusal.code for refusal in wrong_mark(item(may_na=may_na), mark)] == codes


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        (None, False), (off(reason=""), True), (off("1", reason=" "), False), (off("1"), True),
        (off(na=True, reason=""), False), (NA, True),
    ],
)  # fmt: skip
def test_a_deduction_says_why_before_its_item_is_done(mark: Mark | None, expected: bool) -> None:
    assert is_done(mark) is expected


MARKS = st.builds(Mark, st.decimals(0, 20, places=1), st.booleans(), st.just("x"))


@given(st.lists(MARKS, min_size=1, max_size=30), st.decimals(0, 30, places=1))
def test_a_score_lies_between_0_and_100_and_an_extra_deduction_never_raises_it(
    given_marks: list[Mark], extra: Decimal
) -> None:
    items = [item(f"{'AB'[n % 2]}-{n}", str(1 + n % 7)) for n in range(len(given_marks))]
    marks = {each.ref: mark for each, mark in zip(items, given_marks, strict=True)}
    plain, less = score(items, marks), score(items, marks, Method(extra={"A": extra}))
    assert (plain.score is None) == all(mark.is_na for mark in given_marks)
    if plain.score is not None and less.score is not None:
        assert 0 <= less.score <= plain.score <= 100
    assert plain.earned <= plain.full - plain.na


@given(st.lists(st.decimals(0, 10, places=1), min_size=1, max_size=20), st.integers(0, 19))
def test_a_higher_deduction_never_raises_the_score(deductions: list[Decimal], at: int) -> None:
    items = [item(f"A-{n}") for n in range(len(deductions))]
    marks = {each.ref: Mark(value) for each, value in zip(items, deductions, strict=True)}
    worse = {**marks, items[at % len(items)].ref: Mark(D(10))}
    before, after = score(items, marks).score, score(items, worse).score
    assert before is not None and after is not None
    assert after <= before


@pytest.mark.parametrize(
    ("marks", "reason", "codes"),
    [
        pytest.param("5", "台账系补造", set(), id="within its element"),
        pytest.param("30", "x", set(), id="all of it"),
        pytest.param("30.5", "x", {"extra-outside"}, id="more than the element holds"),
        pytest.param("0", " ", {"extra-outside", "extra-unsaid"}, id="nothing, and no reason"),
        pytest.param("-1", "x", {"extra-outside"}, id="no gift"),
    ],
)
def test_what_is_wrong_with_an_extra_deduction(marks: str, reason: str, codes: set[str]) -> None:
    assert {each.code for each in wrong_extra(Decimal(marks), reason, full=Decimal(30))} == codes


@pytest.mark.parametrize(
    ("mark", "after", "is_carried"),
    [
        pytest.param(Mark(D(2), reason="x"), Item("b", "e", D(10)), True, id="the same marks"),
        pytest.param(Mark(D(2), reason="x"), Item("b", "e", D(12)), False, id="other marks now"),
        pytest.param(
            Mark(is_na=True, reason="x"), Item("b", "e", D(10), may_na=True), True, id="not applicable stays"
        ),
        pytest.param(
            Mark(is_na=True, reason="x"), Item("b", "e", D(10)), False, id="applies to every unit now"
        ),
    ],
)
def test_what_is_carried_to_the_clause_that_follows(mark: Mark, after: Item, is_carried: bool) -> None:
    found = carried(mark, before=Item("a", "e", D(10), may_na=True), after=after)
    assert found == (mark if is_carried else None)
