"""The standardization campaign of the demonstration, in week 9 of 26 or another: launched by the office, done and accepted week by week.

Everything goes through the use-cases, in bulk as offices work. One street is played before the first page opens, the rest by the worker
(`play_rest`). Who is not one of the cast (a unit's own people, of whom there are hundreds) acts as "demonstration", and the journal says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import Max, QuerySet
from django.db.models.functions import Left
from django.utils import timezone

from anbiao.authority.models import User
from anbiao.authority.people import actor_of, operator
from anbiao.kit.actor import Actor
from anbiao.kit.clock import day_of
from anbiao.portal.demonstration.story import Story
from anbiao.programme import actions
from anbiao.programme.jobs import NAME
from anbiao.programme.models import Campaign, PlanRun, Task
from anbiao.programme.queries import campaigns
from anbiao.registry.queries import TOWN
from anbiao.rules.calendar import IsoWeek
from anbiao.rules.places import Grant, Scope
from anbiao.rules.tasks import OPEN, SLIPS

TEMPLATE = "standardization"
STREET = "350504002"
OFFICE = "linzhiyuan"
PLAYED = "demonstration"
PARTS = 100
# Of a hundred tasks of a step so many are done in their week; the next so many a week late; of what is done so many are sent back.
IN_TIME, LATER, SENT_BACK, EXEMPTED = 78, 14, 4, 2
NOTES = (
    "到现场核对，信息已更新",
    "材料齐全，已存档",
    "清单已签字启用",
    "自查完成，问题已入清单",
    "已整改，照片在清单中",
)
SECONDS = 0.0  # no time to search: what the planner finds at once is the same on every machine
LEFT_WEEKS = 2  # so many weeks that units handed in wait for acceptance now


def compose(story: Story, *, weeks: int) -> None:
    """Adds the launch, and every Friday of the street, to the story; the present week is the one of that number."""
    first = IsoWeek.of(day_of(story.now)).plus(1 - weeks)
    play = Play(story.cast.district, STREET, story.cast.towns[STREET])
    _at(story, first, time(9, 20), lambda at: launch(story.cast.acting(story.cast[OFFICE], at), first))
    for number in range(weeks):
        _at(
            story,
            first.plus(number),
            time(16, 20),
            lambda at: actions.settle_campaigns(program(play.district, at)),
        )
        _at(story, first.plus(number), time(16, 30), play.week)


def _at(story: Story, week: IsoWeek, clock: time, happening: object) -> None:
    day = week.monday if clock.hour < 12 else week.monday + timedelta(days=4)
    at = timezone.make_aware(datetime.combine(day, clock))
    if at <= story.now:
        story.happenings.append((at, next(story.order), happening))  # type: ignore[arg-type]


def program(district: str, at: datetime) -> Actor:
    """The program itself, which takes in units that were registered since."""
    return replace(operator(district, at, who=NAME), via="job")


def launch(actor: Actor, first: IsoWeek) -> Campaign:
    """The office drafts the campaign for every unit of the district, and launches it."""
    edition = campaigns.edition(actor.district, TEMPLATE)
    if edition is None:
        raise LookupError(f"{TEMPLATE} does not ship")
    draft = actions.draft_campaign(actor, edition, starts=first, number="洛安委办〔示例〕12号")
    return actions.launch_campaign(actor, draft)


def play_rest(district: str, *, now: datetime) -> int:
    """The other towns, week by week, and then the weeks that lie ahead are planned by the hours that people have. Returns how many steps
    were taken.

    One transaction for each week of a town: others write and the journal is sealed in between. Begun again after it was stopped, it goes
    on where it was; what was played is left alone.
    """
    running = running_campaign(district)
    if running is None:
        return 0
    known, taken = _played_until(running), 0
    for number in range(IsoWeek.of(day_of(now)).since(running.starts_week) + 1):
        at = _friday(running.starts_week.plus(number))
        for town, officer in sorted(_officers(district).items()):
            if town != STREET and at <= now and known.get(town, date.min) < day_of(at):
                with transaction.atomic():
                    taken += Play(district, town, officer).week(at)
    _plan(running, now)
    return taken


def running_campaign(district: str) -> Campaign | None:
    """The campaign of the demonstration while it runs. One query."""
    rows = Campaign.objects.of_district(district).filter(state="running")
    return rows.filter(edition__programme__urn__endswith=TEMPLATE).first()


def _friday(week: IsoWeek) -> datetime:
    return timezone.make_aware(datetime.combine(week.monday + timedelta(days=4), time(16, 30)))


def _played_until(campaign: Campaign) -> dict[str, date]:
    """Town → the last day on which anything of it was done. One query."""
    rows = Task.objects.of_district(campaign.district).filter(campaign=campaign)
    last = rows.annotate(town=Left("enterprise__region", TOWN)).values_list("town").annotate(Max("done_on"))
    return {town: on for town, on in last if on}


def _officers(district: str) -> dict[str, User]:
    """Town → its officer, the one of the sign-in page first."""
    users = User.objects.filter(district=district, grants__duty="town_officer").prefetch_related("grants")
    found: dict[str, User] = {}
    for user in users.order_by("-is_demonstration", "id"):
        for grant in user.grants.all():
            if grant.duty == "town_officer":
                found.setdefault(grant.region, user)
    return found


def _plan(campaign: Campaign, now: datetime) -> None:
    """Once: the first spread knows one step at a time, and a bureau that answers for hundreds would have all of them in one week."""
    office = User.objects.get(district=campaign.district, username=OFFICE)
    if not PlanRun.objects.of_district(campaign.district).filter(campaign=campaign).exists():
        actions.plan_campaign(actor_of(office, now, "web"), campaign, replan=False, seconds=SECONDS)


@dataclass(frozen=True)
class Play:
    """One town: its officer does and decides what is the town's, its units do their own."""

    district: str
    town: str
    officer: User

    def week(self, at: datetime) -> int:
        """What one week brings: done, handed in late, accepted, sent back, exempted. Returns how many steps were taken."""
        officer = actor_of(self.officer, at, "web")
        this = IsoWeek.of(officer.today)
        due = self._open().filter(scheduled_week__lte=this)
        rows = [row for row in due if self._comes(row, this)]
        return sum(
            (
                self._do(officer, rows),
                self._decide(officer, this),
                self._exempt(officer, due, this),
                self._begin(officer, this),
            )
        )

    def _open(self) -> QuerySet[Task, Task]:
        rows = Task.objects.of_district(self.district).filter(
            enterprise__region__startswith=self.town, state__in=sorted(OPEN)
        )
        return rows.filter(campaign__state="running").select_related("enterprise", "step", "campaign")

    def _comes(self, row: Task, this: IsoWeek) -> bool:
        """Whether a task is done this week: drawn once for each task, so that the same district has the same story."""
        part, late = draw(row), this.since(row.scheduled_week)
        if row.state == "returned":
            return True
        return part < IN_TIME if late == 0 else IN_TIME <= part < IN_TIME + LATER and late == 1 + part % 3

    def _do(self, officer: Actor, rows: Sequence[Task]) -> int:
        own = [row for row in rows if "enterprise_manager" in row.step.doers]
        office = [row for row in rows if "town_officer" in row.step.doers]
        bureaus = [row for row in rows if "bureau_officer" in row.step.doers]
        done = _submit(officer, office) + _submit(_units(officer, own), own)
        return done + _submit(_bureaus(officer), bureaus)

    def _decide(self, officer: Actor, this: IsoWeek) -> int:
        """The street accepts what its units handed in some weeks ago, the office what the street did; the last weeks still wait."""
        waiting = Task.objects.of_district(self.district).filter(
            enterprise__region__startswith=self.town, state="submitted"
        )
        waiting = waiting.filter(done_on__lt=this.plus(1 - LEFT_WEEKS).monday)
        rows = list(waiting.select_related("enterprise", "step", "campaign"))
        office = replace(_above(officer), now=officer.now)
        taken = 0
        for actor, duty in ((officer, "town_officer"), (office, "district_officer")):
            mine = [
                row
                for row in rows
                if duty in row.step.acceptors and row.done_by != actor.human and row.state == "submitted"
            ]
            back = [row for row in mine if _is_sent_back(row)]
            good = [row for row in mine if not _is_sent_back(row)]
            taken += actions.move_tasks(actor, back, "send_back", note="佐证不清，请补充后再报").moved
            taken += actions.move_tasks(actor, good, "accept").moved
        return taken

    def _exempt(self, officer: Actor, due: Iterable[Task], this: IsoWeek) -> int:
        rows = [
            row
            for row in due
            if row.state == "idle" and draw(row) >= PARTS - EXEMPTED and row.scheduled_week == this.previous
        ]
        return actions.move_tasks(officer, rows, "exempt", note="已取得上级定级，本年不重复创建").moved

    def _begin(self, officer: Actor, this: IsoWeek) -> int:
        rows = [
            row
            for row in self._open().filter(planned_week=this.monday, state="idle")
            if draw(row, "begin") < 40
        ]
        return actions.move_tasks(
            officer, [row for row in rows if "town_officer" in row.step.doers], "begin"
        ).moved


def draw(row: Task, word: str = "") -> int:
    """0 to 99, the same for the same unit and step whatever their ids."""
    text = f"{row.enterprise.uscc or row.enterprise.name}{row.step.code}{word}"
    return int.from_bytes(sha256(text.encode()).digest()[:4], "big") % PARTS


def _is_sent_back(row: Task) -> bool:
    return draw(row, f"back {row.done_on}") < SENT_BACK


def _submit(actor: Actor, rows: Sequence[Task]) -> int:
    """What slipped says why."""
    week = IsoWeek.of(actor.today)
    late = [row for row in rows if row.scheduled_week < week and not row.slip]
    good = [row for row in rows if row.scheduled_week >= week or row.slip]
    taken = actions.move_tasks(actor, good, "submit", done_note=NOTES[week.week % len(NOTES)]).moved
    slips = sorted(SLIPS)
    for number, slip in enumerate(slips):
        part = [row for row in late if draw(row, "slip") % len(slips) == number]
        taken += (
            actions.move_tasks(
                actor, part, "submit", done_note=NOTES[week.week % len(NOTES)], slip=slip
            ).moved
            if part
            else 0
        )
    return taken


def _units(officer: Actor, rows: Iterable[Task]) -> Actor:
    """The people of units: nobody of the cast, and so marked."""
    grants = tuple(
        Grant("enterprise_manager", enterprise=str(row.enterprise_id), from_on=officer.today) for row in rows
    )
    scope = Scope(person="", district=officer.district, grants=grants, on=officer.today)
    return Actor(who="演示企业", scope=scope, now=officer.now, via=PLAYED)


def _bureaus(officer: Actor) -> Actor:
    """The officers of bureaus: but for one they are nobody of the cast, and so marked."""
    grant = Grant("bureau_officer", region=officer.district, from_on=officer.today)
    scope = Scope(person="", district=officer.district, grants=(grant,), on=officer.today)
    return Actor(who="演示部门", scope=scope, now=officer.now, via=PLAYED)


def _above(officer: Actor) -> Actor:
    """The safety office, on that day."""
    user = User.objects.get(district=officer.district, username=OFFICE)
    return actor_of(user, officer.now, "web")
