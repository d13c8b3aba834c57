"""Who reviews a unit: conflicts of interest, load and skill."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules.reviewing import Candidate, against, in_order, wrong_team

FREE = Candidate("p", "甲")
SOME = st.builds(
    Candidate, person=st.text("abcdef", min_size=1, max_size=4), name=st.sampled_from("甲乙丙丁"), load=st.integers(0, 12),
    skilled=st.booleans(), reaches=st.booleans(), belongs=st.booleans(), advised=st.booleans(), was_alone=st.booleans(),
)  # fmt: skip


@pytest.mark.parametrize(
    ("over", "codes"),
    [
        pytest.param({}, set(), id="free"),
        pytest.param({"belongs": True}, {"own-unit"}, id="4.2 (1)"),
        pytest.param({"advised": True}, {"advised"}, id="83号 第十三条"),
        pytest.param({"reaches": False}, {"no-reach"}, id="not named"),
        pytest.param({"load": 7}, set(), id="one below the most"),
        pytest.param({"load": 8}, {"full"}, id="hands full"),
        pytest.param({"was_alone": True, "skilled": False}, set(), id="no reason against her in a team"),
        pytest.param({"belongs": True, "advised": True, "load": 9}, {"own-unit", "advised", "full"}, id="all are told"),
    ],
)  # fmt: skip
def test_why_somebody_is_not_assigned(over: dict[str, Any], codes: set[str]) -> None:
    assert {each.code for each in against(replace(FREE, **over), most=8)} == codes


@given(st.lists(SOME, max_size=8))
def test_who_is_free_comes_first_and_then_the_skilled(found: list[Candidate]) -> None:
    ordered = in_order(found, most=8)
    free = [not against(each, most=8) for each in ordered]
    assert free == sorted(free, reverse=True) and len(ordered) == len(found)
    skilled = [each.skilled for each in ordered if not against(each, most=8)]
    assert skilled == sorted(skilled, reverse=True)


@pytest.mark.parametrize(
    ("team", "codes"),
    [
        pytest.param([], {"nobody-chosen"}, id="nobody"),
        pytest.param([FREE], set(), id="one"),
        pytest.param([replace(FREE, was_alone=True)], {"twice-alone"}, id="4.2 (3): alone again"),
        pytest.param([replace(FREE, was_alone=True), FREE], set(), id="with a second person"),
        pytest.param([FREE, replace(FREE, advised=True)], {"advised"}, id="one of two advised"),
    ],
)
def test_what_stands_against_a_team(team: list[Candidate], codes: set[str]) -> None:
    assert {each.code for each in wrong_team(team, most=8)} == codes


@given(st.lists(SOME, min_size=1, max_size=5))
def test_a_team_of_free_people_is_right_and_no_other(team: list[Candidate]) -> None:
    wrong = wrong_team(team, most=8)
    free = not any(against(each, most=8) for each in team)
    assert (not wrong) == (free and not (len(team) == 1 and team[0].was_alone))
