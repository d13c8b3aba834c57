"""A photo that comes piece by piece over a bad network. Nothing of it is a photo before its bytes are those that the device named."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from anbiao.kit.actor import Actor
from anbiao.kit.district import new_id
from anbiao.kit.files import said_when_full
from anbiao.kit.models import BegunPhoto
from anbiao.kit.photos.limits import Limits
from anbiao.rules.refusal import N_, Refusal, Refused

LARGEST = 1024 * 1024  # bytes of one piece
QUOTA = 200 * 1024 * 1024  # bytes that one account may have begun and not ended


class Piece(NamedTuple):
    """Where a piece belongs in its file, and what the device says of the whole: bytes and SHA-256."""

    at: int
    size: int
    sha256: str


def begun(actor: Actor, photo: UUID, what: str) -> BegunPhoto | None:
    """What the actor has begun to send under this id. One query."""
    rows = BegunPhoto.objects.visible_to(actor.scope, "read work")
    return rows.filter(photo=photo, what=what).first()


@transaction.atomic
def add(actor: Actor, photo: UUID, what: str, piece: Piece, content: bytes) -> BegunPhoto:
    """Adds a piece and returns how far the file is; a piece that is here, or that leaves a gap, changes nothing.

    Raises Refused: another size or hash than at the beginning, too large, the quota of the account is used up, the disk is full.
    """
    if actor.person is None:
        raise ValueError("a photo is begun by somebody who is signed in")
    row = _row(actor, actor.person, photo, what, piece)
    if piece.at + len(content) > row.size or len(content) > LARGEST:
        raise Refused(Refusal("photo-piece", N_("A piece of the photo reaches beyond its end.")))
    fresh = content[row.received - piece.at :] if piece.at <= row.received else b""
    if fresh:
        _write(_path(row), row.received, fresh)
        row.received += len(fresh)
        row.changed_at = actor.now
        row.save(update_fields=["received", "changed_at"])
    return row


def _row(actor: Actor, account: UUID, photo: UUID, what: str, piece: Piece) -> BegunPhoto:
    """The beginning, made or found, locked until commit: pieces of one photo wait for each other."""
    rows = BegunPhoto.objects.of_district(actor.district).filter(account=account)
    row = rows.select_for_update().filter(photo=photo, what=what).first()
    if row is None:
        _refuse_too_much(rows.aggregate(sum=Sum("size"))["sum"] or 0, piece.size)
        made = BegunPhoto(
            id=new_id(), district=actor.district, photo=photo, what=what, account=account, size=piece.size,
            sha256=piece.sha256, changed_at=actor.now,
        )  # fmt: skip
        BegunPhoto.objects.bulk_create([made], ignore_conflicts=True)  # another request may be faster
        row = rows.select_for_update().get(photo=photo, what=what)
    if (row.size, row.sha256) != (piece.size, piece.sha256):
        text = N_("Another photo was begun under the same number. Nothing was changed; keep your photo and send it as a new one.")  # fmt: skip
        raise Refused(Refusal("photo-conflict", text))
    return row


def _refuse_too_much(begun_bytes: int, size: int) -> None:
    most = Limits().bytes
    if not 0 < size <= most:
        text = N_("The photo is empty or larger than {megabytes} MB.")
        raise Refused(Refusal("photo-too-large", text, {"megabytes": str(most // 1024 // 1024)}))
    if begun_bytes + size > QUOTA:
        text = N_(
            "Too many photos were begun and not ended. Let those be sent first; the rest waits on the device."
        )
        raise Refused(Refusal("photos-begun", text))


def _write(path: Path, at: int, content: bytes) -> None:
    """Not synced: a piece that a power cut takes is found by the hash of the whole, and the photo is sent anew."""
    with said_when_full():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("r+b" if path.exists() else "w+b") as file:
            file.truncate(at)  # what a killed request wrote and never said
            file.seek(at)
            file.write(content)


def whole(row: BegunPhoto) -> bytes | None:
    """The bytes of a file whose last piece is here; None, and all pieces gone, when they are not those that the device named."""
    try:
        content = _path(row).read_bytes()
    except FileNotFoundError:
        content = b""
    forget(row)
    return content if hashlib.sha256(content).hexdigest() == row.sha256 else None


def forget(row: BegunPhoto) -> None:
    """The beginning goes in the caller's transaction, its bytes once that is committed."""
    path = _path(row)
    BegunPhoto.objects.of_district(row.district).filter(pk=row.pk).delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def sweep(*, before: datetime) -> int:
    """Removes what nobody has gone on with since this instant, and bytes without a beginning. Returns how many files."""
    BegunPhoto.objects.filter(changed_at__lt=before).delete()
    old = [path for path in _folder().glob("*/*") if path.stat().st_mtime < before.timestamp()]
    kept = set(BegunPhoto.objects.filter(pk__in=[path.name for path in old]).values_list("pk", flat=True))
    gone = [path for path in old if UUID(path.name) not in kept]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _folder() -> Path:
    return Path(settings.DATA) / "pieces"


def _path(row: BegunPhoto) -> Path:
    return _folder() / row.id.hex[-2:] / str(row.id)
