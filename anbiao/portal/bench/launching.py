"""A campaign launched on every unit of a district, beside the bare INSERT … SELECT of as many tasks; then weeks moved, and pages asked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from anbiao.kit.actor import Actor
from anbiao.portal.bench import filling, scratch
from anbiao.portal.bench.measuring import Figure, Taken, least
from anbiao.programme import actions
from anbiao.programme.models import Campaign, CampaignStep, Membership, Task
from anbiao.programme.queries import board as boards
from anbiao.programme.queries import campaigns as queries
from anbiao.programme.queries import tasks as reads
from anbiao.programme.registers import TASKS as TASK_LIST
from anbiao.registry.models import Enterprise
from anbiao.rules.calendar import IsoWeek

TIMES = 2
MOVED = 2_000
DEMAND = "at most 40 s at 416,000 tasks, within 4 times of the bare INSERT … SELECT"
TASKS, MEMBERS, UNITS, STEPS = (
    model._meta.db_table for model in (Task, Membership, Enterprise, CampaignStep)
)
# The floor: a row for each unit and step, with nothing asked about who answers and when, and no journal.
BARE = (
    f"INSERT INTO {TASKS} (id, district, campaign_id, step_id, enterprise_id, scheduled_week, planned_week, due_on) "  # noqa: S608
    f"SELECT gen_random_uuid(), u.district, s.campaign_id, s.id, u.id, s.opens_week, s.opens_week, s.due_on "
    f"FROM {UNITS} u JOIN {STEPS} s ON s.district = u.district WHERE u.district = %s AND s.campaign_id = %s AND u.state = 'operating'"
)


def measure(size: int) -> list[Figure]:
    """What a launch would do, the launch, and moving 2,000 tasks. The floor runs in the same table and is taken back."""
    filling.found()
    actions.load_programmes(now=filling.NOW)
    filling.people()
    filling.fill(size)
    office = filling.actor()
    draft = _draft(office)
    preview = least(TIMES, lambda: queries.foreseen(office, draft))
    floor = least(TIMES, lambda: _bare(office, draft))
    launch, statements = _launch(office, draft)
    scratch.analyse(TASKS, MEMBERS, "kit_entry")
    tasks = Task.objects.of_district(office.district).count()
    told = {
        "units": Membership.objects.of_district(office.district).count(), "statements": statements,
        "processor": round(launch.processor, 2), "processor_floor": round(floor.processor, 2),
    }  # fmt: skip
    return [
        Figure(
            "launch, foreseen", tasks, preview.seconds, None, "", {"processor": round(preview.processor, 2)}
        ),
        Figure("launch", tasks, launch.seconds, floor.seconds, DEMAND, told),
        _move(office),
        *_read(office),
    ]


def _draft(office: Actor) -> Campaign:
    edition = queries.edition(office.district, "standardization")
    if edition is None:
        raise LookupError("the standardization campaign does not ship")
    return actions.draft_campaign(office, edition, starts=IsoWeek.of(office.today))


def _bare(office: Actor, draft: Campaign) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(BARE, [office.district, draft.pk])
        # Links are checked at the end of a transaction; here it is taken back, so they are checked now.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def _launch(office: Actor, draft: Campaign) -> tuple[Taken, int]:
    """Once, since it cannot be had again."""
    counted: list[int] = []

    def run() -> None:
        with CaptureQueriesContext(connection) as captured:
            actions.launch_campaign(office, draft)
        counted.append(len(captured))

    return least(1, run), counted[0]


def _move(office: Actor) -> Figure:
    """2,000 tasks to next week and back, each with its reason and its entry; reading them is part of it."""
    this = IsoWeek.of(office.today)
    weeks = iter([this.plus(1), this.plus(2)] * TIMES)

    def run() -> None:
        to = next(weeks)
        rows = (
            reads.tasks(office, "plan task")
            .select_related(None)
            .filter(step__code="survey")
            .exclude(planned_week=to.monday)
            .order_by("id")[:MOVED]
        )
        moved = actions.plan_tasks(office, list(rows), to=to, slip="unit_busy")
        if len(moved.change) != len(rows):
            raise RuntimeError(f"{len(rows) - len(moved.change)} tasks were not moved")

    taken = least(TIMES, run)
    more = {"processor": round(taken.processor, 2)}
    return Figure("tasks moved to another week", MOVED, taken.seconds, None, "at most 3 s with journal", more)


def _read(office: Actor) -> list[Figure]:
    """What the desk of the district and of a town asks of tasks, five weeks on."""
    then = office.now + timedelta(weeks=5)
    later = replace(office, now=then, scope=replace(office.scope, on=then.date()))
    town = _town(later)
    asked: dict[str, tuple[Actor, Callable[[Actor], object]]] = {
        "tasks, page of a list, district": (later, _page), "tasks, page of a list, town": (town, _page),
        "tasks to do, district": (later, _desk), "tasks to do, town": (town, _desk),
        "week board, district": (later, _board), "week board, town": (town, _board),
    }  # fmt: skip
    figures = []
    for name, (actor, work) in asked.items():
        with CaptureQueriesContext(connection) as captured:
            work(actor)
        taken = least(3, lambda work=work, actor=actor: work(actor))  # type: ignore[misc]
        figures.append(Figure(name, 50, taken.seconds, None, "", {"queries": len(captured)}))
    return figures


def _town(office: Actor) -> Actor:
    from anbiao.rules.places import Grant

    grant = Grant("town_officer", region="350504002", from_on=office.today)
    return replace(office, scope=replace(office.scope, grants=(grant,)))


def _board(actor: Actor) -> object:
    weeks = IsoWeek.of(actor.today).until(IsoWeek.of(actor.today).plus(boards.WEEKS - 1))
    running = boards.running(actor)
    boards.left_behind(actor, running)
    return boards.board(actor, by="person", weeks=weeks, campaigns=running)


def _page(actor: Actor) -> object:
    return list(TASK_LIST.rows(actor).order_by("planned_week", "id")[:50])


def _desk(actor: Actor) -> object:
    from anbiao.kit.register.counting import counts

    rows = [reads.to_do(actor), reads.to_do(actor).filter(reads.late(actor.today)), reads.to_accept(actor)]
    return counts(rows)
