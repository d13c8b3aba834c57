"""Clauses confirmed against the official text."""

from collections.abc import Sequence

from django.db import transaction

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.rules.refusal import N_, Refusal, Refused
from anbiao.standards.models import Clause, Confirmation, Edition


@transaction.atomic
def confirm(actor: Actor, edition: Edition, refs: Sequence[str], *, note: str) -> int:
    """Records that the actor has compared clauses with the official text. Returns how many are newly confirmed.

    `note` says which text: its source and day. Raises Refused for unknown clauses, without a note, without the duty.
    """
    if not actor.scope.may("confirm clause"):
        raise Refused(Refusal("no-duty", N_("Your duties do not include confirming clauses.")))
    if not note.strip():
        text = N_("Say which text you compared it with: its source and its date.")
        raise Refused(Refusal("note-missing", text, field="note"))
    found = {clause.ref: clause for clause in Clause.objects.filter(edition=edition, ref__in=refs)}
    if unknown := [ref for ref in dict.fromkeys(refs) if ref not in found]:
        text = N_("{ref} is no clause of {name}.")
        raise Refused(*(Refusal("unknown-ref", text, {"ref": ref, "name": edition.name}) for ref in unknown))
    standing = set(
        Confirmation.objects.of_district(actor.district)
        .filter(clause__in=list(found.values()))
        .values_list("clause_id", flat=True)
    )
    made = [
        Confirmation(
            district=actor.district,
            clause=clause,
            by=actor.person,
            who=actor.who,
            on=actor.today,
            note=note.strip(),
        )
        for clause in found.values()
        if clause.pk not in standing
    ]
    Confirmation.objects.bulk_create(made)
    journal.record_many(
        actor,
        [
            journal.Event(
                "confirm",
                "clause",
                row.clause_id,
                after={"edition": edition.name, "ref": row.clause.ref},
                note=row.note,
            )
            for row in made
        ],
    )
    return len(made)
