"""How long a phone works alone, how a wrong PIN is slowed down, and who takes back unsent work."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules import devices

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
BEFORE, AFTER = NOON - timedelta(hours=1), NOON + timedelta(hours=1)


@pytest.mark.parametrize(
    ("hours", "reach"),
    [
        (-5, "open"),
        (0, "open"),
        (119, "open"),
        (120, "warned"),
        (167, "warned"),
        (168, "sending"),
        (5000, "sending"),
    ],
)
def test_a_phone_works_seven_days_alone_and_says_so_from_the_fifth(hours: int, reach: str) -> None:
    assert devices.reach_without_contact(NOON, NOON + timedelta(hours=hours)) == reach


@given(st.integers(0, 20), st.integers(0, 20))
def test_each_wrong_pin_waits_no_shorter_than_the_one_before(one: int, other: int) -> None:
    waits = [devices.wait_after(wrong) for wrong in sorted((one, other))]
    for_ever = 10**9
    shorter, longer = (for_ever if wait is None else wait for wait in waits)
    assert shorter <= longer


def test_after_ten_wrong_pins_only_the_way_of_a_forgotten_one_is_left() -> None:
    assert devices.wait_after(9) == 600
    assert devices.wait_after(10) is None


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({}, ""),
        ({"arrived_at": None}, "not-whole"),
        ({"looked_at": NOON}, "settled"),
        ({"taken_at": NOON}, "taken-already"),
        ({"removed_at": NOON}, "removed"),
        ({"signed_in_at": BEFORE}, "sign-in-again"),
        ({"signed_in_at": NOON - timedelta(seconds=1)}, "sign-in-again"),
        ({"arrived_at": NOON.replace(microsecond=700_000), "signed_in_at": NOON}, ""),
    ],
)
def test_unsent_work_goes_back_to_its_owner_who_signed_in_again(
    over: dict[str, datetime | None], code: str
) -> None:
    facts = {"arrived_at": NOON, "signed_in_at": AFTER, "looked_at": None, "taken_at": None, **over}
    refusal = devices.against_taking_back(**facts)  # type: ignore[arg-type]
    assert (refusal.code if refusal else "") == code


@pytest.mark.parametrize(
    ("ends", "days", "removed"),
    [
        ({}, 5000, False),
        ({"taken_at": NOON}, 179, False),
        ({"taken_at": NOON}, 180, True),
        ({"looked_at": NOON}, 180, True),
        ({"given_back_at": NOON}, 180, True),
        ({"given_back_at": NOON, "taken_at": NOON + timedelta(days=9)}, 180, False),
    ],
)
def test_unsent_work_stays_until_long_after_somebody_has_decided_on_it(
    ends: dict[str, datetime], days: int, removed: bool
) -> None:
    given: dict[str, datetime | None] = {"given_back_at": None, "looked_at": None, "taken_at": None}
    ended = devices.ended_at(**(given | ends))
    assert devices.is_removed(ended, days=180, now=NOON + timedelta(days=days)) is removed
