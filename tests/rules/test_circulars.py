"""Circulars: who approves, the number, who is named."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules import circulars as law
from anbiao.rules.calendar import IsoWeek
from anbiao.rules.circulars import CIRCULAR, Standing

TODAY = date(2026, 11, 26)
ME, OTHER = "11111111-1111-1111-1111-111111111111", "22222222-2222-2222-2222-222222222222"


@pytest.mark.parametrize(
    ("person", "writers", "code"),
    [(ME, [ME], "own-circular"), (ME, [OTHER, ME], "own-circular"), (ME, [OTHER], None), ("", [OTHER], "nobody-known")],
)  # fmt: skip
def test_a_circular_is_approved_by_somebody_who_did_not_write_it(
    person: str, writers: list[str], code: str | None
) -> None:
    facts = {"by_person": person, "by_units": frozenset(), "writers": writers}
    found = CIRCULAR.refusals("approve", state="submitted", facts=facts, today=TODAY)
    assert [refusal.code for refusal in found] == ([code] if code else [])


@pytest.mark.parametrize("state", ["draft", "submitted", "returned"])
def test_what_is_not_approved_is_not_issued(state: str) -> None:
    assert CIRCULAR.refusals("issue", state=state, facts={}, today=TODAY)[0].code == "step-not-from-here"


def test_an_issued_circular_is_only_replaced() -> None:
    assert [step.name for step in CIRCULAR.offered("issued")] == ["replace"]


def test_the_number_has_no_leading_zeros_and_its_year_in_six_cornered_brackets() -> None:
    assert law.document_number("洛安办", 2026, 31) == "洛安办〔2026〕31号"


LINES = [
    Standing("甲", 5, 10), Standing("乙", 6, 10), Standing("丙", 6, 10), Standing("丁", 10, 10), Standing("戊", 1, 4), Standing("己", 0, 0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("last", "least", "named"),
    [
        (1, 5, "甲"),
        (2, 5, "甲乙丙"),
        (3, 5, "甲乙丙"),
        (9, 5, "甲乙丙"),
        (9, 4, "戊甲"),
        (1, 1, "戊"),
        (1, 11, ""),
    ],
)
def test_the_weakest_are_named_with_their_ties(last: int, least: int, named: str) -> None:
    assert "".join(line.label for line in law.weakest(LINES, last=last, least=least)) == named


def test_the_foremost_are_not_among_the_weakest() -> None:
    assert [line.label for line in law.foremost(LINES, first=1, least=5)] == ["丁"]
    assert [line.label for line in law.not_compared(LINES, least=5)] == ["戊"]


def test_where_all_stand_alike_nobody_is_named() -> None:
    alike = [Standing("甲", 1, 2), Standing("乙", 2, 4)]
    assert law.weakest(alike, last=1, least=1) == law.foremost(alike, first=1, least=1) == ()


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=12), st.integers(1, 4), st.integers(0, 10)
)  # fmt: skip
def test_nobody_better_is_named_before_somebody_worse(
    pairs: list[tuple[int, int]], last: int, least: int
) -> None:
    lines = [Standing(str(n), min(pair), max(pair)) for n, pair in enumerate(pairs)]
    named = law.weakest(lines, last=last, least=least)
    others = [line for line in lines if line not in named and line.of >= max(1, least)]
    assert all(each.of >= least and each.share < 1 for each in named)
    assert not named or all(line.share > max(each.share for each in named) for line in others)


@pytest.mark.parametrize(
    ("generated", "text", "strange"),
    [
        ("创建率 37.5%，共 3,000 家", "共 3,000 家，创建率 37.5%，请抓紧。", ()),
        ("创建率 37.5%", "创建率 73.5%，12月4日前 73.5%", ("73.5%", "12", "4")),
        ("", "无数字", ()),
    ],
)
def test_numbers_that_the_figures_do_not_know_are_pointed_at(
    generated: str, text: str, strange: tuple[str, ...]
) -> None:
    assert law.strange_numbers(generated, text) == strange


def test_a_period_of_weeks_is_read_as_scripts_write_it() -> None:
    assert law.period_of("2026-W49..2026-W50") == (IsoWeek(2026, 49), IsoWeek(2026, 50))
    assert law.period_of("2026-W49") == (IsoWeek(2026, 49), IsoWeek(2026, 49))
    for wrong in ("2026-W50..2026-W49", "2026", ""):
        with pytest.raises(ValueError):
            law.period_of(wrong)


@pytest.mark.parametrize(
    ("number", "said"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (25, "二十五")]
)
def test_headings_are_counted_in_chinese(number: int, said: str) -> None:
    assert law.chinese(number) == said


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-M2", date(2026, 2, 1), date(2026, 2, 28)),
        ("2024-M02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026-H2", date(2026, 7, 1), date(2026, 12, 31)),
    ],
)
def test_months_quarters_and_half_years_are_whole(text: str, first: date, last: date) -> None:
    assert law.whole_period(text) == (first, last)


@pytest.mark.parametrize("text", ["2026-M13", "2026-Q5", "2026-H3", "2026-M0", "2026-W49", "", "2026-Q"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        law.whole_period(text)


@given(st.dates(date(2000, 1, 31), date(2100, 1, 1)), st.sampled_from("MQH"))
def test_periods_join_without_a_gap_and_the_newest_holds_the_day(on: date, kind: str) -> None:
    days = [law.whole_period(each) for each in law.periods_before(on, kind=kind, number=9)]
    assert days[0][0] <= on <= days[0][1]
    assert all((later[0] - earlier[1]).days == 1 for later, earlier in pairwise(days))
