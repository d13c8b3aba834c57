"""Writing notices down: the notice itself stands on the screen of its person from then on; the ways out of the house are planned with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from anbiao.kit.clock import local
from anbiao.kit.models import Delivery, Notice, Wishes
from anbiao.rules import notices as law


@dataclass(frozen=True)
class Told:
    """What one person is told, and who she is as it was then."""

    person: UUID
    name: str
    office: str
    region: str
    kind: str
    key: str
    title: str
    lines: Sequence[Mapping[str, Any]] = ()
    numbers: Sequence[Mapping[str, Any]] = ()
    about: Sequence[UUID] = field(default=())
    is_away: bool = False


def make_notice(district: str, told: Told, *, now: datetime) -> Notice | None:
    """Writes one notice and the ways it takes; None when it stands already: the key makes it one, whoever was killed in between. Nothing
    leaves the house for who is away. Three statements, in the caller's transaction or its own.
    """
    try:
        with transaction.atomic():
            row = Notice.objects.create(
                district=district, person=told.person, name=told.name, office=told.office, region=told.region, kind=told.kind,
                key=told.key, title=told.title, lines=list(told.lines), numbers=list(told.numbers), about=list(told.about),
                is_away=told.is_away, made_at=now,
            )  # fmt: skip
            _plan_ways(row, now)
            return row
    except IntegrityError:
        if (
            Notice.objects.of_district(district)
            .filter(person=told.person, kind=told.kind, key=told.key)
            .exists()
        ):
            return None
        raise


def _plan_ways(row: Notice, now: datetime) -> None:
    if row.is_away or not settings.ANBIAO_CHANNELS:
        return
    wishes = Wishes.objects.of_district(row.district).filter(person=row.person).first()
    if wishes is None:
        return
    due_at = law.may_ring_at(local(now), wishes.quiet_from, wishes.quiet_to)
    ways = [
        Delivery(district=row.district, notice=row, channel=name, address=address, due_at=due_at)
        for name, address in wishes.addresses.items()
        if name in settings.ANBIAO_CHANNELS
    ]
    Delivery.objects.bulk_create(ways)
