"""The weekly plan of a campaign worked out and written: planned weeks move, scheduled weeks and last days stand."""

from dataclasses import asdict, replace
from hashlib import sha256
from time import monotonic
from typing import Any

from django.db import transaction

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.bulk import update_rows
from anbiao.kit.district import new_id
from anbiao.programme import planning
from anbiao.programme.models import Campaign, PlanRun, Task
from anbiao.programme.queries.problem import Problem, problem
from anbiao.rules.calendar import IsoWeek
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_, Refusal, Refused
from anbiao.rules.schedule import Plan
from anbiao.rules.schedule.due_date import edd_plan
from anbiao.rules.schedule.objective import score
from anbiao.rules.schedule.trip_bounds import bound_of

SECONDS = 20.0
WHY = "planned_anew"


def plan_campaign(actor: Actor, campaign: Campaign, *, replan: bool, seconds: float = SECONDS) -> PlanRun:
    """Works out the weeks of a campaign's open tasks and writes what moves. `replan` keeps what can be kept; otherwise everything but what is
    locked is placed anew. Works outside a transaction for about so many seconds; what somebody changes meanwhile is left to her.
    Raises Refused.
    """
    if not actor.scope.allows("plan task", Place(region=actor.district)):
        raise Refused(
            Refusal("no-duty", N_("The plan of a whole campaign is worked out by the district's office."))
        )
    _refuse_closed(actor, campaign)
    began = monotonic()
    asked = problem(actor, campaign)
    found = planning.plan(asked.instance, seconds=seconds, previous=asked.previous if replan else None)
    told = _told(asked, found)
    return _write(actor, campaign, asked, found, told=told, replan=replan, seconds=monotonic() - began)


def _refuse_closed(actor: Actor, campaign: Campaign) -> None:
    rows = Campaign.objects.of_district(actor.district).filter(pk=campaign.pk, state="running")
    if not rows.exists():
        raise Refused(Refusal("campaign-not-running", N_("The campaign is not running.")))


def _told(asked: Problem, found: Plan) -> dict[str, Any]:
    """How good the plan is, beside the one that stood, the one by due date, and what no plan can do better."""
    own = score(asked.instance, found)
    return {
        **asdict(own), "before": asdict(score(asked.instance, asked.previous)), "edd": asdict(score(asked.instance, edd_plan(asked.instance))),
        "bound": _plain(bound_of(asked.instance, own)),
    }  # fmt: skip


def _plain(bound: Any) -> dict[str, Any]:
    return {**dict(bound.lateness), "unplaced": bound.unplaced, "trips": bound.trips}


@transaction.atomic
def _write(
    actor: Actor, campaign: Campaign, asked: Problem, found: Plan, *, told: dict[str, Any], replan: bool, seconds: float
) -> PlanRun:  # fmt: skip
    _refuse_closed(actor, campaign)
    wanted = {
        key: placed.week
        for key, placed in found.placements.items()
        if placed.week != asked.tasks[key].planned_week
    }
    rows = Task.objects.of_district(actor.district).filter(pk__among=[asked.tasks[key].pk for key in wanted])
    now = {str(row.pk): row for row in rows.order_by("pk").select_for_update()}
    free = {key: row for key, row in now.items() if _stands(row, asked.tasks[key])}
    _move(actor, free, wanted)
    text = planning.instance_text(asked.instance)
    run = PlanRun.objects.create(
        id=new_id(), district=actor.district, campaign=campaign, is_replan=replan, began_at=actor.now, seconds=round(seconds, 2),
        tasks=len(asked.tasks), moved=len(free), changed_meanwhile=len(wanted) - len(free), result=told,
        sha256=sha256(text.encode()).hexdigest(), who=actor.who,
    )  # fmt: skip
    journal.record(actor, journal.event("plan", run))
    return run


def _stands(row: Task, read: Task) -> bool:
    """True where nobody moved or did it since it was read."""
    return (row.planned_week, row.state, row.is_locked) == (read.planned_week, read.state, read.is_locked)


def _move(actor: Actor, rows: dict[str, Task], weeks: dict[str, IsoWeek]) -> None:
    """One UPDATE, one COPY of entries; who comes later than scheduled need not say why any more."""
    events, values = [], []
    for key, row in rows.items():
        before = row.facts()
        row.planned_week = weeks[key]
        if not row.slip and row.planned_week > row.scheduled_week:
            row.slip = WHY
        values.append((row.pk, row.planned_week.monday, row.slip))
        event = journal.event("plan", row, before=before)
        events.append(replace(event, after={**(event.after or {}), "why": WHY}))
    update_rows(Task, actor.district, ("planned_week", "slip"), values)
    journal.record_many(actor, events)
