"""The open tasks of a campaign as a problem of weekly planning (rules/schedule.py): people with their hours, units, visits in order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from anbiao.authority.models import Grant, Organisation, User
from anbiao.kit.actor import Actor
from anbiao.kit.scope import in_force
from anbiao.programme.models import Absence, Campaign, CampaignStep, KeyPeriod, Task
from anbiao.registry.queries import TOWN, calendar_at
from anbiao.rules import tasks as law
from anbiao.rules.calendar import Calendar, IsoWeek
from anbiao.rules.capacity import Span, days_for_visits, hours_of
from anbiao.rules.colours import BLUE, COLOURS
from anbiao.rules.schedule import After, Instance, Person, Placement, Plan, Unit, Visit, Week
from anbiao.standards import queries as standards

HALF_HOUR = 30  # minutes: what one "ordinary visit" of the problem stands for
LONGER = 8  # weeks beyond the campaign's end, where what is late already may go


@dataclass(frozen=True)
class Problem:
    """The problem, the plan that stands, and the tasks behind it by id."""

    instance: Instance
    previous: Plan
    tasks: Mapping[str, Task]


@dataclass(frozen=True)
class _Doer:
    """A person, or an office where nobody is named: hours in a full week, region, and the days away."""

    hours: int
    region: str
    away: tuple[Span, ...] = ()


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
    doers = _doers(actor, planned.values())
    first, last = max(this, campaign.starts_week), campaign.ends_week
    weeks = first.until(max(last, first).plus(LONGER))
    calendar, free = calendar_at(actor.now), _kept_free(actor, weeks)
    units = {row.enterprise_id: row.enterprise for row in planned.values()}
    instance = Instance(
        tuple(Week(week, min(5, days_for_visits(week, calendar))) for week in weeks),
        tuple(_person(key, doer, weeks, calendar, free) for key, doer in sorted(doers.items())),
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


def _person(
    key: str, doer: _Doer, weeks: Sequence[IsoWeek], calendar: Calendar, free: Sequence[KeyPeriod]
) -> Person:
    """Hours as half hours; days away and kept free by week."""
    kept = [each.span for each in free if doer.region.startswith(each.region)]
    absences = {}
    for week in weeks:
        here = days_for_visits(week, calendar, away=doer.away, kept_free=kept)
        lost = min(5, days_for_visits(week, calendar)) - min(5, here)
        if lost:
            absences[week] = lost
    return Person(key, doer.hours * 60 // HALF_HOUR, absences)


def _kept_free(actor: Actor, weeks: Sequence[IsoWeek]) -> list[KeyPeriod]:
    rows = KeyPeriod.objects.of_district(actor.district).filter(withdrawn_on=None)
    return list(rows.filter(first_on__lte=weeks[-1].sunday, last_on__gte=weeks[0].monday))


def _doers(actor: Actor, rows: Iterable[Task]) -> dict[str, _Doer]:
    """Who does these tasks. An office has the hours of all its people, or of one where it has nobody yet. Five queries."""
    found = list(rows)
    people = {row.person_id for row in found if row.person_id}
    offices = {row.organisation_id for row in found if row.organisation_id and not row.person_id}
    allowed: Mapping[str, int] = standards.local(actor.district, "planning.hours", actor.today)
    users = {
        row.pk: row
        for row in User.objects.filter(pk__in=people).select_related("organisation")
        | User.objects.filter(organisation__in=offices, is_active=True).select_related("organisation")
    }
    duties: dict[UUID, list[str]] = {}
    held = Grant.objects.of_district(actor.district).filter(in_force(actor.today), user__in=list(users))
    for user, duty in held.values_list("user_id", "duty"):
        duties.setdefault(user, []).append(duty)
    away: dict[UUID, list[Span]] = {}
    for row in Absence.objects.of_district(actor.district).filter(
        person__in=people, withdrawn_on=None, last_on__gte=actor.today
    ):
        away.setdefault(row.person_id, []).append(row.span)
    doers = {
        str(pk): _Doer(hours_of(duties.get(pk, ()), allowed), _region(users[pk]), tuple(away.get(pk, ())))
        for pk in people
    }  # fmt: skip
    for office in Organisation.objects.of_district(actor.district).filter(pk__in=offices):
        hours = sum(
            hours_of(duties.get(pk, ()), allowed)
            for pk, user in users.items()
            if user.organisation_id == office.pk
        )
        doers[str(office.pk)] = _Doer(hours or max(allowed.values()), office.region)
    return doers


def _region(user: User) -> str:
    return user.organisation.region if user.organisation else ""
