"""Boundaries of districts and towns for maps: the customer's own file in the data folder, else those that ship."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from django.conf import settings
from pydantic import AfterValidator, AliasChoices, BaseModel, ConfigDict, Field, ValidationError

from anbiao.authority.founding import LIBRARY
from anbiao.rules.coordinates import to_wgs
from anbiao.rules.refusal import N_

OWN = "boundaries.geojson"  # in the data folder
LARGEST = 8 * 1024 * 1024  # bytes
TOWN = 9  # digits of a town's code
Point = tuple[float, float]
Ring = tuple[Point, ...]
Polygon = tuple[Ring, ...]


@dataclass(frozen=True)
class Area:
    """A district (6 digits) or a town (9 digits) with its polygons; the first ring of each is its outside. WGS-84 degrees."""

    code: str
    name: str
    polygons: tuple[Polygon, ...]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        points = [point for polygon in self.polygons for point in polygon[0]]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return min(xs), min(ys), max(xs), max(ys)

    def holds(self, longitude: float, latitude: float) -> bool:
        """True for a place inside: a line from it crosses the rings (holes included) an odd number of times."""
        rings = [ring for polygon in self.polygons for ring in polygon]
        return sum(_crossed(ring, longitude, latitude) for ring in rings) % 2 == 1


def _crossed(ring: Ring, x: float, y: float) -> int:
    edges = zip(ring, (*ring[1:], ring[0]), strict=True)
    return sum(
        (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1) for (x1, y1), (x2, y2) in edges
    )


@dataclass(frozen=True)
class Boundaries:
    """What a map draws of a district: its outline, its towns' where the file has them, and what the file says of itself.

    `approval` is the number of a reviewed map (审图号), as the customer's file gives it. `problem` says in a marked sentence why an
    own file is not drawn; then nothing is.
    """

    outline: Area | None = None
    towns: tuple[Area, ...] = ()
    approval: str = ""
    is_own: bool = False
    problem: str = ""


def boundaries(district: str) -> Boundaries:
    """The boundaries of a district, read once for each version of the file; never raises. An own file stands for all: what it
    does not hold is not drawn.
    """
    own = Path(settings.DATA) / OWN
    try:
        facts = own.stat()
    except OSError:
        return shipped(district)
    return _drawn(own, facts.st_mtime_ns, facts.st_size, district, True)


def shipped(district: str) -> Boundaries:
    """The boundaries that ship, whatever file the customer has; nothing for a district that is not among them."""
    return _drawn(LIBRARY / OWN, 0, 0, district, False)


@lru_cache(maxsize=64)
def _drawn(path: Path, _changed: int, size: int, district: str, is_own: bool) -> Boundaries:
    if size > LARGEST:
        return Boundaries(is_own=True, problem=N_("The boundary file is larger than 8 MB. Simplify it."))
    try:
        file = _File.model_validate_json(path.read_bytes())
    except (ValidationError, OSError):
        return Boundaries(is_own=True, problem=N_("The boundary file is no GeoJSON of areas with codes."))
    found = [_area(each, file.points) for each in file.features if each.properties.code.startswith(district)]
    outline = next((area for area in found if area.code == district), None)
    towns = tuple(area for area in found if len(area.code) == TOWN)
    problem = N_("The boundary file holds no area of this district.") if is_own and not found else ""
    return Boundaries(outline, towns, file.approval.strip(), is_own, problem)


# ---------- the file ----------


def _on_earth(place: list[float]) -> list[float]:
    """A position may carry a height; what counts is that the first two are degrees."""
    if len(place) < 2 or not (-180 <= place[0] <= 180 and -90 <= place[1] <= 90):
        raise ValueError("no longitude and latitude in degrees")
    return place


_Position = Annotated[list[float], AfterValidator(_on_earth)]
_Ring = Annotated[list[_Position], Field(min_length=4)]
_Rings = Annotated[list[_Ring], Field(min_length=1)]


class _Polygon(BaseModel):
    type: Literal["Polygon"]
    coordinates: _Rings


class _MultiPolygon(BaseModel):
    type: Literal["MultiPolygon"]
    coordinates: Annotated[list[_Rings], Field(min_length=1)]


class _Properties(BaseModel):
    model_config = ConfigDict(coerce_numbers_to_str=True)
    code: str = Field(validation_alias=AliasChoices("adcode", "code"), pattern=r"^\d{6,12}$")
    name: str = ""


class _Feature(BaseModel):
    properties: _Properties
    geometry: Annotated[_Polygon | _MultiPolygon, Field(discriminator="type")]


class _File(BaseModel):
    """GeoJSON as surveyors hand it over; unknown members are left aside. `datum` "GCJ-02" is converted on reading."""

    type: Literal["FeatureCollection"]
    features: list[_Feature]
    approval: Annotated[str, Field(max_length=80)] = ""
    datum: Literal["WGS-84", "CGCS2000", "GCJ-02"] = "WGS-84"

    @property
    def points(self) -> Callable[[float, float], Point]:
        """How a position of this file becomes WGS-84."""
        return to_wgs if self.datum == "GCJ-02" else lambda x, y: (x, y)


def _area(feature: _Feature, points: Callable[[float, float], Point]) -> Area:
    shape: Any = feature.geometry
    polygons = [shape.coordinates] if isinstance(shape, _Polygon) else shape.coordinates
    kept = tuple(tuple(tuple(points(*place[:2]) for place in ring) for ring in rings) for rings in polygons)
    return Area(feature.properties.code, feature.properties.name, kept)
