"""Taking back one's last bulk act: a new act that gives back what the journal says was there before, wherever nothing changed since.

Steps of a course of states are never taken back so: they have steps of their own. Undoing is for whom, when and where.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.models import BulkAct, Entry
from anbiao.kit.register import Bulk, Preview, Register
from anbiao.rules.refusal import N_, Refusal, Refused

WITHIN = timedelta(days=1)
CHANGED = Refusal("changed-since", N_("It was changed since, and stays as it is."))
GONE = N_("There is nothing to take back: it was taken back already, or a later act followed.")


@dataclass(frozen=True)
class Undone:
    """What an undoing gets: the entries of the act by their rows, only of rows that nobody changed since."""

    entries: Mapping[UUID, Entry]


def write(actor: Actor, register: Register, bulk: Bulk, rows: Any, values: dict[str, Any]) -> Preview:
    """Writes a bulk act, and remembers it so that its person can take it back: one statement more, in the caller's transaction."""
    done = bulk.write(actor, rows, values)
    _keep(actor, register, bulk, done)
    return done


def _keep(actor: Actor, register: Register, bulk: Bulk, done: Preview) -> None:
    if actor.person is None or bulk.undo is None or not done.change:
        return
    BulkAct.objects.create(
        district=actor.district, person=actor.person, register=register.name, bulk=bulk.name, at=actor.now, ids=list(done.change)
    )  # fmt: skip


def last_act(actor: Actor, register: Register) -> tuple[BulkAct, Bulk] | None:
    """The last bulk act of this person where it was in this list, within a day, not taken back yet, and still hers to do. One query."""
    if actor.person is None or not any(bulk.undo for bulk in register.bulk):
        return None
    rows = BulkAct.objects.visible_to(actor.scope, "save view").filter(at__gte=actor.now - WITHIN)
    act = rows.order_by("-at", "-id").first()
    bulk = next((each for each in register.bulk if act and each.name == act.bulk), None)
    if act is None or bulk is None or act.register != register.name or act.undone_at:
        return None
    return (act, bulk) if bulk.undo and actor.scope.may(bulk.capability) else None


def weighed(actor: Actor, register: Register, act: BulkAct) -> Preview:
    """What taking back would do: rows that nobody changed since, and the others with the reason. Two queries."""
    later = Entry.objects.filter(district=actor.district, object_id__among=act.ids, at__gt=act.at)
    changed = set(later.values_list("object_id", flat=True))
    free = [pk for pk in act.ids if pk not in changed]
    named = register.rows(actor).filter(pk__in=changed) if changed else ()
    return Preview(free, (), [(row.pk, register.label_of(row), CHANGED) for row in named])


@transaction.atomic
def take_back(actor: Actor, register: Register) -> Preview:
    """Takes the last act back and says what could not be. Raises Refused when there is none any more."""
    found = last_act(actor, register)
    if found is None:
        raise Refused(Refusal("nothing-to-undo", GONE))
    offered, bulk = found
    act = BulkAct.objects.visible_to(actor.scope, "save view").select_for_update().get(pk=offered.pk)
    if act.undone_at or bulk.undo is None:
        raise Refused(Refusal("nothing-to-undo", GONE))
    preview = weighed(actor, register, act)
    entries = Entry.objects.filter(
        district=act.district, object_id__among=preview.change, at=act.at, person=act.person
    )
    done = bulk.undo(actor, Undone({entry.object_id: entry for entry in entries.order_by("number")}))
    act.undone_at = actor.now
    act.save(update_fields=["undone_at"])
    facts: dict[str, Any] = {"register": register.name, "bulk": bulk.name, "rows": len(done.change)}
    journal.record(actor, journal.Event("take back", "bulk act", act.pk, after=facts))
    return Preview(done.change, done.same, [*preview.refused, *done.refused])
