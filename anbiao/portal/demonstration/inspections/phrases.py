"""What is found in the demonstration: the phrases of the library, each where it can occur, with its place and its picture."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any

from anbiao.rules.hazards import MAJOR
from anbiao.standards import queries as standards

PHRASES = "anbiao.phrases"
PLANT = frozenset(
    {"footwear", "ceramics", "machinery", "metallurgy", "electroplating", "food", "paper_printing", "rubber_plastics", "wood_crafts",
     "hazchem_production", "special_equipment", "recycling", "cold_storage", "warehousing"}
)  # fmt: skip
SITE = frozenset({"construction", "mines"})
PUBLIC_SECTIONS = frozenset({"FIRE", "ELEC", "TRAIN", "RULE", "EMERG", "BUILD", "BIKE", "STORE", "LIVE"})
SITE_SECTIONS = PUBLIC_SECTIONS | {"SITE", "WORK", "PPE", "SPEC"} - {"BIKE"}
# Words of a phrase that only a plant or a warehouse has.
PLANT_WORDS = (
    "车间",
    "厂房",
    "叉车",
    "行车",
    "成品",
    "半成品",
    "库内",
    "货架",
    "锅炉",
    "司炉",
    "仓库",
    "堆垛",
    "压力容器",
    "工伤",
    "黑气瓶",
    "宿舍",
)
FOOD_WORDS = ("绞肉", "和面", "厨房")
SMALL = frozenset(
    {"small_shops", "car_repair", "e_bike", "rental_houses", "catering", "offices", "road_transport"}
)
LARGE_WORDS = ("火灾报警主机", "自动喷水", "消火栓", "防火门", "全面检测")
METAL = frozenset({"machinery", "electroplating", "metallurgy"})
PLACES: Mapping[str, tuple[str, ...]] = {
    "ELEC": ("配电间", "车间配电箱", "一楼配电箱"), "GAS": ("厨房", "食堂"), "SPACE": ("污水池", "调节池", "化粪池"),
    "COLD": ("冷库", "制冷机房"), "STORE": ("成品仓", "原料仓", "仓库"), "LIVE": ("宿舍楼", "二楼"), "CHEM": ("胶水暂存间", "化学品库", "调胶间"),
    "DUST": ("砂光车间", "打磨区", "除尘器旁"), "RULE": ("资料台账",), "TRAIN": ("资料台账",), "EMERG": ("值班室", "资料台账"), "BIKE": ("门厅", "楼道"),
    "HOT": ("熔炼区", "窑炉"), "SITE": ("施工现场", "三层作业面"), "WORK": ("焊接区", "施工现场"), "BUILD": ("主楼外墙", "三楼临边"), "SPEC": ("装卸区", "生产车间"),
}  # fmt: skip
PLANT_PLACES = ("一车间", "二车间", "成型车间", "包装区", "成品仓", "二楼楼梯口", "东侧通道")
PUBLIC_PLACES = ("一楼大厅", "二楼走廊", "店面", "楼梯口", "后门", "库房")
SCENES: Mapping[str, str] = {
    "FIRE": "exit", "ELEC": "panel", "MACH": "machine", "SPEC": "truck", "CHEM": "barrels", "DUST": "dust", "SPACE": "pool",
    "WORK": "work", "GAS": "gas", "STORE": "stacks", "LIVE": "exit", "TRAIN": "papers", "RULE": "papers", "EMERG": "papers",
    "PPE": "sign", "BUILD": "work", "BIKE": "bikes", "HOT": "machine", "COLD": "panel", "PUBLIC": "exit", "SITE": "work",
}  # fmt: skip


@dataclass(frozen=True)
class Phrase:
    """A hazard as the library says it: words, law, measure, usual days, grade, criterion, and where it applies."""

    ref: str
    title: str
    basis: str
    measure: str
    days: int
    grade: str
    criterion: str
    section: str
    sectors: frozenset[str]
    features: frozenset[str]

    @property
    def scene(self) -> str:
        """The picture that shows it."""
        return (
            "extinguishers"
            if "灭火器" in self.title
            else "sign"
            if "标志" in self.title
            else SCENES[self.section]
        )

    def place(self, random: Random, *, is_plant: bool) -> str:
        """Somewhere in a unit."""
        usual = PLANT_PLACES if is_plant else PUBLIC_PLACES
        return random.choice(
            PLACES.get(self.section, usual) if is_plant or self.section != "ELEC" else ("一楼配电箱",)
        )


@dataclass(frozen=True)
class Book:
    """Every phrase of the library, by ref."""

    phrases: Mapping[str, Phrase]

    def __getitem__(self, ref: str) -> Phrase:
        return self.phrases[ref]

    def scene_of(self, title: str) -> str:
        """The picture of a hazard by its words."""
        return next((phrase.scene for phrase in self.phrases.values() if phrase.title == title), "exit")

    def fitting(self, sector: str, features: Iterable[str]) -> tuple[list[Phrase], list[Phrase]]:
        """The general and the major ones that can be found at such a unit."""
        return self._fitting(sector, frozenset(features))

    @lru_cache(maxsize=2000)  # noqa: B019 - a book lives as long as the building
    def _fitting(self, sector: str, features: frozenset[str]) -> tuple[list[Phrase], list[Phrase]]:
        found = [phrase for phrase in self.phrases.values() if _occurs(phrase, sector, features)]
        return [p for p in found if p.grade != MAJOR], [p for p in found if p.grade == MAJOR]

    def __hash__(self) -> int:
        return id(self)


def _occurs(phrase: Phrase, sector: str, features: frozenset[str]) -> bool:
    """Where the library names sectors or features, one of them; else where such a place, machine or paper is."""
    if _is_out_of_place(phrase, sector, features):
        return False
    if phrase.sectors or phrase.features:
        return sector in phrase.sectors or bool(features & phrase.features)
    if sector in PLANT:
        return phrase.section != "BIKE" and ("宿舍" not in phrase.title or "dormitory" in features)
    sections = SITE_SECTIONS if sector in SITE else PUBLIC_SECTIONS
    return phrase.section in sections and not any(word in phrase.title for word in PLANT_WORDS)


def _is_out_of_place(phrase: Phrase, sector: str, features: frozenset[str]) -> bool:
    """No such tank, machine, dust or installation is there."""
    title = phrase.title
    return (
        (phrase.section == "SPACE" and "limited_space" not in features)
        or ("铝镁" in title and sector not in METAL)
        or (sector in SMALL and any(word in title for word in LARGE_WORDS))
        or (sector not in ("food", "catering") and any(word in title for word in FOOD_WORDS))
    )


def read_book() -> Book:
    """The phrases as loaded. Two queries."""
    edition = standards.edition("", PHRASES)
    rows = standards.clauses_of([edition] if edition else [])
    return Book({row.ref: _phrase(row) for row in rows if "phrase" in row.more})


def _phrase(row: Any) -> Phrase:
    said, facts = row.more["phrase"], row.facts
    return Phrase(
        ref=row.ref, title=row.title_zh, basis="、".join(said["law"]), measure=said["measure"]["zh"], days=int(said["days"]),
        grade=said["grade"], criterion=said.get("criterion", ""), section=row.path.split("/")[0],
        sectors=frozenset(facts.get("sectors", ())), features=frozenset(facts.get("features", ())),
    )  # fmt: skip
