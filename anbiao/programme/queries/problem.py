"""The open tasks of a campaign as a problem of weekly planning (rules/schedule.py): people with their hours, units, visits in order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from anbiao.kit.actor import Actor
from anbiao.programme.models import Campaign, CampaignStep, Task
from anbiao.programme.queries.hours import Doers, doers
from anbiao.registry.queries import TOWN
from anbiao.rules import tasks as law
from anbiao.rules.calendar import IsoWeek
from anbiao.rules.capacity import days_for_visits
from anbiao.rules.colours import BLUE, COLOURS
from anbiao.rules.schedule import After, Instance, Person, Placement, Plan, Unit, Visit, Week
from anbiao.rules.schedule.problem import FULL_WEEK

HALF_HOUR = 30  # minutes: what one "ordinary visit" of the problem stands for
LONGER = 8  # weeks beyond the campaign's end, where what is late already may go


@dataclass(frozen=True)
class Problem:
    """The problem, the plan that stands, and the tasks behind it by id."""

    instance: Instance
    previous: Plan
    tasks: Mapping[str, Task]


def problem(actor: Actor, campaign: Campaign, *, around: Task | None = None) -> Problem:
    """The open tasks of offices and their people, with what their units' earlier steps allow. Eight queries.

    Locked weeks stay. `around` limits it to the units of who does that task: enough to say why it lies where it lies.
    """
    this, steps = IsoWeek.of(actor.today), {step.pk: step for step in campaign.steps.all()}
    open_ = Task.objects.of_district(actor.district).filter(campaign=campaign, state__in=sorted(law.OPEN))
    if around is not None:
        own = open_.filter(person=around.person_id, organisation=around.organisation_id)
        open_ = open_.filter(enterprise__in=own.values("enterprise"))
    rows = list(open_.select_related("enterprise"))
    planned = {str(row.pk): row for row in rows if row.person_id or row.organisation_id}
    first, last = max(this, campaign.starts_week), campaign.ends_week
    weeks = first.until(max(last, first).plus(LONGER))
    who = doers(
        actor,
        {row.person_id for row in planned.values() if row.person_id},
        {row.organisation_id for row in planned.values() if row.organisation_id and not row.person_id},
        first=weeks[0].monday, last=weeks[-1].sunday,
    )  # fmt: skip
    units = {row.enterprise_id: row.enterprise for row in planned.values()}
    instance = Instance(
        tuple(Week(week, min(FULL_WEEK, days_for_visits(week, who.calendar))) for week in weeks),
        tuple(_person(key, who, weeks) for key in sorted(who.by_id)),
        tuple(
            Unit(str(pk), unit.region, unit.region[:TOWN], unit.colour if unit.colour in COLOURS else BLUE, (unit.sector,) if unit.sector else ())
            for pk, unit in units.items()
        ),
        tuple(_visits(rows, planned, steps, weeks)),
    )  # fmt: skip
    in_reach = set(weeks)
    standing = {
        key: Placement(row.planned_week, _key(row))
        for key, row in planned.items()
        if row.planned_week in in_reach
    }
    return Problem(instance, Plan(standing), planned)


def _key(row: Task) -> str:
    return str(row.person_id or row.organisation_id)


def _visits(
    rows: Sequence[Task], planned: Mapping[str, Task], steps: Mapping[UUID, CampaignStep], weeks: Sequence[IsoWeek],
) -> Iterable[Visit]:  # fmt: skip
    by_unit: dict[UUID, dict[str, Task]] = {}
    for row in rows:
        by_unit.setdefault(row.enterprise_id, {})[steps[row.step_id].code] = row
    for key, row in planned.items():
        step = steps[row.step_id]
        before = by_unit[row.enterprise_id].get(step.after) if step.after else None
        release = max(weeks[0], step.opens_week)
        after: tuple[After, ...] = ()
        if before is not None and str(before.pk) in planned:
            after = (After(str(before.pk), step.lag),)
        elif before is not None:  # the unit's own step: it is where it is
            release = max(release, before.planned_week.plus(step.lag))
        locked = (
            Placement(row.planned_week, _key(row))
            if row.is_locked and weeks[0] <= row.planned_week <= weeks[-1]
            else None
        )
        yield Visit(
            key, str(row.enterprise_id), step.code, (_key(row),), min(release, locked.week if locked else weeks[-1]), IsoWeek.of(row.due_on),
            duration=max(1, -(-step.minutes // HALF_HOUR)), after=after, together="visit" if step.is_visit else "", locked=locked,
        )  # fmt: skip


def _person(key: UUID, who: Doers, weeks: Sequence[IsoWeek]) -> Person:
    """Hours as half hours; days away and kept free by week."""
    absences = {}
    for week in weeks:
        lost = min(FULL_WEEK, days_for_visits(week, who.calendar)) - min(FULL_WEEK, who.days(key, week))
        if lost:
            absences[week] = lost
    return Person(str(key), who.by_id[key].hours * 60 // HALF_HOUR, absences)
