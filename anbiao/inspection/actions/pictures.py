"""Photographs put where they belong: to a check, an item, a hazard before and after, a look-back."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from anbiao.inspection.models import Picture
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.clock import day_of
from anbiao.kit.district import new_id
from anbiao.kit.models import Photo
from anbiao.kit.photos.queries import among
from anbiao.registry.models import Enterprise
from anbiao.rules.refusal import N_, Refusal, Refused

NO_EVIDENCE = Refusal(
    "photo-no-evidence",
    N_("A photo cannot be read, or belongs to another unit. Take a new one."),
    field="photos",
)


def attach(
    actor: Actor, unit: Enterprise, photos: Sequence[UUID], *, role: str, item: str = "", **where: Any
) -> int:
    """Links photos to the row named in `where` (check_made, hazard, look); a link that is there stays one. Returns how many.

    A photo may be named before it has arrived: it then shows as still to come. Raises Refused for one of another unit.
    """
    wanted = list(dict.fromkeys(photos))
    if not wanted:
        return 0
    _refuse_foreign(unit, wanted)
    rows = [
        Picture(
            id=new_id(), district=actor.district, enterprise=unit, photo=photo, role=role, item=item, at=actor.now,
            who=actor.who, round=getattr(where.get("hazard"), "round", 1), **where,
        )
        for photo in wanted
    ]  # fmt: skip
    Picture.objects.bulk_create(rows, ignore_conflicts=True)
    shown = where.get("hazard") or where.get("check_made") or where["look"]
    after = {"role": role, "photos": [str(photo) for photo in wanted], **({"item": item} if item else {})}
    journal.record(actor, journal.Event("attach", shown.lies.type, shown.pk, after=after))
    return len(wanted)


def _refuse_foreign(unit: Enterprise, photos: Sequence[UUID]) -> None:
    """A photo shows the unit for which it was handed in, also where the actor does not see it."""
    rows = Photo.objects.of_district(unit.district).filter(pk__in=list(photos), enterprise__isnull=False)
    if rows.exclude(enterprise=unit.pk).exists():
        raise Refused(NO_EVIDENCE)


def taken_on(actor: Actor, unit: Enterprise, photos: Sequence[UUID]) -> date | None:
    """The latest day on which one of these photos was taken: as the camera says, else the device, else the day it came.

    None for no photos. Raises Refused when one has not arrived, shows another unit, or cannot be read: it is no evidence. One query.
    """
    here = among(actor, photos)
    if any(photo not in here for photo in photos):
        number = sum(1 for photo in photos if photo not in here)
        text = N_("{number} photos have not arrived yet. Send them first, or wait a moment.")
        raise Refused(Refusal("photo-not-here", text, {"number": str(number)}, field="photos"))
    if any(photo.state == "unreadable" or photo.enterprise not in (None, unit.pk) for photo in here.values()):
        raise Refused(NO_EVIDENCE)
    return max((day_of(p.taken_at or p.device_at or p.received_at) for p in here.values()), default=None)
