"""How far a hazard of a ledger comes: what the file says, what stands against it, and the state that is left."""

from datetime import date

import pytest

from anbiao.rules.arriving import arrival, is_further, said_by
from anbiao.rules.hazards import HAZARD

DAY, LATER = date(2026, 11, 10), date(2026, 11, 20)


@pytest.mark.parametrize(
    ("state", "fixed_on", "ended_on", "said"),
    [
        ("", None, None, "ordered"), ("", DAY, None, "reported"), ("", DAY, LATER, "closed"), ("", None, LATER, "closed"),
        ("reported", DAY, None, "reported"), ("reported", DAY, LATER, "closed"), ("ordered", DAY, LATER, "ordered"),
        ("returned", DAY, LATER, "returned"), ("closed", None, None, "closed"), ("void", DAY, None, "void"),
    ],
)  # fmt: skip
def test_a_row_says_its_state_or_its_days_do(
    state: str, fixed_on: date | None, ended_on: date | None, said: str
) -> None:
    assert said_by(state, fixed_on=fixed_on, ended_on=ended_on) == said


def comes(said: str, **over: object) -> tuple[str, str, bool]:
    given = {
        "grade": "general",
        "source": "grid",
        "is_own": False,
        "ended_on": DAY,
        "kept_since": None,
    } | over
    found = arrival(said, **given)  # type: ignore[arg-type]
    return found.state, found.closing, found.reason is not None


@pytest.mark.parametrize("said", ["ordered", "rectifying", "returned"])
def test_what_is_to_be_done_comes_as_it_is(said: str) -> None:
    assert comes(said) == (said, "", False)


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        ({}, ("closed", "before", False)),
        ({"kept_since": LATER}, ("closed", "before", False)),
        ({"kept_since": DAY}, ("reported", "", True)),
        ({"ended_on": None}, ("reported", "", True)),
        ({"grade": "major"}, ("reported", "", True)),
        ({"source": "self"}, ("closed", "before", False)),
        ({"source": "self", "is_own": True}, ("closed", "before", False)),
        ({"is_own": True}, ("reported", "", True)),
        ({"source": "staff", "kept_since": DAY}, ("rectifying", "", True)),
        ({"source": "self", "grade": "major"}, ("rectifying", "", True)),
    ],
)  # fmt: skip
def test_only_the_past_comes_closed_and_never_by_a_units_word_on_an_offices_find(
    over: dict[str, object], expected: tuple[str, str, bool]
) -> None:
    assert comes("closed", **over) == expected


@pytest.mark.parametrize("said", ["reported", "verified"])
def test_what_is_called_fixed_waits(said: str) -> None:
    assert comes(said)[0] == "reported"
    assert comes(said, source="self")[0] == "rectifying"


def test_nothing_arrives_verified_and_nothing_in_an_unknown_state() -> None:
    for said in (state.name for state in HAZARD.states if state.name != "void"):
        for grade in ("general", "major"):
            for source in ("self", "grid"):
                state, closing, _ = comes(said, grade=grade, source=source)
                assert state in {"ordered", "rectifying", "returned", "reported", "closed"}
                assert (state == "closed") == (closing == "before")


def test_a_file_that_is_further_than_the_list_is_told() -> None:
    assert is_further("closed", "ordered")
    assert is_further("reported", "returned")
    assert not is_further("ordered", "reported")
    assert not is_further("closed", "closed")
    assert not is_further("reported", "reported")
