"""Writing notices down: the notice itself stands on the screen of its person from then on; the ways out of the house are planned with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

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


def make_notices(district: str, told: Sequence[Told], *, now: datetime) -> list[Notice]:
    """Writes notices and the ways they take, and returns those that did not stand already: the key makes each one, whoever was killed in
    between. Nothing leaves the house for who is away. Four statements however many, in the caller's transaction or its own.
    """
    rows = [
        Notice(
            district=district, person=each.person, name=each.name, office=each.office, region=each.region, kind=each.kind,
            key=each.key, title=each.title, lines=list(each.lines), numbers=list(each.numbers), about=list(each.about),
            is_away=each.is_away, made_at=now,
        )
        for each in told
    ]  # fmt: skip
    with transaction.atomic():
        Notice.objects.bulk_create(rows, ignore_conflicts=True)
        table = Notice.objects.of_district(district)
        new = set(table.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
        made = [row for row in rows if row.pk in new]
        _plan_ways(district, made, now)
    return made


def _plan_ways(district: str, rows: Sequence[Notice], now: datetime) -> None:
    leaving = {row.person: row for row in rows if not row.is_away}
    if not leaving or not settings.ANBIAO_CHANNELS:
        return
    ways = [
        Delivery(
            district=district, notice=leaving[wishes.person], channel=name, address=address,
            due_at=law.may_ring_at(local(now), wishes.quiet_from, wishes.quiet_to),
        )
        for wishes in Wishes.objects.of_district(district).filter(person__in=leaving)
        for name, address in wishes.addresses.items()
        if name in settings.ANBIAO_CHANNELS
    ]  # fmt: skip
    Delivery.objects.bulk_create(ways)
