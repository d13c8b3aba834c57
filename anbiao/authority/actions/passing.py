"""Duties over one unit pass to another with it: two units became one, and whoever worked for the one works for both."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from anbiao.authority.models import Grant
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.bulk import copy_models


def pass_grants(actor: Actor, unit: UUID, to: UUID, *, reason: str) -> list[str]:
    """Whoever holds a duty over `unit` holds it from today over `to` as well, where she does not already; what she held stays, so that she
    keeps reading what she made there. In the caller's transaction, by whoever decided on the units. Three statements; the new ids.
    """
    now = Grant.objects.of_district(actor.district).filter(Q(to_on=None) | Q(to_on__gte=actor.today))
    rows = list(now.filter(enterprise__in=(unit, to), user__is_active=True).order_by("id"))
    held = {(row.user_id, row.duty) for row in rows if row.enterprise == to}
    made = [
        Grant(
            district=actor.district, user_id=row.user_id, duty=row.duty, organisation_id=row.organisation_id, enterprise=to,
            from_on=max(row.from_on, actor.today), to_on=row.to_on, granted_by=actor.person, reason=reason,
        )
        for row in rows
        if row.enterprise == unit and (row.user_id, row.duty) not in held
    ]  # fmt: skip
    copy_models(Grant, made)
    journal.record_many(
        actor, [journal.Event("grant", Grant.lies.type, row.id, None, _facts(row), reason) for row in made]
    )
    return [str(row.pk) for row in made]


def end_passed(actor: Actor, grants: Iterable[str], *, reason: str) -> None:
    """The same taken back: these duties end at once, and one of today leaves its entries alone."""
    rows = Grant.objects.of_district(actor.district).filter(pk__in=list(grants))
    held = list(rows.filter(Q(to_on=None) | Q(to_on__gte=actor.today)).select_for_update())
    last = actor.today - timedelta(days=1)
    begun = [row for row in held if row.from_on <= last]
    journal.record_many(
        actor,
        [
            journal.Event("end" if row in begun else "withdraw", Grant.lies.type, row.id, _facts(row), {"to_on": last.isoformat()}, reason)
            for row in held
        ],
    )  # fmt: skip
    rows.filter(pk__in=[row.pk for row in begun]).update(to_on=last)
    rows.filter(pk__in=[row.pk for row in held if row not in begun]).delete()


def _facts(row: Grant) -> dict[str, Any]:
    return {
        "duty": row.duty, "user_id": str(row.user_id), "enterprise": str(row.enterprise), "from_on": row.from_on.isoformat(),
        "to_on": row.to_on.isoformat() if row.to_on else None,
    }  # fmt: skip
