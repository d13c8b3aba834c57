"""Coordinates keep their place through both systems."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules.coordinates import EARTH, metres_between, to_gcj, to_wgs


@given(st.floats(118.3, 118.9), st.floats(24.8, 25.3))
def test_there_and_back_is_the_same_place_to_a_centimetre(longitude: float, latitude: float) -> None:
    back = to_wgs(*to_gcj(longitude, latitude))
    assert back == pytest.approx((longitude, latitude), abs=1e-7)


@given(st.floats(118.3, 118.9), st.floats(24.8, 25.3))
def test_the_shift_in_quanzhou_is_some_hundred_metres(longitude: float, latitude: float) -> None:
    shifted = to_gcj(longitude, latitude)
    assert 0.001 < abs(shifted[0] - longitude) + abs(shifted[1] - latitude) < 0.02


def test_outside_china_nothing_is_shifted() -> None:
    assert to_gcj(2.35, 48.85) == (2.35, 48.85)


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        ((118.6, 24.9), (118.6, 24.9), 0),
        ((118.6, 24.9), (118.6, 25.9), 111_195),  # one degree of latitude
        ((118.0, 24.9), (119.0, 24.9), 100_860),  # one of longitude, shorter by the cosine
        ((118.6, 24.9), (118.60004, 24.9), 4.034),
        ((0.0, 0.0), (180.0, 0.0), EARTH * 3.14159265),
        ((179.9, 0.0), (-179.9, 0.0), 22_239),  # over the date line
    ],
)
def test_the_way_between_two_places(
    one: tuple[float, float], other: tuple[float, float], metres: float
) -> None:
    assert metres_between(one, other) == pytest.approx(metres, rel=0.001)
    assert metres_between(other, one) == pytest.approx(metres, rel=0.001)
