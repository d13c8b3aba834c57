"""The rows of the demonstration's roster, as two files would hold them: the census, and what the second survey found."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Any

from anbiao.authority.founding import library
from anbiao.kit.imports.headings import recognise
from anbiao.kit.imports.sheets import Book, Cell, Sheet
from anbiao.portal.demonstration import catalogue, names
from anbiao.portal.demonstration.catalogue import SIZES, TOWNS, Town, Trade, share
from anbiao.portal.demonstration.places import place
from anbiao.registry.actions.roster_columns import COLUMNS
from anbiao.rules.places import cut

HEADINGS = (
    "单位名称", "统一社会信用代码", "镇街", "村居", "地址", "行业代码", "经营范围", "类别", "从业人数", "主要负责人", "安全管理人员",
    "联系电话", "成立日期", "风险特征", "经度", "纬度", "坐标系",
)  # fmt: skip
DATED_BACK = 1100  # established at least so many days before, or up to thirty years
NAMELESS = 10  # traders without a credit code


@dataclass
class Draft:
    """A unit to be: its row by heading, its village, the trade it was made from, and the draft whose twin it is."""

    values: dict[str, Cell]
    village: str
    trade: Trade | None = None
    twin_of: "Draft | None" = None
    features: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of the unit."""
        return str(self.values["单位名称"])

    @property
    def town(self) -> str:
        """The code of its town."""
        return cut(self.village, 4)


@dataclass
class Villages:
    """The villages of the district: code → name, and for each town how many units stand in which."""

    names: dict[str, str]
    random: Random
    by_town: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    weights: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for code, name in sorted(self.names.items()):
            self.by_town[cut(code, 4)].append(code)
            self.weights[cut(code, 4)].append(0.55 if name == "阳山社区" else self.random.uniform(0.4, 1.6))

    def pick(self, town: str) -> str:
        """A village of a town."""
        return self.random.choices(self.by_town[town], self.weights[town])[0]

    def named(self, name: str) -> str:
        """The code of the first village of that name."""
        return next(code for code, known in sorted(self.names.items()) if known == name)


class Drafts:
    """Makes the drafts of one demonstration; everything random comes from the given source."""

    def __init__(self, random: Random, *, district: str, places: dict[str, str], today: date) -> None:
        """`places`: code → name of every town and village of the district."""
        self.random, self.district, self.today = random, district, today
        self.places = places
        self.villages = Villages({c: n for c, n in places.items() if len(c) == 12}, random)
        taken = {str(entry["name"])[:2] for entry in catalogue.named()}
        self.brands = (brand for brand in names.brands(random) if brand[:2] not in taken)
        self.people = names.people(random)
        self.codes: set[str] = {str(entry["uscc"]) for entry in catalogue.named()}
        self.phones = count(21)
        self.numbers: dict[tuple[str, str], Iterator[int]] = defaultdict(lambda: count(1))
        self.words = {entry["code"]: entry["zh"] for entry in library("features")}

    def all(self, size: int) -> list[Draft]:
        """So many drafts: named ones, those of every trade, those no rule reaches, and twins of some of the first."""
        first = [self._named(entry) for entry in catalogue.named()[:size]]
        lost = [
            self._unrouted(name)
            for name in catalogue.UNROUTED[: share(9, size) + 2 if size > len(first) else 0]
        ]
        twins = min(share(17, size) + share(3, size), max(0, size - len(first) - len(lost)))
        rest = [
            self.distinct(trade) for trade in catalogue.apportioned(size - len(first) - len(lost) - twins)
        ]
        self.random.shuffle(rest)
        for draft in [d for d in rest if d.trade and d.trade.size == "shop"][: share(NAMELESS, size)]:
            draft.values["统一社会信用代码"] = "无"
        originals = [d for d in (*first[5:6], *rest) if d.values["统一社会信用代码"] != "无"][:twins]
        return [*first, *rest, *lost, *(self._twin(draft, place) for place, draft in enumerate(originals))]

    # ---------- one unit ----------

    def distinct(self, trade: Trade) -> Draft:
        """One more unit of a trade, like no other made here."""
        town = self.random.choices(TOWNS, [getattr(town, trade.where) for town in TOWNS])[0]
        village = self.villages.pick(town.code)
        word, industry = self.random.choice(list(trade.words.items()))
        above, employees = self._size(trade)
        features = tuple(
            code for code, tenths in trade.features.items() if self.random.random() * 10 < tenths
        )
        form = trade.forms[0] if above else self.random.choice(trade.forms)
        return Draft(
            self._row(
                f"{next(self.brands)}{word}（示例）{form}", town=town, village=village, industry=industry, scope=trade.scope,
                kind="person" if form in ("店", "厂", "部", "商行", "站") and trade.kind == "company" else trade.kind,
                above=above, employees=employees, features=features,
            ),
            village, trade, features=features,
        )  # fmt: skip

    def _size(self, trade: Trade) -> tuple[bool, int]:
        bands = SIZES[trade.size]
        _, above, fewest, most = self.random.choices(bands, [band[0] for band in bands])[0]
        # Few are large: the smaller of two throws.
        return above, min(self.random.randint(fewest, most), self.random.randint(fewest, most))

    def _row(
        self, name: str, *, town: Town, village: str, industry: str, scope: str, kind: str, above: bool, employees: int,
        features: Iterable[str],
    ) -> dict[str, Cell]:  # fmt: skip
        road = self.random.choice(town.roads)
        number = next(self.numbers[village, road])
        located = self.random.random() < 0.8
        row: dict[str, Cell] = {
            "单位名称": name,
            "统一社会信用代码": self._code(kind),
            "镇街": self.places[town.code],
            "村居": self.places[village],
            "地址": f"洛江区{self.places[town.code]}{self.places[village]}{road} 0 号 {number} 幢（虚构）",
            "行业代码": industry,
            "经营范围": scope,
            "类别": "规上" if above else "",
            "从业人数": employees,
            "主要负责人": next(self.people),
            "安全管理人员": next(self.people) if employees >= 20 else "",
            "联系电话": names.phone(next(self.phones)),
            "成立日期": self._established(),
            "风险特征": "、".join(self.words[code] for code in features),
            "坐标系": "WGS-84" if located else "",
        }
        at = place(village, self.random.random(), self.random.random()) if located else None
        return row | {"经度": round(at[0], 6) if at else "", "纬度": round(at[1], 6) if at else ""}

    def _code(self, kind: str) -> str:
        while (code := names.uscc(self.random, kind, self.district)) in self.codes:
            pass
        self.codes.add(code)
        return code

    def _established(self) -> date:
        back = DATED_BACK + min(self.random.randint(0, 10_000), self.random.randint(0, 10_000))
        return self.today - timedelta(days=back)

    # ---------- particular units ----------

    def _named(self, entry: Any) -> Draft:
        village = self.villages.named(entry["village"])
        town = next(town for town in TOWNS if town.code == cut(village, 4))
        row = self._row(
            entry["name"], town=town, village=village, industry=entry["industry"], scope=entry["scope"], kind="company",
            above=False, employees=entry["employees"], features=entry["features"],
        )  # fmt: skip
        row |= {
            "统一社会信用代码": entry["uscc"], "类别": entry["class"], "主要负责人": entry["principal"],
            "安全管理人员": entry["manager"],
        }  # fmt: skip
        return Draft(row, village, features=tuple(entry["features"]))

    def _unrouted(self, name: str) -> Draft:
        town = self.random.choices(TOWNS, [town.any for town in TOWNS])[0]
        village = self.villages.pick(town.code)
        row = self._row(
            name, town=town, village=village, industry="", scope="", kind="company", above=False,
            employees=self.random.randint(5, 40), features=(),
        )  # fmt: skip
        return Draft(row, village)

    def _twin(self, original: Draft, place: int) -> Draft:
        """A second entry of the same unit: misheard, under another company form, or with a new code; telephone and
        principal are the same, the address at most a floor apart."""
        name = names.misheard(original.name) if place % 2 == 0 else original.name
        if name == original.name and name.endswith("有限公司"):
            name = f"{name.removesuffix('有限公司')}厂"
        address = str(original.values["地址"])
        row = {
            **original.values, "单位名称": name, "统一社会信用代码": self._code("company"), "类别": "",
            "地址": address if place % 3 == 1 else address.replace("（虚构）", " 1 层（虚构）"),
            "从业人数": int(str(original.values["从业人数"])) + self.random.randint(1, 6),
        }  # fmt: skip
        return Draft(row, original.village, original.trade, twin_of=original, features=original.features)


def as_book(drafts: Sequence[Draft]) -> tuple[Book, Sheet]:
    """The drafts as a workbook that somebody handed in."""
    rows: list[list[Cell]] = [list(HEADINGS), *([draft.values[h] for h in HEADINGS] for draft in drafts)]
    sheet = Sheet("名册", rows)
    return Book((sheet,)), sheet


def recognised(sheet: Sheet) -> Any:
    """Its columns."""
    return recognise(sheet, COLUMNS)
