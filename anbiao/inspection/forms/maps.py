"""What the address of the map says beside the filters of the register. What makes no sense is left out and said; it never fails."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import isfinite

from django.http import QueryDict
from django.utils.translation import gettext

from anbiao.inspection.queries.on_map import CLOSEST, COLOUR_ORDER, Box, Sight
from anbiao.kit.register.filters import clean
from anbiao.kit.search import LONGEST

OWN = ("bbox", "zoom", "at", "show")
NO_COLOUR = "none"  # how "" stands in an address, as in the register's own filter
USUAL_ZOOM = 11
Point = tuple[float, float]


@dataclass
class Asked:
    """The map's own part of an address: the box and zoom of a request, the colours chosen by the legend (None: none was), and where
    the page stands (longitude, latitude, zoom). `rest` is the register's part, `notes` say what was left out.
    """

    rest: QueryDict
    box: Box | None = None
    zoom: float = USUAL_ZOOM
    show: frozenset[str] | None = None
    at: tuple[float, float, float] | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def kept(self) -> dict[str, object]:
        """What a page opened anew begins with: where it stood, and what was switched on by hand."""
        show = None if self.show is None else [c or NO_COLOUR for c in COLOUR_ORDER if c in self.show]
        return {"at": self.at, "show": show}

    def sight(self, whole: Box, chosen: Sequence[str] = ()) -> Sight:
        """What is looked at: without a box the `whole`; colours by the legend, else those `chosen` by a filter."""
        by_filter = frozenset("" if code == NO_COLOUR else code for code in chosen) or None
        return Sight(self.box or whole, self.zoom, by_filter if self.show is None else self.show)


def asked_of(params: QueryDict, *, to_wgs: Callable[[float, float], Point]) -> Asked:
    """Reads an address. `to_wgs` takes a place on the reader's map back to WGS-84."""
    rest = params.copy()
    own = {name: rest.pop(name, []) for name in OWN}
    asked = Asked(rest)
    asked.zoom = _zoom(own["zoom"], asked.notes)
    asked.box = _box(own["bbox"], asked.notes, to_wgs)
    asked.at = _at(own["at"], asked.notes)
    asked.show = _show(own["show"], asked.notes)
    return asked


def _zoom(given: Sequence[str], notes: list[str]) -> float:
    if not given:
        return USUAL_ZOOM
    numbers = _numbers(given[-1], 1)
    if not numbers:
        notes.append(_left_out("zoom", given[-1]))
        return USUAL_ZOOM
    return round(min(CLOSEST, max(0, numbers[0])), 2)


def _box(given: Sequence[str], notes: list[str], to_wgs: Callable[[float, float], Point]) -> Box | None:
    if not given:
        return None
    edges = _numbers(given[-1], 4)
    if edges and edges[0] < edges[2] and edges[1] < edges[3]:
        # A narrow window shows the world more than once; outside the earth there is nothing to find.
        west, east = (min(180.0, max(-180.0, x)) for x in (edges[0], edges[2]))
        south, north = (min(85.0, max(-85.0, y)) for y in (edges[1], edges[3]))
        return Box(*to_wgs(west, south), *to_wgs(east, north))
    notes.append(_left_out("bbox", given[-1]))
    return None


def _at(given: Sequence[str], notes: list[str]) -> tuple[float, float, float] | None:
    if not given:
        return None
    place = _numbers(given[-1], 3)
    if place and abs(place[0]) <= 180 and abs(place[1]) <= 85 and 0 <= place[2] <= CLOSEST:
        return place[0], place[1], place[2]
    notes.append(_left_out("at", given[-1]))
    return None


def _show(given: Sequence[str], notes: list[str]) -> frozenset[str] | None:
    if not given:
        return None
    known = {colour or NO_COLOUR: colour for colour in COLOUR_ORDER}
    notes += [_left_out("show", code) for code in given if code and code not in known]
    # An empty value stands for "none of them": all were switched off.
    return frozenset(known[code] for code in given if code in known)


def _numbers(text: str, count: int) -> list[float]:
    parts = text[:200].split(",")
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        return []
    return numbers if len(numbers) == count and all(isfinite(number) for number in numbers) else []


def _left_out(name: str, value: str) -> str:
    shown = clean(f"{name}={value}")[:LONGEST]
    return gettext("“%(part)s” in the address means nothing here and was left out.") % {"part": shown}
