"""Marks taken off an element beyond its items, and taken back."""

from decimal import Decimal

from django.db import transaction

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.programme.actions.assessments import against_marking, locked, note_reviewer
from anbiao.programme.models import Assessment, ExtraDeduction
from anbiao.programme.queries import assessments as queries
from anbiao.rules import scoring
from anbiao.rules.refusal import N_, Refusal, Refused


@transaction.atomic
def take_off(actor: Actor, row: Assessment, side: str, *, element: str, marks: Decimal, reason: str) -> ExtraDeduction:  # fmt: skip
    """Takes marks off an element beyond its items, with the reason; the element goes to zero at most. Raises Refused."""
    parent = locked(row.pk, actor)
    against = against_marking(actor, parent, side)
    full = sum((item.full for item in queries.items_of(parent) if item.element == element), Decimal(0))
    against += scoring.wrong_extra(marks, reason, full=full)
    if against:
        raise Refused(*against)
    made = ExtraDeduction.objects.create(
        district=parent.district, assessment=parent, element=element, side=side, marks=marks, reason=reason.strip(), by=actor.who, at=actor.now,
    )  # fmt: skip
    journal.record(actor, journal.event("take off", made))
    if side == "review":
        note_reviewer(actor, parent)
    return made


@transaction.atomic
def give_back(actor: Actor, extra: ExtraDeduction) -> None:
    """Takes an extra deduction back; it stays with its day. Raises Refused."""
    parent = locked(extra.assessment_id, actor)
    against = against_marking(actor, parent, extra.side)
    if extra.removed_at is not None:
        against.append(Refusal("given-back", N_("This deduction is taken back already.")))
    if against:
        raise Refused(*against)
    before = extra.facts()
    extra.removed_at = actor.now
    extra.save(update_fields=["removed_at"])
    journal.record(actor, journal.event("give back", extra, before=before))
