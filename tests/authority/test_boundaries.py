"""Boundaries: what ships, the customer's own file in its place, and files that are none."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from anbiao.authority.boundaries import OWN, boundaries, shipped
from anbiao.rules.coordinates import to_gcj
from tests.people import DISTRICT

SQUARE = [[118.6, 25.0], [118.7, 25.0], [118.7, 25.1], [118.6, 25.1], [118.6, 25.0]]
HOLE = [[118.62, 25.02], [118.64, 25.02], [118.64, 25.04], [118.62, 25.04], [118.62, 25.02]]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of the installation."""
    monkeypatch.setattr(settings, "DATA", tmp_path)
    return tmp_path


def area(code: str | int, *rings: Any, kind: str = "Polygon") -> dict[str, Any]:
    shape = list(rings) if kind == "Polygon" else [list(rings)]
    return {
        "type": "Feature", "properties": {"adcode": code, "name": "x"}, "geometry": {"type": kind, "coordinates": shape}
    }  # fmt: skip


def own(folder: Path, *areas: dict[str, Any], **members: Any) -> None:
    (folder / OWN).write_text(
        json.dumps({"type": "FeatureCollection", **members, "features": list(areas)}, ensure_ascii=False)
    )


def test_the_counties_of_quanzhou_ship_and_others_have_no_boundary(data: Path) -> None:
    found = boundaries(DISTRICT)
    assert found.outline and found.outline.name == "洛江区" and not found.is_own
    assert found.outline.box == (118.551378, 24.931088, 118.718414, 25.305904)
    assert found.outline.holds(118.62, 24.99) and not found.outline.holds(118.56, 25.0)
    assert boundaries("110101").outline is None


def test_the_customers_file_takes_the_place_of_what_ships_at_once(data: Path) -> None:
    boundaries(DISTRICT)
    own(
        data,
        area(DISTRICT, SQUARE, HOLE),
        area(350504002, SQUARE, kind="MultiPolygon"),
        approval="审图号：闽S〔2026〕0 号",
    )
    found = boundaries(DISTRICT)
    assert found.outline and found.is_own and found.outline.box == (118.6, 25.0, 118.7, 25.1)
    assert found.outline.holds(118.61, 25.01) and not found.outline.holds(118.63, 25.03)
    assert [town.code for town in found.towns] == ["350504002"]
    assert found.approval == "审图号：闽S〔2026〕0 号"
    assert shipped(DISTRICT).outline != found.outline


def test_a_shifted_file_is_put_right_when_it_is_read(data: Path) -> None:
    own(data, area(DISTRICT, [list(to_gcj(*point)) for point in SQUARE]), datum="GCJ-02")
    found = boundaries(DISTRICT)
    assert found.outline and found.outline.box == pytest.approx((118.6, 25.0, 118.7, 25.1), abs=1e-6)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"\x00\xff", b'{"type": "FeatureCollection"}',
        json.dumps({"type": "FeatureCollection", "features": [area(DISTRICT, [[118.6, 25.0]])]}).encode(),
        json.dumps({"type": "FeatureCollection", "features": [area(DISTRICT, [[25.0, 118.6]] * 5)]}).encode(),
        json.dumps({"type": "FeatureCollection", "features": [area("x", SQUARE)]}).encode(),
        json.dumps({"type": "FeatureCollection", "features": [area(DISTRICT, SQUARE)], "datum": "BD-09"}).encode(),
        b'{"type":"FeatureCollection","features":[{"properties":{"adcode":"350504"},"geometry":{"type":"Polygon","coordinates":[[[NaN,1],[1,1],[1,2],[1,1]]]}}]}',
    ],
    ids=range(10),
)  # fmt: skip
def test_a_file_that_is_no_map_breaks_nothing_and_is_said(data: Path, content: bytes) -> None:
    (data / OWN).write_bytes(content)
    found = boundaries(DISTRICT)
    assert found.outline is None and found.problem == "The boundary file is no GeoJSON of areas with codes."


def test_a_file_of_another_district_and_one_too_large_are_said(data: Path) -> None:
    own(data, area("110101", SQUARE))
    assert boundaries(DISTRICT).problem == "The boundary file holds no area of this district."
    (data / OWN).write_bytes(b" " * (8 * 1024 * 1024 + 1))
    assert "8 MB" in boundaries(DISTRICT).problem
