"""Where a unit stands, read from the address points 地址点 that a district was given: how exactly, how surely, and what may be written.

An address is cut down to keys, and so is every point; whoever compares them finds the house itself, the nearest number of the same
street, or the middle of an estate or a village, in this order. Only the house itself is written without anybody looking.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from anbiao.rules.buildings import house_of, plain
from anbiao.rules.coordinates import metres_between
from anbiao.rules.machine import Facts, Machine, State, Step
from anbiao.rules.refusal import N_, Refusal, cites

Precision = Literal["house", "street", "place", "village"]
Confidence = Literal["certain", "likely", "doubtful"]
# The surest first.
PRECISIONS: Mapping[str, str] = {
    "house": N_("The house itself"),
    "street": N_("Near it on the same street"),
    "place": N_("Middle of the estate or building"),
    "village": N_("Middle of the village"),
}
CONFIDENCES: Mapping[str, str] = {
    "certain": N_("certain"),
    "likely": N_("likely"),
    "doubtful": N_("doubtful"),
}
ONE_HOUSE = (
    150  # metres within which the points of one house lie; farther apart, several houses bear the address
)
ONE_ESTATE = 600  # metres within which the points of an estate lie, so that its middle says something
AT_LEAST = 15  # metres: no address point is more exact than a house is wide
METRES_A_NUMBER = 6  # both sides of a street are counted: two numbers stand about twelve metres apart
NEAR_NUMBERS = 10  # numbers apart that still make the nearest house likely
MOST_NUMBERS = 100  # numbers apart beyond which the nearest house says nothing
OLDEST, LONGEST_ADDRESS = 1990, 300

_NUMBER = re.compile(r"^(?P<street>.+?)第?0*(?P<number>[1-9]\d{0,4})(?P<more>-\d{1,4})?号$")
# A village or an industrial area before a street repeats what the region says; before a number it is the address itself (新南村12号).
_VILLAGE = re.compile(
    r"^[一-鿿]{1,8}?(?:社区居委会|村委会|居委会|社区|村|工业区|开发区)(?=[一-鿿]{1,10}(?:大道|公路|路|街|巷|弄|道))"
)
_BETWEEN = re.compile(r"大道|公路|路|街道|街|巷|弄|\d+(?:-\d+)?号|社区|[省市县镇乡](?!场)")
_ESTATE = re.compile(
    r"^[^\d]{0,2}?(?P<name>[一-鿿A-Z]{2,12}?(?:工业园|工业区|产业园|科技园|创业园|物流园|商业广场|广场|大厦|商城|市场|小区|花园|公寓|家园|商厦))"
)


@dataclass(frozen=True)
class Keys:
    """What an address is found by: its house, the building behind the number, its street with the number, and an estate that has a name.
    Each is "" (the number 0) where the address says none.
    """

    house: str = ""
    building: str = ""
    street: str = ""
    number: int = 0
    place: str = ""


def keys_of(address: str) -> Keys:
    """The keys of an address, however it is written.

    >>> keys_of("泉州市洛江区双阳街道阳山社区阳山路第012号A栋3楼")
    Keys(house='阳山路12号', building='A栋', street='阳山路', number=12, place='')
    """
    text = _VILLAGE.sub("", plain(address[:LONGEST_ADDRESS]), count=1)
    house = house_of(text)
    found = _NUMBER.match(house.point) if house else None
    place = _estate(text)
    if house is None or found is None:
        return Keys(place=place)
    number = f"{found['number']}{found['more'] or ''}"
    return Keys(f"{found['street']}{number}号", house.building, found["street"], int(found["number"]), place)


def _estate(text: str) -> str:
    names = (_ESTATE.match(part) for part in _BETWEEN.split(text))
    return next((found["name"] for found in names if found), "")


@dataclass(frozen=True)
class Hits:
    """The points found for one unit at one precision: how many, the box around them (west, south, east, north), whether the town that
    they name is the unit's, whether the unit names a building that none of them has, and how many numbers the house is away.
    """

    precision: Precision
    number: int
    box: tuple[float, float, float, float]
    same_town: bool = True
    other_building: bool = False
    apart: int = 0

    @property
    def spread(self) -> float:
        """Metres from one end of the box to the other."""
        west, south, east, north = self.box
        return metres_between((west, south), (east, north))


@dataclass(frozen=True)
class Judged:
    """How sure a position is, and within how many metres the unit stands."""

    confidence: Confidence
    metres: int


@cites("Anbiao local rule: positions from address points")
def judged(hits: Hits) -> Judged:
    """The house itself is certain where its points lie together and the town agrees; a near house or the middle of a small estate is
    likely; whatever else is doubtful. The metres are what the points show, and for a near house an estimate by its number.
    """
    metres = max(AT_LEAST, round(hits.spread / 2))
    if hits.precision == "house":
        if hits.spread > ONE_HOUSE:
            return Judged("doubtful", metres)
        return Judged("certain" if hits.same_town and not hits.other_building else "likely", metres)
    if hits.precision == "street":
        near = hits.apart <= NEAR_NUMBERS and hits.same_town
        return Judged("likely" if near else "doubtful", max(AT_LEAST, METRES_A_NUMBER * hits.apart))
    is_small = hits.precision == "place" and hits.spread <= ONE_ESTATE and hits.same_town
    return Judged("likely" if is_small else "doubtful", metres)


def is_exact(facts: Facts) -> bool:
    """True for a position that nobody has to look at before it is written."""
    return facts["precision"] == "house" and facts["confidence"] == "certain"


# ---------- an edition of address points ----------


def wrong_source(source: str, as_of: date, today: date) -> tuple[Refusal, ...]:
    """What an edition of address points has to say of itself: from whom it is, and of which day."""
    found = []
    if not source.strip():
        found.append(Refusal("source-missing", N_("Write from whom the address points are."), field="source"))
    if as_of > today:
        found.append(Refusal("day-ahead", N_("This day lies ahead."), field="as_of"))
    if as_of.year < OLDEST:
        found.append(Refusal("day-too-old", N_("This day lies too far back."), field="as_of"))
    return tuple(found)


# ---------- a position that is proposed ----------


def looked_at(facts: Facts, today: date) -> Refusal | None:
    """What is not exact is written only by somebody who looked at it on the map."""
    if is_exact(facts) or facts["looked"]:
        return None
    return Refusal("not-looked-at", N_("This position is not exact: look at it on the map first."))


def nobody_stood_there(facts: Facts, today: date) -> Refusal | None:
    """A position that a person took on the spot stays."""
    if not facts["on_site"]:
        return None
    return Refusal("taken-on-site", N_("Somebody took this unit's position on the spot: it stays."))


def is_as_proposed(facts: Facts, today: date) -> Refusal | None:
    """A position is proposed for the address and the place that a unit had when it was looked for."""
    if facts["is_current"]:
        return None
    return Refusal("changed-since", N_("Address or position of the unit have been changed since this was proposed."))  # fmt: skip


def is_as_written(facts: Facts, today: date) -> Refusal | None:
    """What was written is given back only while it still stands there."""
    if facts["is_standing"]:
        return None
    return Refusal("changed-since", N_("The position has been changed since, and stays as it is."))


def nothing_waits(facts: Facts, today: date) -> Refusal | None:
    """One position at a time waits for a unit: what was found later stands instead."""
    if not facts["another_waits"]:
        return None
    return Refusal("another-waits", N_("Another position is proposed for this unit by now: decide that one."))


POSITION = Machine(
    name="position",
    label=N_("Position proposed"),
    initial="proposed",
    states=(
        State("proposed", N_("To be decided"), "wait"),
        State("written", N_("Written"), "done"),
        State("rejected", N_("Not written"), "off"),
        State("replaced", N_("Looked for anew"), "off"),
    ),
    steps=(
        Step("accept", N_("Write the position"), frozenset({"proposed"}), "written", "decide position", (looked_at, nobody_stood_there, is_as_proposed)),
        Step("reject", N_("Do not write it"), frozenset({"proposed"}), "rejected", "decide position"),
        Step("give_back", N_("Give the former position back"), frozenset({"written"}), "proposed", "decide position", (is_as_written, nothing_waits)),
        Step("propose_again", N_("Propose it again"), frozenset({"rejected"}), "proposed", "decide position", (nothing_waits,)),
        Step("replace", N_("Look for it anew"), frozenset({"proposed"}), "replaced", "import address"),
    ),
)  # fmt: skip
