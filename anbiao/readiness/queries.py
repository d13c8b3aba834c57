"""What is read of training: records that somebody sees, the last of each kind of people, and the kinds of the local rule."""

from datetime import date

from django.db.models import QuerySet

from anbiao.authority.models import Sector
from anbiao.kit.actor import Actor
from anbiao.readiness.models import Training
from anbiao.registry.models import Enterprise
from anbiao.rules.training import Kind
from anbiao.standards.queries import local


def trainings(actor: Actor, capability: str = "read training") -> QuerySet[Training, Training]:
    """The training records on which the actor holds a capability, with their units."""
    return Training.objects.visible_to(actor.scope, capability).select_related("enterprise")


def last_trainings(actor: Actor, unit: Enterprise) -> dict[str, Training]:
    """Kind of people → its last training at a unit that is not void. One query."""
    rows = trainings(actor).filter(enterprise=unit, state="recorded").order_by("kind", "-held_on", "-id")
    return {row.kind: row for row in rows.distinct("kind")}


def kinds(district: str, on: date) -> tuple[Kind, ...]:
    """The kinds of people of the local rule, in its order; of one named twice the last counts. One query."""
    rows = local(district, "training.kinds", on)
    return tuple({row["kind"]: Kind(**row) for row in rows}.values())


def is_high_risk(unit: Enterprise) -> bool:
    """Whether the unit's sector is one of high risk. One query."""
    return Sector.objects.filter(code=unit.sector, high_risk=True).exists()
