"""The writers of tasks: begun, reported as done, accepted, sent back, exempted, and moved to another week."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
PLAN, LOCK, UNLOCK = N_("Move to another week"), N_("Lock the week"), N_("Unlock the week")
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
    """What moving these tasks to a week would do; writes nothing. One query."""
    return _weighed(actor, rows, to, {row.pk: (row.planned_week, row.state) for row in _allowed(actor, rows)})


Now = Mapping[UUID, tuple[IsoWeek, str]]


def _allowed(actor: Actor, rows: Sequence[Task]) -> Any:
    """The tasks as they stand now, where the actor may plan."""
    now = Task.objects.visible_to(actor.scope, "plan task").filter(pk__among=[row.pk for row in rows])
    return now.only("pk", "planned_week", "state", "is_locked")


def _weighed(actor: Actor, rows: Sequence[Task], to: IsoWeek, now: Now) -> Moved:
    this = IsoWeek.of(actor.today)
    change, same, refused = [], [], {}
    for row in rows:
        against = law.movable(to=to, this=this, due=row.due_on, is_locked=row.is_locked, state=row.state)
        if row.pk not in now:
            against = Refusal("no-duty", NO_DUTY, {"step": Term(PLAN)})
        elif now[row.pk] != (row.planned_week, row.state):
            against = Refusal("changed-meanwhile", FASTER)
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
    planned later than it was scheduled and none was given before. What somebody else did or moved in the meantime is left to her.
    Three queries and a COPY whatever the number; `rows` need nothing joined. Raises Refused without a reason.
    """
    if slip not in law.SLIPS:
        raise Refused(Refusal("reason-missing", NO_REASON, field="slip"))
    now = {
        row.pk: (row.planned_week, row.state)
        for row in _allowed(actor, rows).order_by("pk").select_for_update(of=("self",))
    }
    moved = _weighed(actor, rows, to, now)
    read = {row.pk: row for row in rows}
    before = {pk: read[pk].facts() for pk in moved.change}
    slipped = [pk for pk in moved.change if not read[pk].slip and to > read[pk].scheduled_week]
    for pk in moved.change:
        read[pk].planned_week = to
    for pk in slipped:
        read[pk].slip = slip
    table = Task.objects.of_district(actor.district)
    table.filter(pk__among=moved.change).update(planned_week=to)
    table.filter(pk__among=slipped).update(slip=slip)
    events = (journal.event("plan", read[pk], before=before[pk], note=note.strip()) for pk in moved.change)
    journal.record_many(actor, [replace(each, after={**(each.after or {}), "why": slip}) for each in events])
    return moved


# ---------- locks ----------


def lock_tasks(actor: Actor, rows: Sequence[Task], *, note: str = "") -> Moved:
    """The planned week of these tasks stays where it is: nobody moves it, and no plan does. Two queries and a COPY whatever the number."""
    return _hold(actor, rows, "lock", LOCK, note)


def unlock_tasks(actor: Actor, rows: Sequence[Task], *, note: str = "") -> Moved:
    """They may be moved again."""
    return _hold(actor, rows, "unlock", UNLOCK, note)


def weighed_locks(actor: Actor, rows: Sequence[Task], verb: str) -> Moved:
    """What "lock" or "unlock" would do; writes nothing. One query."""
    return _weighed_locks(rows, verb, LOCK if verb == "lock" else UNLOCK, _held_now(_allowed(actor, rows)))


def _held_now(rows: Any) -> dict[UUID, tuple[bool, str]]:
    return {row.pk: (row.is_locked, row.state) for row in rows}


def _weighed_locks(
    rows: Sequence[Task], verb: str, label: str, now: Mapping[UUID, tuple[bool, str]]
) -> Moved:
    change, same, refused = [], [], {}
    for row in rows:
        is_locked, state = now.get(row.pk, (row.is_locked, row.state))
        against = law.lockable(state)
        if row.pk not in now:
            against = Refusal("no-duty", NO_DUTY, {"step": Term(label)})
        if against:
            refused[row.pk] = against
        elif is_locked == (verb == "lock"):
            same.append(row.pk)
        else:
            change.append(row.pk)
    return Moved(change, same, refused)


@transaction.atomic
def _hold(actor: Actor, rows: Sequence[Task], verb: str, label: str, note: str) -> Moved:
    now = _held_now(_allowed(actor, rows).order_by("pk").select_for_update(of=("self",)))
    held = _weighed_locks(rows, verb, label, now)
    events = []
    read = {row.pk: row for row in rows}
    for pk in held.change:
        read[pk].is_locked = verb == "lock"
        events.append(
            journal.Event(
                verb, "task", pk, {"is_locked": verb != "lock"}, {"is_locked": verb == "lock"}, note.strip()
            )
        )
    Task.objects.of_district(actor.district).filter(pk__among=held.change).update(is_locked=verb == "lock")
    journal.record_many(actor, events)
    return held
