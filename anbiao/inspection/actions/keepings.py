"""What is in keeping goes out again: its owner takes it back, the office opens it and gives it back or settles it; days after that it is
removed.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.db import transaction

from anbiao.inspection.actions.devices import NO_DUTY, NO_REASON, mark, require
from anbiao.inspection.models import Quarantine, QuarantinedPiece
from anbiao.inspection.queries.devices import decided
from anbiao.inspection.queries.local import local
from anbiao.kit import files, journal
from anbiao.kit.actor import Actor
from anbiao.kit.models import StoredFile
from anbiao.rules import devices as law
from anbiao.rules.refusal import N_, Refusal, Refused

NOT_OPENED = N_("Open it first, with a reason.")
SETTLED = N_("This was given back or settled already.")
AT_ONCE = 100  # keepings removed in one transaction


def take_back(actor: Actor, given: Quarantine, *, signed_in_at: datetime) -> None:
    """The owner has it on her device again. Raises Refused with what stands against it (rules/devices.py)."""
    with transaction.atomic():
        row = _locked(given)
        against = against_taking_back(actor, row, signed_in_at)
        if against:
            raise Refused(against)
        mark(actor, row, "take back", taken_at=actor.now)


def against_taking_back(actor: Actor, row: Quarantine, signed_in_at: datetime) -> Refusal | None:
    """What keeps the actor from it."""
    if row.user_id != actor.person:
        return Refusal("no-duty", NO_DUTY)
    return law.against_taking_back(
        arrived_at=row.arrived_at,
        signed_in_at=signed_in_at,
        looked_at=row.looked_at,
        taken_at=row.taken_at,
        removed_at=row.removed_at,
    )


def open_quarantine(actor: Actor, given: Quarantine, *, why: str) -> None:
    """The office looks into what somebody had not sent; the reason stays in the journal. Raises Refused."""
    require(actor, "open quarantine", given.user)
    if not why.strip():
        raise Refused(Refusal("reason", NO_REASON, field="why"))
    with transaction.atomic():
        row = _locked(given)
        if row.looked_at or row.taken_at or row.removed_at:
            raise Refused(Refusal("settled", SETTLED))
        mark(
            actor,
            row,
            "open",
            note=why.strip(),
            opened_at=actor.now,
            opened_by=actor.who,
            opened_why=why.strip(),
        )


def give_back(actor: Actor, given: Quarantine) -> None:
    """The office leaves it to the person, who takes it back at the next opening of the field screens. Raises Refused."""
    _settle(actor, given, "give back", given_back_at=actor.now)


def settle_quarantine(actor: Actor, given: Quarantine) -> None:
    """The office has looked at it and done what was needed: nobody takes it back any more. Raises Refused."""
    _settle(actor, given, "settle", looked_at=actor.now)


def _settle(actor: Actor, given: Quarantine, verb: str, **values: datetime | str) -> None:
    require(actor, "open quarantine", given.user)
    with transaction.atomic():
        row = _locked(given)
        if row.opened_at is None:
            raise Refused(Refusal("not-opened", NOT_OPENED))
        if row.looked_at or row.given_back_at or row.taken_at or row.removed_at:
            raise Refused(Refusal("settled", SETTLED))
        mark(actor, row, verb, note="", **values)


def _locked(given: Quarantine) -> Quarantine:
    return Quarantine.objects.select_for_update(of=("self",)).get(district=given.district, pk=given.pk)


# ---------- and is removed ----------


def remove_decided(actor: Actor) -> int:
    """Removes what was in keeping, where somebody has decided on it more days ago than the local rule says; an entry tells each. The row
    stays, without its key. Returns how many. Six statements for a hundred; doing it twice changes nothing.
    """
    days, removed = local(actor).keeping_days, 0
    while True:
        with transaction.atomic():
            rows = [
                row for row in decided(actor.district, before=actor.now).select_for_update(of=("self",), skip_locked=True)[:AT_ONCE]
                if law.is_removed(_ended(row), days=days, now=actor.now)
            ]  # fmt: skip
            if not rows:
                return removed
            _remove(actor, rows)
            removed += len(rows)


def _ended(row: Quarantine) -> datetime | None:
    return law.ended_at(given_back_at=row.given_back_at, looked_at=row.looked_at, taken_at=row.taken_at)


def _remove(actor: Actor, rows: Sequence[Quarantine]) -> None:
    """The bytes go once this is committed; what a kill leaves of them is swept as a file without a row."""
    pieces = QuarantinedPiece.objects.filter(district=actor.district, quarantine__in=rows)
    stored = list(StoredFile.objects.filter(district=actor.district, pk__in=pieces.values("file")))
    pieces.delete()
    StoredFile.objects.filter(district=actor.district, pk__in=[each.pk for each in stored]).delete()
    before = [row.facts() for row in rows]
    for row in rows:
        row.wrapped, row.removed_at = b"", actor.now
    Quarantine.objects.bulk_update(rows, ["wrapped", "removed_at"])
    told = zip(rows, before, strict=True)
    journal.record(actor, *(journal.event("remove", row, before=facts) for row, facts in told))
    paths = [files.path_of(each) for each in stored]
    transaction.on_commit(lambda: _unlink(paths))


def _unlink(paths: Sequence[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
