"""The units that take part in the demonstration's inspections: who of them has accounts, a list of its own, and risk points.

Written set-based, one COPY a table and day, since two thousand lists by the use-case would take a minute: the rows are those that
`activate`, `keep_list` and `keep_risk` write, with the same journal entries.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Any
from uuid import UUID

from anbiao.authority.models import User
from anbiao.inspection.models import CheckList, Risk, Routine
from anbiao.inspection.queries import tables
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.bulk import copy_models
from anbiao.kit.clock import day_of
from anbiao.kit.district import new_id
from anbiao.portal.demonstration.catalogue import share
from anbiao.portal.demonstration.inspections.lists import Lists, OwnList
from anbiao.portal.demonstration.inspections.phrases import PLANT
from anbiao.registry.models import Enterprise
from anbiao.rules import colours, visits
from anbiao.rules.places import Scope

WITH_LIST = 0.64  # of the units that stay: 60 % of all
WITH_SECOND = 0.2  # of those, a second account: the principal, who closes inside what the manager reports
EARLY = 0.7  # of the lists, made before the nine weeks
EARLIEST, LATEST = 61, 4  # working days back
FIRST_WEEK = 46
# feature: where, what is done there, what may happen, method, factors, measures. In the order in which a unit's worst is looked for.
RISKS: tuple[tuple[str, str, str, str, str, dict[str, float], str], ...] = (
    ("ammonia", "制冷机房", "氨压缩机运行与检修", "氨泄漏中毒、爆炸", "lec", {"L": 1, "E": 10, "C": 40}, "氨泄漏报警联动风机，检修办票，两人同行"),
    ("high_temp_metal", "熔炼区", "熔融金属浇注、吊运", "灼烫、爆炸", "lec", {"L": 3, "E": 6, "C": 40}, "地面保持干燥，吊运路线无人，锭模烘干"),
    ("hazchem", "化学品库", "储存和分装", "火灾、爆炸", "lec", {"L": 1, "E": 10, "C": 40}, "分类存放，防爆电气，当班领用不过夜"),
    ("dust", "除尘系统", "打磨、砂光除尘", "粉尘爆炸", "lec", {"L": 1, "E": 10, "C": 40}, "每班清灰，火花探测，泄爆口前不放物"),
    ("electroplating_line", "电镀线", "加料、换槽", "灼烫、中毒", "lec", {"L": 3, "E": 6, "C": 15}, "局部排风，洗眼器，戴防护面罩"),
    ("limited_space", "污水池", "清淤、检修", "中毒窒息", "lec", {"L": 3, "E": 2, "C": 40}, "先通风再检测后作业，外面有人守"),
    ("construction_site", "作业面", "高处作业", "坠落", "lec", {"L": 3, "E": 6, "C": 15}, "临边防护，系安全带，每日班前教育"),
    ("adhesives", "胶水暂存间", "领用、调胶", "火灾", "ls", {"L": 3, "S": 5}, "当班用量，防爆灯，加盖存放"),
    ("hot_work", "焊接区", "动火", "火灾", "ls", {"L": 4, "S": 4}, "办票，清可燃物，留人看半小时"),
    ("sandwich_panel", "彩钢板隔间", "电气线路", "火灾蔓延", "ls", {"L": 3, "S": 5}, "线路穿管，不在隔间过夜充电"),
    ("mixed_use", "二楼住人处", "生活用火用电", "火灾", "ls", {"L": 3, "S": 5}, "住人处独立出口，夜间不生产"),
    ("e_bike_charging", "充电处", "电动自行车充电", "火灾", "ls", {"L": 3, "S": 5}, "室外集中充电，自动断电"),
    ("gas_use", "厨房", "燃气使用", "爆燃", "ls", {"L": 3, "S": 4}, "报警器联动切断，软管两年一换"),
    ("special_equipment", "装卸区", "叉车作业", "车辆伤害", "ls", {"L": 3, "S": 4}, "持证驾驶，人车分流，限速"),
    ("crowded", "营业区", "人员聚集", "踩踏、火灾", "ls", {"L": 2, "S": 5}, "出口常开，限员，每季演练"),
    ("dormitory", "宿舍楼", "用电、住宿", "火灾", "ls", {"L": 2, "S": 5}, "限电器，两个出口，烟感报警"),
)  # fmt: skip
EMERGENCY = "立即停止作业，撤离人员，拨打 119、120 并报告安全管理人员"
# Of 3,000 units so many have a point of these colours as their worst.
WORST: dict[str, int] = {colours.RED: 60, colours.ORANGE: 560, colours.YELLOW: 160}


@dataclass(eq=False)
class Firm:
    """A unit as the story knows it: its people, its list, and what was found there so far."""

    id: UUID
    name: str
    region: str
    sector: str
    size_class: str
    features: tuple[str, ...]
    principal: str
    safety_manager: str
    manager: User | None = None
    second: User | None = None
    own: OwnList | None = None
    list_id: UUID | None = None
    listed_back: int = 0
    visits: int = 0
    visited_back: int = 999
    told: set[str] = field(default_factory=set)

    @property
    def is_plant(self) -> bool:
        """True where there are workshops."""
        return self.sector in PLANT

    @property
    def responsible(self) -> str:
        """Who rectifies."""
        return self.safety_manager or self.principal

    @property
    def worst(self) -> int | None:
        """The place of its first risk in RISKS; None without one."""
        return next((place for place, risk in enumerate(RISKS) if risk[0] in self.features), None)


COLUMNS = ("id", "name", "region", "sector", "size_class", "features", "principal", "safety_manager")


def read_firms(district: str, ids: Sequence[UUID]) -> list[Firm]:
    """The units of these ids, in their order. One query."""
    rows = Enterprise.objects.of_district(district).filter(pk__in=ids).values(*COLUMNS)
    found = {row["id"]: Firm(**{**row, "features": tuple(row["features"])}) for row in rows}
    return [found[unit] for unit in ids]


def acting(user: User, at: datetime) -> Actor:
    """A person at an instant, as the journal names her; she holds no grant, since nothing here asks for one."""
    scope = Scope(person=str(user.id), district=user.district, grants=(), on=day_of(at))
    return Actor(user.name, scope, at, "web", person=user.id, human=user.person)


def choose_listed(random: Random, firms: Iterable[Firm], lists: Lists) -> list[Firm]:
    """The units that have a list of their own, which, and the working day on which each made it."""
    chosen = [firm for firm in firms if random.random() < WITH_LIST]
    for firm in chosen:
        firm.listed_back = (
            random.randint(FIRST_WEEK, EARLIEST)
            if random.random() < EARLY
            else random.randint(LATEST, FIRST_WEEK)
        )
        firm.own, firm.list_id = lists.of_unit(firm.sector, firm.size_class, firm.features), new_id()
    return chosen


def keep_lists(firms: Sequence[Firm], *, district: str, at: datetime) -> None:
    """The lists that were made on one day, each by the unit's manager, with the routine checks that follow from them."""
    kept, routines, acts = [], [], []
    for firm in firms:
        if firm.manager is None or firm.own is None:
            raise ValueError(f"{firm.name} has no account or no list")
        actor = acting(firm.manager, at)
        row = CheckList(
            id=firm.list_id, district=district, enterprise_id=firm.id, version=1, items=list(firm.own.items), begun_from=list(firm.own.begun_from),
            note="按本单位实际调整" if firm.own.is_changed else "", person=actor.human, who=actor.who, at=at,
        )  # fmt: skip
        kept.append(row)
        routines += _routines(firm, district, actor.today)
        acts.append((actor, journal.event("keep", row)))
    copy_models(CheckList, kept)
    copy_models(Routine, routines)
    journal.record_each(district, acts)


def _routines(firm: Firm, district: str, on: date) -> list[Routine]:
    given = firm.own.frequencies if firm.own else {}
    return [
        Routine(
            district=district,
            enterprise_id=firm.id,
            frequency=name,
            items=number,
            due_on=visits.next_due_on(name, on),
        )
        for name, number in given.items()
    ]


# ---------- risk points ----------


def choose_risky(random: Random, firms: Iterable[Firm], size: int) -> list[tuple[Firm, list[int]]]:
    """Units with the places in RISKS of their points: so many whose worst is red, orange, yellow."""
    left = {colour: share(number, size) for colour, number in WORST.items()}
    candidates = [firm for firm in firms if firm.manager is not None and firm.worst is not None]
    random.shuffle(candidates)
    chosen = []
    for firm in candidates:
        places = [place for place, risk in enumerate(RISKS) if risk[0] in firm.features][:3]
        worst = min((_colour(place) for place in places), key=lambda colour: colours.LEVELS[colour])
        if left.get(worst, 0) > 0:
            left[worst] -= 1
            chosen.append((firm, places))
    return chosen


def _colour(place: int) -> str:
    method, values = RISKS[place][4:6]
    return colours.rate(tables.method(method).rating, values)[1]


def keep_risks(chosen: Sequence[tuple[Firm, list[int]]], *, district: str, at: datetime) -> None:
    """The risk points that were entered on one day."""
    rows, acts = [], []
    for firm, places in chosen:
        if firm.manager is None:
            raise ValueError(f"{firm.name} has no account")
        actor = acting(firm.manager, at)
        for place in places:
            row = Risk(
                district=district,
                enterprise_id=firm.id,
                who=actor.who,
                reviewed_on=actor.today,
                **risk_values(place, firm.responsible),
            )
            rows.append(row)
            acts.append((actor, journal.event("add", row)))
    copy_models(Risk, rows)
    journal.record_each(district, acts)


def risk_values(place: int, responsible: str) -> dict[str, Any]:
    """The columns of a risk point, rated and coloured by its table."""
    _, where, activity, consequence, method, values, measures = RISKS[place]
    product, colour = colours.rate(tables.method(method).rating, values)
    return {
        "place": where, "activity": activity, "consequence": consequence, "method": method, "values": values, "product": product,
        "colour": colour, "measures": measures, "emergency": EMERGENCY, "responsible": responsible,
    }  # fmt: skip


def by_day(rows: Iterable[Any], back: Callable[[Any], int]) -> dict[int, list[Any]]:
    """Rows by the working day to which each belongs."""
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(back(row), []).append(row)
    return found
