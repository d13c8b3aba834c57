"""Which records are offered beside an item, and in what order."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules.evidence import Record, in_order, shared

DAY, LATER = date(2026, 3, 2), date(2026, 9, 1)
TEXTS = st.text(alphabet="灭火器配电箱通道 ", max_size=8)


def record(key: str, words: str = "", on: date = DAY, clause: str = "") -> Record:
    return Record(key, words, on, clause)


@pytest.mark.parametrize(
    ("records", "order"),
    [
        pytest.param([record("a"), record("b", on=LATER)], "ba", id="the newest first"),
        pytest.param([record("a", on=LATER), record("b", "灭火器过期")], "ba", id="whose words are asked before the newest"),
        pytest.param([record("a", "灭火器过期"), record("b", clause="SCH-1.1 灭火器")], "ba", id="made at the very clause before the words"),
        pytest.param([record("a"), record("b", clause="SCH-1.11 x", on=LATER), record("c", clause="SCH-1.1")], "cba", id="a clause is meant whole"),
        pytest.param([record("b"), record("a")], "ab", id="the same day by key"),
        pytest.param([], "", id="nothing"),
    ],
)  # fmt: skip
def test_what_fits_comes_first(records: list[Record], order: str) -> None:
    assert "".join(each.key for each in in_order(records, ref="SCH-1.1", asked="灭火器在有效期内")) == order


@given(TEXTS, TEXTS)
def test_what_two_texts_share_is_the_same_from_both_sides(one: str, other: str) -> None:
    assert shared(one, other) == shared(other, one) <= min(shared(one, one), shared(other, other))


@given(st.lists(TEXTS, max_size=6), TEXTS)
def test_nothing_is_lost_and_nothing_added(words: list[str], asked: str) -> None:
    records = [record(str(n), each) for n, each in enumerate(words)]
    assert sorted(each.key for each in in_order(records, ref="", asked=asked)) == [
        each.key for each in records
    ]
