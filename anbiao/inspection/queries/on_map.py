"""Units on a map: counted by town and colour, gathered in cells, or one by one; always from the rows of a register.

Everything is in WGS-84 degrees. A sight is what somebody looks at: a box, how closely, and which colours are wanted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any
from uuid import UUID

from django.db.models import Avg, Case, Count, F, Max, Min, QuerySet, Sum, Value, When
from django.db.models.functions import Floor, Left

from anbiao.inspection.models import ColourChange, Standing
from anbiao.kit.actor import Actor
from anbiao.registry.models import Enterprise
from anbiao.rules.colours import COLOURS

COLOUR_ORDER = (*COLOURS, "")  # the most dangerous first; "" is no colour yet
CELL = (112, 72)  # pixels of a cell: room for a symbol with its counts
TILE = 256  # pixels of the whole world at zoom 0
MOST_CELLS = 2_000
MOST_SINGLE = 400
LISTED = 50
CLOSEST = 18
ALWAYS = (
    "red",
    "orange",
)  # the others are drawn where there is room for each unit, or when somebody asks for them
TOWN = 9
Rows = QuerySet[Any, Any]


@dataclass(frozen=True)
class Box:
    """A part of the earth between two meridians and two parallels, edges included."""

    west: float
    south: float
    east: float
    north: float

    def __or__(self, other: "Box") -> "Box":
        """The smallest box around both."""
        return Box(
            min(self.west, other.west), min(self.south, other.south), max(self.east, other.east), max(self.north, other.north)
        )  # fmt: skip

    def within(self, other: "Box") -> "Box | None":
        """What both share; None for nothing."""
        west, south = max(self.west, other.west), max(self.south, other.south)
        east, north = min(self.east, other.east), min(self.north, other.north)
        return Box(west, south, east, north) if west <= east and south <= north else None

    def grown(self, part: float) -> "Box":
        """The box with a margin: `part` of its width and height on each side."""
        x, y = (self.east - self.west) * part, (self.north - self.south) * part
        return Box(self.west - x, self.south - y, self.east + x, self.north + y)

    @property
    def corners(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        return self.west, self.south, self.east, self.north


@dataclass(frozen=True)
class Grid:
    """Cells of so many degrees; which cell a place is in depends on the place and the grid alone, so cells stay while one pans."""

    width: float
    height: float

    def box(self, column: int, row: int) -> Box:
        """The edges of a cell."""
        west, south = column * self.width, row * self.height
        return Box(west, south, west + self.width, south + self.height)


@dataclass(frozen=True)
class Sight:
    """What is looked at: a box, the zoom (0 the world, 18 a street corner; parts of a step too), and the colours that somebody
    wants drawn; None leaves that to the map.
    """

    box: Box
    zoom: float
    wanted: frozenset[str] | None = None

    @property
    def grid(self) -> Grid:
        """The grid of the zoom; a coarser one where the box would hold more than 2,000 cells."""
        zoom, grid = self.zoom, _grid(self.zoom, self.box)
        while zoom > 0 and _cells_in(self.box, grid) > MOST_CELLS:
            zoom -= 1
            grid = _grid(zoom, self.box)
        return grid


def _grid(zoom: float, box: Box) -> Grid:
    # Degrees of latitude are drawn longer by 1/cos: the whole degree in the middle keeps the grid still while one pans.
    middle = round((box.south + box.north) / 2)
    width = 360 / (TILE * 2**zoom) * CELL[0]
    return Grid(width, width * CELL[1] / CELL[0] * cos(radians(middle)))


def _cells_in(box: Box, grid: Grid) -> float:
    return ((box.east - box.west) / grid.width + 1) * ((box.north - box.south) / grid.height + 1)


@dataclass(frozen=True)
class Tally:
    """The units of one town and one colour: how many, how many of them have a position, and where these lie."""

    town: str
    colour: str
    number: int
    placed: int
    sums: tuple[float, float]
    box: Box | None


@dataclass(frozen=True)
class Cell:
    """Units that lie close together: how many of each drawn colour, the middle of them all, and the edges of the cell."""

    counts: Mapping[str, int]
    longitude: float
    latitude: float
    box: Box


@dataclass(frozen=True)
class Gathered:
    """What a sight holds: how many units of every colour, which colours are drawn, and the cells of these."""

    in_view: Mapping[str, int]
    shown: frozenset[str]
    cells: Sequence[Cell]

    @property
    def drawn(self) -> int:
        """How many units of the drawn colours are in view."""
        return sum(self.in_view[colour] for colour in self.shown)


def drawn_first(in_view: Mapping[str, int]) -> frozenset[str]:
    """The colours that are drawn when nobody asks for others: red and orange; then yellow, blue and none, as long as each unit
    still has a shape of its own.
    """
    shown = list(ALWAYS)
    for colour in COLOUR_ORDER[len(ALWAYS) :]:
        if sum(in_view[each] for each in (*shown, colour)) > MOST_SINGLE:
            break
        shown.append(colour)
    return frozenset(shown)


def tallies(rows: Rows) -> list[Tally]:
    """The rows by town and colour. One query."""
    found = rows.order_by().values(town=Left("region", TOWN), tint=F("colour")).annotate(
        number=Count("*"), placed=Count("longitude"), x=Sum("longitude"), y=Sum("latitude"), west=Min("longitude"),
        south=Min("latitude"), east=Max("longitude"), north=Max("latitude"),
    )  # fmt: skip
    return [_tally(row) for row in found]


def _tally(row: Mapping[str, Any]) -> Tally:
    box = Box(row["west"], row["south"], row["east"], row["north"]) if row["placed"] else None
    sums = (row["x"] or 0.0, row["y"] or 0.0)
    return Tally(row["town"], row["tint"], row["number"], row["placed"], sums, box)


def inside(rows: Rows, box: Box) -> Rows:
    """The rows that lie in a box."""
    return rows.filter(
        longitude__gte=box.west, longitude__lte=box.east, latitude__gte=box.south, latitude__lte=box.north
    )


def gather(rows: Rows, sight: Sight) -> Gathered:
    """The rows in sight by cell and colour. One GROUP BY in one query."""
    grid = sight.grid
    found = list(
        inside(rows, sight.box)
        .order_by()
        .values(
            column=Floor(F("longitude") / Value(grid.width)),
            line=Floor(F("latitude") / Value(grid.height)),
            tint=F("colour"),
        )
        .annotate(number=Count("*"), x=Avg("longitude"), y=Avg("latitude"))
    )
    in_view = {
        colour: sum(row["number"] for row in found if row["tint"] == colour) for colour in COLOUR_ORDER
    }
    shown = drawn_first(in_view) if sight.wanted is None else sight.wanted
    cells: dict[tuple[int, int], list[Mapping[str, Any]]] = {}
    for row in found:
        if row["tint"] in shown:
            cells.setdefault((int(row["column"]), int(row["line"])), []).append(row)
    return Gathered(in_view, shown, [_cell(cells[place], grid.box(*place)) for place in sorted(cells)])


def _cell(rows: Sequence[Mapping[str, Any]], box: Box) -> Cell:
    number = sum(row["number"] for row in rows)
    counts = {row["tint"]: row["number"] for row in rows}
    return Cell(
        {colour: counts[colour] for colour in COLOUR_ORDER if colour in counts},
        sum(row["x"] * row["number"] for row in rows) / number,
        sum(row["y"] * row["number"] for row in rows) / number,
        box,
    )


def units(rows: Rows, box: Box, gathered: Gathered, most: int) -> list[Enterprise]:
    """The drawn units in a box, red first, then by name; at most so many. One query, none where nothing is drawn.

    Only the colours that these can have are asked for: a few red units are not sorted out of a hundred thousand blue ones.
    """
    colours, number = [], 0
    for colour in (c for c in COLOUR_ORDER if c in gathered.shown and gathered.in_view[c]):
        if number < most:
            colours.append(colour)
            number += gathered.in_view[colour]
    if not colours:
        return []
    level = Case(*(When(colour=colour, then=Value(place)) for place, colour in enumerate(colours)))
    # Of one colour the units stand in the order of an index.
    order = ["name_key", "id"] if len(colours) == 1 else [level, "name_key", "id"]
    found = inside(rows, box).filter(colour__in=colours)
    return list(found.only(*SHOWN).order_by(*order)[:most])


SHOWN = ("district", "name", "colour", "region", "sector", "longitude", "latitude")


def open_numbers(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, tuple[int, int]]:
    """Unit → open hazards and the overdue among them, where the actor may read hazards. One query."""
    rows = Standing.objects.visible_to(actor.scope, "read hazard").filter(enterprise_id__in=list(ids))
    found = rows.values_list("enterprise_id", "open", "overdue")
    return {unit: (number, late) for unit, number, late in found}


def latest_change(actor: Actor, unit: Enterprise) -> ColourChange | None:
    """How the unit came by its colour; None before it had one. One query."""
    rows = ColourChange.objects.visible_to(actor.scope, "read colour").select_related("proposal")
    return rows.filter(enterprise=unit).order_by("-at", "-id").first()
