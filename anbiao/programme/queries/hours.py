"""Who does the tasks, and how much time there is for them: people with their hours and days away, offices with those of their people."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from anbiao.authority.models import Grant, Organisation, User
from anbiao.kit.actor import Actor
from anbiao.kit.scope import in_force
from anbiao.programme.models import Absence, KeyPeriod
from anbiao.registry.queries import calendar_at
from anbiao.rules.calendar import Calendar, IsoWeek
from anbiao.rules.capacity import Span, days_for_visits, hours_of, minutes_for_visits
from anbiao.standards import queries as standards


@dataclass(frozen=True)
class Doer:
    """A person, or an office where nobody is named: who it is, hours in a full week, and absences (an office has none)."""

    row: User | Organisation
    office: Organisation | None
    hours: int
    away: Sequence[Absence] = ()

    @property
    def region(self) -> str:
        """Where the office lies; "" for nobody's."""
        return self.office.region if self.office else ""


@dataclass(frozen=True)
class Doers:
    """The doers by id, the days kept free, and the calendar."""

    by_id: Mapping[UUID, Doer]
    free: Sequence[KeyPeriod]
    calendar: Calendar

    def days(self, key: UUID, week: IsoWeek) -> int:
        """The days of a week on which somebody can go on visits."""
        doer = self.by_id[key]
        away = [each.span for each in doer.away]
        return days_for_visits(week, self.calendar, away=away, kept_free=self._free_in(doer.region))

    def _free_in(self, region: str) -> list[Span]:
        return [each.span for each in self.free if region.startswith(each.region)]

    def minutes(self, key: UUID, week: IsoWeek) -> int:
        """Minutes of somebody in a week."""
        return minutes_for_visits(self.days(key, week), hours_a_week=self.by_id[key].hours)

    def absence(self, key: UUID, week: IsoWeek) -> str:
        """Why somebody is away in a week; "" for who is there."""
        found = (
            each.kind
            for each in self.by_id[key].away
            if each.first_on <= week.sunday and each.last_on >= week.monday
        )
        return next(found, "")

    def kept_free(self, weeks: Sequence[IsoWeek]) -> dict[IsoWeek, str]:
        """The title of the first key period in each week; "" for none."""
        return {
            week: next((each.title for each in self.free if each.first_on <= week.sunday and each.last_on >= week.monday), "")
            for week in weeks
        }  # fmt: skip


def doers(
    actor: Actor, people: Collection[UUID], offices: Collection[UUID], *, first: date, last: date
) -> Doers:
    """Who these are and what they can do between two days. An office has the hours of all its people; one that has nobody yet, those of its
    busiest duty. Six queries.
    """
    district = actor.district
    users = User.objects.filter(
        Q(pk__in=people) | Q(organisation__in=offices, is_active=True)
    ).select_related("organisation")
    by_user = {row.pk: row for row in users}
    allowed: Mapping[str, int] = standards.local(district, "planning.hours", actor.today)
    duties: dict[UUID, list[str]] = {}
    held = Grant.objects.of_district(district).filter(in_force(actor.today), user__in=list(by_user))
    for user, duty in held.values_list("user_id", "duty"):
        duties.setdefault(user, []).append(duty)
    away: dict[UUID, list[Absence]] = {}
    gone = Absence.objects.of_district(district).filter(
        person__in=people, withdrawn_on=None, first_on__lte=last, last_on__gte=first
    )
    for row in gone.order_by("first_on"):
        away.setdefault(row.person_id, []).append(row)
    found = {
        pk: Doer(row, row.organisation, hours_of(duties.get(pk, ()), allowed), away.get(pk, ()))
        for pk, row in by_user.items()
        if pk in people
    }
    for office in Organisation.objects.of_district(district).filter(pk__in=offices):
        hours = sum(
            hours_of(duties.get(pk, ()), allowed)
            for pk, row in by_user.items()
            if row.organisation_id == office.pk
        )
        found[office.pk] = Doer(office, office, hours or max(allowed.values()))
    free = KeyPeriod.objects.of_district(district).filter(
        withdrawn_on=None, first_on__lte=last, last_on__gte=first
    )
    return Doers(found, list(free.order_by("first_on")), calendar_at(actor.now))
