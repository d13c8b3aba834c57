"""Which photos there are for somebody, and where their copies lie."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from anbiao.kit import files
from anbiao.kit.actor import Actor
from anbiao.kit.district import DistrictQuerySet
from anbiao.kit.models import Photo

COPIES = ("view", "thumb")


def photos(actor: Actor, capability: str = "read photo") -> DistrictQuerySet[Photo]:
    """The photos on which the actor has the capability."""
    return Photo.objects.visible_to(actor.scope, capability)


def among(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Photo]:
    """Those of some photos that the actor may see. One query."""
    return photos(actor).in_bulk(list(ids))


def waiting(*, before: datetime, most: int) -> list[Photo]:
    """Photos of all districts that have waited for their copies since before this instant, oldest first."""
    rows = Photo.objects.filter(state="waiting", received_at__lt=before)
    return list(rows.order_by("received_at").only("id", "district")[:most])


def copy_path(photo: Photo, copy: str) -> Path:
    """Where a copy ("view", "thumb") lies once the photo is ready."""
    return files.place_of(f"{photo.id}-{copy}.jpg", photo.id.hex)


def content_hash(content: bytes) -> str:
    """The hash under which a photo is known: SHA-256 of its bytes as they came."""
    return hashlib.sha256(content).hexdigest()
