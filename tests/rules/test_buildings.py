"""Addresses of one house are known as such, however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules.buildings import House, house_of

WAYS = [
    "福建省泉州市洛江区双阳街道阳山路12号A栋3楼",
    "泉州市洛江区双阳街道阳山路12号Ａ栋",
    "双阳街道阳山路１２号 3层301室",
    "阳山路12号(原鞋厂内)",
    "洛江区双阳阳山路12号",
]


@pytest.mark.parametrize(
    ("address", "house"),
    [
        (WAYS[0], House("阳山路12号", "A栋")),
        (WAYS[2], House("阳山路12号")),
        (WAYS[3], House("阳山路12号")),
        ("洛江区河市镇市田村园区二路 0 号 11 幢（虚构）", House("市田村园区二路0号", "11幢")),
        ("河市镇溪头村园区二路0号", House("溪头村园区二路0号")),
        ("阳山社区学前路3号", House("阳山社区学前路3号")),
        ("福建省泉州市德化县龙浔镇南环路9号", House("南环路9号")),
        ("河市镇霞溪村下埭 8-1号2幢", House("霞溪村下埭8-1号", "2幢")),
        ("万安街道安邦工业园3号厂房", House("安邦工业园3号")),
        ("双阳街道新南科技园B座四楼", House("新南科技园", "B座")),
        ("双阳街道", None),
        ("", None),
        ("前埭村口", None),
    ],
)
def test_the_house_of_an_address(address: str, house: House | None) -> None:
    assert house_of(address) == house


def test_the_same_house_written_in_many_ways_is_one() -> None:
    assert {house.point for each in WAYS[:4] if (house := house_of(each))} == {"阳山路12号"}
    assert house_of("阳山路112号") == House("阳山路112号")


@given(st.text(max_size=80))
def test_any_text_is_an_address_or_none(text: str) -> None:
    house = house_of(text)
    assert house is None or house.point


@given(st.sampled_from(["3楼", "301室", "二层", "(临时)", " 东侧"]))
def test_floors_and_rooms_do_not_matter(rest: str) -> None:
    assert house_of("阳山路12号" + rest) == House("阳山路12号")
