"""The four-colour risk map of a unit 四色分布图: its risk points by number, and its floor plans with the pictures of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from anbiao.inspection import queries
from anbiao.inspection.models import FloorPlan, Risk
from anbiao.kit.actor import Actor
from anbiao.kit.models import Photo
from anbiao.kit.photos.queries import among
from anbiao.registry.models import Enterprise


@dataclass(frozen=True)
class Point:
    """A risk point with its number in the unit: 1 is the worst."""

    number: int
    risk: Risk

    @property
    def x(self) -> str:
        """From the left, as drawings take it: "20.00%"."""
        return _share(self.risk.x)

    @property
    def y(self) -> str:
        """From the top."""
        return _share(self.risk.y)


@dataclass(frozen=True)
class Sheet:
    """A floor plan, its picture (None for one that has not arrived), and what is marked on it."""

    plan: FloorPlan
    photo: Photo | None
    points: Sequence[Point]

    @property
    def is_drawn(self) -> bool:
        """True once the picture can be shown."""
        return self.photo is not None and self.photo.state == "ready"


def _share(value: float | None) -> str:
    return f"{(value or 0) * 100:.2f}%"


def points(actor: Actor, unit: Enterprise) -> list[Point]:
    """The risk points that stand, the worst first. One query."""
    rows = queries.risks(actor).filter(enterprise=unit).order_by("-product", "id")
    return [Point(number, row) for number, row in enumerate(rows, start=1)]


def sheets(actor: Actor, unit: Enterprise, found: Sequence[Point]) -> list[Sheet]:
    """The floor plans that stand, each with its points out of `found`. Two queries."""
    plans = queries.floor_plans(actor, unit)
    photos = among(actor, [plan.photo for plan in plans])
    return [
        Sheet(plan, photos.get(plan.photo), [each for each in found if each.risk.floor_plan_id == plan.pk])
        for plan in plans
    ]


def unplaced(found: Sequence[Point], drawn: Sequence[Sheet]) -> list[Point]:
    """The points that lie on none of these plans."""
    there: set[UUID] = {sheet.plan.pk for sheet in drawn}
    return [each for each in found if each.risk.floor_plan_id not in there]
