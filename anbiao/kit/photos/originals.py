"""The sealed original: it may follow the smaller picture, and who reads it is written down."""

from django.db import transaction

from anbiao.kit import files, journal
from anbiao.kit.actor import Actor
from anbiao.kit.models import Photo
from anbiao.kit.photos.judging import judge
from anbiao.kit.photos.making import unreadable
from anbiao.kit.photos.queries import content_hash
from anbiao.rules.refusal import N_, Refusal, Refused


def read_original(actor: Actor, photo: Photo) -> tuple[str, bytes]:
    """Name and bytes as they came, and one entry that the actor read them. Raises Refused when they are not the same any more.

    Where the file of the camera followed the smaller picture, it is that. The name is made up: what the sender wrote may be anything.
    """
    stored = photo.original or photo.file
    try:
        content = files.read_back(stored)
    except files.Damaged as damaged:
        raise unreadable("photo-damaged") from damaged
    with transaction.atomic():
        facts = {"sha256": stored.sha256, "size": stored.size}
        journal.record(actor, journal.Event("read original", photo.lies.type, photo.id, after=facts))
    return f"{photo.received_at:%Y%m%d}-{photo.id}.{_suffix(photo, content)}", content


def _suffix(photo: Photo, content: bytes) -> str:
    kind = judge(content).name if photo.original_id else photo.kind
    return "jpg" if kind == "jpeg" else kind


@transaction.atomic
def keep_original(actor: Actor, photo: Photo, content: bytes, *, name: str) -> Photo:
    """Keeps the file of the camera beside the smaller picture that came before; the same again changes nothing.

    The caller has asked whether the actor may add to that photo. Raises Refused: no photo, a full disk, or another original is there.
    """
    row = Photo.objects.of_district(actor.district).select_for_update().get(pk=photo.pk)
    if row.original_sha256 or row.sha256 == content_hash(content):
        if content_hash(content) not in (row.original_sha256, row.sha256):
            raise Refused(Refusal("photo-conflict", OTHER_ORIGINAL))
        return row
    judge(content)
    row.original = files.store_bytes(actor, content, name=name, kind="photo")
    row.original_sha256 = row.original.sha256
    row.save(update_fields=["original", "original_sha256"])
    facts = {"original_sha256": row.original_sha256, "size": row.original.size}
    journal.record(actor, journal.Event("keep original", row.lies.type, row.pk, after=facts))
    return row


OTHER_ORIGINAL = N_("Another original of this photo was kept before. Nothing was changed.")
