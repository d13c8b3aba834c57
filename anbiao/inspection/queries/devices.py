"""What is read of field devices and of the unsent work that they gave away."""

import base64
import json
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from anbiao.inspection.models import FieldDevice, Quarantine, QuarantinedPiece
from anbiao.kit import escrow, files
from anbiao.kit.actor import Actor

UNREADABLE = (escrow.Unopenable, files.Damaged, ValueError)


def devices(actor: Actor, capability: str = "read device") -> QuerySet[FieldDevice, FieldDevice]:
    """The devices that the actor may see, or on which she holds another capability, with their accounts."""
    return FieldDevice.objects.visible_to(actor.scope, capability).select_related("user__organisation")


def own_devices(actor: Actor) -> QuerySet[FieldDevice, FieldDevice]:
    """The devices of the actor's own account, the latest in use first."""
    rows = FieldDevice.objects.filter(district=actor.district, user=actor.person)
    return rows.select_related("user__organisation").order_by("-contact_at", "id")


def device_by_token(device: UUID, token_sha256: str) -> FieldDevice | None:
    """The device that knows this token. One query."""
    rows = FieldDevice.objects.select_related("user__organisation")
    return rows.filter(pk=device, token_sha256=token_sha256).first()


def quarantines(actor: Actor, capability: str = "read quarantine") -> QuerySet[Quarantine, Quarantine]:
    """Unsent work in keeping that the actor may see."""
    rows = Quarantine.objects.visible_to(actor.scope, capability)
    return rows.select_related("user__organisation", "device")


def own_quarantines(actor: Actor) -> QuerySet[Quarantine, Quarantine]:
    """Unsent work of the actor's own account, the latest first."""
    rows = Quarantine.objects.filter(district=actor.district, user=actor.person)
    return rows.select_related("device").order_by("-begun_at", "id")


def waiting_for_owner(actor: Actor) -> list[dict[str, Any]]:
    """What the owner may still take back, for her screen. One query."""
    rows = own_quarantines(actor).filter(taken_at=None, looked_at=None)
    return [
        {
            "id": str(row.pk), "records": row.records, "photos": row.photos, "begun_at": row.begun_at.isoformat(),
            "device": row.device.name, "is_whole": row.arrived_at is not None,
        }
        for row in rows
    ]  # fmt: skip


# ---------- opened ----------


def pieces_of(row: Quarantine, *stores: str) -> list[QuarantinedPiece]:
    """The pieces that have arrived, in the order of their making. One query."""
    found = QuarantinedPiece.objects.filter(district=row.district, quarantine=row, store__in=stores)
    return list(found.exclude(file=None).select_related("file").order_by("key"))


def opened(row: Quarantine) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Drafts and photos (without their bytes) as the device kept them; what cannot be opened has only its id and `unreadable`.

    One query, and each file is read once.
    """
    key = _key(row)
    found = {"drafts": [], "photos": []}  # type: dict[str, list[dict[str, Any]]]
    for piece in pieces_of(row, "drafts", "photos"):
        found[piece.store].append(_plain(key, piece))
    return found["drafts"], found["photos"]


def _key(row: Quarantine) -> bytes:
    try:
        return escrow.opened_key(bytes(row.wrapped))
    except escrow.Unopenable:
        return b"\0" * 32  # nothing opens with it: each piece then says so by itself


def _plain(key: bytes, piece: QuarantinedPiece) -> dict[str, Any]:
    try:
        plain = json.loads(content_of(key, piece))
    except UNREADABLE:
        plain = None
    if not isinstance(plain, dict):
        return {"id": piece.key, "draft": str(piece.draft), "unreadable": True}
    return {**plain, "id": piece.key}


def content_of(key: bytes, piece: QuarantinedPiece) -> bytes:
    """A piece in the clear. Raises escrow.Unopenable, or files.Damaged."""
    if piece.file is None:
        raise escrow.Unopenable(piece.name)
    return escrow.opened(key, files.read_back(piece.file), name=piece.name)


def blob(row: Quarantine, piece: UUID) -> tuple[str, bytes] | None:
    """Type and bytes of a photo's file; None where there is none that opens."""
    found = QuarantinedPiece.objects.filter(district=row.district, quarantine=row, store="blobs", pk=piece)
    known = found.select_related("file").first()
    if known is None:
        return None
    try:
        return known.type, content_of(_key(row), known)
    except UNREADABLE:
        return None


def blobs(row: Quarantine) -> list[QuarantinedPiece]:
    """The files of photos that have arrived. One query."""
    return pieces_of(row, "blobs")


def handed_back(row: Quarantine) -> dict[str, Any]:
    """Everything that was unsent, as the owner's device keeps it again; files follow one by one, by their numbers."""
    drafts, photos = opened(row)
    files_of = [
        {"id": str(piece.pk), "key": piece.key, "draft": str(piece.draft), "type": piece.type}
        for piece in blobs(row)
    ]
    return {"id": str(row.pk), "drafts": drafts, "photos": photos, "blobs": files_of}


def installation_key() -> dict[str, str]:
    """The public key to which devices seal theirs."""
    key = escrow.public_key()
    return {"id": key.id, "spki": key.spki}


def decoded(text: str, most: int) -> bytes | None:
    """Bytes out of base64; None for what is none, or is longer than `most`."""
    try:
        found = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return found if 0 < len(found) <= most else None
