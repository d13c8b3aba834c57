"""A record of the field received: done once, answered with a receipt; other content under the same id is a conflict that is kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from anbiao.inspection.models import Check, FieldConflict, FieldRecord, Hazard, Look
from anbiao.inspection.queries.conflicts import photos_here
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.browsers import browser_of
from anbiao.kit.district import new_id
from anbiao.registry.models import Enterprise, SurveyFinding
from anbiao.rules import field as law
from anbiao.rules.refusal import N_, Refusal, Refused

RECORDS = 0x6672  # advisory lock class: the same record sent twice at once is done by the first
MAKES = {
    "check": Check,
    "hazard": Hazard,
    "survey": SurveyFinding,
}  # records that make a row under their own id
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Sent:
    """A record as it came: the device's id and time, its kind, the hash of its content, the content itself, and the photos that it
    names; besides, what the device's clock showed when it sent, and what its browser says of itself.
    """

    id: UUID
    kind: str
    made_at: datetime
    sha256: str
    content: Mapping[str, Any]
    photos: Sequence[UUID] = ()
    clock_at: datetime | None = None
    browser: str = ""


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
        return _kept(actor, sent, made, told) | photos_here(actor, sent.photos)
    if known.district != actor.district:
        raise Refused(TAKEN)
    if (known.account, known.sha256) == (actor.person, sent.sha256):
        return dict(known.receipt) | photos_here(actor, sent.photos)
    _keep_conflict(actor, sent, known)
    return {"id": str(sent.id), "conflict": True, "sha256": sent.sha256}


TAKEN = Refusal("id-taken", N_("Something else is kept under the number of this record. Enter it anew."))


def _refuse_taken(sent: Sent) -> None:
    """A new record does not take the id of a check or hazard that came another way."""
    model = MAKES.get(sent.kind)
    if model is not None and model._default_manager.filter(pk=sent.id).exists():
        raise Refused(TAKEN)


def _kept(actor: Actor, sent: Sent, made: UUID, told: Mapping[str, Any]) -> dict[str, Any]:
    """The record with its receipt, which stays as it was first answered."""
    came = _came(actor, sent)
    receipt = {
        "id": str(sent.id), "kind": sent.kind, "sha256": sent.sha256, "object": str(made), "received_at": actor.now.isoformat(),
        "skew": came["skew"], **told,
    }  # fmt: skip
    row = FieldRecord(
        id=sent.id, district=actor.district, kind=sent.kind, sha256=sent.sha256, content=dict(sent.content), receipt=receipt,
        object_id=made, person=actor.human, **came,
    )  # fmt: skip
    row.save(force_insert=True)
    return receipt


def _came(actor: Actor, sent: Sent) -> dict[str, Any]:
    """Device time beside server time, and who sent it with what."""
    off = law.clock_off(sent.clock_at, made_at=sent.made_at, received_at=actor.now)
    return {
        "made_at": sent.made_at, "clock_at": sent.clock_at, "skew": off // SECOND if off is not None else None,
        "device": browser_of(sent.browser)[:60] if sent.browser else "", "received_at": actor.now, "account": actor.person,
        "who": actor.who,
    }  # fmt: skip


def _keep_conflict(actor: Actor, sent: Sent, known: FieldRecord) -> None:
    """The other content beside the first; the same again changes nothing."""
    rows = FieldConflict.objects.of_district(actor.district)
    if rows.filter(record=sent.id, sha256=sent.sha256).exists():
        return
    unit, region = _lies(known)
    row = FieldConflict(
        id=new_id(), district=actor.district, record=sent.id, kind=known.kind, object_id=known.object_id, enterprise=unit,
        region=region, sha256=sent.sha256, content=dict(sent.content),
        first_by=known.person, other_by=actor.human, **_came(actor, sent),
    )  # fmt: skip
    row.save(force_insert=True)
    after = {"sha256": row.sha256, "kind": row.kind, "device": row.device}
    journal.record(actor, journal.Event("conflict", "field record", row.record, after=after))


def _lies(known: FieldRecord) -> tuple[Enterprise | None, str]:
    """The unit that a record is about and where it lies: by what it wrote. A new unit that was found has a place only."""
    finding = SurveyFinding.objects.of_district(known.district).filter(pk=known.object_id).first()
    if finding is not None:
        return finding.enterprise, finding.region
    unit = _unit_of(known)
    return unit, unit.region if unit else known.district


def _unit_of(known: FieldRecord) -> Enterprise | None:
    district, pk = known.district, known.object_id
    units = Enterprise.objects.of_district(district)
    for rows, path in (
        (Check.objects.of_district(district), "enterprise"),
        (Hazard.objects.of_district(district), "enterprise"),
        (Look.objects.of_district(district), "hazard__enterprise"),
    ):
        found = units.filter(pk__in=rows.filter(pk=pk).values(path)).first()
        if found is not None:
            return found
    return units.filter(pk=pk).first()
