"""The safety performance of a unit, as its grading reads it; and who advised it."""

from datetime import date, timedelta
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
    rows = Accident.objects.of_district(unit.district).filter(enterprise=unit, on__gt=on - YEAR, on__lte=on)
    harm = rows.aggregate(
        deadly=Count("pk", filter=Q(dead__gt=0)),
        with_serious_injury=Count("pk", filter=Q(injured__gt=0)),
        with_two_hurt=Count("pk", filter=Q(hurt__gte=2)),
    )
    standing = Hazard.objects.of_district(unit.district).filter(enterprise=unit).aggregate(
        open_major=Count("pk", filter=Q(state__in=sorted(hazards.OPEN), grade=hazards.MAJOR)),
        overdue_orders=Count(
            "pk", filter=Q(state__in=sorted(hazards.TO_FIX), due_on__lt=on, source="enforcement")
        ),
    )  # fmt: skip
    return Safety(**harm, **standing)


def advisers(unit: Enterprise, since: date) -> list[UUID]:
    """The persons who served a unit as experts since a day. One query."""
    rows = Check.objects.of_district(unit.district).filter(enterprise=unit, kind=SERVICE, on__gte=since)
    found = rows.exclude(Q(person=None) | Q(state="void")).values_list("person", flat=True)
    return sorted({each for each in found if each})


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
