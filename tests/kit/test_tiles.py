"""The setting of map tiles: one host, named in full, or nothing starts."""

import pytest

from anbiao.kit.tiles import tiles_of

WHOSE = {"ANBIAO_TILES_ATTRIBUTION": "示例地图 审图号 GS(2026)0 号"}


def test_without_an_address_there_are_no_tiles() -> None:
    assert tiles_of({}, https=True) is None
    assert tiles_of({"ANBIAO_TILES": " "}, https=True) is None


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://tiles.example/{z}/{x}/{y}.png", "https://tiles.example"),
        ("https://tiles.example:8443/wmts?z={z}&x={x}&y={y}&tk=abc", "https://tiles.example:8443"),
        ("/tiles/{z}/{x}/{y}.png", ""),
    ],
)
def test_a_good_address_gives_the_host_that_has_to_be_allowed(url: str, host: str) -> None:
    tiles = tiles_of({"ANBIAO_TILES": url, **WHOSE}, https=True)
    assert tiles and (tiles.url, tiles.host, tiles.is_gcj) == (url, host, False)


def test_shifted_tiles_are_declared() -> None:
    given = {"ANBIAO_TILES": "/t/{z}/{x}/{y}", "ANBIAO_TILES_COORDINATES": "GCJ-02", **WHOSE}
    tiles = tiles_of(given, https=True)
    assert tiles and tiles.is_gcj


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://{s}.tiles.example/{z}/{x}/{y}.png", "no other places"),
        ("https://tiles.example/{z}/{x}/{y}.png; script-src *", "no blanks"),
        ("https://tiles.example/{z}/{x}.png", "each stand in it once"),
        ("https://tiles.example/{z}/{x}/{y}/{y}.png", "each stand in it once"),
        ("http://tiles.example/{z}/{x}/{y}.png", "loads no pictures by http"),
        ("//tiles.example/{z}/{x}/{y}.png", "begins with https://"),
        ("javascript:{z}{x}{y}", "begins with https://"),
        ("https://user@tiles.example/{z}/{x}/{y}.png", "begins with https://"),
    ],
)
def test_an_address_that_would_open_more_than_one_host_is_refused(url: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        tiles_of({"ANBIAO_TILES": url, **WHOSE}, https=True)


def test_whose_map_it_is_has_to_be_said_and_only_two_systems_are_known() -> None:
    url = {"ANBIAO_TILES": "/t/{z}/{x}/{y}"}
    with pytest.raises(ValueError, match="ANBIAO_TILES_ATTRIBUTION"):
        tiles_of(url, https=True)
    with pytest.raises(ValueError, match="WGS-84, GCJ-02"):
        tiles_of({**url, **WHOSE, "ANBIAO_TILES_COORDINATES": "BD-09"}, https=True)
