"""Local rules: which values fit, who decides, and which version is in force."""

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules.local_rules import (
    LOCAL_RULE,
    Column,
    Parameter,
    Version,
    in_force,
    not_backwards,
    wrong,
)
from anbiao.rules.refusal import Refusal

TODAY = date(2026, 11, 23)
DAYS = Parameter("visits.repeat_warning", "days", least=0, most=90)
SHARE = Parameter("review.sample", "per_cent")
BY_COLOUR = Parameter("visits.interval", "days", least=1, most=366, by=("red", "blue"))
ONE = Parameter("x.one", "choice", options=("a", "b"))
SOME = Parameter("x.some", "choices", options=("a", "b"))
TABLE = Parameter(
    "colours.criteria",
    "table",
    columns=(
        Column("colour", "choice", options=("red", "orange")),
        Column("threshold", "count", most=100, optional=True),
        Column("note", "text", optional=True),
    ),
)


def codes(parameter: Parameter, value: object) -> list[str]:
    return [refusal.code for refusal in wrong(parameter, value)]


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        (DAYS, 0), (DAYS, 90), (SHARE, 12.5), (SHARE, 100), (BY_COLOUR, {"red": 7, "blue": 365}), (ONE, "b"), (SOME, []),
        (SOME, ["b", "a"]), (TABLE, [{"colour": "red", "threshold": None, "note": ""}]),
        (TABLE, [{"colour": "orange", "threshold": 3, "note": "x"}] * 2),
    ],
)  # fmt: skip
def test_a_value_of_its_kind_and_within_its_bounds_fits(parameter: Parameter, value: object) -> None:
    assert wrong(parameter, value) == []


@pytest.mark.parametrize(
    ("parameter", "value", "code"),
    [
        (DAYS, 91, "value-bounds"), (DAYS, -1, "value-bounds"), (DAYS, 7.5, "value-number"), (DAYS, "7", "value-number"),
        (DAYS, True, "value-number"), (DAYS, None, "value-missing"), (DAYS, "", "value-missing"), (SHARE, 101, "value-bounds"),
        (BY_COLOUR, 7, "value-by"), (BY_COLOUR, {"red": 7}, "value-by"), (BY_COLOUR, {"red": 7, "blue": 0}, "value-bounds"),
        (BY_COLOUR, {"red": 7, "blue": 8, "green": 9}, "value-by"), (ONE, "c", "value-unknown"), (ONE, 3, "value-unknown"),
        (SOME, ["a", "a"], "value-choices"), (SOME, "a", "value-choices"), (SOME, ["c"], "value-unknown"),
        (TABLE, [], "value-rows"), (TABLE, {}, "value-rows"), (TABLE, ["x"], "value-columns"),
        (TABLE, [{"colour": "red"}], "value-columns"), (TABLE, [{"colour": "", "threshold": 1, "note": ""}], "value-missing"),
        (TABLE, [{"colour": "red", "threshold": 101, "note": ""}], "value-bounds"),
        (TABLE, [{"colour": "red", "threshold": 1, "note": "长" * 201}], "value-text"),
        (TABLE, [{"colour": "red", "threshold": 1, "note": 5}], "value-text"),
        (TABLE, [{"colour": "red", "threshold": 1, "note": ""}] * 61, "value-rows"),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_refused_with_its_reason(
    parameter: Parameter, value: object, code: str
) -> None:
    found = wrong(parameter, value)
    assert code in [refusal.code for refusal in found]
    assert all(refusal.sentence() and refusal.field == "value" for refusal in found)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    assert codes(BY_COLOUR, {"red": 0, "blue": 999}) == ["value-bounds", "value-bounds"]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda x: st.lists(x) | st.dictionaries(st.text(), x),
    )
)
def test_no_value_whatever_breaks_the_check(value: object) -> None:
    for parameter in (DAYS, SHARE, BY_COLOUR, ONE, SOME, TABLE):
        assert all(isinstance(refusal, Refusal) for refusal in wrong(parameter, value))


# ---------- who decides, and from when ----------


@pytest.mark.parametrize(
    ("step", "by_person", "codes"),
    [
        pytest.param("approve_rule", "p1", ["same-person"], id="4.2 (4) the proposer does not approve"),
        pytest.param("approve_rule", "p2", [], id="4.2 (4) a second person approves"),
        pytest.param("approve_rule", "", ["nobody-known"], id="4.2 (9) nobody approves at the command line"),
        pytest.param("refuse_rule", "p1", ["same-person"], id="4.2 (4) the proposer does not refuse"),
        pytest.param("refuse_rule", "p2", [], id="4.2 (4) a second person refuses"),
        pytest.param("withdraw_rule", "p1", [], id="the proposer takes it back"),
        pytest.param("withdraw_rule", "p2", ["not-own-proposal"], id="4.2 (4) nobody takes back another's"),
    ],
)
def test_who_decides_a_local_rule_and_who_takes_it_back(step: str, by_person: str, codes: list[str]) -> None:
    facts = {"proposer": "p1", "by_person": by_person, "from_on": "2026-12-01"}
    refused = LOCAL_RULE.refusals(
        LOCAL_RULE.step(step), state="proposed", facts=facts, today=date(2026, 11, 23)
    )
    assert [each.code for each in refused] == codes


@pytest.mark.parametrize(
    ("from_on", "allowed"), [("2026-11-22", False), ("2026-11-23", True), ("2027-01-01", True)]
)
def test_a_rule_holds_from_today_or_later_never_backwards(from_on: str, allowed: bool) -> None:
    assert (not_backwards({"from_on": from_on}, TODAY) is None) is allowed
    against = LOCAL_RULE.refusals(
        "approve_rule",
        state="proposed",
        facts={"from_on": from_on, "proposer": "p1", "by_person": "p2"},
        today=TODAY,
    )
    assert (against == ()) is allowed


@pytest.mark.parametrize("state", ["approved", "refused", "withdrawn"])
def test_what_was_decided_is_not_decided_again(state: str) -> None:
    assert LOCAL_RULE.offered(state) == ()


VERSIONS = (
    Version(1, date(2026, 1, 1), 10),
    Version(2, date(2026, 6, 1), 20),
    Version(3, date(2026, 6, 1), 30),
    Version(4, date(2027, 1, 1), 40),
)


@pytest.mark.parametrize(
    ("on", "number"),
    [
        (date(2025, 12, 31), None), (date(2026, 1, 1), 1), (date(2026, 5, 31), 1), (date(2026, 6, 1), 3),
        (date(2026, 12, 31), 3), (date(2027, 1, 1), 4),
    ],
)  # fmt: skip
def test_the_version_that_began_last_is_in_force_in_whatever_order_they_are_given(
    on: date, number: int | None
) -> None:
    for given_in in permutations(VERSIONS):
        found = in_force(given_in, on=on)
        assert (found.number if found else None) == number
