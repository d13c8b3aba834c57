"""Field devices: registered, heard of, revoked; what was unsent on one comes into keeping."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from anbiao.authority.models import User
from anbiao.authority.people import person_id
from anbiao.authority.sessions import end_sessions
from anbiao.authority.signals import Disabled
from anbiao.inspection.models import FieldDevice, Quarantine, QuarantinedPiece
from anbiao.kit import files, journal
from anbiao.kit.actor import Actor
from anbiao.kit.clock import day_of
from anbiao.kit.photos.limits import Limits
from anbiao.kit.secret import kept_as
from anbiao.rules.places import Place, Scope
from anbiao.rules.refusal import N_, Refusal, Refused

STORES = ("drafts", "photos", "blobs")
TAG = 28  # nonce and tag around what was sealed
LARGEST = {"drafts": 4 * 1024 * 1024, "photos": 1024 * 1024, "blobs": Limits().bytes + TAG}
MOST_PIECES = 6000
LARGEST_TOTAL = 2 * 1024**3
HEARD_EVERY = timedelta(minutes=1)  # so that each request does not write a row

NO_DUTY = N_("Your duties do not include this here.")
NO_REASON = N_("Write the reason. It stays in the journal.")
TAKEN = N_("This device number belongs to another account.")
REVOKED = N_("This device was revoked. What is unsent on it is kept by the district safety office.")
NOT_WHOLE = N_("This has not arrived whole yet.")


# ---------- the devices ----------


def register_device(
    actor: Actor, *, device_id: UUID, name: str, token: str, wrapped: bytes, key_id: str
) -> FieldDevice:
    """Enters a device on which the actor's account keeps field work; the same once more changes nothing but
    a key sealed to another pair. Raises Refused."""
    digest = kept_as(token)
    with transaction.atomic():
        row, made = FieldDevice.objects.get_or_create(
            id=device_id,
            defaults={
                "district": actor.district, "user_id": person_id(actor), "name": name[:120], "token_sha256": digest, "wrapped": wrapped,
                "key_id": key_id[:16], "registered_at": actor.now, "contact_at": actor.now,
            },
        )  # fmt: skip
        if made:
            journal.record(actor, journal.event("register", row))
    if (row.district, row.user_id, row.token_sha256) != (actor.district, actor.person, digest):
        raise Refused(Refusal("device-taken", TAKEN))
    if row.revoked_at is not None:
        raise Refused(Refusal("device-revoked", REVOKED))
    if row.key_id != key_id[:16]:
        _seal_anew(actor, row, wrapped=wrapped, key_id=key_id[:16])
    return row


def _seal_anew(actor: Actor, row: FieldDevice, *, wrapped: bytes, key_id: str) -> None:
    """The installation has another key pair than when the device was entered."""
    with transaction.atomic():
        row.wrapped, row.key_id = wrapped, key_id
        row.save(update_fields=["wrapped", "key_id"])
        journal.record(actor, journal.Event("seal anew", row.lies.type, row.pk, after={"key": key_id}))


def hear_of(actor: Actor, device_id: UUID) -> FieldDevice | None:
    """The actor's own device of this id, its contact noted (to the minute); None where she has none. One query, or two."""
    row = FieldDevice.objects.filter(district=actor.district, pk=device_id, user=actor.person).first()
    if row is not None and row.revoked_at is None and actor.now - row.contact_at > HEARD_EVERY:
        FieldDevice.objects.filter(district=row.district, pk=row.pk).update(contact_at=actor.now)
    return row


def revoke_own(actor: Actor, row: FieldDevice, *, why: str, keep: str = "") -> None:
    """The owner's own device is lost or given away: it is revoked, and every session of hers ends but the one `keep`s key names."""
    if row.user_id != actor.person:
        raise Refused(Refusal("no-duty", NO_DUTY))
    _revoke(actor, row, why=why, keep=keep)


def revoke_device(actor: Actor, row: FieldDevice, *, why: str) -> None:
    """Somebody's device is revoked by the office or the administrator: its sessions end. Raises Refused."""
    require(actor, "revoke device", row.user)
    if not why.strip():
        raise Refused(Refusal("reason", NO_REASON, field="why"))
    _revoke(actor, row, why=why)


def _revoke(actor: Actor, row: FieldDevice, *, why: str, keep: str = "") -> None:
    with transaction.atomic():
        if _mark_revoked(actor, row, why=why):
            end_sessions(row.user, reason="ended", now=actor.now, keep=keep)


def _mark_revoked(actor: Actor, given: FieldDevice, *, why: str) -> bool:
    """Revokes it, once. Returns whether it was in use until now."""
    row = FieldDevice.objects.select_for_update(of=("self",)).get(district=given.district, pk=given.pk)
    if row.revoked_at is not None:
        return False
    before = row.facts()
    given.revoked_at, given.revoked_by, given.revoked_why = actor.now, actor.who, why.strip()
    given.save(update_fields=["revoked_at", "revoked_by", "revoked_why"])
    journal.record(actor, journal.event("revoke", given, before=before))
    return True


def hear_of_disabled(actor: Actor, told: Disabled) -> None:
    """An account was disabled: its devices are revoked with it. Three statements for a device, of which somebody has few."""
    for row in FieldDevice.objects.filter(district=actor.district, user=told.account, revoked_at=None):
        _mark_revoked(actor, row, why=told.reason)


# ---------- what is unsent comes into keeping ----------


@dataclass(frozen=True)
class Piece:
    """A row of the device's store as it is announced: where it lay, of which draft, how large and with which hash it will arrive."""

    store: str
    key: str
    draft: UUID
    size: int
    sha256: str
    type: str = ""


def holder(row: FieldDevice, now: datetime) -> Actor:
    """Whose device it is, as the journal names her; the token gives no duty."""
    scope = Scope(person=str(row.user_id), district=row.district, grants=(), on=day_of(now))
    return Actor(row.user.name, scope, now, "device", row.user_id, human=row.user.person)


def begin_quarantine(
    row: FieldDevice, *, quarantine_id: UUID, wrapped: bytes, pieces: Sequence[Piece], now: datetime
) -> Quarantine:
    """A device announces what is unsent on it; announced again it is the same. A device that is not revoked gives itself up by this:
    its PIN was forgotten. Raises Refused: too much, an impossible piece, or the number of another's.
    """
    _refuse_too_much(pieces)
    actor = holder(row, now)
    with transaction.atomic():
        forgotten = (
            _mark_revoked(actor, row, why=Quarantine.FORGOTTEN) or row.revoked_why == Quarantine.FORGOTTEN
        )
        kept, made = Quarantine.objects.get_or_create(
            id=quarantine_id,
            defaults={
                "district": row.district, "device": row, "user": row.user, "wrapped": wrapped, "begun_at": now,
                "why": Quarantine.FORGOTTEN if forgotten else Quarantine.REVOKED,
                "records": sum(piece.store == "drafts" for piece in pieces), "photos": sum(piece.store == "photos" for piece in pieces),
            },
        )  # fmt: skip
        if (kept.district, kept.device_id) != (row.district, row.pk):
            raise Refused(Refusal("device-taken", TAKEN))
        if made:
            QuarantinedPiece.objects.bulk_create(
                QuarantinedPiece(
                    district=row.district, quarantine=kept, store=piece.store, key=piece.key, draft=piece.draft, size=piece.size,
                    sha256=piece.sha256, type=piece.type[:60],
                )
                for piece in pieces
            )  # fmt: skip
            journal.record(actor, journal.event("begin", kept))
        _whole(actor, kept)
    return kept


def _refuse_too_much(pieces: Sequence[Piece]) -> None:
    text = N_("This is more than a phone can have. Ask the administrator.")
    if len(pieces) > MOST_PIECES or sum(piece.size for piece in pieces) > LARGEST_TOTAL:
        raise Refused(Refusal("too-much", text))
    for piece in pieces:
        if piece.store not in STORES or not TAG <= piece.size <= LARGEST[piece.store] or len(piece.key) > 80:
            raise Refused(Refusal("piece-impossible", text))


def keep_piece(row: FieldDevice, piece_id: UUID, content: bytes, *, now: datetime) -> Quarantine:
    """Keeps the bytes of an announced piece, once; they are on disk before the answer. Raises Refused for other bytes, LookupError
    for a piece that this device has not announced.
    """
    pieces = QuarantinedPiece.objects.select_related("quarantine")
    piece = pieces.filter(district=row.district, pk=piece_id, quarantine__device=row).first()
    if piece is None:
        raise LookupError(piece_id)
    if len(content) != piece.size or hashlib.sha256(content).hexdigest() != piece.sha256:
        text = N_("These bytes are not those that were announced. Send them again.")
        raise Refused(Refusal("piece-differs", text))
    actor = holder(row, now)
    if piece.file_id is None:
        stored = files.store_bytes(actor, content, name=piece.store, kind="quarantine")
        free = QuarantinedPiece.objects.filter(district=row.district, pk=piece.pk, file=None)
        if not free.update(file=stored):
            files.path_of(stored).unlink(missing_ok=True)  # the same piece was sent twice at once
            stored.delete()
    kept: Quarantine = piece.quarantine
    return kept


def close_quarantine(row: FieldDevice, kept: Quarantine, *, now: datetime) -> list[QuarantinedPiece]:
    """What has not arrived yet; when it is nothing, the quarantine is whole from now on."""
    with transaction.atomic():
        return _whole(holder(row, now), kept)


def _whole(actor: Actor, kept: Quarantine) -> list[QuarantinedPiece]:
    missing = list(
        QuarantinedPiece.objects.filter(district=kept.district, quarantine=kept, file=None).order_by(
            "store", "key"
        )
    )
    if not missing:
        row = Quarantine.objects.select_for_update(of=("self",)).get(district=kept.district, pk=kept.pk)
        if row.arrived_at is None:
            mark(actor, row, "arrive", arrived_at=actor.now)
        kept.arrived_at = row.arrived_at
    return missing


def note_wiped(row: FieldDevice, *, now: datetime) -> None:
    """The device says that it has emptied itself. Once; a device in use does not say so."""
    if row.revoked_at is None or row.wiped_at is not None:
        return
    before = row.facts()
    with transaction.atomic():
        row.wiped_at = now
        row.save(update_fields=["wiped_at"])
        journal.record(holder(row, now), journal.event("wipe", row, before=before))


# ---------- what is shared with keepings.py ----------


def mark(actor: Actor, row: Quarantine, verb: str, *, note: str = "", **values: datetime | str) -> None:
    """Writes what was done with a keeping, and its entry; in the caller's transaction."""
    before = row.facts()
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    journal.record(actor, journal.event(verb, row, before=before, note=note))


def require(actor: Actor, capability: str, user: User) -> None:
    """Raises Refused for whoever may not do this where the account's office lies."""
    place = Place(region=user.organisation.region if user.organisation else user.district)
    if not actor.scope.allows(capability, place):
        raise Refused(Refusal("no-duty", NO_DUTY))
