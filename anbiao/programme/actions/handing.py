"""Tasks and reviews passed on from one person to another."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.holding import Person
from anbiao.programme.actions.reviews import assign_reviewers
from anbiao.programme.models import Assessment, Task
from anbiao.programme.queries.tasks import duties
from anbiao.rules.refusal import N_, Refusal, Refused

NOT_YOURS = N_("This unit is outside what you may plan.")
NOT_HERS = N_("The successor's duties do not do this step for this unit.")


@transaction.atomic
def pass_on_tasks(
    actor: Actor, leaver: Person, rows: Sequence[Task], successor: Actor
) -> Mapping[UUID, Refusal]:
    """Open tasks name the successor from now on; weeks and days stay. Returns what was refused, and why. Three statements and a COPY
    whatever the number.
    """
    ids = [row.pk for row in rows]
    mine = Task.objects.visible_to(actor.scope, "plan task").filter(pk__among=ids)
    hers = Task.objects.visible_to(successor.scope, "do task").filter(
        pk__among=ids, step__doers__overlap=duties(successor, "do task")
    )
    may_pass, may_do = set(mine.values_list("pk", flat=True)), set(hers.values_list("pk", flat=True))
    refused = {pk: Refusal("no-duty", NOT_YOURS) for pk in ids if pk not in may_pass}
    refused |= {pk: Refusal("out-of-reach", NOT_HERS) for pk in ids if pk not in may_do and pk not in refused}
    free = [row for row in rows if row.pk not in refused]
    table = Task.objects.of_district(actor.district)
    table.filter(pk__among=[row.pk for row in free], person_id=leaver.account).update(
        person_id=successor.person
    )
    before, after = {"person_id": str(leaver.account)}, {"person_id": str(successor.person)}
    journal.record_many(actor, [journal.Event("pass on", "task", row.pk, before, after) for row in free])
    return refused


def pass_on_reviews(
    actor: Actor, leaver: Person, rows: Sequence[Assessment], successor: Actor
) -> Mapping[UUID, Refusal]:
    """The successor reviews in the leaver's place, where nothing stands against her: an adviser of the last two years, one of the unit's own
    people, too many open reviews. Each is asked for itself, as when reviewers are assigned; a person has few.
    """
    refused: dict[UUID, Refusal] = {}
    for row in rows:
        team = (set(row.assigned) - {str(leaver.human)}) | {str(successor.human)}
        try:
            with transaction.atomic():
                assign_reviewers(actor, row, sorted(team))
        except Refused as against:
            refused[row.pk] = against.refusals[0]
    return refused
