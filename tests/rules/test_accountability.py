"""The ladder: no rung is left out, each after its conditions, a talk in a week without substitutes, its result in five working days."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules.accountability import (
    MEASURE,
    RUNGS,
    Condition,
    Office,
    against_proposing,
    is_overdue,
    met,
    proposal,
    result_by,
    rung_after,
    talk_by,
)
from anbiao.rules.calendar import Calendar

TODAY = date(2026, 11, 23)
STREET, OFFICE = "street", "office"
LADDER = (
    Condition("remind", "instructions_late", 1, 1),
    Condition("circulate", "instructions_late", 1, 7, after=5),
    Condition("talk", "instructions_late", 1, 14, after=7),
    Condition("refer", "talk_missed", 1, 0),
)
LATE: dict[tuple[str, int], int] = {("instructions_late", days): 1 for days in (1, 7, 14)} | {("talk_missed", 0): 1}  # fmt: skip


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("numbers", "taken", "waiting", "rung"),
    [
        pytest.param({}, {}, (), "", id="nothing late, nothing proposed"),
        pytest.param(LATE, {}, (), "remind", id="first a reminder, however late"),
        pytest.param(LATE, {"remind": ago(4)}, (), "", id="the reminder has its time"),
        pytest.param(LATE, {"remind": ago(5)}, (), "circulate", id="then criticism"),
        pytest.param({("instructions_late", 1): 1}, {"remind": ago(9)}, (), "", id="not before its own condition"),
        pytest.param(LATE, {"remind": ago(30), "circulate": ago(7)}, (), "talk", id="then a talk"),
        pytest.param(LATE, {"remind": ago(60), "circulate": ago(40), "talk": ago(8)}, (), "refer", id="then the referral"),
        pytest.param(LATE, {"talk": ago(30), "refer": ago(8)}, (), "", id="the top is not proposed again"),
        pytest.param(LATE, {"remind": ago(200)}, (), "remind", id="after its time the ladder begins anew"),
        pytest.param(LATE, {}, ("remind",), "", id="one at a time"),
    ],
)  # fmt: skip
def test_which_rung_is_proposed(numbers: Any, taken: Any, waiting: Any, rung: str) -> None:
    found, why = proposal(LADDER, Office(numbers, taken, waiting), today=TODAY, memory=180)
    assert found == rung
    assert bool(why) is bool(rung)


@given(st.dictionaries(st.sampled_from(RUNGS), st.integers(0, 400).map(ago)), st.integers(1, 300))
def test_no_rung_is_left_out(taken: dict[str, date], memory: int) -> None:
    found, _why = proposal(LADDER, Office(LATE, taken), today=TODAY, memory=memory)
    lately = {rung for rung, on in taken.items() if (TODAY - on).days <= memory}
    assert found in {"", RUNGS[0]} or RUNGS[RUNGS.index(found) - 1] in lately
    assert rung_after(taken, today=TODAY, memory=memory) in RUNGS


def test_a_condition_counts_as_many_as_it_says() -> None:
    two = (Condition("remind", "tasks_late", 20, 3),)
    few, many = (Office({("tasks_late", 3): number}, {}) for number in (19, 20))
    assert not met(two, few, "remind", today=TODAY)
    assert met(two, many, "remind", today=TODAY) == two


@pytest.mark.parametrize(
    ("rung", "taken", "reason", "refused"),
    [
        pytest.param("remind", {}, "x", set(), id="a reminder for a reason of one's own"),
        pytest.param("talk", {"remind": ago(1)}, "x", {"rung-left-out"}, id="but no rung is left out"),
        pytest.param("circulate", {"remind": ago(1)}, "x", set(), id="the next one"),
        pytest.param("remind", {"remind": ago(1)}, "x", set(), id="or one that was taken before"),
        pytest.param("remind", {}, " ", {"reason-missing"}, id="with its reason"),
        pytest.param("scold", {}, "x", {"rung-left-out"}, id="one of the ladder"),
    ],
)
def test_a_person_proposes(rung: str, taken: Any, reason: str, refused: set[str]) -> None:
    found = against_proposing(rung, Office({}, taken), reason=reason, today=TODAY, memory=180)
    assert {refusal.code for refusal in found} == refused


# ---------- the machine ----------


def facts(who: str, *offices: str, **over: Any) -> dict[str, Any]:
    return {
        "by_person": who, "by_units": frozenset(), "by_offices": frozenset(offices), "organisation_id": STREET, "rung": "talk",
        "met": ["instructions_late"], "is_by_hand": False, "proposed_by": "", "decided_by": "Gao", "called": "Shi", "given_attended": "Shi",
        "given_minutes": "x", "given_on": "2026-11-23", "decided_on": "2026-11-20", "given_note": "x", "state": "issued", **over,
    }  # fmt: skip


def codes(step: str, state: str, told: dict[str, Any]) -> set[str]:
    return {refusal.code for refusal in MEASURE.refusals(step, state=state, facts={**told, "state": state}, today=TODAY)}  # fmt: skip


@pytest.mark.parametrize(
    ("step", "state", "told", "refused"),
    [
        pytest.param("issue", "proposed", facts("Gao", OFFICE), set(), id="a person decides what was proposed"),
        pytest.param("issue", "proposed", facts("Gao", OFFICE, met=[]), {"conditions-gone"}, id="not once it is caught up"),
        pytest.param("issue", "proposed", facts("Gao", OFFICE, met=[], is_by_hand=True), set(), id="or for her own reason"),
        pytest.param("issue", "proposed", facts("Su", STREET), {"own-office"}, id="4.2 (1) never the office itself"),
        pytest.param("issue", "proposed", facts("", OFFICE), {"nobody-known"}, id="4.2 (9) no program decides"),
        pytest.param("issue", "proposed", facts("Gao", OFFICE, rung="refer"), {"needs-second"}, id="4.2 (4) no referral by one person"),
        pytest.param("put_forward", "proposed", facts("Gao", OFFICE, rung="refer"), set(), id="it is put forward"),
        pytest.param("put_forward", "proposed", facts("Gao", OFFICE), {"needs-no-second"}, id="only a referral is"),
        pytest.param("confirm", "confirming", facts("Li", OFFICE, rung="refer"), set(), id="a second person confirms"),
        pytest.param("confirm", "confirming", facts("Gao", OFFICE, rung="refer"), {"same-person"}, id="4.2 (4) not who put it forward"),
        pytest.param("confirm", "confirming", facts("Li", OFFICE, proposed_by="Li"), {"same-person"}, id="4.2 (4) nor who proposed it"),
        pytest.param("turn_down", "confirming", facts("Gao", OFFICE), {"same-person"}, id="4.2 (4) nor does she turn it down"),
        pytest.param("drop", "proposed", facts("Su", STREET), {"own-office"}, id="4.2 (1) an office drops nothing against itself"),
        pytest.param("hold", "issued", facts("Gao", OFFICE), set(), id="the talk is recorded"),
        pytest.param("hold", "issued", facts("Gao", OFFICE, given_attended="Fu"), {"substitute"}, id="no substitutes"),
        pytest.param("hold", "issued", facts("Gao", OFFICE, given_minutes=""), {"minutes-missing"}, id="with minutes"),
        pytest.param("hold", "issued", facts("Gao", OFFICE, given_on="2026-11-24"), {"held-when"}, id="not before it was held"),
        pytest.param("hold", "issued", facts("Gao", OFFICE, given_on="2026-11-19"), {"held-when"}, id="nor before it was called"),
        pytest.param("hold", "issued", facts("Gao", OFFICE, rung="remind"), {"no-talk"}, id="a reminder is no talk"),
        pytest.param("hand_in", "held", facts("Su", STREET), set(), id="the office hands in its result"),
        pytest.param("hand_in", "held", facts("Gao", OFFICE), {"not-the-office"}, id="nobody else does"),
        pytest.param("hand_in", "held", facts("Su", STREET, given_note=" "), {"result-missing"}, id="in words"),
        pytest.param("conclude", "answered", facts("Gao", OFFICE), set(), id="a talk ends with its result"),
        pytest.param("conclude", "issued", facts("Gao", OFFICE), {"result-outstanding"}, id="not before it"),
        pytest.param("conclude", "missed", facts("Gao", OFFICE), set(), id="or as missed"),
        pytest.param("conclude", "issued", facts("Gao", OFFICE, rung="remind"), set(), id="a reminder ends"),
    ],
)  # fmt: skip
def test_who_takes_which_step(step: str, state: str, told: dict[str, Any], refused: set[str]) -> None:
    assert codes(step, state, told) == refused


@pytest.mark.parametrize("name", ["by_offices", "organisation_id", "by_person", "decided_by", "proposed_by"])
def test_a_missing_fact_is_an_error_and_never_a_permission(name: str) -> None:
    told = facts("Li", OFFICE, rung="refer")
    del told[name]
    with pytest.raises(KeyError):
        codes("confirm", "confirming", told)


# ---------- days ----------


@pytest.mark.parametrize(
    ("held", "due"),
    [
        pytest.param(date(2026, 11, 23), date(2026, 11, 30), id="a Monday: the next Monday"),
        pytest.param(
            date(2026, 9, 29), date(2026, 10, 12), id="over the National Day, with the make-up Saturday"
        ),
    ],
)
def test_the_result_is_due_in_five_working_days(held: date, due: date) -> None:
    assert result_by(held, 5, Calendar()).on == due


def test_a_talk_is_held_within_a_week() -> None:
    assert talk_by(TODAY, 7) == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("state", "due", "is_late"),
    [("issued", ago(1), True), ("held", TODAY, False), ("answered", ago(1), False), ("issued", None, False)],
)
def test_what_is_overdue(state: str, due: date | None, is_late: bool) -> None:
    assert is_overdue(state=state, due=due, today=TODAY) is is_late
