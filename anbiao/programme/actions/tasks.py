"""The writers of tasks: begun, reported as done, accepted, sent back, exempted, and moved to another week."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.workflow import FASTER, NO_DUTY, Taken, take, take_many
from anbiao.programme.models import Task
from anbiao.programme.queries.tasks import with_surroundings
from anbiao.rules import tasks as law
from anbiao.rules.calendar import IsoWeek
from anbiao.rules.refusal import N_, Refusal, Refused, Term

DECIDING = frozenset({"accept", "send_back", "reopen", "exempt", "resume"})
NO_REASON = N_("Say why the week is moved.")


@transaction.atomic
def move_task(
    actor: Actor, task: Task, step: str, *, note: str = "", done_note: str = "", slip: str = ""
) -> Task:
    """One step of one task; `done_note` says what was done and where the evidence is, `slip` why it slipped. Raises Refused."""
    ((row, place),) = with_surroundings(actor, [task], note=done_note, slip=slip)
    take(actor, row, step, place=place, note=note, **_values(actor, step, note, done_note, slip or row.slip))
    return row


@transaction.atomic
def move_tasks(
    actor: Actor, rows: Sequence[Task], step: str, *, note: str = "", done_note: str = "", slip: str = ""
) -> Taken:
    """The same step for thousands: the rules row by row, one UPDATE, one COPY of entries. Says what was refused, and why.

    Reasons for slipping are kept where they were given before.
    """
    if not slip:
        values = _values(actor, step, note, done_note, "")
        values.pop("slip", None)
        return take_many(actor, with_surroundings(actor, rows, note=done_note), step, note=note, **values)
    told = [row for row in rows if row.slip]
    fresh = [row for row in rows if not row.slip]
    parts = [
        move_tasks(actor, told, step, note=note, done_note=done_note) if told else Taken(0, {}),
        take_many(
            actor, with_surroundings(actor, fresh, note=done_note, slip=slip), step, note=note,
            **_values(actor, step, note, done_note, slip),
        ),
    ]  # fmt: skip
    return Taken(
        sum(part.moved for part in parts), {pk: why for part in parts for pk, why in part.refused.items()}
    )


def _values(actor: Actor, step: str, note: str, done_note: str, slip: str) -> dict[str, Any]:
    if step == "submit":
        return {
            "done_on": actor.today, "done_by": actor.human, "doer": actor.who, "done_note": done_note.strip(), "slip": slip, "answer": "",
        }  # fmt: skip
    if step in DECIDING:
        decided: dict[str, Any] = {"decided_on": actor.today, "decider": actor.who, "answer": note.strip()}
        return decided | ({"done_on": None} if step in ("send_back", "reopen") else {})
    return {}


# ---------- weeks ----------


@dataclass(frozen=True)
class Moved:
    """What moving to a week did, or would do: ids that change, ids that are planned so already, and the refused with their reasons."""

    change: Sequence[UUID]
    same: Sequence[UUID]
    refused: Mapping[UUID, Refusal]


def weighed(actor: Actor, rows: Sequence[Task], to: IsoWeek) -> Moved:
    """What moving these tasks to a week would do; writes nothing. No query, but one for where their units lie."""
    this = IsoWeek.of(actor.today)
    change, same, refused = [], [], {}
    places = {row.pk: place for row, place in with_surroundings(actor, rows)}
    for row in rows:
        against = law.movable(to=to, this=this, due=row.due_on, is_locked=row.is_locked, state=row.state)
        if not actor.scope.allows("plan task", places[row.pk]):
            against = Refusal("no-duty", NO_DUTY, {"step": Term(N_("Move to another week"))})
        if against:
            refused[row.pk] = against
        elif row.planned_week == to:
            same.append(row.pk)
        else:
            change.append(row.pk)
    return Moved(change, same, refused)


@transaction.atomic
def plan_tasks(actor: Actor, rows: Sequence[Task], *, to: IsoWeek, slip: str, note: str = "") -> Moved:
    """Moves the planned week of tasks; the scheduled week stands. The reason, from the list, is kept as why a task slipped where it is
    planned later than it was scheduled and none was given before. Three queries and a COPY whatever the number. Raises Refused
    without a reason.
    """
    if slip not in law.SLIPS:
        raise Refused(Refusal("reason-missing", NO_REASON, field="slip"))
    moved = weighed(actor, rows, to)
    table = Task.objects.of_district(actor.district)
    # Locked as they were read: what somebody else has done or moved in the meantime is left to her.
    read = {row.pk: row for row in rows}
    now = dict(
        table.filter(pk__in=list(moved.change)).select_for_update().order_by("pk").values_list("pk", "planned_week")
    )  # fmt: skip
    states = dict(table.filter(pk__in=list(moved.change)).values_list("pk", "state"))
    still = [
        pk for pk in moved.change if now.get(pk) == read[pk].planned_week and states.get(pk) == read[pk].state
    ]
    refused = {
        **moved.refused,
        **{pk: Refusal("changed-meanwhile", FASTER) for pk in moved.change if pk not in set(still)},
    }
    slipped = [pk for pk in still if not read[pk].slip and to > read[pk].scheduled_week]
    events = []
    for pk in still:
        row = read[pk]
        row.around = None
        before = row.facts()
        row.planned_week = to
        events.append((row, before))
    for pk in slipped:
        read[pk].slip = slip
    table.filter(pk__in=still).update(planned_week=to)
    table.filter(pk__in=slipped).update(slip=slip)
    words = " · ".join(part for part in (f"slip:{slip}", note.strip()) if part)
    journal.record_many(
        actor, [journal.event("plan", row, before=before, note=words) for row, before in events]
    )
    return Moved(still, moved.same, refused)
