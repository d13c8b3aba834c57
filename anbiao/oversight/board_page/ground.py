"""The small four-colour map of the board: outlines and the red and orange units as a drawing. The map itself is inspection's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

from anbiao.authority.boundaries import Area, boundaries

WIDTH, MARGIN = 400.0, 10.0
FLATTEST, STEEPEST = 0.5, 1.2  # height to width of the drawing
SIZE = {"red": 3.5, "orange": 4.0}


@dataclass(frozen=True)
class Ground:
    """A drawing: its height, outlines as points (district or town), and the shapes of units as paths by colour."""

    height: int
    outlines: Sequence[tuple[bool, str]]
    shapes: Sequence[tuple[str, str]]


def drawn(district: str, town: str, dots: Sequence[tuple[str, float, float]]) -> Ground | None:
    """The district, or one town of it where the file has towns; None where nothing is known of the place and nothing lies there."""
    known = boundaries(district)
    areas: list[Area] = [*([known.outline] if known.outline else []), *known.towns]
    if town:
        areas = [area for area in areas if area.code == town] or ([known.outline] if known.outline else [])
    points = [point for area in areas for polygon in area.polygons for point in polygon[0]]
    points = points or [(x, y) for _colour, x, y in dots]
    if not points:
        return None
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    narrow = cos(radians((south + north) / 2))  # a degree of longitude is shorter than one of latitude
    across, up = max((east - west) * narrow, 0.01), max(north - south, 0.01)
    height = WIDTH * min(STEEPEST, max(FLATTEST, up / across))
    scale = min((WIDTH - 2 * MARGIN) / across, (height - 2 * MARGIN) / up)
    left, top = (WIDTH - across * scale) / 2, (height - up * scale) / 2

    def at(x: float, y: float) -> tuple[float, float]:
        return round(left + (x - west) * narrow * scale, 1), round(top + (north - y) * scale, 1)

    outlines = [
        (len(area.code) > len(district), " ".join(f"{px},{py}" for px, py in (at(*p) for p in polygon[0])))
        for area in areas
        for polygon in area.polygons
    ]
    inside = [(c, *at(x, y)) for c, x, y in dots]
    shapes = [(c, _shape(c, px, py)) for c, px, py in inside if 0 <= px <= WIDTH and 0 <= py <= height]
    return Ground(round(height), outlines, shapes)


def _shape(colour: str, x: float, y: float) -> str:
    """Red is a square, orange a triangle (kit/shape.html)."""
    size = SIZE[colour]
    if colour == "red":
        return f"M{x - size:.1f} {y - size:.1f}h{2 * size}v{2 * size}h{-2 * size}z"
    return f"M{x:.1f} {y - size:.1f}l{size} {1.75 * size}h{-2 * size}z"
