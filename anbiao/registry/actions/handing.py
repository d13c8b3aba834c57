"""Responsibilities passed on from one person to another."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.bulk import copy_rows
from anbiao.kit.district import new_id
from anbiao.kit.holding import Person
from anbiao.registry.actions.supervision import ANSWER_DAYS, acknowledge_many, own_places
from anbiao.registry.actions.writing import RESPONSIBILITY_COLUMNS
from anbiao.registry.models import Responsibility
from anbiao.registry.queries import ASSIGNED, answer_calendar, local_rule
from anbiao.rules import units
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_, Refusal

BY_NAME = frozenset(
    {"expert", "insurer"}
)  # their duty reaches what is assigned to them, so nothing before that
OUT_OF_REACH = N_("The successor's duties do not reach this unit.")


@transaction.atomic
def pass_on_responsibilities(
    actor: Actor, leaver: Person, rows: Sequence[Responsibility], successor: Actor
) -> Mapping[UUID, Refusal]:
    """The same responsibilities for the successor from today, to be acknowledged by her; the leaver's end with yesterday. Other people's of
    the same kind stay. Returns what was refused, and why. Seven statements whatever the number.
    """
    places = own_places(actor, rows)
    refused = {
        row.pk: against
        for row, place in zip(rows, places, strict=True)
        if (against := _against(actor, row, place, successor))
    }
    free = [row for row in rows if row.pk not in refused]
    table = Responsibility.objects.of_district(actor.district)
    held = set(
        table.filter(person_id=successor.person, to_on=None, enterprise_id__in=[row.enterprise_id for row in free])
        .values_list("enterprise_id", "kind", "organisation_id")
    )  # fmt: skip
    yesterday = Value(actor.today - timedelta(days=1))
    table.filter(pk__in=[row.pk for row in free], to_on=None).update(to_on=Greatest(F("from_on"), yesterday))
    due = answer_calendar().add_working_days(actor.today, local_rule(actor, ANSWER_DAYS))
    made = [
        (new_id(), row.district, row.enterprise_id, row.kind, row.organisation_id, successor.person, row.sector,
         ASSIGNED + actor.who, actor.today, "proposed", due)
        for row in free
        if (row.enterprise_id, row.kind, row.organisation_id) not in held
    ]  # fmt: skip
    copy_rows(Responsibility, RESPONSIBILITY_COLUMNS, made)
    since = actor.today.isoformat()
    journal.record_many(
        actor,
        [
            journal.Event("pass on", "enterprise", row.enterprise_id, after={row.kind: successor.who, "from_on": since})
            for row in free
        ],
    )  # fmt: skip
    return refused


def _against(actor: Actor, row: Responsibility, place: Place, successor: Actor) -> Refusal | None:
    if not actor.scope.allows("assign responsibility", place):
        return Refusal("no-duty", N_("This unit is outside what you may assign."))
    if row.enterprise.state not in units.ALIVE:
        return Refusal("unit-gone", N_("The unit is no longer in operation here."))
    if str(row.enterprise_id) in successor.units | successor.elsewhere:
        return Refusal("own-unit", N_("The successor belongs to this unit."), article="Anbiao 4.2 (1)")
    reaches = (
        successor.scope.may("acknowledge responsibility")
        if row.kind in BY_NAME
        else successor.scope.allows("acknowledge responsibility", place)
    )
    return None if reaches else Refusal("out-of-reach", OUT_OF_REACH)


def accept_responsibilities(successor: Actor, ids: Collection[UUID]) -> None:
    """Whoever acknowledges a hand-over acknowledges the responsibilities that came with it."""
    before = Responsibility.objects.of_district(successor.district).filter(pk__in=list(ids))
    mine = Responsibility.objects.of_district(successor.district).filter(
        person_id=successor.person,
        state="proposed",
        to_on=None,
        enterprise_id__in=before.values("enterprise_id"),
    )
    acknowledge_many(successor, mine)
