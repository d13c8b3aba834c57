"""Who acts in the demonstration's oversight, and when. Days are counted from the Monday of this week, so that periods are whole weeks."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import count

from django.utils import timezone

from anbiao.authority.models import Organisation, User
from anbiao.authority.people import actor_of
from anbiao.kit.actor import Actor
from anbiao.kit.clock import day_of
from anbiao.portal.demonstration.campaign import PLAYED
from anbiao.rules.places import Grant, Scope

CHINESE = "zh-hans"  # of what is written down, whatever the language of whoever builds it
OFFICE, LEADER = "linzhiyuan", "wujianming"
STREET = "350504002"
# Who of the sign-in page answers for an office. The other towns have officers of their own; the other bureaus have nobody of the cast.
OFFICERS = {STREET: "chenxiaolan", "350504102": "hongqiwen", "industry_commerce": "zhengyating", "enforcement": "xuzhenbang"}  # fmt: skip


@dataclass(frozen=True)
class Stage:
    """One district at an instant."""

    district: str
    now: datetime

    def day(self, ago: int) -> date:
        """The day so many days ago, ahead where the number is negative; the Friday before where it were a weekend."""
        day = day_of(self.now) - timedelta(days=ago)
        return day - timedelta(days=max(0, day.weekday() - 4))

    def of_week(self, weeks: int, weekday: int) -> date:
        """A day of a week by its distance from the present one; Monday is 0."""
        today = day_of(self.now)
        return today - timedelta(days=today.weekday()) + timedelta(days=7 * weeks + weekday)

    def at(self, day: date, clock: str) -> datetime:
        """An instant, never later than now."""
        return min(timezone.make_aware(datetime.combine(day, time.fromisoformat(clock))), self.now)

    def cast(self, name: str, at: datetime) -> Actor:
        """One of the cast by sign-in name, marked as played."""
        user = User.objects.get(district=self.district, username=name)
        return replace(actor_of(user, at, "web"), via=PLAYED)

    def office(self, slug: str) -> Organisation:
        """An office by its slug in the list that ships; a town's is its code."""
        return Organisation.objects.of_district(self.district).get(slug=slug)

    def of_office(self, office: Organisation, at: datetime) -> Actor:
        """Somebody of an office: its officer, or nobody of the cast, and so marked."""
        is_town = office.kind == Organisation.Kind.TOWN
        name = OFFICERS.get(office.slug, f"town{office.slug}" if is_town else "")
        if name:
            return self.cast(name, at)
        grant = Grant("bureau_officer", region=self.district, organisation=str(office.pk), from_on=day_of(at))
        scope = Scope(person="", district=self.district, grants=(grant,), on=day_of(at))
        return Actor(who="演示部门", scope=scope, now=at, via=PLAYED)


@dataclass
class Run:
    """Happenings with their instants; what lies ahead does not happen."""

    stage: Stage
    happenings: list[tuple[datetime, int, Callable[[datetime], object]]] = field(default_factory=list)
    order: "count[int]" = field(default_factory=count)

    def on(self, day: date, clock: str, happening: Callable[[datetime], object]) -> None:
        """Lets something happen on a day, if that has come."""
        if day <= day_of(self.stage.now):
            self.happenings.append((self.stage.at(day, clock), next(self.order), happening))

    def tell(self) -> int:
        """Lets everything happen, the earliest first. Returns how many there were."""
        for at, _, happening in sorted(self.happenings, key=lambda entry: entry[:2]):
            happening(at)
        return len(self.happenings)
