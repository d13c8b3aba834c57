"""The last nine weeks of the demonstration: three lists, checks, hazards of every state, colours, look-backs, accidents.

`compose` adds them to the story. The street's own story (twenty units of Shuangyang, `street.py`) is played through the use-cases, as
people at past instants. What happens at the other units is drawn from the seed and written once a day (`district.py`, `lives.py`):
some 13,000 steps through the use-cases would take minutes. Every night the deadlines that have passed are settled, as the job does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from random import Random
from uuid import UUID

from anbiao.authority.people import operator
from anbiao.inspection.actions import settle_now
from anbiao.inspection.actions.pictures import attach
from anbiao.inspection.jobs import NAME
from anbiao.inspection.models import Hazard
from anbiao.kit.actor import Actor
from anbiao.portal.demonstration.catalogue import named
from anbiao.portal.demonstration.inspections import street
from anbiao.portal.demonstration.inspections.camera import Camera
from anbiao.portal.demonstration.inspections.days import Days, Ids
from anbiao.portal.demonstration.inspections.district import District
from anbiao.portal.demonstration.inspections.firms import (
    FIRST_WEEK,
    WITH_SECOND,
    Firm,
    by_day,
    choose_listed,
    choose_risky,
    keep_lists,
    keep_risks,
    read_firms,
)
from anbiao.portal.demonstration.inspections.lists import Lists
from anbiao.portal.demonstration.inspections.lives import Lives, Step
from anbiao.portal.demonstration.inspections.phrases import read_book
from anbiao.portal.demonstration.inspections.requests import Stage
from anbiao.portal.demonstration.roster import Draft
from anbiao.portal.demonstration.story import Story
from anbiao.registry.models import Enterprise
from anbiao.rules import hazards as law

BEGINNING = 62  # working days back: accounts, the first colours
RISKY_FROM, RISKY_TO = 61, 47  # when risk points were entered
HESHI = "350504102"
NIGHTS = 70  # calendar days
PICTURED = 12  # hazards of the other units that have pictures


@dataclass
class Nine:
    """The nine weeks while they are made."""

    stage: Stage
    ids: Ids
    lists: Lists
    census: Sequence[Draft]
    lives: Lives
    noted: set[UUID]
    firms: list[Firm] = field(default_factory=list)
    listed: list[Firm] = field(default_factory=list)
    kept: dict[int, list[Firm]] = field(default_factory=dict)
    rated: dict[int, list[tuple[Firm, list[int]]]] = field(default_factory=dict)
    to_draw: set[UUID] = field(default_factory=set)

    @property
    def _district(self) -> str:
        return self.stage.cast.district

    # ---------- the units and their people ----------

    def begin(self, at: datetime) -> None:
        """Accounts for the units that take part; what will happen at them is drawn; the first colours."""
        units = self.stage.story.units
        ids = [units[id(draft)] for draft in self.census]
        firms = read_firms(self._district, ids)
        own = firms[: len(named())]
        self.firms = firms[len(own) :]
        random = self.stage.random
        self.listed = choose_listed(random, self.firms, self.lists)
        seconds = [firm for firm in self.listed if firm.safety_manager and random.random() < WITH_SECOND * 2]
        self._accounts(at, own, seconds)
        district = District(self.stage.cast, random, self.stage.days, self.ids, self.stage.book, self.lives)
        district.draw(self.listed, self.stage.story.size)
        self._choose_pictured()
        self.kept = by_day(self.listed, lambda firm: firm.listed_back)
        self.rated = self._by_village(choose_risky(random, self.listed, self.stage.story.size))
        settle_now(program(self._district, at))

    def _accounts(self, at: datetime, own: Sequence[Firm], seconds: Sequence[Firm]) -> None:
        """Two people of each unit of the street's own story, a manager of each that has a list, the principal of some."""
        cast, stage = self.stage.cast, self.stage
        first = own[0]
        stage.people[first.name[:2]] = (cast["huangmin"], cast["liumingda"])
        asked = [(firm, firm.responsible, "企业安全管理人员") for firm in (*own[1:], *self.listed)]
        asked += [
            (firm, firm.principal, "企业主要负责人") for firm in (*own[1:], *seconds) if firm.safety_manager
        ]
        users = cast.activate(at, [(firm.id, name, post) for firm, name, post in asked])
        for (firm, _, _), user in zip(asked, users, strict=True):
            firm.manager, firm.second = (user, None) if firm.manager is None else (firm.manager, user)
        rows = Enterprise.objects.of_district(self._district).in_bulk([firm.id for firm in own])
        for firm in own:
            key = firm.name[:2]
            stage.units[key] = rows[firm.id]
            if firm.manager:
                stage.people[key] = (firm.manager, firm.second or firm.manager)

    def _by_village(self, risky: Sequence[tuple[Firm, list[int]]]) -> dict[int, list[tuple[Firm, list[int]]]]:
        """A village enters its risk points on one day; the grid member of the story was the first, so that her visits are due now."""
        villages = sorted({firm.region for firm, _ in risky})
        backs = {village: self.stage.random.randint(RISKY_TO, RISKY_FROM) for village in villages}
        hers = next((code for code, user in self.stage.cast.grid.items() if user.username == street.GRID), "")
        backs[hers] = RISKY_FROM
        return by_day(risky, lambda pair: backs[pair[0].region])

    def _choose_pictured(self) -> None:
        """Answers that wait for somebody in Heshi, so that there is something to look at."""
        last = {step.row.id: step for step in self.lives.steps}
        heshi = {firm.id for firm in self.listed if firm.region.startswith(HESHI)}
        waiting = [
            s for s in last.values() if s.verb == "report_fixed" and s.row.source not in law.OWN_SOURCES
        ]
        first = sorted(
            waiting,
            key=lambda step: (step.row.enterprise_id not in heshi, step.row.source == "grid", step.at),
        )
        self.to_draw = {step.row.id for step in first[:PICTURED]}

    # ---------- day by day ----------

    def close_day(self, at: datetime, *, back: int) -> None:
        """What happened at the other units on one day, written at its end; then every unit of the day takes its colour, today all do."""
        keep_lists(self.kept.get(back, []), district=self._district, at=at)
        risky = self.rated.get(back, [])
        keep_risks(risky, district=self._district, at=at)
        touched = (
            self.lives.write_until(at, picture=self._picture) | {firm.id for firm, _ in risky} | self.noted
        )
        if touched or not back:
            settle_now(program(self._district, at), sorted(touched) if back else None)
        self.noted.clear()

    def _picture(self, step: Step) -> None:
        """A few hazards are photographed before and after; of the others the paper says where the pictures are."""
        if step.row.id not in self.to_draw or step.verb not in ("report", "report_fixed"):
            return
        is_fixed = step.verb == "report_fixed"
        unit = Enterprise.objects.of_district(self._district).get(pk=step.row.enterprise_id)
        photo = self.stage.camera.take(
            step.actor, unit, self.stage.book.scene_of(step.row.title), fixed=is_fixed
        )
        attach(step.actor, unit, [photo], role="fixed" if is_fixed else "found", hazard=step.row)

    def night(self, at: datetime) -> None:
        """Deadlines that passed with the day before: their units take the colour that this gives them."""
        actor = program(self._district, at)
        passed = Hazard.objects.of_district(self._district).filter(
            state__in=sorted(law.TO_FIX), due_on=actor.today - timedelta(days=1)
        )
        units = sorted(set(passed.values_list("enterprise_id", flat=True)))
        if units:
            settle_now(actor, units)

    def choose_site(self, _at: datetime) -> None:
        """A building site, where the accident of the story happens; some other unit where there is none."""
        sites = [firm for firm in self.firms if firm.sector == "construction"] or self.firms
        self.stage.units["工地"] = Enterprise.objects.of_district(self._district).get(pk=sites[0].id)


def program(district: str, at: datetime) -> Actor:
    """The program itself at night."""
    return replace(operator(district, at, who=NAME), via="job")


def compose(story: Story, census: Iterable[Draft], *, seed: int, noted: set[UUID]) -> None:
    """Adds nine weeks to the story. `census` are the units that stay, the named ones first; `noted` those to settle with the day."""
    random = Random(seed * 7 + 3)  # noqa: S311 - a story, no secret; its own source, so that the roster stays as it is
    days, ids = Days(story.now), Ids(random)
    stage = Stage(story, story.cast, days, read_book(), Camera(ids, seed), random)
    nine = Nine(stage, ids, Lists(random, days.today), list(census), Lives(story.cast.district), noted)
    stage.on(BEGINNING, "09:00", nine.begin)
    stage.on(BEGINNING, "10:00", nine.choose_site)
    street.tell(stage, nine.lists)
    _elsewhere(stage)
    for number in range(NIGHTS, -1, -1):
        at = days.moment(days.today - timedelta(days=number), time(0, 5))
        story.happenings.append((at, next(story.order), nine.night))
    for back in range(BEGINNING - 1, -1, -1):
        stage.on(back, "17:50", nine.close_day, back=back)


def _elsewhere(stage: Stage) -> None:
    """A fatal accident on a building site. The district looks back at closings of Heshi: most are kept, one came back, one was never fixed, one could not be seen."""
    stage.records_accident(
        40, "15:00", "town", "工地", "高处坠落", hours=26, dead=1, loss=1_600_000, place="三层外架",
        course="工人在外架拆除连墙件时坠落，送医后死亡。", cause="未系安全带；连墙件提前拆除；现场无人监护。",
    )  # fmt: skip
    office = street.OFFICE
    stage.draws(
        16,
        "09:00",
        office,
        HESHI,
        name="河市镇第四季度回头看",
        from_back=FIRST_WEEK - 1,
        to_back=18,
        wanted=24,
    )
    stage.looks(
        12,
        "10:00",
        office,
        [("keep", "")] * 3 + [("relapse", "通道又堆满半成品，与整改前一样")] + [("keep", "")] * 2,
    )
    stage.looks(9, "15:00", office, [("expose", "照片里的灭火器是隔壁借来的，本单位从未更换"), ("keep", "")])
    stage.looks(6, "10:30", office, [("miss", "停产放假，门卫不让进")])
