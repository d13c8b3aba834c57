"""A photo that was used before is noted on the later of the two, in whichever order their jobs run."""

from uuid import UUID

from django.db import transaction

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.models import Photo, PhotoPrint

MOST = 5


def keep_prints(photo: Photo, grey: bytes) -> None:
    """Keeps what the photo is known again by, once; nothing for a picture with nothing in it."""
    # Where it is used: numpy takes every process 20 MB and 0.3 s.
    from anbiao.kit.photos.prints import prints_of

    prints = prints_of(grey)
    if prints is not None:
        row = PhotoPrint(district=photo.district, photo=photo.id, hashes=prints.hashes, mini=prints.mini)
        PhotoPrint.objects.bulk_create([row], ignore_conflicts=True)


def look_back(actor: Actor, photo: Photo) -> None:
    """Finds the photos of the district that show the same, and notes each pair on the one received later. May be done again.

    The prints are committed before this looks: of two photos on their way at once, at least the one that looks last sees both.
    """
    distances = {**dict(_by_prints(photo)), **dict.fromkeys(_by_bytes(photo), 0.0)}
    others = Photo.objects.of_district(photo.district).in_bulk(list(distances))
    for other in others.values():
        earlier, later = sorted((photo, other), key=lambda each: (each.received_at, each.id))
        _note(actor, later, earlier, distances[other.id])


def _by_prints(photo: Photo) -> list[tuple[UUID, float]]:
    from anbiao.kit.photos.prints import Prints
    from anbiao.kit.photos.searching import alike

    row = PhotoPrint.objects.filter(district=photo.district, photo=photo.id).first()
    if row is None:
        return []
    prints = Prints(bytes(row.hashes), bytes(row.mini))
    return alike(photo.district, prints, most=MOST, besides=photo.id)


def _by_bytes(photo: Photo) -> list[UUID]:
    """The very same file under another number, which needs no likeness."""
    same = Photo.objects.of_district(photo.district).filter(sha256=photo.sha256).exclude(pk=photo.pk)
    return list(same.order_by("received_at").values_list("pk", flat=True)[:MOST])


def _note(actor: Actor, later: Photo, earlier: Photo, distance: float) -> None:
    with transaction.atomic():
        row = Photo.objects.of_district(later.district).select_for_update().get(pk=later.pk)
        known: dict[str, float] = dict(row.seen_before)
        if str(earlier.id) in known:
            return
        known[str(earlier.id)] = distance
        before = row.facts()
        nearest = sorted(known.items(), key=lambda each: each[1])[:MOST]
        row.seen_before = [list(each) for each in nearest]
        if row.facts() != before:
            row.save(update_fields=["seen_before"])
            journal.record(actor, journal.event("recognise", row, before=before))
