"""A unit passes from one office to another, by both of them."""

from datetime import date
from typing import Any

import pytest

from anbiao.rules.transferring import TRANSFER

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
