"""What a draw left out, decided by its own score: thousands at once."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from anbiao.inspection.actions.colours import keep_scores
from anbiao.kit.actor import Actor
from anbiao.kit.workflow import Taken, take_many
from anbiao.programme.actions.assessments import decided_by, decided_values
from anbiao.programme.models import Assessment
from anbiao.programme.queries import deciding


@transaction.atomic
def decide_by_own(actor: Actor, ids: Collection[UUID]) -> Taken:
    """Decides assessments by their own scores; each result is frozen with its reasons, and the units' standing takes the scores. Says
    what was refused, and why. The rows lock until commit, so that none is marked in between.
    """
    found = Assessment.objects.of_district(actor.district).filter(pk__in=ids).select_related("enterprise")
    rows = list(found.select_for_update(of=("self",)))
    against = deciding.against_own(actor, rows)
    free = [row for row in rows if row.pk not in against]
    judged = deciding.judged_by_own(actor, free)
    taken = take_many(
        actor, deciding.placed(actor, free), "take_own", each={pk: decided_values(*each) for pk, each in judged.items()},
        due_on=None, warned_on=None, answer="", **decided_by(actor),
    )  # fmt: skip
    if free:
        keep_scores(actor, {row.enterprise_id: row.score for row in free if row.pk not in taken.refused})
    return Taken(taken.moved, {**against, **taken.refused})
