"""Meetings: held on their day with somebody there, final with their minutes."""

from datetime import date
from typing import Any

import pytest

from anbiao.rules.meetings import MEETING, against_changing, against_signing, called

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("step", "state", "over", "refused"),
    [
        pytest.param("hold", "planned", {}, set(), id="on its day"),
        pytest.param("hold", "planned", {"on": "2026-11-24"}, {"not-yet"}, id="not before it"),
        pytest.param("hold", "planned", {"signed": 0}, {"nobody-there"}, id="with somebody there"),
        pytest.param("conclude", "held", {}, set(), id="final with its minutes"),
        pytest.param("conclude", "held", {"minutes": " "}, {"minutes-missing"}, id="not without"),
        pytest.param("conclude", "planned", {}, {"step-not-from-here"}, id="nor before it was held"),
        pytest.param("cancel", "held", {}, {"step-not-from-here"}, id="what was held is not cancelled"),
    ],
)
def test_the_course_of_a_meeting(step: str, state: str, over: dict[str, Any], refused: set[str]) -> None:
    facts = {"on": "2026-11-23", "signed": 3, "minutes": "x", **over}
    assert {r.code for r in MEETING.refusals(step, state=state, facts=facts, today=TODAY)} == refused


@pytest.mark.parametrize(
    ("state", "on", "code"),
    [
        ("planned", TODAY, None),
        ("held", TODAY, None),
        ("planned", date(2026, 11, 24), "not-the-day"),
        ("held", date(2026, 11, 22), "not-the-day"),
        ("concluded", TODAY, "meeting-final"),
    ],
)
def test_one_signs_in_on_the_day(state: str, on: date, code: str | None) -> None:
    refused = against_signing(state=state, on=on, today=TODAY)
    assert (refused.code if refused else None) == code
    assert (against_changing(state) is None) is (state in {"planned", "held"})


@pytest.mark.parametrize(("number", "who"), [(2, ("a", "b")), (9, ("a", "b", "c")), (0, ()), (-1, ())])
def test_the_last_few_are_called(number: int, who: tuple[str, ...]) -> None:
    assert called(["a", "b", "c"], number) == who
