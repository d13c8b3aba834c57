"""What stands on top of a unit's page has words and an end."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules.banners import LONGEST_DAYS, against, is_shown

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "first", "last", "codes"),
    [
        ("狗", 0, 0, set()),
        (" ", 0, 0, {"text-missing"}),
        ("狗", 3, 2, {"ends-before"}),
        ("狗", -5, -1, {"over-already"}),
        ("狗", 0, LONGEST_DAYS, set()),
        ("狗", 0, LONGEST_DAYS + 1, {"too-long"}),
        ("", 2, 1, {"text-missing", "ends-before"}),
    ],
)
def test_what_stands_against_a_banner(text: str, first: int, last: int, codes: set[str]) -> None:
    from_on, to_on = (TODAY + timedelta(days=days) for days in (first, last))
    assert {each.code for each in against(text, from_on, to_on, TODAY)} == codes


@given(st.integers(-20, 20), st.integers(-20, 20), st.booleans())
def test_it_is_shown_from_its_first_day_to_its_last(first: int, last: int, ended: bool) -> None:
    from_on, to_on = (TODAY + timedelta(days=days) for days in (first, last))
    assert is_shown(from_on, to_on, TODAY if ended else None, TODAY) == (first <= 0 <= last and not ended)
