"""Which town a unit lies in, read from an address that names none in a column of its own; with the reason and how sure it is.

An address of the commercial register begins with province, city and district and goes on with town, village, road and number, each of
which may be missing. What is looked for, the surest first: the name of a town; the name of a village, which a district has once or
twice; a road that known units stand on. What is not sure is proposed all the same, and a person decides.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from anbiao.rules.places import within
from anbiao.rules.refusal import N_, cites

Sureness = Literal["certain", "likely", "doubtful", "none"]
DOUBTFUL = ("doubtful:", "none:")  # how what is kept of a place begins when a person has to look at it
LEVELS: tuple[Sureness, ...] = ("certain", "likely", "doubtful", "none")
FEWEST = 3  # known units on a road before it says anything
MOSTLY = 0.9  # of them in one town: likely; less: doubtful

REASONS: Mapping[str, str] = {
    "town": N_("The address names {word}."),
    "village": N_("The address names {word}, which is a village or community of this town alone."),
    "villages": N_("The address names {word}; more than one town has a village of that name."),
    "short": N_("The address holds “{word}”, as this town or a village of it is called."),
    "road": N_("Of the known units on {word}, {share} of a hundred lie in this town."),
    "towns": N_("The address names more than one town: {word}."),
    "nothing": N_("The address names no town, village or road that is known here."),
}
SURENESS: Mapping[str, str] = {
    "certain": N_("That is certain."),
    "likely": N_("That is likely."),
    "doubtful": N_("That is doubtful: look at it."),
    "none": N_("Nothing is proposed."),
}
_KINDS = ("街道办事处", "街道", "镇", "乡")
_VILLAGES = ("社区居委会", "村民委员会", "村委会", "居委会", "社区", "村")
_UPPER = re.compile(r"^[一-鿿]{2,8}?(?:省|自治区)")
_ROAD = re.compile(r"[一-鿿]{1,6}?(?:大道|路|街|巷)(?!道)")
# The end of a region's name; an industrial area, a housing estate or a market is none.
_UP_TO = re.compile(r"街道|社区|[镇乡村县]|(?<![园业发小])区|市(?!场)")
_BRACKET = re.compile(r"[（(][^（）()]*[）)]")


@dataclass(frozen=True)
class Placed:
    """The answer: the region proposed ("" for none), how sure, the kind of reason (a key of REASONS) and its word."""

    region: str
    sureness: Sureness
    reason: str
    word: str = ""
    share: int = 0

    @property
    def kept(self) -> str:
        """As a unit keeps it; the sentence is made again when shown."""
        return f"{self.sureness}:{self.reason}:{self.word}:{self.share}"


def kept(text: str) -> Placed | None:
    """What a unit keeps of why it was placed (without the region); None where a person or a file said so, or the text is none of ours."""
    sureness, _, rest = text.partition(":")
    reason, _, rest = rest.partition(":")
    word, _, share = rest.rpartition(":")
    level = next((each for each in LEVELS if each == sureness), None)
    if level is None or reason not in REASONS or not share.isdecimal():
        return None
    return Placed("", level, reason, word, int(share))


def is_doubtful(text: str) -> bool:
    """Whether a person has to look at a place that is kept so."""
    return text.startswith(DOUBTFUL)


@dataclass(frozen=True)
class Home:
    """The district: its code and name, its city's and province's names, and the names of the city's other districts."""

    code: str
    name: str
    city: str
    province: str
    others: frozenset[str]


def stem(name: str, kinds: Iterable[str]) -> str:
    """A region's name without its kind; as it is where less than two characters would be left."""
    for kind in kinds:
        if name.endswith(kind) and len(name) >= len(kind) + 2:
            return name[: -len(kind)]
    return name


@cites("安全生产法 (2021) 第九条")
def elsewhere(address: str, home: Home, *, province: str = "", city: str = "") -> str:
    """The name of the other district, city or province in which an address or its columns say that a unit lies; "" for here or unknown.

    Territory decides who supervises. Only what stands before the town's place is read: a road may bear another county's name.
    """
    for given, own in ((province, home.province), (city, home.city)):
        if given and own and stem(given, ("省", "市")) != stem(own, ("省", "市")):
            return given
    text = address.strip()
    begun = _UPPER.match(text)
    if begun and begun[0] != home.province:
        return begun[0]
    text = text.removeprefix(home.province).removeprefix(home.city)
    if text.startswith(home.name):
        return ""
    return next((name for name in sorted(home.others) if text.startswith(name)), "")


class Places:
    """The names of a district made ready for many addresses."""

    def __init__(
        self, home: Home, regions: Mapping[str, str], roads: Mapping[str, Mapping[str, int]] | None = None
    ) -> None:
        """`regions`: code → name of its towns (9 digits) and villages (12); `roads`: road → town → known units on it."""
        self.home = home
        self._roads = roads or {}
        self._towns: dict[str, str] = {}
        self._villages: dict[str, set[str]] = defaultdict(set)
        self._short: dict[str, set[str]] = defaultdict(set)
        for code, name in regions.items():
            if not within(code, home.code):
                continue
            if len(code) == 9:
                self._towns[name] = code
            elif len(code) == 12:
                bare = stem(name, _VILLAGES)
                self._short[bare].add(code)
                for kind in ("社区", "村"):
                    self._villages[bare + kind].add(code)
        self._town_stems = {stem(name, _KINDS): code for name, code in self._towns.items()}

    def place(self, address: str) -> Placed:
        """Proposes town and village for an address, by the first of its names that says anything."""
        text = self._below_district(address)
        return (
            self._by_town(text)
            or self._by_village(text)
            or self._by_road(text)
            or self._by_short_name(text)
            or Placed("", "none", "nothing")
        )

    def _below_district(self, address: str) -> str:
        """What stands behind the district's own name, which says nothing of the town; brackets only repeat or remark."""
        text = _BRACKET.sub("", address.strip())
        for name in (self.home.province, self.home.city, self.home.name):
            text = text.removeprefix(name)
        return text

    def _by_town(self, text: str) -> Placed | None:
        found = {name: code for name, code in self._towns.items() if name in text}
        if len(found) > 1:
            first = min(found, key=text.index)
            return Placed(found[first], "doubtful", "towns", "、".join(sorted(found, key=text.index)))
        for name, code in found.items():
            inside = {region for region in self._named_villages(text) if within(region, code)}
            return Placed(inside.pop() if len(inside) == 1 else code, "certain", "town", name)
        return None

    def _named_villages(self, text: str) -> set[str]:
        """The villages named in full; of names within names only the longest."""
        names = [name for name in self._villages if name in text]
        longest = [name for name in names if not any(name != other and name in other for other in names)]
        return {code for name in longest for code in self._villages[name]}

    def _by_village(self, text: str) -> Placed | None:
        codes = self._named_villages(text)
        if not codes:
            return None
        word = next(name for name in sorted(self._villages, key=len, reverse=True) if name in text)
        towns = {code[:9] for code in codes}
        if len(towns) > 1:
            return Placed(min(codes)[:9], "doubtful", "villages", word)
        return Placed(codes.pop() if len(codes) == 1 else towns.pop(), "likely", "village", word)

    def _by_road(self, text: str) -> Placed | None:
        for road in roads_in(text):
            counted = self._roads.get(road, {})
            whole = sum(counted.values())
            if whole >= FEWEST:
                town = max(sorted(counted), key=lambda code: counted[code])
                share = counted[town] / whole
                return Placed(
                    town, "likely" if share >= MOSTLY else "doubtful", "road", road, int(100 * share)
                )
        return None

    def _by_short_name(self, text: str) -> Placed | None:
        """A name without its kind may be a road's, a building's or a firm's: a proposal, never more."""
        starts = {name: codes for name, codes in self._short.items() if name in text}
        towns = {code[:9] for codes in starts.values() for code in codes}
        stems = {code for name, code in self._town_stems.items() if name in text}
        found = stems or towns
        if len(found) != 1:
            return None
        word = max((name for name in (*self._town_stems, *starts) if name in text), key=len)
        return Placed(found.pop(), "doubtful", "short", word)


def roads_in(text: str) -> list[str]:
    """The roads that an address names, in order, each without what stands before it up to the last region's name."""
    behind = _UP_TO.split(text)[-1]
    return [found[0] for found in _ROAD.finditer(behind)]


def learned(addresses: Iterable[tuple[str, str]]) -> dict[str, Counter[str]]:
    """From known units, each with its address and region: road → town → how many stand on it."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for address, region in addresses:
        if len(region) >= 9:
            for road in roads_in(_BRACKET.sub("", address)):
                found[road][region[:9]] += 1
    return found
