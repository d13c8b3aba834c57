"""Instructions: answered by their office, closed by who gave them and never by their owner; late stays red, then yellow for good."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules.instructions import (
    EXTENSION,
    INSTRUCTION,
    Node,
    against_asking,
    against_giving,
    against_reaching,
    next_day,
    node_standing,
    standing,
)

TODAY = date(2026, 11, 23)
BEFORE, AFTER = TODAY - timedelta(days=1), TODAY + timedelta(days=30)
OFFICE, STREET, OTHER = "office", "street", "other"


def facts(who: str, *offices: str, **over: Any) -> dict[str, Any]:
    return {
        "by_person": who, "by_units": frozenset(), "by_offices": frozenset(offices), "organisation_id": STREET, "giver_office_id": OFFICE,
        "given_by": "Gao", "answerer": "Shi", "signed_by": "Shi", "reported_by": "Shi", "asked_by": "Shi", "given_note": "x", **over,
    }  # fmt: skip


def codes(machine: Any, step: str, state: str, told: dict[str, Any]) -> set[str]:
    return {refusal.code for refusal in machine.refusals(step, state=state, facts=told, today=TODAY)}


@pytest.mark.parametrize(
    ("step", "state", "told", "refused"),
    [
        pytest.param("sign", "given", facts("Su", STREET), set(), id="anybody of the office signs"),
        pytest.param("sign", "given", facts("Gao", OFFICE), {"not-the-owner"}, id="who gave it does not"),
        pytest.param("sign", "given", facts("Ou", OTHER), {"not-the-owner"}, id="nor another office"),
        pytest.param("report", "signed", facts("Su", STREET), set(), id="the office reports"),
        pytest.param("report", "signed", facts("Su", STREET, given_note=" "), {"result-missing"}, id="in words"),
        pytest.param("report", "given", facts("Su", STREET), {"step-not-from-here"}, id="after signing for it"),
        pytest.param("close", "reported", facts("Gao", OFFICE), set(), id="who gave it closes"),
        pytest.param("close", "reported", facts("Gu", OFFICE), set(), id="or a colleague of hers"),
        pytest.param("close", "reported", facts("Gao"), set(), id="also when she has left that office"),
        pytest.param("close", "reported", facts("Ou", OTHER), {"not-the-giver"}, id="no other office"),
        pytest.param("close", "reported", facts("Su", STREET), {"not-the-giver", "own-instruction"}, id="4.2 (1) never its owner"),
        pytest.param("close", "reported", facts("Shi", OFFICE), {"own-instruction"}, id="4.2 (1) nor the same person by another account"),
        pytest.param("close", "reported", facts("Gao", OFFICE, STREET), {"own-instruction"}, id="4.2 (1) nor who works for both"),
        pytest.param("close", "reported", facts("", OFFICE), {"nobody-known"}, id="4.2 (9) somebody known"),
        pytest.param("close", "signed", facts("Gao", OFFICE), {"step-not-from-here"}, id="only what is reported"),
        pytest.param("withdraw", "signed", facts("Su", STREET), {"not-the-giver", "own-instruction"}, id="4.2 (1) its owner does not withdraw it"),
        pytest.param("reopen", "closed", facts("Gao", OFFICE), set(), id="who gave it opens it again"),
    ],
)  # fmt: skip
def test_who_takes_which_step(step: str, state: str, told: dict[str, Any], refused: set[str]) -> None:
    assert codes(INSTRUCTION, step, state, told) == refused


@pytest.mark.parametrize(
    ("told", "refused"),
    [
        pytest.param(facts("Gao", OFFICE), set(), id="who gave the instruction gives the time"),
        pytest.param(facts("Shi", OFFICE), {"same-person"}, id="4.2 (1) never who asked"),
        pytest.param(facts("Su", STREET), {"not-the-giver"}, id="nor her office"),
        pytest.param(facts("Gao", OFFICE, STREET), {"own-instruction"}, id="4.2 (1) nor who works for both"),
    ],
)
def test_more_time_is_given_by_another(told: dict[str, Any], refused: set[str]) -> None:
    assert codes(EXTENSION, "grant_time", "asked", told) == refused


@pytest.mark.parametrize("name", ["by_offices", "organisation_id", "given_by", "answerer", "reported_by"])
def test_a_missing_fact_is_an_error_and_never_a_permission(name: str) -> None:
    told = facts("Gu", OFFICE)
    del told[name]
    with pytest.raises(KeyError):
        INSTRUCTION.refusals("close", state="reported", facts=told, today=TODAY)


@given(
    st.sampled_from(["Gao", "Gu", "Shi", "Su", "Ou", ""]), st.sets(st.sampled_from([OFFICE, STREET, OTHER]))
)
def test_whoever_may_answer_may_not_close(who: str, offices: set[str]) -> None:
    told = facts(who, *offices)
    answers = not codes(INSTRUCTION, "report", "signed", told)
    assert not (answers and not codes(INSTRUCTION, "close", "reported", told))


@pytest.mark.parametrize(
    ("node", "word"),
    [
        pytest.param(Node(AFTER), "to_come", id="still to come"),
        pytest.param(Node(TODAY), "soon", id="due today"),
        pytest.param(Node(BEFORE), "late", id="red until it is done"),
        pytest.param(Node(BEFORE, BEFORE), "on_time", id="done on its day"),
        pytest.param(Node(BEFORE, TODAY), "caught_up", id="then yellow for good"),
    ],
)
def test_how_a_day_stands(node: Node, word: str) -> None:
    assert node_standing(node, TODAY) == word


NODES = st.builds(
    Node,
    st.dates(date(2026, 11, 1), date(2026, 12, 15)),
    st.one_of(st.none(), st.dates(date(2026, 11, 1), date(2026, 11, 23))),
)


@given(st.lists(NODES, min_size=1, max_size=5), st.dates(date(2026, 11, 23), date(2027, 1, 5)))
def test_an_instruction_is_late_exactly_while_one_of_its_days_is(nodes: list[Node], today: date) -> None:
    is_late = any(node.done is None and node.due < today for node in nodes)
    assert (standing(nodes, today) == "late") is is_late
    waiting = [node for node in nodes if node.done is None]
    if waiting:  # the one day that is rolled up says the same
        assert (next_day(nodes) < today) is is_late
    else:
        assert standing(nodes, today) == (
            "caught_up" if any(node.done and node.done > node.due for node in nodes) else "on_time"
        )


GIVING: dict[str, Any] = {"text": "x", "days": [TODAY], "source": "note", "owner": STREET, "giver": OFFICE, "today": TODAY}  # fmt: skip


@pytest.mark.parametrize(
    ("over", "refused"),
    [
        pytest.param({}, set(), id="to another office, by a day"),
        pytest.param({"text": " "}, {"text-missing"}, id="says something"),
        pytest.param({"days": []}, {"node-missing"}, id="by a day"),
        pytest.param({"days": [BEFORE, AFTER]}, {"node-past"}, id="that lies ahead"),
        pytest.param({"days": [AFTER] * 13}, {"nodes-many"}, id="not by many"),
        pytest.param({"source": "rumour"}, {"source-unknown"}, id="from somewhere"),
        pytest.param({"owner": OFFICE}, {"own-office"}, id="4.2 (1) not to itself"),
    ],
)
def test_what_stands_against_giving(over: dict[str, Any], refused: set[str]) -> None:
    assert {refusal.code for refusal in against_giving(**{**GIVING, **over})} == refused


ASKING: dict[str, Any] = {"state": "signed", "done": None, "due": BEFORE, "until": AFTER, "reason": "x", "today": TODAY}  # fmt: skip


@pytest.mark.parametrize(
    ("over", "refused"),
    [
        pytest.param({}, set(), id="a later day with a reason"),
        pytest.param({"until": BEFORE}, {"until-early"}, id="later than it was"),
        pytest.param({"due": date(2026, 11, 1), "until": BEFORE}, {"until-early"}, id="and ahead"),
        pytest.param({"reason": ""}, {"reason-missing"}, id="with its reason"),
        pytest.param({"state": "reported"}, {"node-done"}, id="not once it is reported"),
        pytest.param({"done": BEFORE}, {"node-done"}, id="nor reached"),
    ],
)
def test_what_stands_against_asking_for_time(over: dict[str, Any], refused: set[str]) -> None:
    assert {refusal.code for refusal in against_asking(**{**ASKING, **over})} == refused


@pytest.mark.parametrize(
    ("state", "done", "code"),
    [("signed", None, None), ("returned", None, None), ("given", None, "not-signed"), ("signed", TODAY, "node-done")],
)  # fmt: skip
def test_a_day_is_reached_once_and_after_signing(state: str, done: date | None, code: str | None) -> None:
    refused = against_reaching(state=state, done=done)
    assert (refused.code if refused else None) == code
