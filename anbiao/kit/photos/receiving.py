"""A photograph is taken in: judged, sealed on disk, noted, and a job is asked for its copies. Decodes nothing."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction

from anbiao.kit import files, journal
from anbiao.kit.actor import Actor
from anbiao.kit.district import new_id
from anbiao.kit.models import Photo
from anbiao.kit.photos import jobs
from anbiao.kit.photos.judging import judge
from anbiao.kit.photos.queries import content_hash
from anbiao.rules.photos import annotation as checked
from anbiao.rules.places import within
from anbiao.rules.refusal import N_, Refusal, Refused


class Position(NamedTuple):
    """Where a device says that it was, in degrees WGS-84."""

    longitude: float
    latitude: float

    @property
    def is_on_earth(self) -> bool:
        """False for what a receiver without a fix may give."""
        return -180 <= self.longitude <= 180 and -90 <= self.latitude <= 90


def receive_files(actor: Actor, given: Iterable[Any] | None, *, region: str, enterprise: UUID) -> list[UUID]:
    """Photos handed in by a form at a desk: judged, sealed, their copies asked for. Raises Refused for what is no photo."""
    return [
        receive(
            actor, photo_id=new_id(), content=file.read(), name=file.name or "photo", region=region, enterprise=enterprise
        ).pk
        for file in given or ()
    ]  # fmt: skip


def receive(
    actor: Actor, *, photo_id: UUID, content: bytes, name: str, region: str, enterprise: UUID | None,
    taken_at_device: datetime | None = None, place: Position | None = None, annotation: object = (),
) -> Photo:  # fmt: skip
    """Keeps a photo under the id that the device gave it; file and folder are on disk before the row is committed.

    The caller has asked whether the actor may add a photo to that place. The same id with the same bytes is the same photo: it is
    answered again and nothing is done twice. Raises Refused: no photo (see judging.judge), an impossible drawing, a full disk, or
    "photo-conflict" for the id of another photo. Raises ValueError for a region outside the actor's district.
    """
    if not within(region, actor.district):
        raise ValueError(f"region {region!r} lies outside district {actor.district}")
    known = _known(actor, photo_id, content)
    if known is not None:
        return known
    kind, drawn = judge(content), checked(annotation)
    position = place if place is not None and place.is_on_earth else None
    stored = None
    try:
        with transaction.atomic():
            stored = files.store_bytes(actor, content, name=name, kind="photo")
            photo = Photo.objects.create(
                id=photo_id, district=actor.district, file=stored, region=region, enterprise=enterprise, kind=kind.name,
                sha256=stored.sha256, width=kind.width, height=kind.height, trailing=kind.trailing, device_at=taken_at_device,
                device_longitude=position.longitude if position else None,
                device_latitude=position.latitude if position else None,
                annotation=drawn, received_at=actor.now, by=actor.person,
            )  # fmt: skip
            journal.record(actor, journal.event("receive", photo))
            jobs.ask_for_copies(photo)
    except IntegrityError:
        # Somebody else was faster with this id. Its row is committed now: our file is one too many.
        if stored is not None:
            files.path_of(stored).unlink(missing_ok=True)
        known = _known(actor, photo_id, content)
        if known is None:
            raise _conflict() from None
        return known
    return photo


def _known(actor: Actor, photo_id: UUID, content: bytes) -> Photo | None:
    photo = Photo.objects.of_district(actor.district).filter(pk=photo_id).first()
    if photo is not None and photo.sha256 != content_hash(content):
        raise _conflict()
    return photo


def _conflict() -> Refused:
    text = N_(
        "Another photo was sent under the same number before. Nothing was changed; keep your photo and send it as a new one."
    )
    return Refused(Refusal("photo-conflict", text))


def annotate(actor: Actor, photo: Photo, shapes: object) -> None:
    """Replaces what is drawn over a photo; the picture itself stays. The caller has asked whether the actor may. Raises Refused."""
    drawn, before = checked(shapes), photo.facts()
    with transaction.atomic():
        photo.annotation = drawn
        photo.save(update_fields=["annotation"])
        journal.record(actor, journal.event("annotate", photo, before=before))
