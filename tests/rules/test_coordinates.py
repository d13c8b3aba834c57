"""Coordinates keep their place through both systems."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules.coordinates import to_gcj, to_wgs


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
