"""What a finding of the survey lacks, what it asks of the roster, and who decides on it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules import surveys as law
from anbiao.rules.surveys import SURVEY, Seen
from anbiao.rules.units import UNIT

TODAY = date(2026, 11, 23)
WHOLE = {
    law.NEW: Seen(law.NEW, name="阿明汽修", address="双阳街道 12 号", photos=1),
    law.CLOSED: Seen(law.CLOSED, photos=1),
    law.MOVED: Seen(law.MOVED, address="河市镇 3 号", note="门卫说的"),
    law.NOT_FOUND: Seen(law.NOT_FOUND, note="此处是空地"),
}


@pytest.mark.parametrize("kind", law.KINDS)
def test_a_whole_finding_lacks_nothing(kind: str) -> None:
    assert law.missing(WHOLE[kind]) == ()


@pytest.mark.parametrize(
    ("seen", "lacks"),
    [
        (Seen(law.NEW, photos=1), ["name-missing", "place-missing"]),
        (Seen(law.NEW, name=" ", address=" ", photos=1), ["name-missing", "place-missing"]),
        (Seen(law.NEW, name="阿明汽修", is_located=True), ["evidence-missing"]),
        (Seen(law.NEW, name="阿明汽修", is_located=True, photos=1), []),
        (Seen(law.CLOSED), ["evidence-missing"]),
        (Seen(law.CLOSED, note="  "), ["evidence-missing"]),
        (Seen(law.MOVED, note="搬走了"), ["address-missing"]),
        (Seen(law.MOVED, note="搬走了", is_located=True), ["address-missing"]),
        (Seen(law.MOVED, note="搬到晋江", outside=True), []),
        (Seen(law.NOT_FOUND), ["evidence-missing"]),
    ],
)
def test_each_kind_says_what_it_lacks(seen: Seen, lacks: list[str]) -> None:
    assert [each.code for each in law.missing(seen)] == lacks


@pytest.mark.parametrize(
    ("kind", "outside", "step"),
    [
        (law.NEW, False, ""), (law.CLOSED, False, "close"), (law.NOT_FOUND, False, "miss"), (law.MOVED, False, ""),
        (law.MOVED, True, "move_away"),
    ],
)  # fmt: skip
def test_a_finding_asks_for_one_step_of_the_unit_or_for_none(kind: str, outside: bool, step: str) -> None:
    assert law.status_step(kind, outside=outside) == step
    assert not step or step in {each.name for each in UNIT.steps}


@pytest.mark.parametrize(
    ("sign", "name", "is_part"),
    [
        ("阿明汽修", "泉州阿明汽修有限公司", True),
        ("阿明汽修（双阳店）", "阿明汽修经营部", True),
        ("明", "泉州阿明汽修有限公司", False),
        ("大明汽修", "泉州阿明汽修有限公司", False),
    ],
)
def test_a_sign_is_part_of_a_name(sign: str, name: str, is_part: bool) -> None:
    assert law.is_named_in(sign, name) == is_part


def facts(kind: str, *, by: str = "Gao", found_by: str = "Er", **over: object) -> dict[str, object]:
    return {
        "kind": kind, "outside": False, "found_by": found_by, "enterprise_id": "unit", "by_person": by, "by_units": frozenset(), **over,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("told", "codes"),
    [
        (facts(law.CLOSED), []),
        (facts(law.CLOSED, by="Er"), ["same-person"]),
        (facts(law.NOT_FOUND, by="Er"), ["same-person"]),
        (facts(law.MOVED, by="Er", outside=True), ["same-person"]),
        (facts(law.MOVED, by="Er"), []),
        (facts(law.NEW, by="Er"), []),
        (facts(law.CLOSED, by=""), ["nobody-known"]),
        (facts(law.CLOSED, by_units=frozenset({"unit"})), ["own-unit"]),
        (facts(law.NEW, by="", found_by=""), []),
    ],
)
def test_nobody_alone_takes_a_unit_out_of_the_count(told: dict[str, object], codes: list[str]) -> None:
    found = SURVEY.refusals(SURVEY.step("accept"), state=law.OPEN, facts=told, today=TODAY)
    assert [each.code for each in found] == codes


def test_only_the_finder_withdraws() -> None:
    step = SURVEY.step("withdraw")
    own = SURVEY.refusals(step, state=law.OPEN, facts=facts(law.NEW, by="Er"), today=TODAY)
    other = SURVEY.refusals(step, state=law.OPEN, facts=facts(law.NEW), today=TODAY)
    assert (own, [each.code for each in other]) == ((), ["not-yours"])


@given(st.sampled_from([state.name for state in SURVEY.states]), st.sampled_from(SURVEY.steps))
def test_what_is_decided_is_decided_once(state: str, step: object) -> None:
    offered = SURVEY.offered(state)
    assert (step in offered) == (state == law.OPEN)
