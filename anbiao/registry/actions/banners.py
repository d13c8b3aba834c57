"""Alerts and times of contact on a unit: written, and ended before their day."""

from datetime import date

from django.db import transaction

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.registry.models import Banner, Enterprise
from anbiao.rules import banners as law
from anbiao.rules.refusal import N_, Refusal, Refused

OUTSIDE = N_("“{name}” is outside what you may decide.")


@transaction.atomic
def put_banner(
    actor: Actor, unit: Enterprise, *, kind: str, severity: str, text: str, from_on: date, to_on: date
) -> Banner:
    """Says something on top of a unit's page from a day to a day. Raises Refused with all reasons."""
    if not actor.scope.allows("change enterprise", unit.place()):
        raise Refused(Refusal("no-duty", OUTSIDE, {"name": unit.name}))
    refusals = law.against(text, from_on, to_on, actor.today)
    if refusals:
        raise Refused(*refusals)
    row = Banner.objects.create(
        district=actor.district, enterprise=unit, kind=kind, severity=severity, text=text.strip(), from_on=from_on, to_on=to_on,
        who=actor.who, at=actor.now,
    )  # fmt: skip
    journal.record(actor, journal.Event("put banner", "enterprise", unit.id, after=_said(row)))
    return row


def _said(row: Banner) -> dict[str, str]:
    return {"banner": row.text, "until": row.to_on.isoformat()}


@transaction.atomic
def end_banner(actor: Actor, row: Banner) -> None:
    """It no longer holds, before its day. Twice the same is once. Raises Refused."""
    if not actor.scope.allows("change enterprise", row.enterprise.place()):
        raise Refused(Refusal("no-duty", OUTSIDE, {"name": row.enterprise.name}))
    ended = Banner.objects.of_district(actor.district).filter(pk=row.pk, ended_on=None)
    if ended.update(ended_on=actor.today, ended_by=actor.who):
        journal.record(actor, journal.Event("end banner", "enterprise", row.enterprise_id, before=_said(row)))
