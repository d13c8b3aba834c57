"""A unit passes from one office to another, by both of them."""

from datetime import date
from typing import Any

import pytest

from anbiao.rules.transferring import TRANSFER, against_moving, against_offices

TODAY = date(2026, 11, 23)
FACTS: dict[str, Any] = {
    "by_offices": frozenset({"to"}), "oversees": False, "from_office_id": "from", "to_office_id": "to", "offered_by": "a", "by_person": "b",
    "by_units": frozenset(), "enterprise_id": "u", "unit_state": "operating", "unit_lies": "x", "from_lies": "x",
}  # fmt: skip


@pytest.mark.parametrize(
    ("step", "over", "codes"),
    [
        ("take", {}, set()),
        ("take", {"by_offices": frozenset({"from"})}, {"not-your-office"}),
        ("take", {"by_offices": frozenset(), "oversees": True}, set()),
        ("take", {"by_person": "a"}, {"same-person"}),
        ("take", {"by_person": ""}, {"nobody-known"}),
        ("take", {"by_units": frozenset({"u"})}, {"own-unit"}),
        ("take", {"unit_state": "closed"}, {"unit-gone"}),
        ("take", {"unit_lies": "y"}, {"moved-meanwhile"}),
        ("refuse", {"unit_lies": "y"}, set()),
        ("refuse", {"by_offices": frozenset({"from"})}, {"not-your-office"}),
        ("withdraw", {}, {"not-your-office"}),
        ("withdraw", {"by_offices": frozenset({"from"})}, set()),
    ],
)
def test_each_office_does_its_own_part(step: str, over: dict[str, Any], codes: set[str]) -> None:
    found = TRANSFER.refusals(step, state="offered", facts={**FACTS, **over}, today=TODAY)
    assert {each.code for each in found} == codes


@pytest.mark.parametrize(
    ("over", "codes"),
    [
        ({"by_offices": frozenset({"from"})}, []),
        ({}, ["not-your-office"]),
        ({"oversees": True}, []),
        ({"from_office_id": "", "oversees": True}, ["no-giver"]),
        ({"to_office_id": "", "by_offices": frozenset({"from"})}, ["no-taker"]),
    ],
)
def test_a_unit_is_offered_by_the_office_that_answers_for_it_to_one_that_would(
    over: dict[str, Any], codes: list[str]
) -> None:
    assert [each.code for each in against_offices({**FACTS, **over})] == codes


@pytest.mark.parametrize(
    ("before", "after", "is_refused"),
    [
        ("350504002", "350504102", True),
        ("350504002001", "350504102", True),
        ("350504002", "350504002001", False),
        ("350504", "350504102", False),
        ("350504002", "350504002", False),
    ],
)
def test_a_unit_goes_to_another_town_by_a_transfer_alone(before: str, after: str, is_refused: bool) -> None:
    assert bool(against_moving(before, after)) == is_refused
