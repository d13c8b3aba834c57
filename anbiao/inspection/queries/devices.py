"""What is read of field devices and of the unsent work that they gave away."""

import base64
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Greatest

from anbiao.inspection.models import FieldDevice, Quarantine, QuarantinedPiece
from anbiao.kit import escrow, files
from anbiao.kit.actor import Actor
from anbiao.rules.machine import State
from anbiao.rules.refusal import N_

COMING = State("coming", N_("arriving"), "doing")
KEPT = State("kept", N_("in keeping"), "wait")
OPENED = State("opened", N_("opened by the office"), "doing")
GIVEN = State("given", N_("given back"), "doing")
TAKEN = State("taken", N_("with its owner again"), "done")
SETTLED = State("settled", N_("settled by the office"), "off")
REMOVED = State("removed", N_("content removed"), "off")
QUARANTINE_STATES = (COMING, KEPT, OPENED, GIVEN, TAKEN, SETTLED, REMOVED)
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
    return rows.select_related("user__organisation", "device").order_by("-begun_at", "id")


def to_take_back(actor: Actor) -> QuerySet[Quarantine, Quarantine]:
    """What of the actor's own nobody has settled, removed or taken back."""
    return own_quarantines(actor).filter(taken_at=None, looked_at=None, removed_at=None)


def to_decide(actor: Actor) -> QuerySet[Quarantine, Quarantine]:
    """What has arrived whole and waits for an office: to be opened, or opened and not decided yet; the oldest first."""
    rows = quarantines(actor, "open quarantine").filter(arrived_at__isnull=False, taken_at=None)
    return rows.filter(looked_at=None, given_back_at=None).order_by("begun_at", "id")


def decided(district: str, *, before: datetime) -> QuerySet[Quarantine, Quarantine]:
    """What had arrived whole and somebody has decided on before this instant, and is not removed yet, the longest ago first. What has not
    arrived stays: its phone may still bring the rest.
    """
    rows = Quarantine.objects.of_district(district).filter(removed_at=None, arrived_at__isnull=False)
    last = Greatest("taken_at", "looked_at", "given_back_at")
    return rows.annotate(decided_at=last).filter(decided_at__lte=before).order_by("decided_at", "id")


def waiting_for_owner(actor: Actor) -> list[dict[str, Any]]:
    """What the owner may still take back, for her screen. One query."""
    rows = to_take_back(actor)
    return [
        {
            "id": str(row.pk), "records": row.records, "photos": row.photos, "begun_at": row.begun_at.isoformat(),
            "device": row.device.name, "is_whole": row.arrived_at is not None,
        }
        for row in rows
    ]  # fmt: skip


def quarantine_state(row: Quarantine) -> State:
    """How unsent work stands; what was decided last counts."""
    if row.removed_at:
        return REMOVED
    if row.taken_at or row.looked_at:
        return TAKEN if row.taken_at else SETTLED
    if row.given_back_at or row.opened_at:
        return GIVEN if row.given_back_at else OPENED
    return KEPT if row.arrived_at else COMING


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


def not_arrived(row: Quarantine) -> list[QuarantinedPiece]:
    """What the device announced and has not sent. One query."""
    found = QuarantinedPiece.objects.filter(district=row.district, quarantine=row, file=None)
    return list(found.order_by("store", "key"))


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
