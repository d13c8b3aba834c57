"""What the demonstration is made of: kinds of units with their weights, the units that the screens show, and the six towns."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
FULL_SIZE = 3000


@dataclass(frozen=True)
class Trade:
    """A kind of unit: sector, how many of 3,000, where and how large, its words with their industry codes, what risks."""

    sector: str
    weight: int
    where: str
    size: str
    kind: str
    words: Mapping[str, str]
    forms: tuple[str, ...]
    scope: str
    features: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Town:
    """A town: code, how many units of each kind of place stand there, and about where its middle is (WGS-84, set by hand inside
    the boundary of Luojiang that ships).
    """

    code: str
    plant: int
    town: int
    rural: int
    any: int
    seat: tuple[float, float]
    roads: tuple[str, ...]


TOWNS: tuple[Town, ...] = (
    Town("350504001", 18, 38, 4, 24, (118.659, 24.959), ("万盛路", "滨江路", "桥南街", "学前路")),
    Town("350504002", 35, 34, 6, 28, (118.622, 24.988), ("鹭园路", "工业路", "双阳街", "创业路", "新南路")),
    Town("350504100", 7, 7, 28, 11, (118.627, 25.210), ("罗溪街", "溪边路", "广桥路")),
    Town("350504101", 7, 8, 30, 12, (118.617, 25.095), ("马甲街", "仰恩路", "永安路")),
    Town("350504102", 33, 12, 18, 22, (118.611, 25.034), ("河市街", "园区一路", "园区二路", "坛顶路", "工贸路")),
    Town("350504200", 0, 1, 14, 3, (118.609, 25.275), ("虹山街", "苏山路")),
)  # fmt: skip
# How large a unit of a size is: (of a hundred, is it above scale, fewest, most employees), from the largest.
SIZES: Mapping[str, tuple[tuple[int, bool, int, int], ...]] = {
    "plant": ((16, True, 60, 420), (20, False, 50, 160), (64, False, 6, 48)),
    "works": ((7, True, 45, 260), (11, False, 50, 120), (82, False, 3, 45)),
    "service": ((1, True, 40, 160), (7, False, 50, 110), (60, False, 8, 45), (32, False, 2, 9)),
    "shop": ((1, False, 50, 80), (9, False, 10, 32), (90, False, 2, 9)),
    "public": ((22, False, 50, 130), (78, False, 12, 49)),
}
# What no rule reaches. The first two hold a word on which the district has decided, so that a rule of its own came of it.
DECIDED_WORD, DECIDED_SECTOR = "低空飞行", "road_transport"
UNROUTED: tuple[str, ...] = (
    "星渡低空飞行（示例）有限公司", "云岫低空飞行（示例）有限公司", "澜石新材（示例）有限公司", "知微生物（示例）有限公司",
    "远程直播基地（示例）", "汇川实业（示例）有限公司", "同辉实业（示例）有限公司", "锦澜集团（示例）有限公司",
    "七号创意园（示例）", "九溪联合运营（示例）中心", "海屿科创（示例）有限公司",
)  # fmt: skip


def _entries(name: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = yaml.load((FOLDER / f"{name}.yaml").read_text(), Loader=yaml.CSafeLoader)
    return entries


@lru_cache(maxsize=1)
def trades() -> tuple[Trade, ...]:
    """Every kind of unit."""
    return tuple(Trade(**{**entry, "forms": tuple(entry["forms"])}) for entry in _entries("trades"))


@lru_cache(maxsize=1)
def named() -> tuple[Mapping[str, Any], ...]:
    """The units that always stand in the demonstration."""
    return tuple(_entries("named"))


def share(of_full: int, size: int) -> int:
    """How many of `size` units something concerns that concerns so many of 3,000; at least one."""
    return max(1, round(of_full * size / FULL_SIZE))


def apportioned(size: int) -> Iterator[Trade]:
    """`size` trades in the proportion of their weights (largest remainders), each kind together."""
    whole = sum(trade.weight for trade in trades())
    exact = [(trade, trade.weight * size / whole) for trade in trades()]
    left = size - sum(int(number) for _, number in exact)
    more = {id(t) for t, _ in sorted(exact, key=lambda pair: int(pair[1]) - pair[1])[:left]}
    for trade, number in exact:
        for _ in range(int(number) + (id(trade) in more)):
            yield trade
