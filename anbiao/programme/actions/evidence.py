"""Evidence named beside an item, and taken away."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.programme.actions.assessments import against_marking, locked
from anbiao.programme.models import AssessedItem, Evidence
from anbiao.programme.queries import evidence as queries
from anbiao.rules.refusal import N_, Refusal, Refused


@transaction.atomic
def name_evidence(actor: Actor, item: AssessedItem, chosen: Collection[str]) -> None:
    """Says which records stand beside an item, by their keys ("hazard:<id>"); nothing is copied. What the actor cannot see stays as it
    is. Raises Refused.
    """
    parent = locked(item.assessment_id, actor)
    against = against_marking(actor, parent, "own")
    seen = {each.key for each in queries.beside(actor, parent).get(item.pk, [])}
    known = seen | {each.key for each in queries.offered(actor, item, "")}
    if set(chosen) - known:
        text = N_("This record cannot be named here. Load the page again.")
        against.append(Refusal("record-unknown", text, field="records"))
    if against:
        raise Refused(*against)
    gone = [each for each in queries.standing(item) if each.key in seen - set(chosen)]
    for each in gone:
        before = each.facts()
        each.removed_at = actor.now
        each.save(update_fields=["removed_at"])
        journal.record(actor, journal.event("take away", each, before=before))
    made = [_link(actor, item, key) for key in sorted(set(chosen) - seen)]
    Evidence.objects.bulk_create(made)
    journal.record(actor, *(journal.event("name", each) for each in made))


def _link(actor: Actor, item: AssessedItem, key: str) -> Evidence:
    kind, _, pk = key.partition(":")
    return Evidence(district=item.district, item=item, by=actor.who, at=actor.now, **{f"{kind}_id": UUID(pk)})
