"""Accidents by State Council Order 493: Art. 3 grades (以上 includes the number, 以下 does not), Art. 9 and 13 when they are reported."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules.accidents import GRADES, Harm, counts_until, grade, report_due_at, wrong_numbers

SHANGHAI = ZoneInfo("Asia/Shanghai")
WAN, YI = 10_000, 100_000_000


def at(*parts: int) -> datetime:
    """A moment in the district."""
    return datetime(*parts, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("harm", "named"),
    [
        pytest.param(Harm(0, 0, 0), "ordinary", id="493 Art. 3 (4) nobody hurt"),
        pytest.param(Harm(2, 9, 999 * WAN), "ordinary", id="493 Art. 3 (4) below every bound"),
        pytest.param(Harm(3, 0, 0), "larger", id="493 Art. 3 (3) 3 dead are 以上"),
        pytest.param(Harm(9, 0, 0), "larger", id="493 Art. 3 (3) 9 dead"),
        pytest.param(Harm(10, 0, 0), "major", id="493 Art. 3 (2) 10 dead are not 10 以下"),
        pytest.param(Harm(29, 0, 0), "major", id="493 Art. 3 (2) 29 dead"),
        pytest.param(Harm(30, 0, 0), "extra_major", id="493 Art. 3 (1) 30 dead are 以上"),
        pytest.param(Harm(0, 9, 0), "ordinary", id="493 Art. 3 (4) 9 seriously injured"),
        pytest.param(Harm(0, 10, 0), "larger", id="493 Art. 3 (3) 10 seriously injured"),
        pytest.param(Harm(0, 49, 0), "larger", id="493 Art. 3 (3) 49 seriously injured"),
        pytest.param(Harm(0, 50, 0), "major", id="493 Art. 3 (2) 50 seriously injured"),
        pytest.param(Harm(0, 99, 0), "major", id="493 Art. 3 (2) 99 seriously injured"),
        pytest.param(Harm(0, 100, 0), "extra_major", id="493 Art. 3 (1) 100 seriously injured"),
        pytest.param(Harm(0, 0, 1000 * WAN - 1), "ordinary", id="493 Art. 3 (4) a yuan below 10 million"),
        pytest.param(Harm(0, 0, 1000 * WAN), "larger", id="493 Art. 3 (3) 10 million"),
        pytest.param(Harm(0, 0, 5000 * WAN - 1), "larger", id="493 Art. 3 (3) a yuan below 50 million"),
        pytest.param(Harm(0, 0, 5000 * WAN), "major", id="493 Art. 3 (2) 50 million"),
        pytest.param(Harm(0, 0, YI - 1), "major", id="493 Art. 3 (2) a yuan below 100 million"),
        pytest.param(Harm(0, 0, YI), "extra_major", id="493 Art. 3 (1) 100 million"),
        pytest.param(Harm(2, 10, 0), "larger", id="493 Art. 3 或者: the injured decide"),
        pytest.param(Harm(3, 0, YI), "extra_major", id="493 Art. 3 或者: the loss decides"),
        pytest.param(Harm(10, 99, 0), "major", id="493 Art. 3 或者: the dead decide"),
    ],
)
def test_an_accident_has_the_gravest_grade_that_one_number_reaches(harm: Harm, named: str) -> None:
    assert grade(harm) == named


harms = st.builds(Harm, st.integers(0, 200), st.integers(0, 200), st.integers(0, 2 * YI))
GRAVER = list(GRADES)


@given(harms, harms)
def test_more_harm_never_makes_an_accident_less_grave(harm: Harm, more: Harm) -> None:
    worse = Harm(harm.dead + more.dead, harm.injured + more.injured, harm.loss + more.loss)
    assert GRAVER.index(grade(harm)) <= GRAVER.index(grade(worse))


@given(harms)
def test_the_grade_is_that_of_the_gravest_of_the_three_numbers(harm: Harm) -> None:
    alone = (Harm(harm.dead, 0, 0), Harm(0, harm.injured, 0), Harm(0, 0, harm.loss))
    assert grade(harm) == max(map(grade, alone), key=GRAVER.index)


def test_the_grades_are_four_and_named_from_the_least() -> None:
    assert GRAVER == ["ordinary", "larger", "major", "extra_major"]


@pytest.mark.parametrize(
    ("known_at", "due_at"),
    [
        pytest.param(at(2026, 11, 23, 9, 30), at(2026, 11, 23, 10, 30), id="493 Art. 9 one hour"),
        pytest.param(at(2026, 12, 31, 23, 30), at(2027, 1, 1, 0, 30), id="493 Art. 9 over midnight and the year"),
        pytest.param(at(2024, 2, 29, 23, 59, 59), at(2024, 3, 1, 0, 59, 59), id="493 Art. 9 after a leap day"),
    ],
)  # fmt: skip
def test_the_principal_reports_within_an_hour_of_knowing(known_at: datetime, due_at: datetime) -> None:
    assert report_due_at(known_at) == due_at


@pytest.mark.parametrize(
    ("happened_on", "is_road_or_fire", "last"),
    [
        pytest.param(
            date(2026, 11, 1), False, date(2026, 12, 1), id="493 Art. 13 thirty days, the first not counted"
        ),
        pytest.param(date(2026, 11, 1), True, date(2026, 11, 8), id="493 Art. 13 road and fire: seven"),
        pytest.param(date(2024, 2, 1), False, date(2024, 3, 2), id="493 Art. 13 over a leap day"),
        pytest.param(date(2026, 2, 1), False, date(2026, 3, 3), id="493 Art. 13 without a leap day"),
        pytest.param(date(2026, 12, 31), True, date(2027, 1, 7), id="493 Art. 13 over the year"),
    ],
)
def test_a_death_counts_until_the_last_day_of_the_period(
    happened_on: date, is_road_or_fire: bool, last: date
) -> None:
    assert counts_until(happened_on, is_road_or_fire=is_road_or_fire) == last


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_road_and_fire_count_shorter_than_all_others(happened_on: date) -> None:
    short, usual = (counts_until(happened_on, is_road_or_fire=each) for each in (True, False))
    assert usual - short == timedelta(23)


@pytest.mark.parametrize(
    ("harm", "field"),
    [
        (Harm(0, 0, 0), None),
        (Harm(30, 100, YI), None),
        (Harm(-1, 0, 0), "dead"),
        (Harm(0, -1, 0), "injured"),
        (Harm(0, 0, -1), "loss"),
        (Harm(0, -1, -1), "injured"),
    ],
)
def test_numbers_of_people_and_money_begin_at_nought(harm: Harm, field: str | None) -> None:
    refused = wrong_numbers(harm)
    assert (refused.field if refused else None) == field
    assert refused is None or refused.code == "number-negative"
