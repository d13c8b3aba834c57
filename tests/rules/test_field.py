"""Clocks of devices, differences of two contents, and who decides between them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules import field as law

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("said", "made", "off"),
    [
        (at(0), at(0), None), (at(10), at(0), None), (at(-10), at(0), None), (at(10.1), at(0), 10.1), (at(-10.1), at(0), -10.1),
        (at(0), at(-4000), None),  # made days ago and sent late is no wrong clock
        (at(-11), at(-4000), -11), (None, at(-4000), None), (None, at(9), None), (None, at(11), 11),
    ],
)  # fmt: skip
def test_r9_a_clock_is_wrong_by_more_than_ten_minutes_either_way(
    said: datetime | None, made: datetime, off: float | None
) -> None:
    told = law.clock_off(said, made_at=made, received_at=NOON)
    assert told == (timedelta(minutes=off) if off is not None else None)


@pytest.mark.parametrize(
    ("first", "other", "paths"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1, "b": 2}, {"b": 3, "c": 4}, [("a",), ("b",), ("c",)]),
        ({"answers": {"x": {"result": "fails", "note": ""}}}, {"answers": {"x": {"result": "conforms", "note": ""}}}, [("answers", "x", "result")]),
        ({"hazards": [{"t": 1}]}, {"hazards": [{"t": 1}, {"t": 2}]}, [("hazards", "2", "t")]),
        ({"photos": ["p", "q"]}, {"photos": ["q", "p"]}, [("photos",)]),
        ({"a": None}, {}, []),
    ],
)  # fmt: skip
def test_two_contents_differ_field_by_field(first: object, other: object, paths: list[law.Path]) -> None:
    assert [each.path for each in law.differences(first, other)] == paths
    assert not set(paths) & set(law.equal(first, other))


CONTENT = st.recursive(
    st.integers(0, 3), lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3), max_leaves=8
)


@given(CONTENT, CONTENT)
def test_every_value_is_either_equal_or_a_difference(first: object, other: object) -> None:
    differing = {each.path for each in law.differences(first, other)}
    assert set(law.leaves(first)) | set(law.leaves(other)) == differing | set(law.equal(first, other))
    assert not law.differences(first, first)


def test_the_photos_of_a_record_are_found_wherever_they_stand() -> None:
    content = {
        "photos": ["a"], "unit_signature": "b", "own_signature": None, "answers": {"photos": {"photos": ["c"]}},
        "hazards": [{"photos": ["a", "d"], "fixed_photos": []}],
    }  # fmt: skip
    assert law.photos_named(content) == ("a", "b", "c", "d")


@pytest.mark.parametrize(
    ("kind", "path", "name"),
    [
        ("hazard", ("hazard", "measure"), "measure"), ("hazard", ("hazard", "grade"), ""), ("hazard", ("hazard", "due_on"), ""),
        ("fix", ("fixings", "funds"), "funds"), ("fix", ("fixed_on",), ""), ("check", ("note",), ""), ("check", ("hazards", "1", "note"), ""),
        ("verify", ("is_fixed",), ""), ("unheard", ("hazard", "note"), ""),
    ],
)  # fmt: skip
def test_only_what_may_be_entered_later_is_entered(kind: str, path: law.Path, name: str) -> None:
    assert law.entered_later(kind, path) == name


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({}, None), ({"by_person": "first"}, "own-record"), ({"by_person": "other"}, "own-record"), ({"by_person": ""}, "nobody-known"),
        ({"by_units": frozenset({"unit"})}, "own-unit"),
    ],
)  # fmt: skip
def test_4_2_1_who_sent_one_of_the_two_does_not_decide(over: dict[str, object], code: str | None) -> None:
    facts = {
        "by_person": "third", "by_units": frozenset(), "first_by": "first", "other_by": "other", "enterprise_id": "unit", **over,
    }  # fmt: skip
    refusal = law.sender_does_not_decide(facts, TODAY)
    assert (refusal.code if refusal else None) == code
