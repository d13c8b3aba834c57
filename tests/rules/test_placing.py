"""Which town an address lies in: the surest name counts, what is not sure is said to be so, and other districts are known."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules.placing import (
    REASONS,
    Home,
    Placed,
    Places,
    elsewhere,
    is_doubtful,
    kept,
    learned,
    roads_in,
    stem,
)

HOME = Home("350504", "洛江区", "泉州市", "福建省", frozenset({"丰泽区", "鲤城区", "晋江市", "南安市"}))
REGIONS = {
    "350504001": "万安街道", "350504002": "双阳街道", "350504101": "马甲镇", "350504102": "河市镇",
    "350504001002": "桥南社区居委会", "350504002001": "阳山社区居委会", "350504101201": "炉田村委会", "350504101211": "永安村委会",
    "350504102208": "下炉田村委会", "350504102216": "坛顶村委会", "350504102217": "东方村委会", "350504101214": "东方村委会",
}  # fmt: skip
ROADS = {
    "万盛路": Counter({"350504001": 19, "350504002": 1}),
    "创业路": Counter({"350504002": 5, "350504102": 4}),
    "新路": Counter({"350504001": 2}),
}
PLACES = Places(HOME, REGIONS, ROADS)


@pytest.mark.parametrize(
    ("address", "region", "sureness", "reason"),
    [
        ("福建省泉州市洛江区双阳街道阳山社区工业路3号", "350504002001", "certain", "town"),
        ("洛江区马甲镇永安路2号", "350504101", "certain", "town"),
        ("泉州市洛江区坛顶村8号", "350504102216", "likely", "village"),
        ("洛江区炉田村3号", "350504101201", "likely", "village"),
        ("洛江区下炉田村3号", "350504102208", "likely", "village"),
        ("洛江区东方村1号", "350504101", "doubtful", "villages"),
        ("泉州市洛江区万盛路12号", "350504001", "likely", "road"),
        ("洛江区创业路1号", "350504002", "doubtful", "road"),
        ("洛江区新路1号", "", "none", "nothing"),
        ("洛江区双阳华侨农场内", "350504002", "doubtful", "short"),
        ("洛江区桥南20号", "350504001", "doubtful", "short"),
        ("洛江区万安街道与双阳街道交界", "350504001", "doubtful", "towns"),
        ("洛江区万象大厦2室（原双阳街道）", "", "none", "nothing"),
        ("", "", "none", "nothing"),
    ],
)  # fmt: skip
def test_the_surest_name_of_an_address_decides(address: str, region: str, sureness: str, reason: str) -> None:
    placed = PLACES.place(address)
    assert (placed.region, placed.sureness, placed.reason) == (region, sureness, reason)
    assert is_doubtful(placed.kept) is (sureness in ("doubtful", "none"))


@pytest.mark.parametrize(
    ("address", "columns", "where"),
    [
        ("福建省泉州市丰泽区东海街道", {}, "丰泽区"),
        ("晋江市陈埭镇", {}, "晋江市"),
        ("广东省深圳市", {}, "广东省"),
        ("洛江区万盛路", {"city": "厦门市"}, "厦门市"),
        ("洛江区万盛路", {"province": "福建", "city": "泉州市"}, ""),
        ("泉州市洛江区晋江市路1号", {}, ""),
        ("万盛路1号", {}, ""),
    ],
)
def test_an_address_of_another_district_is_known(address: str, columns: dict[str, str], where: str) -> None:
    assert elsewhere(address, HOME, **columns) == where


@given(st.text(alphabet="洛江区双阳街道阳山社区村镇路1号（）", max_size=24))
def test_whatever_is_proposed_lies_in_the_district_and_is_kept_whole(address: str) -> None:
    placed = PLACES.place(address)
    assert placed.region == "" or placed.region[:9] in REGIONS
    assert (placed.region == "") == (placed.sureness == "none")
    again = kept(placed.kept)
    assert again == Placed("", placed.sureness, placed.reason, placed.word, placed.share)
    assert placed.reason in REASONS


@pytest.mark.parametrize(
    "text", ["", "rule:3:likely", "certain:odd::0", "certain:town:双阳街道", "sure:town::0"]
)
def test_what_is_none_of_ours_is_not_read(text: str) -> None:
    assert kept(text) is None


def test_known_units_teach_their_roads() -> None:
    known = learned(
        [
            ("洛江区双阳街道阳山社区工业路3号", "350504002001"),
            ("双阳街道工业路9号（原创业路）", "350504002"),
            ("工业路1号", "350504"),
        ]
    )
    assert known == {"工业路": Counter({"350504002": 2})}
    assert roads_in("河市镇园区一路与坛顶路交叉口") == ["园区一路", "与坛顶路"]
    assert (stem("双阳街道", ("街道",)), stem("镇", ("镇",))) == ("双阳", "镇")
