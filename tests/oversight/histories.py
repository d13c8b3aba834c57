"""Histories made of use-cases: days in which people find, fix, verify, send back, void, look back, move units and do tasks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from anbiao.inspection import actions
from anbiao.inspection.models import Hazard, Look
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.district import new_id
from anbiao.oversight import queries
from anbiao.oversight.queries.measures import MEASURES
from anbiao.programme import actions as programme
from anbiao.programme.models import Assessment, Campaign, Task
from anbiao.readiness.models import Training
from anbiao.registry import actions as roster
from anbiao.registry.models import Enterprise
from anbiao.rules.refusal import Refused
from tests import people
from tests.inspection.made import Around, around, finding, photo
from tests.programme.campaigns import launched

MAJOR = "cn.major-hazards.order10#GM10-3-1"
TOWNS = (people.SHUANGYANG, people.HESHI)


@dataclass
class Story:
    """People, units, and a day that moves on. What the rules refuse does not happen."""

    cast: Around
    units: list[Enterprise]
    campaign: Campaign
    second: Actor  # another officer of the district, who has closed nothing
    on: Any = people.TODAY
    done: list[str] = field(default_factory=list)

    def then(self, actor: Actor) -> Actor:
        now = datetime.combine(self.on, time(11), tzinfo=ZoneInfo("Asia/Shanghai"))
        return replace(actor, now=now, scope=replace(actor.scope, on=self.on))

    def act(self, name: str, number: int) -> None:
        try:
            ACTS[name](self, number)
        except Refused:
            return
        self.done.append(name)

    def next_day(self, days: int) -> None:
        self.on += timedelta(days=days)


def story() -> Story:
    cast = around()
    units = [cast.unit, *people.make_enterprises({"name": "测试学校乙", "sector": "schools"}, {"region": people.HESHI, "sector": "commerce"})]  # fmt: skip
    second = people.acting(people.person("district_officer", username="second"))
    return Story(cast, units, launched(), second)


def _one(rows: Any, number: int) -> Any:
    found = list(rows)
    return found[number % len(found)] if found else None


def _hazard(story: Story, number: int, *states: str) -> Hazard | None:
    rows = Hazard.objects.filter(state__in=states).select_related("enterprise").order_by("pk")
    row: Hazard | None = _one(rows, number)
    return row


def find(story: Story, number: int) -> None:
    unit = story.units[number % len(story.units)]
    found = finding(
        due_on=story.on + timedelta(days=1 + number % 9), found_on=story.on - timedelta(days=number % 3)
    )
    actions.report_hazard(story.then(story.cast.district), unit, found)


def on_spot(story: Story, number: int) -> None:
    actor = story.then(story.cast.district)
    shots = [photo(actor, story.cast.unit)]
    found = finding(due_on=story.on + timedelta(days=2), fixed_photos=shots)
    actions.report_hazard(actor, story.cast.unit, found)


def fix(story: Story, number: int) -> None:
    row = _hazard(story, number, "ordered", "returned", "rectifying")
    if row and row.enterprise_id == story.cast.unit.pk:
        manager = story.then(story.cast.manager)
        on = max(row.ordered_on, row.found_on)
        actions.report_fixed(
            manager, row, fixed_on=on, note="已整改", photos=[photo(manager, story.cast.unit)]
        )


def verify(story: Story, number: int) -> None:
    if row := _hazard(story, number, "reported"):
        actions.verify(story.then(story.cast.town), row)


def send_back(story: Story, number: int) -> None:
    if row := _hazard(story, number, "reported"):
        actions.send_back(
            story.then(story.cast.town), row, note="未整改到位", due_on=story.on + timedelta(days=2)
        )


def void(story: Story, number: int) -> None:
    if row := _hazard(story, number, "ordered"):
        actions.void(story.then(story.second), row, note="选错单位")


def draw(story: Story, number: int) -> None:
    actions.begin_look_back(
        story.then(story.cast.district), name=f"回头看{story.on}", region=people.DISTRICT, from_on=story.on - timedelta(days=60), to_on=story.on,
        sample={"general": 100, "major": 100}, seed=str(number),
    )  # fmt: skip


def look(story: Story, number: int) -> None:
    rows = Look.objects.filter(state="to_look").select_related("hazard", "hazard__enterprise", "look_back")
    if row := _one(rows.order_by("pk"), number):
        actions.look(story.then(story.second), row, ("keep", "relapse")[number % 2], note="现场查看")


def correct_look(story: Story, number: int) -> None:
    rows = Look.objects.filter(state="kept").select_related("hazard", "hazard__enterprise", "look_back")
    if row := _one(rows.order_by("pk"), number):
        actions.settle_look(story.then(story.cast.district), row, "correct", note="看错了")


def _unit(story: Story, number: int) -> Enterprise:
    return Enterprise.objects.get(pk=story.units[number % len(story.units)].pk)


def move_status(story: Story, number: int) -> None:
    step = ("suspend", "resume", "miss", "close")[number % 4]
    roster.move_unit(
        story.then(story.cast.district), _unit(story, number // 4), step, note="核实", on=story.on
    )


def move_place(story: Story, number: int) -> None:
    unit = _unit(story, number)
    values = {"region": TOWNS[number % 2]} if number % 3 else {"sector": ("schools", "commerce")[number % 2]}
    roster.change_unit(story.then(story.cast.district), unit, values=values, version=unit.version)


def keep_list(story: Story, number: int) -> None:
    actions.keep_list(
        story.then(story.cast.manager),
        story.cast.unit,
        [{"id": "1", "title": "疏散通道畅通", "frequency": "monthly"}],
        version=0,
    )


def do_task(story: Story, number: int) -> None:
    """Of the school, in the order of its steps: most steps are not for these people, and nothing comes of them."""
    rows = Task.objects.filter(enterprise=story.cast.unit).select_related("enterprise", "step", "campaign")
    step = ("submit", "accept", "send_back", "exempt", "resume")[number % 5]
    if row := _one(rows.order_by("step__order"), number // 5):
        who = {"submit": story.cast.grid, "accept": story.cast.town, "send_back": story.cast.town}.get(
            step, story.cast.district
        )
        programme.move_task(story.then(who), row, step, note="核对", done_note="已做", slip="unit_busy")


def train(story: Story, number: int) -> None:
    """People of a unit are trained; every fourth time a record is made void instead, by hand as the tables see it."""
    if number % 4 == 3 and (row := _one(Training.objects.filter(state="recorded").order_by("pk"), number)):
        before = row.facts()
        row.state = "void"
        row.save(update_fields=["state"])
        journal.record(story.then(people.OPERATOR), journal.event("void", row, before=before))
        return
    made = Training.objects.create(
        district=people.DISTRICT, enterprise=_unit(story, number), kind="worker", topic="消防疏散", held_on=story.on - timedelta(days=number % 3),
        hours=2, number=number + 1, recorded_by="x", recorded_at=story.then(people.OPERATOR).now,
    )  # fmt: skip
    journal.record(story.then(people.OPERATOR), journal.event("record", made))


def night(story: Story, number: int) -> None:
    """Colours follow from what has become overdue."""
    actions.settle(story.then(people.OPERATOR))


def assess(story: Story, number: int) -> None:
    """An assessment goes one step on: begun, handed in, decided, corrected; its items are not what is counted."""
    row = Assessment.objects.order_by("pk").last()
    if row is None or row.state == "corrected":
        Assessment(
            district=people.DISTRICT, enterprise=_unit(story, number), urn="anbiao.scoring.school", edition="1", kind="yearly",
            begun_on=story.on, beginner="x",
        ).save()  # fmt: skip
        journal.record(story.then(people.OPERATOR), journal.event("begin", Assessment.objects.latest("pk")))
        return
    before = row.facts()
    steps: dict[str, dict[str, Any]] = {
        "draft": {"state": "submitted", "submitted_on": story.on, "own_score": 91},
        "submitted": {"state": "reviewed", "concluded_on": story.on, "concluder": "x", "sample": ("", "review")[number % 2]},
        "reviewed": {
            "state": "accepted", "decided_on": story.on, "decided_by": new_id(), "score": 70 + number % 20, "result": ("", "pass")[number % 2],
        },
        "accepted": {"state": "corrected"},
    }  # fmt: skip
    for name, value in steps[row.state].items():
        setattr(row, name, value)
    row.save()
    journal.record(story.then(people.OPERATOR), journal.event("move", row, before=before))


ACTS: dict[str, Callable[[Story, int], None]] = {
    act.__name__: act
    for act in (
        find, on_spot, fix, verify, send_back, void, draw, look, correct_look, move_status, move_place, keep_list, do_task, night, assess, train,
    )
}  # fmt: skip


# Something of everything, so that no run leaves a figure at nothing.
PLAYED = [
    (
        1,
        [
            ("find", 0),
            ("find", 3),
            ("on_spot", 0),
            ("keep_list", 0),
            ("do_task", 0),
            ("assess", 0),
            ("find", 1),
            ("find", 9),
            ("find", 27),
            ("train", 0),
            ("train", 1),
        ],
    ),
    (
        3,
        [
            ("fix", 0),
            ("verify", 0),
            ("fix", 0),
            ("assess", 0),
            ("do_task", 1),
            ("move_place", 1),
            ("train", 3),
        ],
    ),
    (
        20,
        [
            ("send_back", 0),
            ("void", 0),
            ("assess", 1),
            ("do_task", 10),
            ("do_task", 1),
            ("night", 0),
            ("find", 2),
        ],
    ),
    (30, [("fix", 0), ("assess", 3), ("night", 0), ("do_task", 14), ("move_status", 2)]),
    (9, [("draw", 0), ("look", 1), ("look", 0), ("move_place", 4), ("correct_look", 0), ("night", 0)]),
    (1, [("assess", 0), ("fix", 0), ("move_status", 2)]),
]
FIRST = people.TODAY - timedelta(days=2)


def played(days: Any) -> Story:
    """A story of these days, on its last one."""
    told = story()
    for pause, acts in days:
        told.next_day(pause)
        for name, number in acts:
            told.act(name, number)
    return told


def asked_of(told: Story, on: date, *, of_campaign: bool) -> queries.Asked:
    campaign = told.campaign.pk if of_campaign else None
    return queries.ask(told.then(told.cast.district), first_on=FIRST, as_of=on, campaign=campaign)


def said_on(
    told: Story, on: date, *, of_campaign: bool, from_facts: bool = False, measures: Iterable[str] = MEASURES
) -> dict[Any, dict[str, Any]]:
    actor = told.then(told.cast.district)
    asked = asked_of(told, on, of_campaign=of_campaign)
    asked = replace(asked, from_facts=asked.from_facts or from_facts)
    counted = queries.count(actor, asked, measures)
    return {
        cell: {k: n for k, n in row.items() if n} for cell, row in counted.cells.items() if any(row.values())
    }
