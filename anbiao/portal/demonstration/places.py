"""Where the units of the demonstration stand: around made-up middles of their villages, inside the boundary of Luojiang."""

from functools import lru_cache
from math import cos, log, pi, sin
from random import Random

from anbiao.authority.boundaries import Area, shipped
from anbiao.portal.demonstration.catalogue import TOWNS
from anbiao.rules.places import cut

SPREAD = 0.0042  # degrees: about 450 m, within which most units of a village stand
NEARER = 0.45  # the middles of villages are drawn so far towards the middle of their town
Point = tuple[float, float]


def place(village: str, far: float, turn: float) -> Point:
    """A place in a village (longitude, latitude) from two numbers in [0, 1): how far from its middle, and in which direction."""
    middle = middle_of(village)
    away = SPREAD * -log(1 - far)
    while True:
        found = (middle[0] + away * cos(2 * pi * turn), middle[1] + away * sin(2 * pi * turn))
        if _is_of(cut(village, 4), found):
            return found
        away /= 2


@lru_cache(maxsize=500)
def middle_of(village: str) -> Point:
    """The middle of a village: always the same, inside its town, which here is what lies nearest to the town's seat."""
    town = cut(village, 4)
    seat, random = _seats()[town], Random(village)  # noqa: S311 - a story, no secret
    west, south, east, north = _ground().box
    while True:
        x, y = random.uniform(west, east), random.uniform(south, north)
        found = (x + (seat[0] - x) * NEARER, y + (seat[1] - y) * NEARER)
        if _is_of(town, (x, y)) and _is_of(town, found):
            return found


def _is_of(town: str, at: Point) -> bool:
    seats = _seats()
    nearest = min(seats, key=lambda code: (seats[code][0] - at[0]) ** 2 + (seats[code][1] - at[1]) ** 2)
    return nearest == town and _ground().holds(*at)


@lru_cache(maxsize=1)
def _seats() -> dict[str, Point]:
    return {town.code: town.seat for town in TOWNS}


@lru_cache(maxsize=1)
def _ground() -> Area:
    outline = shipped(cut(TOWNS[0].code, 3)).outline
    if outline is None:
        raise LookupError("the boundary of the demonstration's district is missing from the library")
    return outline
