"""The nine weeks of the whole district, drawn from a seed: who checks which unit on which day, what is found, and what becomes of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from anbiao.authority.models import User
from anbiao.inspection.models import Check, Hazard
from anbiao.kit.actor import Actor
from anbiao.kit.clock import day_of
from anbiao.kit.search import bigrams
from anbiao.portal.demonstration.catalogue import share
from anbiao.portal.demonstration.inspections.days import Days, Ids
from anbiao.portal.demonstration.inspections.firms import FIRST_WEEK, Firm, acting
from anbiao.portal.demonstration.inspections.lives import Lives
from anbiao.portal.demonstration.inspections.phrases import Book, Phrase
from anbiao.portal.demonstration.people import Cast
from anbiao.rules import hazards as law
from anbiao.rules import visits
from anbiao.rules.places import cut

CHECKS = 1880  # of 3,000 units, in nine weeks
CAP = 4  # visits to a unit in a year, as the local rule has it
REST = 8  # working days between two visits to one unit
# Kind of check: how many of a hundred.
KINDS = {"grid": 56, "supervision": 13, "self": 24, "inspection": 4, "joint": 3}
FINDS = {
    "grid": (14, 26, 30, 22, 8),
    "self": (30, 36, 24, 10, 0),
    "": (6, 18, 30, 30, 16),
}  # how often 0, 1, … hazards
# How a visit ended that was none, of a hundred; with the days until the next try and what was seen.
MISSED = (
    ("locked", 40, 5, "卷帘门锁闭，电话无人接"), ("refused", 6, 3, "负责人称不在，拒绝进入，已告知法律责任"), ("moved", 12, 30, "邻居称上月已搬走"),
    ("not_found", 10, 20, "门牌不符，未找到"), ("closed", 12, 30, "店面已转租"), ("renovation", 20, 14, "停业装修"),
)  # fmt: skip
MISSING = 0.05
MAJOR = 0.016  # of what offices find
ON_SPOT = 0.62  # of what the library fixes at once, when an office stands there
LATE = 0.15  # rectified after the deadline; the rest in time
NEVER = 0.012  # not rectified at all yet
SENT_BACK = 0.035
VOID = 0.004
SECOND_OFFICER = "林国强"
TELL = (
    "已搬离并划线",
    "已更换",
    "已修复，班组长每天看",
    "已停用并挂牌",
    "已补齐，照片为证",
    "已整改，纳入每日巡查",
    "已培训并签名",
)
ARCHIVED = "；照片存镇街档案"  # set-based rows have no photos of their own
PAPER = "按纸质记录补录，签字页存镇街"
SEEN = ("现场查看，已整改到位", "复查合格", "与照片一致，合格", "")
STILL = ("仍有部分未清走，限期再改", "照片与现场不符，重新整改", "只做了一半，缺警示标志")
FUNDS = (3000, 8000, 12000, 25000, 60000)


@dataclass
class District:
    """Draws the lives of the hazards of every unit but those of the street's own story."""

    cast: Cast
    random: Random
    days: Days
    ids: Ids
    book: Book
    lives: Lives
    scores: dict[tuple[str, str], int] = field(default_factory=dict)

    def draw(self, firms: Sequence[Firm], size: int) -> None:
        """Everything that happens to these units until today."""
        wanted = share(CHECKS, size)
        by_back = [
            wanted * (back + 1) // (FIRST_WEEK + 1) - wanted * back // (FIRST_WEEK + 1)
            for back in range(FIRST_WEEK + 1)
        ]
        for back in range(FIRST_WEEK, -1, -1):
            able = [firm for firm in firms if firm.listed_back > back]
            for _ in range(by_back[back]):
                self._check(able, back)
        self.lives.in_order()

    # ---------- a check ----------

    def _check(self, able: Sequence[Firm], back: int) -> None:
        kind = self._pick(KINDS)
        firm = self._firm(able, back, kind)
        user = self._visitor(kind, firm) if firm else None
        if firm is None or user is None:
            return
        at = self._instant(self.days.on(back))
        if at >= self.days.now:
            return
        actor = acting(user, at)
        items = self._items(firm, kind)
        row = Check(
            id=self.ids.made_at(at), district=actor.district, enterprise_id=firm.id, kind=kind, state=visits.CHECK.step("finish").target,
            check_list_id=firm.list_id, items=items, organisation_id=user.organisation_id, account_id=user.id, person=user.person,
            frequency=items[0]["frequency"] if kind == "self" else "", who=user.name, on=actor.today, begun_at=at,
            finished_at=at + timedelta(minutes=self.random.randint(12, 50)), version=2,
        )  # fmt: skip
        if kind != "self" and self.random.random() < MISSING:
            self._missed(row)
        else:
            self._done(row, firm, actor, back)
        self.lives.check(actor, row)

    def _pick(self, weights: dict[str, int]) -> str:
        return self.random.choices(list(weights), list(weights.values()))[0]

    def _firm(self, able: Sequence[Firm], back: int, kind: str) -> Firm | None:
        """Some unit that may be visited; a self-check needs two people of the unit."""
        for _ in range(12):
            firm = self.random.choice(able) if able else None
            if firm is None or (kind == "self" and firm.second is None):
                continue
            if kind == "self" or (firm.visits < CAP and firm.visited_back - back >= REST):
                return firm
        return None

    def _visitor(self, kind: str, firm: Firm) -> User | None:
        if kind == "self":
            return firm.manager
        if kind == "grid":
            return self.cast.grid[firm.region]
        return self.cast["xuzhenbang"] if kind == "inspection" else self.cast.towns[cut(firm.region, 4)]

    def _items(self, firm: Firm, kind: str) -> list[dict[str, str]]:
        items = list(firm.own.items) if firm.own else []
        if kind != "self":
            return items
        wanted = self.random.choice(items)["frequency"]
        return [item for item in items if item["frequency"] == wanted]

    def _instant(self, on: date) -> datetime:
        minutes = self.random.randint(0, 500)
        return self.days.moment(on, time(8 + (30 + minutes) // 60, (30 + minutes) % 60))

    def _missed(self, row: Check) -> None:
        outcome, _, days, note = self.random.choices(MISSED, [each[1] for each in MISSED])[0]
        row.outcome, row.remark, row.next_on = outcome, note, row.on + timedelta(days=days)

    def _done(self, row: Check, firm: Firm, actor: Actor, back: int) -> None:
        row.outcome = "done"
        answers = {item["id"]: {"result": "conforms", "note": "", "photos": []} for item in row.items}
        for item in self.random.sample(row.items, len(row.items) // 9):
            answers[item["id"]]["result"] = self.random.choice(("na", "unseen"))
        if row.kind != "self":
            firm.visits, firm.visited_back = firm.visits + 1, back
            row.received_by, row.remark = firm.responsible, PAPER
        row.companions = (
            SECOND_OFFICER if row.kind == "inspection" else "区消防大队" if row.kind == "joint" else ""
        )
        for phrase in self._found(row, firm):
            item = self._item(row.items, phrase, answers)
            if item:
                answers[item["id"]] = {"result": "fails", "note": phrase.title, "photos": []}
            self._life(row, firm, actor, phrase, item or {})
        row.answers = answers
        row.failed = sum(1 for answer in answers.values() if answer["result"] == "fails")

    def _found(self, row: Check, firm: Firm) -> Iterable[Phrase]:
        """What is wrong this time; nothing that was found there before."""
        weights = FINDS.get(row.kind, FINDS[""])
        general, major = self.book.fitting(firm.sector, firm.features)
        for _ in range(self.random.choices(range(5), weights)[0]):
            grave = row.kind != "self" and major and self.random.random() < MAJOR
            phrase = self.random.choice(major if grave else general)
            if phrase.title not in firm.told:
                firm.told.add(phrase.title)
                yield phrase

    def _item(self, items: Sequence[dict[str, str]], phrase: Phrase, answers: Any) -> dict[str, str] | None:
        """The item of the list that the phrase is about: two pairs of characters in common, and not failed already."""
        best = max(items, key=lambda item: self._score(item["title"], phrase.title), default=None)
        if (
            best is None
            or self._score(best["title"], phrase.title) < 2
            or answers[best["id"]]["result"] == "fails"
        ):
            return None
        return best

    def _score(self, one: str, other: str) -> int:
        if (one, other) not in self.scores:
            self.scores[one, other] = len(set(bigrams(one)) & set(bigrams(other)))
        return self.scores[one, other]

    # ---------- a hazard ----------

    def _life(self, check: Check, firm: Firm, finder: Actor, phrase: Phrase, item: dict[str, str]) -> None:
        on = check.on
        due = on + timedelta(days=min(30, max(phrase.days, self.random.choice((3, 5, 7)))))
        row = Hazard(
            id=self.ids.made_at(check.begun_at), district=check.district, enterprise_id=firm.id, check_made_id=check.id,
            item=item.get("id", ""), clause=item.get("clause", ""), title=phrase.title, basis=phrase.basis,
            place=phrase.place(self.random, is_plant=firm.is_plant), source=visits.kind_named(check.kind).source, grade=phrase.grade,
            criterion=phrase.criterion, found_on=on, found_by=finder.human, finder=finder.who, organisation_id=check.organisation_id,
            ordered_on=on, first_due_on=due, due_on=due, responsible=firm.responsible, measure=phrase.measure,
            changed_at=check.begun_at,
        )  # fmt: skip
        self.lives.step(check.begun_at, finder, row, firm.name, "report")
        is_at_once = phrase.days == 0 and phrase.grade == law.GENERAL and check.kind != "self"
        if is_at_once and self.random.random() < ON_SPOT:
            self._on_spot(row, firm, finder)
        elif self.random.random() < VOID:
            self._void(row, firm)
        else:
            self._rectified(row, firm, finder)

    def _on_spot(self, row: Hazard, firm: Firm, finder: Actor) -> None:
        on = row.found_on
        self.lives.step(
            finder.now, finder, row, firm.name, "fix_on_spot", photos_after=1, photo_after_on=on, reported_on=on, fixed_on=on,
            verified_on=on, verified_by=finder.human, verifier=finder.who, verifying_office=row.organisation_id, closed_on=on, closing="on_spot",
        )  # fmt: skip

    def _void(self, row: Hazard, firm: Firm) -> None:
        at = self._after(row.changed_at, 2)
        if at:
            self.lives.step(
                at,
                acting(self.cast["linzhiyuan"], at),
                row,
                firm.name,
                "void",
                note="选错单位，已在正确单位名下登记",
            )

    def _rectified(self, row: Hazard, firm: Firm, finder: Actor) -> None:
        """The unit's part, then the second look; what lies ahead of today has not happened."""
        if firm.manager is None or self.random.random() < NEVER:
            return
        at = self._five_fixings(row, firm) if row.grade == law.MAJOR else self._begun(row, firm)
        at = self._reported(row, firm, at, row.due_on)
        if at is None:
            return
        if row.source in law.OWN_SOURCES:
            self._closed_inside(row, firm, at)
        elif row.grade == law.MAJOR:
            self._verified(row, firm, at)
        else:
            self._looked_at(row, firm, finder, at)

    def _five_fixings(self, row: Hazard, firm: Firm) -> datetime | None:
        at = self._after(row.changed_at, 1)
        if at and firm.manager:
            self.lives.step(
                at, acting(firm.manager, at), row, firm.name, "fill in", funds=self.random.choice(FUNDS), plan="险情发生时停电撤人，由安全管理人员指挥",
                control="整改期间停用该部位，拉警戒线，专人看守",
            )  # fmt: skip
        return at

    def _begun(self, row: Hazard, firm: Firm) -> datetime | None:
        """The manager says that it has begun, or goes on without saying so."""
        if self.random.random() < 0.4:
            return row.changed_at
        at = self._after(row.changed_at, self.random.randint(1, 2))
        if at and firm.manager:
            self.lives.step(at, acting(firm.manager, at), row, firm.name, "begin")
        return at

    def _reported(self, row: Hazard, firm: Firm, after: datetime | None, due: date) -> datetime | None:
        """Reported as fixed, in time or late."""
        if after is None or firm.manager is None:
            return None
        left = max(1, (due - day_of(after)).days)
        days = (
            left + self.random.randint(2, 16)
            if self.random.random() < LATE
            else max(1, round(left * self.random.uniform(0.3, 0.95)))
        )
        at = self._after(after, days)
        if at:
            actor = acting(firm.manager, at)
            note = self.random.choice(TELL)
            self.lives.step(
                at, actor, row, firm.name, "report_fixed", note=note, photos_after=1, photo_after_on=actor.today, reported_on=actor.today,
                fixed_on=actor.today, fixed_by=actor.human, fixer=actor.who, fix_note=f"{note}{ARCHIVED}",
            )  # fmt: skip
        return at

    def _closed_inside(self, row: Hazard, firm: Firm, after: datetime) -> None:
        at = self._after(after, self.random.randint(1, 2))
        if at and firm.second:
            self._close(row, firm, acting(firm.second, at), "close_inside", closing="inside", office=None)

    def _looked_at(self, row: Hazard, firm: Firm, finder: Actor, after: datetime) -> None:
        """By who found it; now and then it is not fixed, and there is a second round."""
        user = self._officer(row, firm)
        at = self._after(after, self.random.randint(1, 4))
        if at and self.random.random() < SENT_BACK:
            at = self._second_round(row, firm, acting(user, at))
        if at:
            self._close(row, firm, acting(user, at), "verify", closing="office", office=user.organisation_id)

    def _second_round(self, row: Hazard, firm: Firm, actor: Actor) -> datetime | None:
        due = actor.today + timedelta(days=7)
        self.lives.step(
            actor.now, actor, row, firm.name, "send_back", note=self.random.choice(STILL), round=2, ordered_on=actor.today, due_on=due,
            reported_on=None, fixed_on=None, fixed_by=None, fixer="", fix_note="", photos_after=0, photo_after_on=None,
        )  # fmt: skip
        at = self._reported(row, firm, actor.now, due)
        return self._after(at, 2) if at else None

    def _verified(self, row: Hazard, firm: Firm, after: datetime) -> None:
        """A major hazard: on site by the town, then approved by the district."""
        user = self.cast.towns[cut(firm.region, 4)]
        at = self._after(after, self.random.randint(1, 3))
        if not at:
            return
        actor = acting(user, at)
        self.lives.step(
            at, actor, row, firm.name, "verify_on_site", note="现场核实", verified_on=actor.today, verified_by=actor.human,
            verifier=actor.who, verifying_office=user.organisation_id,
        )  # fmt: skip
        then = self._after(at, self.random.randint(1, 3))
        if then:
            office = acting(self.cast["linzhiyuan"], then)
            self.lives.step(
                then, office, row, firm.name, "approve", approved_on=office.today, approved_by=office.human, approver=office.who,
                closed_on=office.today, closing="office",
            )  # fmt: skip

    def _close(self, row: Hazard, firm: Firm, actor: Actor, verb: str, *, closing: str, office: Any) -> None:
        self.lives.step(
            actor.now, actor, row, firm.name, verb, note=self.random.choice(SEEN), verified_on=actor.today, verified_by=actor.human,
            verifier=actor.who, verifying_office=office, closed_on=actor.today, closing=closing,
        )  # fmt: skip

    def _officer(self, row: Hazard, firm: Firm) -> User:
        if row.source == "grid":
            return self.cast.grid[firm.region]
        return (
            self.cast["xuzhenbang"] if row.source == "enforcement" else self.cast.towns[cut(firm.region, 4)]
        )

    def _after(self, at: datetime, days: int) -> datetime | None:
        """Some instant of the first working day so many days later; None when that has not come."""
        on = self.days.worked_from(day_of(at) + timedelta(days=days))
        then = self._instant(on) if on else None
        return then if then and then < self.days.now else None
