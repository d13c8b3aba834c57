"""Open hazards passed on: who follows them up from now on. Who found one stays who found it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

from anbiao.inspection.models import Hazard
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.holding import Person
from anbiao.rules.refusal import N_, Refusal

NOT_YOURS = N_("This unit is outside what you may verify.")
NOT_HERS = N_("The successor's duties do not include verifying at this unit.")
OWN_UNIT = N_("The successor belongs to this unit.")
OWN_WORK = N_("The successor rectified this herself. A second person verifies it.")


@transaction.atomic
def pass_on_hazards(
    actor: Actor, leaver: Person, rows: Sequence[Hazard], successor: Actor
) -> Mapping[UUID, Refusal]:
    """The successor has them in her work, to be verified once they are reported as fixed. Returns what was refused, and why. Three
    statements and a COPY whatever the number.
    """
    ids = [row.pk for row in rows]
    mine, hers = (
        set(
            Hazard.objects.visible_to(scope, "verify hazard")
            .filter(pk__among=ids)
            .values_list("pk", flat=True)
        )
        for scope in (actor.scope, successor.scope)
    )
    refused: dict[UUID, Refusal] = {}
    for row in rows:
        if row.pk not in mine:
            refused[row.pk] = Refusal("no-duty", NOT_YOURS)
        elif str(row.enterprise_id) in successor.units | successor.elsewhere:
            refused[row.pk] = Refusal("own-unit", OWN_UNIT, article="Anbiao 4.2 (1)")
        elif row.fixed_by and row.fixed_by == successor.human:
            refused[row.pk] = Refusal("own-work", OWN_WORK, article="Anbiao 4.2 (1)")
        elif row.pk not in hers:
            refused[row.pk] = Refusal("out-of-reach", NOT_HERS)
    free = [row for row in rows if row.pk not in refused]
    table = Hazard.objects.of_district(actor.district)
    table.filter(pk__among=[row.pk for row in free]).update(follower=successor.human)
    before, after = {"follower": str(leaver.human)}, {"follower": str(successor.human)}
    journal.record_many(actor, [journal.Event("pass on", "hazard", row.pk, before, after) for row in free])
    return refused
