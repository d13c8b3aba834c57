"""Many items of an assessment marked at once: what a side has marked already stays as it is."""

from collections.abc import Mapping

from django.db import connection, transaction

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.bulk import update_rows
from anbiao.programme.actions.assessments import against_marking, locked, note_reviewer, side_values
from anbiao.programme.models import AssessedItem, Assessment
from anbiao.programme.queries import assessments as queries
from anbiao.rules import scoring
from anbiao.rules.refusal import Refused
from anbiao.rules.scoring import Mark


@transaction.atomic
def fill_items(actor: Actor, row: Assessment, side: str, given: Mapping[str, Mark]) -> int:
    """Gives marks by ref to items that a side has not marked yet; how many. One UPDATE, one COPY of entries. Raises Refused."""
    parent = locked(row.pk, actor)
    items = [
        item for item in queries.items_of(parent) if item.ref in given and getattr(item, f"{side}_deduction") is None
    ]  # fmt: skip
    against = list(against_marking(actor, parent, side))
    for item in items:
        against += scoring.wrong_mark(item.item, given[item.ref])
    if against:
        raise Refused(*against)
    events, written = [], []
    for item in items:
        before, values = item.facts(), side_values(actor, side, given[item.ref])
        values |= {"changed_at": actor.now, "version": item.version + 1}
        for name, value in values.items():
            setattr(item, name, value)
        events.append(journal.event("mark", item, before=before))
        written.append([item.pk, *_prepared(values)])
    columns = [*side_values(actor, side, None), "changed_at", "version"]
    update_rows(AssessedItem, actor.district, columns, written)
    journal.record_many(actor, events)
    if side == "review" and items:
        note_reviewer(actor, parent)
    return len(items)


def _prepared(values: Mapping[str, object]) -> list[object]:
    fields = (AssessedItem._meta.get_field(name) for name in values)
    return [
        field.get_db_prep_save(value, connection)  # type: ignore[union-attr]
        for field, value in zip(fields, values.values(), strict=True)
    ]
