"""Two units become one, one becomes two, and both are taken back only while nothing rests on them."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules import merging as law

TODAY = date(2026, 11, 23)
FACTS: dict[str, Any] = {
    "pair_id": "", "proposed_by": "a", "by_person": "b", "by_units": frozenset(), "enterprise_id": "u", "open_other": 0,
    "open_kept": 0, "is_kept_alive": True, "decided_on": TODAY.isoformat(), "rests": None,
}  # fmt: skip


def refused(step: str, state: str, today: date = TODAY, machine: Any = law.MERGER, **over: Any) -> set[str]:
    return {each.code for each in machine.refusals(step, state=state, facts={**FACTS, **over}, today=today)}


@pytest.mark.parametrize(
    ("over", "codes"),
    [
        pytest.param({}, set(), id="a second person merges"),
        pytest.param({"by_person": "a"}, {"same-person"}, id="not the proposer"),
        pytest.param(
            {"by_person": "a", "pair_id": "p"}, set(), id="one person decides a pair that the program found"
        ),
        pytest.param({"by_person": ""}, {"nobody-known"}, id="not somebody unknown"),
        pytest.param({"by_units": frozenset({"u"})}, {"own-unit"}, id="not one of the unit's own people"),
        pytest.param({"by_units": frozenset({"u"}), "pair_id": "p"}, {"own-unit"}, id="of a pair neither"),
        pytest.param({"open_other": 2}, {"hazards-open"}, id="the one with open hazards stays"),
        pytest.param({"is_kept_alive": False}, {"kept-gone"}, id="not into a unit that has gone"),
        pytest.param({"open_other": 2, "open_kept": 1}, set(), id="where both have some, either"),
    ],
)
def test_who_merges_and_which_stays(over: dict[str, Any], codes: set[str]) -> None:
    assert refused("merge", "proposed", **over) == codes


@pytest.mark.parametrize("machine", [law.MERGER, law.SPLIT], ids=["merger", "split"])
@pytest.mark.parametrize(("days", "codes"), [(0, set()), (30, set()), (31, {"too-late"})])
def test_it_is_taken_back_within_thirty_days(machine: Any, days: int, codes: set[str]) -> None:
    state = "merged" if machine is law.MERGER else "split"
    assert refused("undo", state, TODAY + timedelta(days=days), machine) == codes


@pytest.mark.parametrize("code", law.DEPENDS)
def test_what_rests_on_it_is_named(code: str) -> None:
    assert refused("undo", "merged", rests=(code, "x")) == {code}


def test_only_who_proposed_it_withdraws_it() -> None:
    assert refused("withdraw", "proposed") == {"not-yours"}
    assert refused("withdraw", "proposed", by_person="a") == set()


SOME = st.dictionaries(st.sampled_from(law.LACKED), st.sampled_from(["", "x", "y"]))
NAMES = st.lists(st.sampled_from(["甲", "乙", "丙"]), max_size=4)


@given(SOME, SOME)
def test_nothing_that_the_unit_has_is_written_over(kept: dict[str, str], other: dict[str, str]) -> None:
    mine, yours = ({key: facts.get(key, "") for key in law.LACKED} for facts in (kept, other))
    taken = law.taken_over(mine, yours)
    assert all(not mine[key] and yours[key] for key in taken)
    assert all(mine[key] or not yours[key] for key in law.LACKED if key not in taken)


@given(NAMES, NAMES)
def test_every_name_of_the_other_finds_the_unit_and_none_stands_twice(
    kept: list[str], other: list[str]
) -> None:
    mine, yours = ["甲", *kept], ["乙", *other]
    added = law.names_added(mine, yours)
    assert len(set(added)) == len(added)
    assert not set(added) & set(mine)
    assert {*mine, *added} >= set(yours)
