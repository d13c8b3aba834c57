"""Taking back an assignment of many: who answered before answers again, from today on. Nothing of what was is rewritten."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.bulk import copy_rows
from anbiao.kit.district import new_id
from anbiao.kit.models import Entry
from anbiao.kit.register.bulk import Preview
from anbiao.registry.actions.writing import RESPONSIBILITY_COLUMNS, relieve
from anbiao.registry.models import Enterprise, Responsibility
from anbiao.registry.queries import ASSIGNED
from anbiao.rules.refusal import N_, Refusal

NOT_THE_SAME = Refusal("changed-since", N_("Somebody else answers for it by now."))
ANSWERED = Refusal("answered", N_("It was acknowledged or declined already; assign somebody anew."))
TO_COME = Refusal("to-come", N_("It begins on a later day; assign anew from that day on."))
NO_ACCOUNT = Refusal("no-account", N_("Who answered before has no account any more."))


@transaction.atomic
def take_back_assignment(actor: Actor, entries: Mapping[UUID, Entry], *, kind: str) -> Preview:
    """Ends the responsibilities that these entries of "assign" brought, and gives them back to who held them before, if anybody did.
    Five statements whatever the number.
    """
    units = list(
        Enterprise.objects.visible_to(actor.scope, "assign responsibility")
        .filter(pk__in=list(entries))
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    rows = Responsibility.objects.of_district(actor.district).filter(enterprise__in=units, kind=kind)
    now = {row.enterprise_id: row for row in rows.filter(to_on=None).select_related("person")}
    before = _before(rows, now)
    change, refused = [], []
    for unit in units:
        against = _against(actor, now.get(unit.pk), before.get(unit.pk), entries[unit.pk], kind)
        if against:
            refused.append((unit.pk, unit.name, against))
        else:
            change.append(unit.pk)
    relieve(actor, change, kind, actor.today)
    copy_rows(
        Responsibility, RESPONSIBILITY_COLUMNS, [_again(actor, before[pk]) for pk in change if pk in before]
    )
    journal.record_many(actor, [_event(pk, kind, now[pk], before.get(pk)) for pk in change])
    return Preview(change, (), refused)


def _before(rows: Any, now: Mapping[UUID, Responsibility]) -> dict[UUID, Responsibility]:
    """Whom the present holder relieved: what ended on the day before, or on its own only day."""
    found: dict[UUID, Responsibility] = {}
    for row in rows.exclude(to_on=None).select_related("person").order_by("id"):
        holder = now.get(row.enterprise_id)
        if holder and row.to_on == max(row.from_on, holder.from_on - timedelta(days=1)):
            found[row.enterprise_id] = row
    return found


def _against(
    actor: Actor, holder: Responsibility | None, before: Responsibility | None, entry: Entry, kind: str
) -> Refusal | None:
    after = entry.after or {}
    if holder is None or holder.person is None or holder.basis != ASSIGNED + entry.who:
        return NOT_THE_SAME
    if (holder.person.name, holder.from_on.isoformat()) != (after.get(kind), after.get("from_on")):
        return NOT_THE_SAME
    if holder.state != "proposed":
        return ANSWERED
    if holder.from_on > actor.today:
        return TO_COME
    return NO_ACCOUNT if before and before.person and not before.person.is_active else None


def _again(actor: Actor, row: Responsibility) -> tuple[Any, ...]:
    return (
        new_id(), actor.district, row.enterprise_id, row.kind, row.organisation_id, row.person_id, row.sector, row.basis, actor.today,
        row.state, row.due_on,
    )  # fmt: skip


def _event(unit: UUID, kind: str, now: Responsibility, before: Responsibility | None) -> journal.Event:
    """Who answered by the act, and who does again."""
    held = now.person.name if now.person else None
    again = before.person.name if before and before.person else None
    return journal.Event("unassign", "enterprise", unit, {kind: held}, {kind: again})
