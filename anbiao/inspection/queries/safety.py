"""The safety performance of a unit, as its grading reads it; and who advised it."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum

from anbiao.inspection.models import Accident, Check, Hazard
from anbiao.registry.models import Enterprise
from anbiao.rules import hazards
from anbiao.rules.accidents import Harm
from anbiao.rules.grading import Safety

YEAR = timedelta(days=365)
SERVICE = "service"


def safety(unit: Enterprise, on: date) -> Safety:
    """Accidents of the twelve months before a day, and what is open now: major hazards, orders past their day. Two queries."""
    return safety_of(unit.district, [unit.pk], on).get(unit.pk, Safety())


def safety_of(district: str, units: Collection[UUID], on: date) -> dict[UUID, Safety]:
    """The same for many units; who is not named has nothing against it. Two queries."""
    accidents = Accident.objects.of_district(district).filter(
        enterprise__in=units, on__gt=on - YEAR, on__lte=on
    )
    harm = accidents.values("enterprise_id").annotate(
        deadly=Count("pk", filter=Q(dead__gt=0)),
        with_serious_injury=Count("pk", filter=Q(injured__gt=0)),
        with_two_hurt=Count("pk", filter=Q(hurt__gte=2)),
    )
    standing = (
        Hazard.objects.of_district(district)
        .filter(enterprise__in=units, state__in=sorted(hazards.OPEN | hazards.TO_FIX))
        .values("enterprise_id")
        .annotate(
            open_major=Count("pk", filter=Q(state__in=sorted(hazards.OPEN), grade=hazards.MAJOR)),
            overdue_orders=Count(
                "pk", filter=Q(state__in=sorted(hazards.TO_FIX), due_on__lt=on, source="enforcement")
            ),
        )
    )
    found: dict[UUID, dict[str, Any]] = {}
    for row in (dict(each) for counted in (harm, standing) for each in counted):
        unit: Any = row.pop("enterprise_id")
        found.setdefault(unit, {}).update(row)
    return {unit: Safety(**counted) for unit, counted in found.items()}


def advisers(unit: Enterprise, since: date) -> list[UUID]:
    """The persons who served a unit as experts since a day. One query."""
    return advisers_of(unit.district, [unit.pk], since).get(unit.pk, [])


def advisers_of(district: str, units: Collection[UUID], since: date) -> dict[UUID, list[UUID]]:
    """The same for many units. One query."""
    rows = Check.objects.of_district(district).filter(enterprise__in=units, kind=SERVICE, on__gte=since)
    found: dict[UUID, set[UUID]] = {}
    for unit, person in rows.exclude(Q(person=None) | Q(state="void")).values_list("enterprise_id", "person"):
        if person:
            found.setdefault(unit, set()).add(person)
    return {unit: sorted(persons) for unit, persons in found.items()}


def harm(unit: Enterprise, on: date) -> Harm:
    """Dead, seriously injured and loss of all accidents of the twelve months before a day. One query."""
    rows = Accident.objects.of_district(unit.district).filter(enterprise=unit, on__gt=on - YEAR, on__lte=on)
    sums = rows.aggregate(dead=Sum("dead"), injured=Sum("injured"), loss=Sum("loss"))
    return Harm(**{name: int(number or 0) for name, number in sums.items()})


def with_overdue_major(district: str, on: date) -> set[UUID]:
    """The units of a district that have a major hazard past its day. One query."""
    rows = Hazard.objects.of_district(district).filter(
        grade=hazards.MAJOR, state__in=sorted(hazards.TO_FIX), due_on__lt=on
    )
    return set(rows.values_list("enterprise_id", flat=True))
