"""A record of the field received: done once, answered with a receipt; other content under the same id is a conflict that is kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from anbiao.inspection.models import FieldConflict, FieldRecord
from anbiao.kit import journal
from anbiao.kit.actor import Actor

SKEW = timedelta(minutes=10)


@dataclass(frozen=True)
class Sent:
    """A record as it came: the device's id and time, its kind, the hash of its content, and the content itself."""

    id: UUID
    kind: str
    made_at: datetime
    sha256: str
    content: Mapping[str, Any]


@transaction.atomic
def receive(actor: Actor, sent: Sent, act: Callable[[], tuple[UUID, Mapping[str, Any]]]) -> dict[str, Any]:
    """Does what a record asks for, once, and returns its receipt; the same record again gets the same receipt.

    `act` does it and returns the id of what it wrote and what the receipt says besides; it raises Refused. Other content under a known
    id is kept for a person to decide; the receipt then says "conflict".
    """
    known = FieldRecord.objects.filter(pk=sent.id).first()
    if known is None:
        made, told = act()
        receipt = _receipt(actor, sent, made, told)
        row = FieldRecord(
            id=sent.id, district=actor.district, kind=sent.kind, sha256=sent.sha256, content=dict(sent.content),
            receipt=receipt, object_id=made, made_at=sent.made_at, received_at=actor.now, account=actor.person,
            who=actor.who,
        )  # fmt: skip
        row.save(force_insert=True)
        return receipt
    if known.district == actor.district and known.sha256 == sent.sha256:
        return dict(known.receipt)
    _keep_conflict(actor, sent)
    return {"id": str(sent.id), "conflict": True, "sha256": sent.sha256}


def _receipt(actor: Actor, sent: Sent, made: UUID, told: Mapping[str, Any]) -> dict[str, Any]:
    skewed = abs(actor.now - sent.made_at) > SKEW and sent.made_at > actor.now
    return {
        "id": str(sent.id), "kind": sent.kind, "sha256": sent.sha256, "object": str(made), "received_at": actor.now.isoformat(),
        "clock_ahead": skewed, **told,
    }  # fmt: skip


def _keep_conflict(actor: Actor, sent: Sent) -> None:
    row, made = FieldConflict.objects.get_or_create(
        district=actor.district, record=sent.id, sha256=sent.sha256,
        defaults={"content": dict(sent.content), "received_at": actor.now, "account": actor.person, "who": actor.who},
    )  # fmt: skip
    if made:
        after = {"sha256": sent.sha256, "kind": sent.kind}
        journal.record(actor, journal.Event("conflict", "field record", row.record, after=after))
