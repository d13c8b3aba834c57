"""The sealed original: who reads it is written down."""

from django.db import transaction

from anbiao.kit import files, journal
from anbiao.kit.actor import Actor
from anbiao.kit.models import Photo
from anbiao.kit.photos.making import unreadable


def read_original(actor: Actor, photo: Photo) -> tuple[str, bytes]:
    """Name and bytes as they came, and one entry that the actor read them. Raises Refused when they are not the same any more.

    The name is made up: what the sender wrote there may be anything.
    """
    try:
        content = files.read_back(photo.file)
    except files.Damaged as damaged:
        raise unreadable("photo-damaged") from damaged
    with transaction.atomic():
        facts = {"sha256": photo.sha256, "size": photo.file.size}
        journal.record(actor, journal.Event("read original", photo.lies.type, photo.id, after=facts))
    return f"{photo.received_at:%Y%m%d}-{photo.id}.{_suffix(photo)}", content


def _suffix(photo: Photo) -> str:
    return "jpg" if photo.kind == "jpeg" else photo.kind
