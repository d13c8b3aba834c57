"""A record of the field received: done once, answered with a receipt; other content under the same id is a conflict that is kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from anbiao.inspection.models import Check, FieldConflict, FieldRecord, Hazard
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.registry.models import SurveyFinding
from anbiao.rules.refusal import N_, Refusal, Refused

SKEW = timedelta(minutes=10)
RECORDS = 0x6672  # advisory lock class: the same record sent twice at once is done by the first
MAKES = {
    "check": Check,
    "hazard": Hazard,
    "survey": SurveyFinding,
}  # records that make a row under their own id


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
    id, or another account, is kept for a person to decide; the receipt then says "conflict".
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [RECORDS, str(sent.id)])
    known = FieldRecord.objects.filter(pk=sent.id).first()
    if known is None:
        _refuse_taken(sent)
        made, told = act()
        receipt = _receipt(actor, sent, made, told)
        row = FieldRecord(
            id=sent.id, district=actor.district, kind=sent.kind, sha256=sent.sha256, content=dict(sent.content),
            receipt=receipt, object_id=made, made_at=sent.made_at, received_at=actor.now, account=actor.person,
            who=actor.who,
        )  # fmt: skip
        row.save(force_insert=True)
        return receipt
    if (known.district, known.account, known.sha256) == (actor.district, actor.person, sent.sha256):
        return dict(known.receipt)
    _keep_conflict(actor, sent)
    return {"id": str(sent.id), "conflict": True, "sha256": sent.sha256}


def _refuse_taken(sent: Sent) -> None:
    """A new record does not take the id of a check or hazard that came another way."""
    model = MAKES.get(sent.kind)
    if model is not None and model._default_manager.filter(pk=sent.id).exists():
        text = N_("Something else is kept under the number of this record. Enter it anew.")
        raise Refused(Refusal("id-taken", text))


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
