"""The four-colour map 四色图: what its page begins with, what a sight of it answers, and one unit on it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from anbiao.authority.boundaries import Area, Boundaries, boundaries
from anbiao.inspection.queries import on_map
from anbiao.inspection.queries.on_map import COLOUR_ORDER, Box, Gathered, Sight, Tally
from anbiao.inspection.sections import change_row
from anbiao.kit.actor import Actor
from anbiao.kit.register import ListState
from anbiao.kit.register.columns import said_colour
from anbiao.registry import queries as roster
from anbiao.registry.models import Enterprise
from anbiao.registry.registers import ENTERPRISES
from anbiao.registry.registers.words import bare
from anbiao.rules.coordinates import CHINA, to_gcj, to_wgs

NO_COLOUR = "none"
LEAST = 0.004  # degrees: a single unit is not looked at closer than this
Point = tuple[float, float]
Place = list[float]


# ---------- the coordinates of the reader's map ----------


def is_shifted() -> bool:
    """True when the tiles are GCJ-02: then everything drawn is shifted with them."""
    return bool(settings.ANBIAO_TILES and settings.ANBIAO_TILES.is_gcj)


def drawn_at(longitude: float, latitude: float) -> Place:
    """A WGS-84 place as the reader's map has it, latitude first, to about 10 cm."""
    x, y = to_gcj(longitude, latitude) if is_shifted() else (longitude, latitude)
    return [round(y, 6), round(x, 6)]


def from_drawn(longitude: float, latitude: float) -> Point:
    """A place on the reader's map as WGS-84."""
    return to_wgs(longitude, latitude) if is_shifted() else (longitude, latitude)


def _drawn_box(box: Box) -> list[Place]:
    return [drawn_at(box.west, box.south), drawn_at(box.east, box.north)]


# ---------- the page ----------


@dataclass(frozen=True)
class MapPage:
    """The ground of the map for one reader and one set of filters: counts, towns, boundaries, and what to look at first."""

    actor: Actor
    state: ListState

    @cached_property
    def tallies(self) -> list[Tally]:
        """Units by town and colour. One query."""
        return on_map.tallies(ENTERPRISES.rows(self.actor, self.state))

    @cached_property
    def ground(self) -> Boundaries:
        """The boundaries of the district."""
        return boundaries(self.actor.district)

    @property
    def number(self) -> int:
        """How many units the filters leave."""
        return sum(tally.number for tally in self.tallies)

    @property
    def placed(self) -> int:
        """How many of them have a position."""
        return sum(tally.placed for tally in self.tallies)

    @property
    def unplaced(self) -> int:
        """How many have none."""
        return self.number - self.placed

    @property
    def unplaced_url(self) -> str:
        """The register with those that have no position."""
        filters = {**self.state.filters, "position": ("none",)}
        return f"{reverse(ENTERPRISES.name)}?{self.state.query(filters=filters)}"

    @property
    def counts(self) -> dict[str, int]:
        """Colour → units on the map."""
        found = dict.fromkeys(COLOUR_ORDER, 0)
        for tally in self.tallies:
            found[tally.colour] += tally.placed
        return found

    @property
    def whole(self) -> Box:
        """What to look at first: the district, or the units alone where they fill less than half of it."""
        outline = whole_ground(self.ground)
        around = around_all(tally.box for tally in self.tallies if tally.box)
        if outline is None or around is None:
            known = outline or (around and _not_too_close(around))
            return known or Box(CHINA[0], CHINA[2], CHINA[1], CHINA[3])
        # A unit with a wrong position far away does not make the district a dot.
        near = around.within(outline.grown(0.25)) or around
        return outline if _fills_half(near, outline) else _not_too_close(near)

    @property
    def towns(self) -> list[dict[str, Any]]:
        """The towns that have units on the map: name, red and orange ones, and where the name stands."""
        areas = {area.code: area for area in self.ground.towns}
        found = []
        for code in sorted({tally.town for tally in self.tallies}):
            own = [tally for tally in self.tallies if tally.town == code]
            at = _middle(own, areas.get(code))
            if at:
                counts = {
                    colour: sum(t.placed for t in own if t.colour == colour) for colour in ("red", "orange")
                }
                words = gettext("red %(red)s, orange %(orange)s") % {k: f"{v:,}" for k, v in counts.items()}
                found.append({"name": bare(roster.region_name(code)), "counts": words, "at": drawn_at(*at)})
        return found

    @property
    def facts(self) -> dict[str, Any]:
        """What the script of the page draws first."""
        tiles = settings.ANBIAO_TILES
        areas = [*([self.ground.outline] if self.ground.outline else []), *self.ground.towns]
        return {
            "fit": _drawn_box(self.whole), "towns": self.towns, "areas": [_shape(area) for area in areas],
            "approval": self.ground.approval, "query": self.state.query(), "closest": on_map.CLOSEST,
            "tiles": {"url": tiles.url, "attribution": tiles.attribution} if tiles else None,
            "units": reverse("map-units"), "register": reverse(ENTERPRISES.name),
        }  # fmt: skip


def usual_box(actor: Actor) -> Box:
    """What a request looks at that names no box: the district, where its boundary is known, else the country."""
    return whole_ground(boundaries(actor.district)) or Box(CHINA[0], CHINA[2], CHINA[1], CHINA[3])


def around_all(boxes: Iterable[Box]) -> Box | None:
    """The smallest box around all; None around none."""
    found = list(boxes)
    return reduce(lambda one, other: one | other, found) if found else None


def whole_ground(ground: Boundaries) -> Box | None:
    """The box around everything that is drawn of a district; None where nothing is known."""
    areas = [ground.outline] if ground.outline else ground.towns
    return around_all(Box(*area.box) for area in areas)


def _fills_half(box: Box, whole: Box) -> bool:
    """True when a box is at least half as wide or half as high as another."""
    wide = (box.east - box.west) * 2 >= whole.east - whole.west
    return wide or (box.north - box.south) * 2 >= whole.north - whole.south


def _not_too_close(box: Box) -> Box:
    x, y = (box.west + box.east) / 2, (box.south + box.north) / 2
    return box | Box(x - LEAST, y - LEAST, x + LEAST, y + LEAST)


def _middle(tallies: Sequence[Tally], area: Area | None) -> Point | None:
    """Where the name of a town stands: in the middle of its area, else of its units."""
    if area:
        box = Box(*area.box)
        return (box.west + box.east) / 2, (box.south + box.north) / 2
    number = sum(tally.placed for tally in tallies)
    if not number:
        return None
    return sum(t.sums[0] for t in tallies) / number, sum(t.sums[1] for t in tallies) / number


def _shape(area: Area) -> dict[str, Any]:
    rings = [[[drawn_at(*point) for point in ring] for ring in polygon] for polygon in area.polygons]
    return {"name": area.name, "is_town": len(area.code) > 6, "rings": rings}


# ---------- a sight ----------


def seen(actor: Actor, state: ListState, sight: Sight) -> dict[str, Any]:
    """What a sight of the map holds: cells with counts or single units, and the first 50 of the drawn units as a list. At most
    three queries beside those of a filter's own options.
    """
    rows = ENTERPRISES.rows(actor, state)
    gathered = on_map.gather(rows, sight)
    single = gathered.drawn <= on_map.MOST_SINGLE
    found = on_map.units(rows, sight.box, gathered, on_map.MOST_SINGLE if single else on_map.LISTED)
    return {
        "shown": [colour or NO_COLOUR for colour in COLOUR_ORDER if colour in gathered.shown],
        "in_view": {colour or NO_COLOUR: number for colour, number in gathered.in_view.items()},
        "drawn": gathered.drawn,
        "told": told(gathered),
        "cells": [] if single else [_cell(cell) for cell in gathered.cells],
        "units": [_dot(unit) for unit in found] if single else [],
        "list": _lines(actor, found[: on_map.LISTED]),
    }


def told(gathered: Gathered) -> str:
    """What is drawn and what is not, in a sentence."""
    drawn = gathered.drawn
    hidden = sum(gathered.in_view.values()) - drawn
    said = ngettext("%(number)s unit here", "%(number)s units here", drawn) % {"number": f"{drawn:,}"}
    if drawn > on_map.LISTED:
        said = gettext("The first %(listed)s of %(number)s units here") % {
            "listed": on_map.LISTED,
            "number": f"{drawn:,}",
        }
    if hidden:
        more = ngettext("%(number)s more is not drawn", "%(number)s more are not drawn", hidden) % {
            "number": f"{hidden:,}"
        }
        return gettext("%(said)s; %(more)s") % {"said": said, "more": more}
    return said


def _cell(cell: on_map.Cell) -> dict[str, Any]:
    counts = {colour or NO_COLOUR: number for colour, number in cell.counts.items()}
    return {"n": counts, "at": drawn_at(cell.longitude, cell.latitude), "box": _drawn_box(cell.box)}


def _dot(unit: Enterprise) -> dict[str, Any]:
    return {
        "id": str(unit.pk), "name": unit.name, "colour": unit.colour or NO_COLOUR, "at": _at(unit), "url": _url(unit),
        "more": reverse("map-unit", args=[unit.pk]),
    }  # fmt: skip


def _at(unit: Enterprise) -> Place:
    return drawn_at(unit.longitude or 0.0, unit.latitude or 0.0)


def _url(unit: Enterprise) -> str:
    return reverse("enterprise", args=[unit.pk])


def _lines(actor: Actor, units: Iterable[Enterprise]) -> list[dict[str, Any]]:
    rows = list(units)
    numbers = on_map.open_numbers(actor, [unit.pk for unit in rows]) if rows else {}
    return [_line(unit, numbers) for unit in rows]


def _line(unit: Enterprise, numbers: Mapping[Any, tuple[int, int]]) -> dict[str, Any]:
    open_, late = numbers.get(unit.pk, (0, 0))
    town = bare(roster.region_name(unit.region[: on_map.TOWN]))
    sector = roster.sector_name(unit.sector) or gettext("not routed")
    return {**_dot(unit), "where": f"{town} · {sector}", "open": open_, "late": late}


# ---------- one unit ----------


def unit_card(actor: Actor, unit: Enterprise) -> dict[str, Any]:
    """One unit on the map: its colour and why, its open hazards. Two queries."""
    change = on_map.latest_change(actor, unit)
    open_, late = on_map.open_numbers(actor, [unit.pk]).get(unit.pk, (0, 0))
    return {
        "unit": unit, "url": _url(unit), "colour": said_colour(unit.colour), "change": change_row(change) if change else None,
        "open": open_, "late": late, "town": roster.region_name(unit.region[: on_map.TOWN]),
        "hazards_url": f"{reverse('hazards')}?q={unit.uscc or unit.name}" if open_ else "",
        "may_hazards": actor.scope.may("read hazard"), "sector": roster.sector_name(unit.sector),
    }  # fmt: skip


def legend(page: MapPage) -> list[dict[str, Any]]:
    """The colours of the legend with their words, and how many units on the map have each."""
    return [
        {"code": colour or NO_COLOUR, "label": said_colour(colour), "number": page.counts[colour]}
        for colour in COLOUR_ORDER
    ]
