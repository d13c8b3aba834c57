"""The pages of address points and of the positions proposed from them: what holds, and a part of the list beside the map."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from anbiao.authority.boundaries import boundaries
from anbiao.kit.actor import Actor
from anbiao.kit.register import ListState
from anbiao.registry import queries
from anbiao.registry.models import Position
from anbiao.registry.registers.positions import POSITIONS
from anbiao.rules import geocoding as law
from anbiao.rules.coordinates import to_gcj

MOST_DRAWN = 60  # lines beside a map that can still be looked at one by one


def drawn_at(longitude: float, latitude: float) -> list[float]:
    """A WGS-84 place as the reader's map has it, latitude first, to about 10 cm."""
    is_shifted = settings.ANBIAO_TILES and settings.ANBIAO_TILES.is_gcj
    x, y = to_gcj(longitude, latitude) if is_shifted else (longitude, latitude)
    return [round(y, 6), round(x, 6)]


def beside_map(
    actor: Actor, state: ListState, *, at: UUID | None = None, after: UUID | None = None
) -> dict[str, Any]:
    """What waits under these filters, in the order of its making, a part at a time; `at` is one line alone. One query."""
    rows = POSITIONS.rows(actor, state)
    rows = rows.filter(pk=at) if at else rows.filter(state="proposed")
    if after:
        rows = rows.filter(pk__gt=after)
    found = list(rows.order_by("id")[: MOST_DRAWN + 1])
    shown = found[:MOST_DRAWN]
    return {
        "lines": [_line(row, number) for number, row in enumerate(shown, start=1)],
        "after": shown[-1].pk if len(found) > MOST_DRAWN else None,
        "facts": {"dots": _dots(shown), "areas": _areas(actor.district), **_tiles()},
        "may_decide": actor.scope.may("decide position"),
    }


def _line(row: Position, number: int) -> dict[str, Any]:
    return {
        "row": row, "number": number, "precision": gettext(law.PRECISIONS[row.precision]),
        "confidence": gettext(law.CONFIDENCES[row.confidence]), "town": queries.region_name(row.enterprise.region[:9]),
        "state": law.POSITION.state(row.state), "is_open": row.state == "proposed",
        "url": reverse("enterprise", args=[row.enterprise_id]),
    }  # fmt: skip


def _dots(rows: Sequence[Position]) -> list[dict[str, Any]]:
    """What the map draws: where each would stand and within how many metres, and where it stands now, if anywhere."""
    return [
        {
            "id": str(row.pk), "number": number, "at": drawn_at(row.longitude, row.latitude), "metres": row.metres,
            "was": drawn_at(row.was_longitude, row.was_latitude) if row.was_longitude is not None and row.was_latitude is not None else None,
        }
        for number, row in enumerate(rows, start=1)
    ]  # fmt: skip


def _areas(district: str) -> list[Any]:
    ground = boundaries(district)
    areas = [*([ground.outline] if ground.outline else []), *ground.towns]
    return [[[[drawn_at(*point) for point in ring] for ring in polygon] for polygon in area.polygons] for area in areas]  # fmt: skip


def _tiles() -> dict[str, Any]:
    tiles = settings.ANBIAO_TILES
    return {"tiles": {"url": tiles.url, "attribution": tiles.attribution} if tiles else None}


def points_page(actor: Actor) -> dict[str, Any]:
    """The address points that hold and those before, and what was found by them. Three queries."""
    found = list(queries.editions(actor)[:20])
    waiting = queries.waiting(actor)
    exact = waiting.pop(("house", "certain"), 0)
    listed = reverse("positions")
    return {
        "holds": next((row for row in found if row.holds), None), "editions": found, "exact": exact, "others": sum(waiting.values()),
        "exact_url": f"{listed}?state=proposed&precision=house&confidence=certain", "listed_url": f"{listed}?state=proposed",
        "by_precision": [
            (gettext(label), sum(n for (p, _c), n in waiting.items() if p == name) + (exact if name == "house" else 0))
            for name, label in law.PRECISIONS.items()
        ],
        "without": queries.to_locate(actor.district).count(),
    }  # fmt: skip
