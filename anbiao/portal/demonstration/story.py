"""What has happened in the demonstration before today: surveys, assignments, answers, rounds, moves; in the order of time."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

from django.utils import timezone

from anbiao.authority.models import Sector, User
from anbiao.authority.places import Offices
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.bulk import copy_rows
from anbiao.kit.district import new_id
from anbiao.portal.demonstration import names
from anbiao.portal.demonstration.catalogue import DECIDED_SECTOR, DECIDED_WORD, UNROUTED, share
from anbiao.portal.demonstration.people import Cast
from anbiao.portal.demonstration.roster import Draft, as_book, recognised
from anbiao.registry.actions import (
    acknowledge_many,
    add_site,
    answer_responsibility,
    assign_many,
    decide_duplicate,
    move_unit,
    route_unit,
)
from anbiao.registry.actions.roster import plan_roster
from anbiao.registry.actions.writing import write
from anbiao.registry.models import Contact, DuplicatePair, Enterprise, Responsibility

FATES: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    ("suspend", 48, ("设备检修，暂停生产", "订单不足，停产放假", "负责人住院，停业", "厂房改造，停产")),
    ("close", 66, ("营业执照已注销", "已结业，门店转租他人", "厂房拆迁，不再经营", "登记机关已吊销")),
    ("move_away", 24, ("迁往丰泽区，已办迁移", "搬至晋江市，原址空置", "迁往南安市新厂区")),
    ("miss", 14, ("按登记地址两次走访均未找到", "地址为住宅，房东称无此单位", "电话停机，现场为空店面")),
)
RESUMED = 12
HIGH_RISK = frozenset(
    {"hazchem", "limited_space", "dust", "ammonia", "high_temp_metal", "electroplating_line"}
)
CONTACT_POSTS = ("值班室", "车间主任", "仓库负责人", "前台", "电工")


@dataclass
class Story:
    """Happenings with their instants; `tell` lets them happen, the earliest first."""

    cast: Cast
    random: Random
    now: datetime
    size: int
    units: dict[int, UUID] = field(default_factory=dict)
    happenings: list[tuple[datetime, int, Callable[[datetime], None]]] = field(default_factory=list)
    order: "count[int]" = field(default_factory=count)

    def ago(self, days: int) -> datetime:
        """An instant of the working hours so many days ago, on the Friday before where it were a weekend; never later than now."""
        day = timezone.localtime(self.now).date() - timedelta(days=days)
        day -= timedelta(days=max(0, day.weekday() - 4))
        at = datetime.combine(day, time(8, 30)) + timedelta(minutes=self.random.randint(0, 510))
        return min(timezone.make_aware(at), self.now)

    def on(self, days: int, happening: Callable[[datetime], None]) -> None:
        """Lets something happen so many days ago."""
        self.happenings.append((self.ago(days), next(self.order), happening))

    def tell(self) -> None:
        """Lets everything happen."""
        for at, _, happening in sorted(self.happenings, key=lambda entry: entry[:2]):
            happening(at)

    # ---------- surveys ----------

    def survey(self, days: int, drafts: Sequence[Draft]) -> None:
        """The safety office imports a roster: planned, routed, compared and written as every file is."""

        def happen(at: datetime) -> None:
            actor = self.cast.acting(self.cast["linzhiyuan"], at)
            book, sheet = as_book(drafts)
            plan = plan_roster(actor, book, [(sheet, recognised(sheet))])
            if plan.errors:
                raise ValueError(f"the demonstration's own roster is wrong: {plan.errors[:3]}")
            write(actor, plan.batch, offices=Offices(actor.district))
            self.units |= {id(draft): unit for draft, unit in zip(drafts, plan.batch.created, strict=True)}

        self.on(days, happen)

    def _rows(self, drafts: Iterable[Draft]) -> Any:
        ids = [self.units[id(draft)] for draft in drafts]
        return Enterprise.objects.of_district(self.cast.district).filter(pk__in=ids)

    def _unit(self, draft: Draft) -> Enterprise:
        return self._rows([draft]).get()  # type: ignore[no-any-return]

    # ---------- who answers ----------

    def assign(
        self, days: int, drafts: Sequence[Draft], *, kind: str, person: User, by: User | None = None
    ) -> None:
        """Somebody puts a person in charge of units; the town's officer when nobody is named."""
        if not drafts:
            return
        giver = by or self.cast.towns[drafts[0].town]

        def happen(at: datetime) -> None:
            actor = self.cast.acting(giver, at)
            assign_many(actor, self._rows(drafts), kind=kind, person=person, from_on=actor.today)

        self.on(days, happen)

    def acknowledge(self, days: int, drafts: Sequence[Draft], *, kind: str, person: User) -> None:
        """The person takes on the units."""
        if not drafts:
            return

        def happen(at: datetime) -> None:
            ids = [self.units[id(draft)] for draft in drafts]
            mine = Responsibility.objects.of_district(self.cast.district).filter(person=person, kind=kind)
            acknowledge_many(
                self.cast.acting(person, at), mine.filter(enterprise_id__in=ids, state="proposed")
            )

        self.on(days, happen)

    def decline(self, days: int, draft: Draft, *, person: User, note: str) -> None:
        """The person declines one, with a reason."""

        def happen(at: datetime) -> None:
            mine = Responsibility.objects.of_district(self.cast.district).select_related(
                "enterprise", "person"
            )
            row = mine.get(enterprise_id=self.units[id(draft)], person=person, kind="grid")
            answer_responsibility(self.cast.acting(person, at), row, "decline", note=note)

        self.on(days, happen)

    # ---------- rounds, moves, sites ----------

    def verify(self, days: int, drafts: Sequence[Draft], *, person: User) -> None:
        """A grid member goes round some units of her village and finds their facts right: one UPDATE, one COPY of entries."""
        if not drafts:
            return

        def happen(at: datetime) -> None:
            actor = self.cast.acting(person, at)
            ids = [self.units[id(draft)] for draft in drafts]
            values = {"verified_on": actor.today, "verified_by": actor.who}
            self._rows(drafts).update(**values, changed_at=at)
            told = {**values, "verified_on": actor.today.isoformat()}
            journal.record_many(
                actor, [journal.Event("verify", "enterprise", unit, {}, told) for unit in ids]
            )

        self.on(days, happen)

    def move(self, days: int, draft: Draft, step: str, note: str) -> None:
        """The town records what became of a unit."""

        def happen(at: datetime) -> None:
            actor = self.cast.acting(self.cast.towns[draft.town], at)
            move_unit(actor, self._unit(draft), step, note=note, on=actor.today)

        self.on(days, happen)

    def rent(self, days: int, tenant: Draft, landlord: Draft) -> None:
        """A unit works inside another one's plant (厂中厂)."""

        def happen(at: datetime) -> None:
            actor = self.cast.acting(self.cast.towns[tenant.town], at)
            values = {
                "name": "租用厂房", "address": str(landlord.values["地址"]), "region": landlord.village,
                "landlord": self._unit(landlord), "agreement": "已签安全生产管理协议" if self.random.random() < 0.7 else "",
                "from_on": actor.today,
            }  # fmt: skip
            add_site(actor, self._unit(tenant), values=values)

        self.on(days, happen)

    def contacts(self, days: int, drafts: Sequence[Draft]) -> None:
        """People of units who can be reached: one COPY, one entry each."""

        def happen(at: datetime) -> None:
            people, rows, events = names.people(self.random), [], []
            actor = self.cast.acting(self.cast["linzhiyuan"], at)
            for number, draft in enumerate(drafts):
                unit = self.units[id(draft)]
                told = {
                    "name": next(people), "post": self.random.choice(CONTACT_POSTS), "phone": names.phone(5001 + number)
                }  # fmt: skip
                rows.append((new_id(), actor.district, unit, *told.values()))
                events.append(
                    journal.Event("add contact", "enterprise", unit, after=told, personal=Contact.personal)
                )
            copy_rows(Contact, ("id", "district", "enterprise_id", "name", "post", "phone"), rows)
            journal.record_many(actor, events)

        self.on(days, happen)

    # ---------- the district decides ----------

    def decide_routing(self, days: int) -> None:
        """What no rule reached and the district decided: the word becomes a rule."""

        def happen(at: datetime) -> None:
            actor = self._office(at)
            unit = Enterprise.objects.of_district(actor.district).filter(name=UNROUTED[0]).first()
            if unit:
                sector = Sector.objects.get(code=DECIDED_SECTOR)
                route_unit(
                    actor,
                    unit,
                    sector=sector,
                    reason="业务相近：飞行作业与运输最近，由区交通运输局牵头",
                    word=DECIDED_WORD,
                )

        self.on(days, happen)

    def decide_duplicates(self, days: int, twins: Sequence[Draft]) -> None:
        """Pairs that were decided: the second and later ones are two units, the others one."""

        def happen(at: datetime) -> None:
            actor = self._office(at)
            for place, twin in enumerate(twins):
                pairs = DuplicatePair.objects.of_district(actor.district).select_related("first", "second")
                pair = pairs.filter(second_id=self.units[id(twin)]).first()
                if pair and place == 1:
                    decide_duplicate(actor, pair, same=False, note="现场为两家，共用一部电话")
                elif pair:
                    decide_duplicate(actor, pair, same=True, keep=pair.first_id, note="现场核实为同一家")

        self.on(days, happen)

    def _office(self, at: datetime) -> Actor:
        return self.cast.acting(self.cast["linzhiyuan"], at)


def compose(story: Story, drafts: Sequence[Draft]) -> list[Draft]:
    """The story of the demonstration: two surveys, and between and after them the work of half a year.

    Returns the units of the census that are still there, in its order.
    """
    size = story.size
    twins = [draft for draft in drafts if draft.twin_of is not None]
    lost = [draft for draft in drafts if draft.name in UNROUTED]
    rest = [draft for draft in drafts if draft.twin_of is None and draft.name not in UNROUTED]
    found = share(150, size) if len(rest) > 60 else 0
    census, late = rest[: len(rest) - found], rest[len(rest) - found :]
    story.survey(200, census)
    story.survey(18, [*late, *lost, *twins])
    story.decide_routing(6)
    story.decide_duplicates(5, twins[-share(3, size) :] if len(twins) > 1 else [])
    fated = _fates(story, census)
    _grids(story, census, fated)
    _late_grids(story, [*late, *lost, *twins])
    _specialists(story, [draft for draft in census if id(draft) not in fated])
    _tenancies(story, [draft for draft in census if id(draft) not in fated])
    large = sorted(census, key=lambda draft: -int(str(draft.values["从业人数"])))
    story.contacts(150, large[: share(420, size)])
    return [draft for draft in census if id(draft) not in fated]


def _fates(story: Story, census: Sequence[Draft]) -> set[int]:
    """What became of some units; the named ones stay as they are."""
    free = [draft for draft in census if draft.trade is not None and not draft.features]
    story.random.shuffle(free)
    fated: set[int] = set()
    for step, of_full, reasons in FATES:
        for _ in range(min(share(of_full, story.size), len(free))):
            draft = free.pop()
            fated.add(id(draft))
            story.move(story.random.randint(4, 170), draft, step, story.random.choice(reasons))
    for _ in range(min(share(RESUMED, story.size), len(free))):
        draft, days = free.pop(), story.random.randint(60, 170)
        fated.add(id(draft))
        story.move(days, draft, "suspend", "停产检修")
        story.move(days - 40, draft, "resume", "已复产，现场核实")
    return fated


def _by_village(drafts: Iterable[Draft]) -> dict[str, list[Draft]]:
    found: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        found[draft.village].append(draft)
    return dict(sorted(found.items()))


def _grids(story: Story, census: Sequence[Draft], fated: set[int]) -> None:
    """After the census each village's units get its grid member, who goes round them three times in half a year."""
    villages = _by_village(census)
    hers = story.cast["wangxiuzhu"]
    for village, drafts in villages.items():
        member = story.cast.grid[village]
        kept = _hers(story, drafts, hers) if member == hers else drafts
        days = story.random.randint(190, 196)
        story.assign(days, kept, kind="grid", person=member)
        story.acknowledge(days - 4, kept, kind="grid", person=member)
        visited = [draft for draft in kept if id(draft) not in fated and story.random.random() < 0.93]
        for earliest, latest, place in ((180, 120, 0), (119, 60, 1), (59, 2, 2)):
            round_of = visited[place::3]
            story.verify(story.random.randint(latest, earliest), round_of, person=member)


def _hers(story: Story, drafts: Sequence[Draft], member: User) -> list[Draft]:
    """The last of her village were given to 王秀珠 only lately: two answers are overdue, one she declined, the rest are due."""
    later = list(drafts[1:][-8:])
    overdue, declined, due = later[:2], later[2:3], later[3:]
    story.assign(15, [*overdue, *declined], kind="grid", person=member)
    for draft in declined:
        story.decline(11, draft, person=member, note="该单位实际在朝阳社区一侧，不在本网格")
    story.assign(2, due, kind="grid", person=member)
    return [draft for draft in drafts if all(draft is not other for other in later)]


def _late_grids(story: Story, drafts: Sequence[Draft]) -> None:
    """Of what the second survey found, a dozen have no grid member yet, and a few villages have not answered."""
    hers = story.cast["wangxiuzhu"]
    others = [draft for draft in drafts if story.cast.grid[draft.village] != hers]
    bare = others[: share(12, story.size)]
    given = [draft for draft in drafts if all(draft is not other for other in bare)]
    for place, (village, group) in enumerate(_by_village(given).items()):
        member = story.cast.grid[village]
        waiting = place % 12 == 0 and member != hers
        days = 3 if waiting else 14
        story.assign(days, group, kind="grid", person=member)
        if not waiting:
            story.acknowledge(days - 3, group, kind="grid", person=member)


def _specialists(story: Story, drafts: Sequence[Draft]) -> None:
    """An expert for units of high risk, an insurer for more of them, officials by name for the largest."""
    cast, office = story.cast, story.cast["linzhiyuan"]
    risky = [draft for draft in drafts if HIGH_RISK & set(draft.features)]
    large = [draft for draft in drafts if draft.values["类别"] == "规上"]
    by_town = {town: [draft for draft in large if draft.town == town] for town in ("350504002", "350504102")}
    for kind, person, chosen, days, open_ones in (
        ("expert", cast["zhengguodong"], risky[: share(28, story.size)], 90, 3),
        ("insurer", cast["suwanqing"], risky[: share(160, story.size)], 120, 4),
        ("official", cast["chenxiaolan"], by_town["350504002"][: share(20, story.size)], 100, 2),
        ("official", cast["hongqiwen"], by_town["350504102"][: share(15, story.size)], 80, 3),
    ):
        answered = chosen[: max(1, len(chosen) - open_ones)]
        waiting = chosen[len(answered) :]
        story.assign(days, answered, kind=kind, person=person, by=office)
        story.acknowledge(days - 3, answered, kind=kind, person=person)
        story.assign(2, waiting, kind=kind, person=person, by=office)


def _tenancies(story: Story, drafts: Sequence[Draft]) -> None:
    """Plants that let halls to others, two or three tenants each, of the same village."""
    villages = _by_village(drafts)
    landlords = [draft for draft in drafts if "plant_in_plant" in draft.features][: share(24, story.size)]
    housed = {id(draft) for draft in landlords}
    for landlord in landlords:
        works = [
            draft
            for draft in villages[landlord.village]
            if id(draft) not in housed
            and draft.values["行业代码"]
            and "1300" <= str(draft.values["行业代码"]) < "4400"
        ]
        for tenant in works[: story.random.randint(2, 3)]:
            housed.add(id(tenant))
            story.rent(story.random.randint(30, 140), tenant, landlord)
