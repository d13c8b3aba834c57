"""Look-back: a draw that everybody can repeat, when it comes, and who may look. The machine is walked in test_separation.py."""

from datetime import date
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules.lookback import LOOK, REOPENING, Closed, closed_when_looked_at, draw, looked_at_from
from anbiao.rules.separation import closer_does_not_look_back

ON = date(2026, 11, 23)
SEED = "2026-11-23 look-back"
RATIOS = {"general": 10, "major": 100}


def closed(number: int, stratum: str = "general") -> list[Closed]:
    """So many closed hazards of a stratum."""
    return [Closed(f"{stratum}-{each}", stratum, ON) for each in range(number)]


# ---------- the draw ----------


@pytest.mark.parametrize(
    ("number", "ratio", "drawn"),
    [
        pytest.param(0, 10, 0, id="LC-7 nothing was closed"),
        pytest.param(1, 10, 1, id="LC-7 10 % of one is one: rounded up"),
        pytest.param(9, 10, 1, id="LC-7 10 % of nine"),
        pytest.param(10, 10, 1, id="LC-7 10 % of ten is exactly one"),
        pytest.param(11, 10, 2, id="LC-7 10 % of eleven is more than one"),
        pytest.param(101, 10, 11, id="LC-7 10 % of a hundred and one"),
        pytest.param(7, 0, 0, id="LC-7 a ratio of nought draws none"),
        pytest.param(7, 100, 7, id="LC-7 major hazards: all of them"),
        pytest.param(1, 0.01, 1, id="LC-7 the smallest ratio still draws one"),
        pytest.param(3, 33.3, 1, id="LC-7 33.3 % of three are 0.999"),
        pytest.param(3, 33.4, 2, id="LC-7 33.4 % of three are more than one"),
        pytest.param(375, 17.6, 66, id="LC-7 17.6 % of 375 are exactly 66, whatever a float says"),
        pytest.param(250, 64.4, 161, id="LC-7 64.4 % of 250 are exactly 161"),
        pytest.param(10, Fraction(10), 1, id="LC-7 a fraction"),
    ],
)
def test_of_a_stratum_its_ratio_is_drawn_rounded_up(number: int, ratio: float, drawn: int) -> None:
    assert len(draw(closed(number), ratios={"general": ratio}, seed=SEED)) == drawn


@given(st.integers(0, 400), st.integers(0, 1000))
def test_rounding_up_is_exact(number: int, tenths: int) -> None:
    assert len(draw(closed(number), ratios={"general": tenths / 10}, seed=SEED)) == ceil(
        Fraction(number * tenths, 1000)
    )


@pytest.mark.parametrize("ratio", [-1, -0.1, 100.1, 1000, float("nan"), float("inf")])
def test_a_ratio_outside_0_to_100_is_an_error(ratio: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 100"):
        draw(closed(5), ratios={"general": ratio}, seed=SEED)


def test_each_stratum_has_its_own_ratio_and_one_without_is_left_out() -> None:
    hazards = [*closed(25), *closed(4, "major"), *closed(9, "unknown")]
    drawn = draw(hazards, ratios=RATIOS, seed=SEED)
    assert [each.split("-")[0] for each in drawn] == ["general"] * 3 + ["major"] * 4


def test_everybody_draws_the_same() -> None:
    """These three have the least SHA-256 of "2026:<id>" among thirty, by `sha256sum` and `sort`; that stays so for ever."""
    drawn = draw(closed(30), ratios=RATIOS, seed="2026")
    assert drawn == ("general-15", "general-23", "general-3")


strata = st.sampled_from(("general", "major", "other"))
some = st.lists(st.tuples(st.uuids(), strata), max_size=40, unique_by=lambda each: each[0])
ratios = st.fixed_dictionaries({"general": st.integers(0, 100), "major": st.integers(0, 100)})


def hazards_of(pairs: list[tuple[object, str]]) -> list[Closed]:
    """Closed hazards from ids and strata."""
    return [Closed(str(one), stratum, ON) for one, stratum in pairs]


@given(some, ratios, st.text(max_size=10), st.randoms())
def test_the_order_in_which_hazards_come_changes_nothing(
    pairs: list, shares: dict, seed: str, random: object
) -> None:
    shuffled = list(pairs)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert draw(hazards_of(pairs), ratios=shares, seed=seed) == draw(
        hazards_of(shuffled), ratios=shares, seed=seed
    )


@given(some, ratios)
def test_nobody_is_drawn_twice_nor_from_outside(pairs: list, shares: dict) -> None:
    drawn = draw(hazards_of(pairs + pairs), ratios=shares, seed=SEED)
    assert len(drawn) == len(set(drawn))
    assert drawn == draw(hazards_of(pairs), ratios=shares, seed=SEED)
    assert set(drawn) <= {str(one) for one, stratum in pairs if stratum in shares}


@given(some, st.uuids(), strata, ratios)
def test_a_hazard_more_pushes_out_at_most_one_and_only_by_itself(
    pairs: list, new: object, stratum: str, shares: dict
) -> None:
    pairs = [each for each in pairs if each[0] != new]
    before = set(draw(hazards_of(pairs), ratios=shares, seed=SEED))
    after = set(draw(hazards_of([*pairs, (new, stratum)]), ratios=shares, seed=SEED))
    lost, won = before - after, after - before
    assert len(after) - len(before) in {0, 1}
    assert len(lost) <= 1
    assert not lost or won == {str(new)}


@given(some, st.integers(0, 99))
def test_a_higher_ratio_keeps_all_that_a_lower_one_drew(pairs: list, share: int) -> None:
    lower, higher = (
        set(draw(hazards_of(pairs), ratios={"general": each, "major": each}, seed=SEED))
        for each in (share, share + 1)
    )
    assert lower <= higher


def test_another_seed_draws_others() -> None:
    samples = {draw(closed(50), ratios=RATIOS, seed=str(seed)) for seed in range(40)}
    assert len(samples) == 40
    drawn = {each for sample in samples for each in sample}
    assert len(drawn) > 40


# ---------- when and who ----------


@pytest.mark.parametrize(
    ("closed_on", "days", "on"),
    [
        pytest.param(date(2026, 11, 23), 30, date(2026, 12, 23), id="LC-7 general: thirty days"),
        pytest.param(date(2026, 11, 23), 90, date(2027, 2, 21), id="LC-7 major: ninety days"),
        pytest.param(date(2024, 1, 30), 30, date(2024, 2, 29), id="LC-7 onto a leap day"),
        pytest.param(date(2026, 11, 23), 0, date(2026, 11, 23), id="LC-7 at once"),
    ],
)
def test_a_look_back_comes_when_a_relapse_would_show(closed_on: date, days: int, on: date) -> None:
    assert looked_at_from(closed_on, days=days) == on


@pytest.mark.parametrize(
    "state", ["ordered", "rectifying", "reported", "verified", "returned", "void", "closed"]
)
def test_what_is_looked_at_is_closed(state: str) -> None:
    refused = closed_when_looked_at({"hazard_state": state}, ON)
    assert (refused.code if refused else "") == ("" if state == "closed" else "not-closed")


def test_every_step_of_a_look_asks_who_took_part_in_the_closing() -> None:
    assert all(closer_does_not_look_back in step.guards for step in LOOK.steps)
    assert {step.name for step in LOOK.steps if closed_when_looked_at not in step.guards} == {"correct"}


def test_what_speaks_against_somebody_says_why() -> None:
    assert {step.name for step in LOOK.steps if not step.needs_note} == {"keep"}


def test_what_reopens_a_hazard_is_what_came_back_or_was_never_fixed() -> None:
    assert {step.target for step in LOOK.steps if step.name in {"relapse", "expose"}} == REOPENING
    marks = {state.name: state.mark for state in LOOK.states}
    assert [marks[name] for name in ("kept", "relapsed", "false_closure", "missed")] == [
        "done",
        "back",
        "late",
        "wait",
    ]
