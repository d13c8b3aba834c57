"""Copies of received photos. Each step may be begun twice: it looks at the photo's state first."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anbiao.kit import clock, files
from anbiao.kit.actor import Actor
from anbiao.kit.models import Photo
from anbiao.kit.photos import recognising
from anbiao.kit.photos.judging import judge
from anbiao.kit.photos.making import Copies, copies_of, unreadable
from anbiao.kit.photos.queries import COPIES, copy_path
from anbiao.kit.workflow import take
from anbiao.rules.places import Grant, Place, Scope
from anbiao.rules.refusal import Refused

LOG = logging.getLogger(__name__)


def program(district: str, now: datetime) -> Actor:
    """The program itself at work in a district: it has no account, and the office's duty to make copies."""
    today = clock.day_of(now)
    grant = Grant("district_officer", region=district, from_on=today)
    return Actor("program", Scope(person="", district=district, grants=(grant,), on=today), now, "job")


def develop(photo_id: UUID, *, now: datetime) -> None:
    """Makes the copies of a waiting photo, or says why there are none; then looks whether the district has seen it before.

    The copies are on disk before the state says so. Nothing to do for a photo that is not there. Raises Refused when the disk is
    full: the photo goes on waiting.
    """
    photo = Photo.objects.select_related("file").filter(pk=photo_id).first()
    if photo is None:
        return
    actor = program(photo.district, now)
    if photo.state == "waiting":
        _develop(actor, photo)
    if photo.state == "ready":
        _mend(photo)
        recognising.look_back(actor, photo)


def _develop(actor: Actor, photo: Photo) -> None:
    place = Place(region=photo.region, enterprise=str(photo.enterprise or ""))
    try:
        made = _copies(photo)
    except Refused as refused:
        code = refused.refusals[0].code
        take(actor, photo, "give_up", place=place, note=code, flaw=code)
        return
    _write(photo, made)
    taken = made.taken
    with transaction.atomic():
        take(
            actor, photo, "develop", place=place, width=made.width, height=made.height, taken_at=taken.at,
            taken_offset=taken.offset, longitude=taken.longitude, latitude=taken.latitude, make=taken.make, model=taken.model,
        )  # fmt: skip
        recognising.keep_prints(photo, made.grey)


def _write(photo: Photo, made: Copies) -> None:
    for name, content in (("view", made.view), ("thumb", made.thumb)):
        files.write(copy_path(photo, name), [content])


def _mend(photo: Photo) -> None:
    """Copies that were lost, as after a restore of the originals alone, are made again."""
    if not all(copy_path(photo, name).exists() for name in COPIES):
        _write(photo, _copies(photo))


def _copies(photo: Photo) -> Copies:
    """Raises Refused with the reason why the photo cannot be shown."""
    try:
        kind = judge(files.read_back(photo.file))
    except files.Damaged as damaged:
        LOG.error("photo %s: %s", photo.id, damaged)
        raise unreadable("photo-damaged") from damaged
    return copies_of(files.path_of(photo.file), kind)
