"""What calls for an instruction by the local rule: hazards long overdue, about which none is under way."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from anbiao.authority.models import Organisation
from anbiao.inspection.models import Hazard
from anbiao.kit.actor import Actor
from anbiao.oversight.models import Instruction
from anbiao.oversight.queries.instructions import OWNING
from anbiao.rules import hazards
from anbiao.rules import instructions as law
from anbiao.rules.instructions import Call
from anbiao.standards import queries as standards


def calls(district: str, on: date) -> tuple[Call, ...]:
    """The local rule as in force on a day. One query."""
    return tuple(Call(**row) for row in standards.local_rules(district, on)["accountability.instructions"])


def called_for(actor: Actor) -> Q:
    """Hazards that call for an instruction today (rules/instructions.py: is_called_for). One query, for the rule."""
    late = Q(pk__in=[])
    for each in calls(actor.district, actor.today):
        late |= Q(grade=each.grade, due_on__lte=actor.today - timedelta(days=each.days))
    under_way = Instruction.objects.filter(
        district=OuterRef("district"), about_kind="hazard", about_id=Cast(OuterRef("pk"), CharField()), state__in=sorted(law.LIVE)
    )  # fmt: skip
    return Q(state__in=sorted(hazards.TO_FIX)) & late & Q(~Exists(under_way))


def hazards_called_for(actor: Actor) -> QuerySet[Hazard, Hazard]:
    """The same as rows, the longest overdue first, as far as the actor may give instructions."""
    rows = Hazard.objects.visible_to(actor.scope, "give instruction").filter(called_for(actor))
    return rows.select_related("enterprise", "organisation").order_by("due_on", "id")


def owners_of(actor: Actor, rows: Iterable[Hazard]) -> Mapping[UUID, Organisation]:
    """Hazard → the office that sees to it: the one that ordered the rectification where it is a bureau, a town or the enforcement
    agency, else the town of the unit. Missing where there is neither. One query.
    """
    towns = {
        office.region: office
        for office in Organisation.objects.of_district(actor.district).filter(kind="town", closed_on=None)
    }
    found: dict[UUID, Organisation] = {}
    for row in rows:
        own = row.organisation
        ordered = (
            own
            if own and own.kind in OWNING and own.kind != "committee_office" and own.closed_on is None
            else None
        )
        office = ordered or towns.get(row.enterprise.region[:9])
        if office:
            found[row.pk] = office
    return found
