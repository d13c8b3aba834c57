"""What is read of tasks; always from a scope."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from anbiao.kit.actor import Actor
from anbiao.kit.lookups import AmongFound
from anbiao.kit.scope import in_force
from anbiao.programme.models import CampaignStep, Task
from anbiao.registry.models import Enterprise, Responsibility
from anbiao.registry.queries import places_of
from anbiao.rules import tasks as law
from anbiao.rules.calendar import IsoWeek
from anbiao.rules.places import Place


def tasks(actor: Actor, capability: str = "read task") -> QuerySet[Task, Task]:
    """The tasks that the actor may see, or on which she holds another capability, with unit, step, campaign, and who answers."""
    rows = Task.objects.visible_to(actor.scope, capability)
    return rows.select_related("enterprise", "step", "campaign", "organisation", "person")


def with_steps(rows: Sequence[Task]) -> list[Task]:
    """Puts its step and campaign on each task. One query: a long list is not joined with these few rows, of which the database keeps no
    statistics as long as they are fewer than fifty, so that it would expect a handful of tasks and sort them all.
    """
    found = CampaignStep.objects.filter(pk__in={row.step_id for row in rows}).select_related("campaign")
    steps = {step.pk: step for step in found}
    for row in rows:
        row.step = steps[row.step_id]
        row.campaign = row.step.campaign
    return list(rows)


def of_running() -> Q:
    """Tasks of campaigns that run."""
    return Q(campaign__state="running")


def late(today: date) -> Q:
    """Open, and the last day has passed (rules/tasks.py: standing)."""
    return Q(state__in=sorted(law.OPEN), due_on__lt=today)


def late_ends(district: str, first: date, today: date) -> QuerySet[Task, Task]:
    """Tasks of a district due from a day on that were done after their day, or are open after it (rules/lateness.py)."""
    rows = Task.objects.of_district(district).filter(due_on__gte=first, due_on__lt=today)
    return rows.filter(Q(state__in=sorted(law.OPEN)) | Q(state__in=sorted(law.DONE), done_on__gt=F("due_on")))


def slipping(today: date) -> Q:
    """Open, the scheduled week has passed, the last day has not."""
    return Q(state__in=sorted(law.OPEN), due_on__gte=today, scheduled_week__lt=IsoWeek.of(today))


def soon(today: date) -> Q:
    """Open, and planned for this week or before, or due within the days of the warning."""
    until = today + timedelta(days=law.WARNED_DAYS)
    return Q(state__in=sorted(law.OPEN), due_on__gte=today) & (
        Q(planned_week__lte=IsoWeek.of(today)) | Q(due_on__lte=until)
    )


def caught_up() -> Q:
    """Done after the last day."""
    return Q(state__in=sorted(law.DONE), done_on__gt=F("due_on"))


def of_unit(actor: Actor, unit: Enterprise) -> QuerySet[Task, Task]:
    """The tasks of a unit, those of running campaigns first, in the order of their steps."""
    return tasks(actor).filter(enterprise=unit).order_by("-campaign__starts_week", "step__order")


def with_surroundings(
    actor: Actor, rows: Sequence[Task], *, note: str = "", slip: str = ""
) -> list[tuple[Task, Place]]:
    """Puts on each task what its guards ask, and gives it with its place. One query."""
    places = places_of(actor, {row.enterprise_id: row.enterprise for row in rows}.values())
    held: dict[tuple[Place, str], frozenset[str]] = {}
    found = []
    for row in rows:
        place = places[row.enterprise_id]
        duties: set[str] = set()
        for capability in ("do task", "accept task"):
            if (place, capability) not in held:
                grants = actor.scope.allowing_at(capability, place)
                held[place, capability] = frozenset(grant.duty for grant in grants)
            duties |= held[place, capability]
        row.around = {
            "held": frozenset(duties), "doers": row.step.doers, "acceptors": row.step.acceptors, "evidence": row.step.evidence,
            "campaign_state": row.campaign.state, "given_note": note, "given_slip": slip, "done_by": str(row.done_by or ""),
        }  # fmt: skip
        found.append((row, place))
    return found


def mine(actor: Actor) -> Q:
    """Tasks that name the actor, or an office that she works for and nobody by name; those of the own unit that name nobody."""
    offices = sorted({g.organisation for g in actor.scope.grants if g.organisation})
    own = Q(person_id=actor.holder) if actor.holder else Q(pk__in=[])
    own |= Q(person=None, organisation_id__in=offices)
    return own | Q(person=None, organisation=None, enterprise_id__in=sorted(actor.units))


def advised(actor: Actor) -> Q:
    """Tasks of units to which the actor is assigned by name, such as an expert."""
    held = Responsibility.objects.of_district(actor.district).filter(
        in_force(actor.today), person_id=actor.holder
    )
    return Q(enterprise__in=held.values("enterprise_id"))


def duties(actor: Actor, capability: str) -> list[str]:
    """The duties by which the actor holds a capability anywhere."""
    return sorted({grant.duty for grant in actor.scope.allowing(capability)})


def _of_running_steps(actor: Actor, **asked: Any) -> AmongFound:
    """Tasks of those steps of running campaigns. The steps are few: they are found first, not joined."""
    rows = CampaignStep.objects.of_district(actor.district).filter(campaign__state="running", **asked)
    return AmongFound("step_id", rows.values("pk"))


def to_do(actor: Actor) -> QuerySet[Task, Task]:
    """Open tasks of running campaigns that one of the actor's duties does."""
    rows = tasks(actor, "do task").filter(state__in=sorted(law.OPEN))
    return rows.filter(_of_running_steps(actor, doers__overlap=duties(actor, "do task")))


def to_accept(actor: Actor) -> QuerySet[Task, Task]:
    """Tasks that wait for acceptance by one of the actor's duties, without what she did herself."""
    rows = tasks(actor, "accept task").filter(state="submitted")
    rows = rows.filter(_of_running_steps(actor, acceptors__overlap=duties(actor, "accept task")))
    return rows.exclude(done_by__in=actor.people)


def by_ids(actor: Actor, ids: Iterable[UUID], capability: str) -> list[Task]:
    """Tasks by id, where the actor holds a capability."""
    return list(tasks(actor, capability).filter(pk__in=list(ids)))


def moved() -> Q:
    """Tasks whose planned week is no longer the scheduled one."""
    return ~Q(planned_week=F("scheduled_week"))
