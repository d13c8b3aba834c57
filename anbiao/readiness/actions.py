"""Training recorded, and made void where the record was wrong."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.workflow import take
from anbiao.readiness.models import Training
from anbiao.registry.models import Enterprise
from anbiao.registry.queries import place_of
from anbiao.rules import training
from anbiao.rules.refusal import N_, Refusal, Refused


@transaction.atomic
def record_training(
    actor: Actor, unit: Enterprise, *, kind: str, topic: str, held_on: date, hours: Decimal, number: int,
    passed: int | None = None, trainer: str = "", note: str = "",
) -> Training:  # fmt: skip
    """A training of people of one kind at a unit, as it was held (rules/training.py: Said). Raises Refused with every reason."""
    said = training.Said(kind, topic, held_on, hours, number, passed)
    against = list(training.against(said, actor.today))
    if not actor.scope.allows("record training", place_of(actor, unit)):
        against.append(Refusal("no-duty", N_("This unit is outside what you may record training for.")))
    if against:
        raise Refused(*against)
    row = Training.objects.create(
        district=actor.district, enterprise=unit, kind=kind, topic=topic.strip(), held_on=held_on, hours=hours, number=number,
        passed=passed, trainer=trainer.strip(), note=note.strip(), recorded_by=actor.who, recorded_at=actor.now,
    )  # fmt: skip
    journal.record(actor, journal.event("record", row))
    return row


def void_training(actor: Actor, row: Training, *, note: str) -> None:
    """A record that was wrong counts no longer and stays readable, with the reason. Raises Refused."""
    take(actor, row, "void", place=place_of(actor, row.enterprise), note=note)
