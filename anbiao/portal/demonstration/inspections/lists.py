"""The units' own check-lists in the demonstration: begun from their sector's editions, shortened, and some of them changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from random import Random
from typing import Any

from anbiao.inspection.queries.lists import Item, drawn_on, item_from, item_of
from anbiao.rules import applying
from anbiao.standards import queries as standards

# Class of the unit: fewest and most items of its list.
LENGTHS = {"above_scale": (30, 36), "medium": (22, 30), "small_micro": (14, 20), "nine_small": (9, 13)}
USUAL = (12, 16)
VARIANTS = 4  # a trade's lists differ in so many ways; more would only cost time
OWN_ITEMS = (
    ("当班最后一人断电关窗，门卫签字", "门卫交接本有签字，配电箱总闸断开", "daily", "门卫"),
    ("新来的人先看逃生路线再上岗", "问一名新员工，能带到出口", "weekly", "班组长"),
    ("出租场地每月走一遍，记在本子上", "记录有租户签名和照片", "monthly", "安全管理人员"),
    ("雨前检查屋面、排水和外电线路", "排水口无堵，外线无破损", "monthly", "电工"),
)


@dataclass(frozen=True)
class OwnList:
    """A list that a unit may begin with: its items, and the names of the editions that it came from."""

    items: tuple[Item, ...]
    begun_from: tuple[str, ...]
    is_changed: bool

    @property
    def frequencies(self) -> dict[str, int]:
        """Frequency → number of items."""
        found: dict[str, int] = {}
        for item in self.items:
            found[item["frequency"]] = found.get(item["frequency"], 0) + 1
        return found


@dataclass
class Lists:
    """Makes lists. Every check-list edition is read once (two queries); what applies to a unit is the rule's answer."""

    random: Random
    on: date
    made: dict[Any, OwnList] = field(default_factory=dict)

    @cached_property
    def _editions(self) -> dict[str, Any]:
        rows = standards.editions("", kind="checklist")
        return {row.name: row for row in rows}

    @cached_property
    def _candidates(self) -> list[applying.Candidate]:
        return [standards.candidate(row) for row in self._editions.values()]

    @cached_property
    def _items(self) -> dict[Any, list[Item]]:
        found: dict[Any, list[Item]] = {}
        for clause in standards.clauses_of(list(self._editions.values())):
            if "check" in clause.more:
                found.setdefault(clause.edition_id, []).append(item_from(clause))
        return found

    def of_sector(
        self, sector: str, size_class: str, features: Iterable[str]
    ) -> tuple[list[Item], tuple[str, ...]]:
        """What the editions give to such a unit, as inspection.queries.lists.sector_items says it, and the editions' names."""
        unit = applying.UnitFacts(sector, size_class, frozenset(features), self.on)
        fitting = [
            self._editions[f"{c.urn}/{c.edition}"] for c in applying.choose(unit, self._candidates).fitting
        ]
        items = [item for edition in drawn_on(fitting) for item in self._items.get(edition.pk, ())]
        return items, tuple(edition.name for edition in fitting)

    def of_unit(self, sector: str, size_class: str, features: Sequence[str]) -> OwnList:
        """One of the lists that such a unit may have made of it."""
        key = sector, size_class, frozenset(features), self.random.randrange(VARIANTS)
        if key not in self.made:
            items, names = self.of_sector(sector, size_class, features)
            self.made[key] = self._shortened(items, names, size_class, is_changed=key[3] == 0)
        return self.made[key]

    def _shortened(
        self, items: list[Item], names: tuple[str, ...], size_class: str, *, is_changed: bool
    ) -> OwnList:
        """What the unit kept of it, in its order; every second item at least is of its own trade."""
        wanted = min(len(items), self.random.randint(*LENGTHS.get(size_class, USUAL)))
        places = sorted(self.random.sample(range(len(items)), wanted))
        kept = [dict(items[place]) for place in places]
        if is_changed:
            kept[-1] = own_item(self.random.choice(OWN_ITEMS), number=1)
            kept[0]["post"], kept[0]["post_en"] = "老板本人", ""
        return OwnList(tuple(kept), names, is_changed)


def own_item(words: tuple[str, str, str, str], *, number: int) -> Item:
    """An item in a unit's own words: title, what to look for, frequency, post."""
    title, look, frequency, post = words
    return item_of(
        {"id": f"own-1-{number}", "area": "本单位", "title": title, "look": look, "method": "看", "frequency": frequency, "post": post}
    )  # fmt: skip
