"""Assessments, reviews, certificates, benchmarks and cards of the demonstration: one of each state, in the street that is played first.

Everything goes through the use-cases, by the cast; entries say "demonstration". Each course is the story of one unit: days before today,
and what happens then. A unit to which one of its steps is refused stays where it is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from anbiao.inspection.queries.safety import advisers_of, safety_of
from anbiao.kit.actor import Actor
from anbiao.portal.demonstration.campaign import PLAYED, STREET
from anbiao.portal.demonstration.story import Story
from anbiao.programme import actions
from anbiao.programme.models import Assessment, Benchmark, Certificate, Experience
from anbiao.programme.queries import assessments as queries
from anbiao.registry.models import Enterprise
from anbiao.rules.places import Grant, Scope
from anbiao.rules.refusal import Refused
from anbiao.rules.scoring import Mark
from anbiao.rules.units import ALIVE

OFFICE, LEADER, TOWN, EXPERT, MANAGER = "linzhiyuan", "wujianming", "chenxiaolan", "zhengguodong", "huangmin"
LOOKED_AT = 60  # units of the street among which the courses find theirs
# Of so many items one loses a mark; a poor assessment loses everything at every second one.
FLAW, POOR = 7, 2
OWN, REVIEW = "与现场不一致，待完善", "现场核对：记录不全"
Course = Sequence[tuple[int, str]]

APPLIED: Course = (
    (100, "apply"),
    (96, "assign"),
    (92, "review"),
    (88, "conclude"),
    (84, "accept"),
    (80, "propose"),
)
HELD: Course = (*APPLIED, (66, "grant"))
COURSES: tuple[Course, ...] = (
    ((27, "submit"), (24, "assign")),  # its limit is near
    ((20, "submit"), (18, "assign"), (6, "half")),
    ((30, "submit"), (28, "assign"), (14, "review"), (5, "conclude")),
    ((25, "submit"), (24, "assign"), (12, "review"), (4, "send_back")),
    ((70, "submit"), (66, "assign"), (60, "review"), (52, "conclude"), (45, "accept"), (8, "correct")),
    ((70, "poor"), (66, "assign"), (60, "strict"), (52, "conclude"), (45, "accept")),
    (*HELD, (50, "benchmark"), (44, "name"), (36, "card"), (28, "publish"), (5, "card")),
    (*HELD, (9, "benchmark")),
    (*APPLIED[:-1], (6, "propose"), (3, "object")),
    (*APPLIED, (66, "refuse")),
    (*HELD, (10, "suspend")),
    (*HELD, (30, "suspend"), (20, "revoke")),
    ((13, "submit"),), ((13, "submit"),), ((13, "submit"),),
)  # fmt: skip
DRAWN = 11  # days ago: what was handed in and assigned to nobody by then
DECIDED = 9


@dataclass
class Unit:
    """A unit of a course as far as it has come; `stopped` where a step was refused."""

    pk: UUID
    stopped: bool = False
    rows: dict[str, Any] = field(default_factory=dict)


@dataclass
class Play:
    """Who acts, and the units once the first step asks for them."""

    story: Story
    units: list[Unit] = field(default_factory=list)

    def cast(self, name: str, at: datetime) -> Actor:
        """One of the cast, marked as played."""
        return replace(self.story.cast.acting(self.story.cast[name], at), via=PLAYED)

    def manager(self, unit: UUID, at: datetime) -> Actor:
        """The unit's own people: nobody of the cast."""
        day = timezone.localtime(at).date()
        grant = Grant("enterprise_manager", enterprise=str(unit), from_on=day)
        scope = Scope(person="", district=self.story.cast.district, grants=(grant,), on=day)
        return Actor(who="演示企业", scope=scope, now=at, via=PLAYED)

    def found(self, at: datetime) -> list[Unit]:
        """Units of the street with a table of the local scheme, nothing that stands against a grade, and no expert who advised them."""
        if self.units:
            return self.units
        district, day = self.story.cast.district, timezone.localtime(at).date()
        rows = Enterprise.objects.of_district(district).filter(region__startswith=STREET, state__in=ALIVE)
        rows = rows.exclude(Q(sector="") | Q(size_class="nine_small")).order_by("uscc")
        looked = list(rows[:LOOKED_AT])
        named = [unit.pk for unit in looked]
        off = safety_of(district, named, day) | advisers_of(district, named, day - timedelta(days=730))
        for unit in looked:
            if len(self.units) < len(COURSES) and unit.pk not in off and _is_local(unit, day):
                self.units.append(Unit(unit.pk))
        return self.units

    def step(self, number: int, name: str, at: datetime) -> None:
        """One step of one course; what is refused ends the course."""
        units = self.found(at)
        unit = units[number] if number < len(units) else None
        if unit is None or unit.stopped:
            return
        try:
            STEPS[name](self, unit, at)
        except Refused:
            unit.stopped = True


def compose(story: Story) -> None:
    """Adds the courses, the draw, and the half-filled assessment of the unit whose manager signs in, to the story."""
    play = Play(story)
    for number, course in enumerate(COURSES):
        for place, (days, name) in enumerate(course):
            _at(story, days, place, partial(play.step, number, name))
    _at(story, DRAWN, 0, partial(_draw, play))
    _at(story, DECIDED, 0, partial(_decide_rest, play))
    _at(story, 2, 0, partial(_own_begun, play))


def _at(story: Story, days: int, place: int, happening: Callable[[datetime], None]) -> None:
    day = timezone.localtime(story.now).date() - timedelta(days=days)
    day -= timedelta(days=max(0, day.weekday() - 4))
    at = timezone.make_aware(datetime.combine(day, time(14, place)))
    story.happenings.append((min(at, story.now), next(story.order), happening))


def _is_local(unit: Enterprise, on: date) -> bool:
    """Whose certificate the district grants itself."""
    chosen = queries.applying(unit, on).edition
    return chosen is not None and queries.table(unit.district, chosen.urn, chosen.edition).route == "local"


# ---------- marks ----------


def _marks(row: Assessment, side: str, *, flaw: int = FLAW, off: Decimal | None = Decimal(1), share: int = 1) -> dict[str, Mark]:  # fmt: skip
    """Full marks, but every so many items lose `off` (None: everything); of the items the first part only where `share` is 2."""
    items = queries.items_of(row)
    given = {}
    for place, item in enumerate(items[: len(items) // share]):
        lost = min(item.full, item.full if off is None else off) if place % flaw == flaw - 1 else Decimal(0)
        keeps = item.is_veto or not lost
        given[item.ref] = Mark() if keeps else Mark(lost, reason=OWN if side == "own" else REVIEW)
    return given


# ---------- steps ----------


def _submit(play: Play, unit: Unit, at: datetime, kind: str = "yearly", **marks: Any) -> None:
    manager = play.manager(unit.pk, at)
    row = actions.begin_assessment(manager, Enterprise.objects.get(pk=unit.pk), kind=kind)
    actions.fill_items(manager, row, "own", _marks(row, "own", **marks))
    unit.rows["assessment"] = actions.move_assessment(manager, row, "submit")


def _assign(play: Play, unit: Unit, at: datetime) -> None:
    office = play.cast(OFFICE, at)
    actions.assign_reviewers(office, unit.rows["assessment"], [str(play.story.cast[EXPERT].person)])


def _review(play: Play, unit: Unit, at: datetime, *, flaw: int = FLAW - 1, **marks: Any) -> None:
    expert, row = play.cast(EXPERT, at), unit.rows["assessment"]
    row = actions.move_assessment(expert, row, "begin_review")
    actions.fill_items(expert, row, "review", _marks(row, "review", flaw=flaw, **marks))


def _move(who: str, step: str, note: str = "") -> Callable[[Play, Unit, datetime], None]:
    def move(play: Play, unit: Unit, at: datetime) -> None:
        unit.rows["assessment"] = actions.move_assessment(
            play.cast(who, at), unit.rows["assessment"], step, note=note
        )

    return move


def _correct(play: Play, unit: Unit, at: datetime) -> None:
    actions.correct_assessment(
        play.cast(OFFICE, at), unit.rows["assessment"], note="第 3 项按现场复核结果更正"
    )


def _propose(play: Play, unit: Unit, at: datetime) -> None:
    unit.rows["certificate"] = actions.propose_certificate(play.cast(OFFICE, at), unit.rows["assessment"])


def _certificate(who: str, step: str, **given: str) -> Callable[[Play, Unit, datetime], None]:
    def decide(play: Play, unit: Unit, at: datetime) -> None:
        row: Certificate = unit.rows["certificate"]
        unit.rows["certificate"] = actions.decide_certificate(play.cast(who, at), row, step, **given)

    return decide


def _object(play: Play, unit: Unit, at: datetime) -> None:
    text = "公示期内反映：仓库夜间曾占用疏散通道，请核实"
    actions.receive_objection(play.cast(OFFICE, at), unit.rows["certificate"], text=text)


def _benchmark(play: Play, unit: Unit, at: datetime) -> None:
    reason = "班前会、隐患随手拍和整改验收连成一条线，一年无重复隐患"
    unit.rows["benchmark"] = actions.propose_benchmark(
        play.cast(OFFICE, at), unit.rows["certificate"], reason=reason
    )


def _name(play: Play, unit: Unit, at: datetime) -> None:
    row: Benchmark = unit.rows["benchmark"]
    unit.rows["benchmark"] = actions.decide_benchmark(play.cast(LEADER, at), row, "name")


def _card(play: Play, unit: Unit, at: datetime) -> None:
    titles = ("班前五分钟：一人一风险", "随手拍进清单，三日内闭环")
    written = Experience.objects.of_district(play.story.cast.district).count()
    unit.rows["card"] = actions.write_experience(
        play.manager(unit.pk, at), unit.rows["benchmark"], title=titles[written % 2],
        practice="每班开工前五分钟，由班组长按当天工序说清一处风险和一条措施，员工复述并签名；随手拍到的问题当天进隐患清单，指定整改人和期限。",
        effect="半年内同类隐患由 11 处降到 2 处，整改平均用时由 6 天缩短到 2 天。",
    )  # fmt: skip


def _publish(play: Play, unit: Unit, at: datetime) -> None:
    card: Experience = unit.rows["card"]
    actions.decide_experience(play.cast(LEADER, at), card, "publish")


STEPS: Mapping[str, Callable[[Play, Unit, datetime], None]] = {
    "submit": _submit, "apply": lambda play, unit, at: _submit(play, unit, at, "application"),
    "poor": lambda play, unit, at: _submit(play, unit, at, flaw=POOR, off=None),
    "assign": _assign, "review": _review, "half": lambda play, unit, at: _review(play, unit, at, share=2),
    "strict": lambda play, unit, at: _review(play, unit, at, flaw=POOR, off=None),
    "conclude": _move(EXPERT, "conclude"), "accept": _move(LEADER, "accept"), "correct": _correct,
    "send_back": _move(EXPERT, "send_back", "第 2 项缺少上季度演练记录，请补充佐证"),
    "propose": _propose, "object": _object, "grant": _certificate(LEADER, "grant"),
    "refuse": _certificate(LEADER, "refuse", note="公示期内查实材料与现场不符"),
    "suspend": _certificate(OFFICE, "suspend", ground="influence", note="网络反映较多，先行暂停核查"),
    "revoke": _certificate(LEADER, "revoke", ground="influence", note="核查属实"),
    "benchmark": _benchmark, "name": _name, "card": _card, "publish": _publish,
}  # fmt: skip


# ---------- beside the courses ----------


def _draw(play: Play, at: datetime) -> None:
    actions.draw_reviews(play.cast(OFFICE, at), name="示例：本年度自评抽查", region=STREET, seed="示例")


def _decide_rest(play: Play, at: datetime) -> None:
    leader = play.cast(LEADER, at)
    left = queries.assessments(leader, "approve assessment").filter(state="submitted", sample="own")
    actions.decide_by_own(leader, list(left.values_list("pk", flat=True)[:1]))


def _own_begun(play: Play, at: datetime) -> None:
    """Half filled, by whoever signs in as the unit's safety manager; the other half is hers to try."""
    manager = play.cast(MANAGER, at)
    unit = Enterprise.objects.of_district(manager.district).get(pk=sorted(manager.units)[0])
    row = actions.begin_assessment(manager, unit, kind="application")
    actions.fill_items(manager, row, "own", _marks(row, "own", share=2))
