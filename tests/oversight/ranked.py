"""What tests of rankings need: three towns with units and hazards, a small local rule, and who makes, ranks and publishes."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from anbiao.inspection.models import CheckList, Hazard
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.district import new_id
from anbiao.oversight import actions
from anbiao.oversight.models import Ranking
from anbiao.registry.models import Enterprise
from anbiao.standards.models import LocalRule
from tests import people
from tests.everywhere import lists

WANAN = "350504001"
TOWNS = (WANAN, people.SHUANGYANG, people.HESHI)
WEEK = {"first_on": date(2026, 11, 23), "last_on": date(2026, 11, 29)}
NEXT = {"first_on": date(2026, 11, 30), "last_on": date(2026, 12, 6)}
CUT_OFF = date(2026, 12, 1)
TODAY = date(2026, 12, 2)  # the units are on the roster since 2026-11-23
LAST = date(2026, 12, 7)  # of the objections to what goes out today
AFTER = date(2026, 12, 8)
WEIGHTS = [
    {"kind": "towns", "figure": "cohort_rate", "points": 60, "none_at": 0, "full_at": 100, "least": 1},
    {"kind": "towns", "figure": "three_lists_rate", "points": 40, "none_at": 0, "full_at": 100, "least": 1},
]


@dataclass
class Ranked:
    """The units by town, and the people."""

    units: dict[str, list[Enterprise]]
    office: Actor
    leader: Actor
    street: Actor
    other_street: Actor


def at(actor: Actor, day: date) -> Actor:
    """The same person on another day, at half past nine."""
    now = datetime.combine(day, time(9, 30), ZoneInfo("Asia/Shanghai"))
    return replace(actor, now=now)


def rule(code: str, value: Any) -> None:
    """A local rule in force since the beginning of the year."""
    LocalRule.objects.create(
        district=people.DISTRICT, code=code, version=1, value=value, from_on=date(2026, 1, 1), reason="test", proposed_by="test",
        proposed_on=date(2026, 1, 1), state="approved", proposer=new_id(), decider=new_id(), decided_by="test", decided_on=date(2026, 1, 1),
    )  # fmt: skip


def found(unit: Enterprise, number: int, *, closed: int, on: date = date(2026, 11, 24)) -> list[Hazard]:
    """Hazards found in the first week, some of them closed in it."""
    rows = lists.hazards_of(unit, number)
    for place, row in enumerate(rows):
        row.found_on = row.first_due_on = row.due_on = on
        if place < closed:
            row.state, row.closed_on, row.closing, row.photos_after = "closed", on, "office", 1
    Hazard.objects.bulk_update(
        rows, ["found_on", "first_due_on", "due_on", "state", "closed_on", "closing", "photos_after"]
    )
    return rows


def arrives(actor: Actor, rows: list[Hazard]) -> None:
    """The server gets to know hazards only now: their first entries."""
    journal.record_many(actor, [journal.event("report", row) for row in rows])


def ranked(*, least: int = 1) -> Ranked:
    """万安 has closed 9 of 10, 双阳 8 of 10, 河市 8 of 10; no unit has its three lists."""
    rule("ranking.weights", WEIGHTS)
    rule("ranking.least", {"towns": least, "bureaus": 1, "sectors": 1})
    made = people.make_enterprises(*({"region": town, "sector": "schools"} for town in TOWNS for _ in range(2)))  # fmt: skip
    units = {town: made[2 * place : 2 * place + 2] for place, town in enumerate(TOWNS)}
    for town, closed in zip(TOWNS, (9, 8, 8), strict=True):
        found(units[town][0], 10, closed=closed)
    return Ranked(
        units, *(at(people.acting(people.person(name)), TODAY) for name in ("district_officer", "leader", "street_inspector", "other_street"))
    )  # fmt: skip


def listed(unit: Enterprise) -> None:
    """A check-list of the unit's own."""
    CheckList.objects.create(
        district=unit.district, enterprise=unit, version=1, items=[], at=people.NOW, who="x"
    )


def drafted(who: Ranked, **over: Any) -> Ranking:
    """The preview of the first week, made by the office."""
    return actions.draft_ranking(who.office, kind="towns", **{**WEEK, **over})


def sent(who: Ranked) -> Ranking:
    """Out for objections, until LAST."""
    return actions.move_ranking(who.office, drafted(who), "send_out")


def concluded(who: Ranked, row: Ranking | None = None) -> Ranking:
    """The objections concluded, on the day after the last."""
    return actions.move_ranking(at(who.office, AFTER), row or sent(who), "conclude")


def published(who: Ranked) -> Ranking:
    """Published by the leader."""
    return actions.move_ranking(at(who.leader, AFTER), concluded(who), "publish")
