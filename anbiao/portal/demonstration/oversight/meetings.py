"""A promotion meeting that was held, with its instructions, and one that is planned."""

from datetime import date, datetime, timedelta
from functools import partial

from anbiao.authority.models import Organisation
from anbiao.oversight import actions
from anbiao.oversight.actions import Order, Plan
from anbiao.oversight.models import Instruction, Meeting
from anbiao.oversight.queries.accountability import weakest
from anbiao.portal.demonstration.oversight.stage import LEADER, OFFICE, Run, Stage
from anbiao.portal.demonstration.oversight.words import (
    AGREED,
    DESK,
    HELD,
    MINUTES,
    NEXT,
    SPEECHES,
    STATEMENTS,
    Agreed,
    Held,
)

BUREAUS_THERE = ("industry_commerce", "enforcement")  # those of which somebody has an account


def compose(run: Run) -> None:
    """Adds both meetings: one on the Wednesday two weeks ago, one on the Wednesday of next week."""
    stage, day = run.stage, run.stage.of_week(-2, 2)
    kept: list[Meeting] = []
    run.on(stage.of_week(-3, 0), "10:00", lambda at: kept.append(_plan(stage, HELD, day, "09:00", at)))
    run.on(day, "08:50", lambda at: _signs(stage, kept[0], at))
    run.on(day, "11:30", lambda at: _speaks(stage, kept[0], at))
    run.on(day, "12:00", lambda at: actions.move_meeting(stage.cast(OFFICE, at), kept[0], "hold"))
    given: list[Instruction] = []
    run.on(day, "16:00", lambda at: given.extend(_instructs(stage, kept[0], at)))
    run.on(day + timedelta(days=1), "10:30", lambda at: _concludes(stage, kept[0], at))
    for place, agreed in enumerate(AGREED):
        for after, step, note in agreed.steps:
            run.on(day + timedelta(days=after), "15:20", partial(_step, stage, given, place, step, note))
    run.on(
        stage.of_week(0, 0), "10:00", lambda at: _plan(stage, NEXT, stage.of_week(1, 2), "15:00", at)
    )  # on Monday, for next week


def _plan(stage: Stage, held: Held, day: date, begins: str, at: datetime) -> Meeting:
    called = [*_towns(stage), *(stage.office(slug) for slug in held.bureaus)]
    plan = Plan(
        held.title, on=day, begins=begins, place=held.place, host=held.host, visited=held.visited, drill=held.drill, agenda=held.agenda
    )  # fmt: skip
    return actions.plan_meeting(stage.cast(OFFICE, at), plan, called=called)


def _towns(stage: Stage) -> list[Organisation]:
    rows = Organisation.objects.of_district(stage.district).filter(kind=Organisation.Kind.TOWN)
    return list(rows.filter(closed_on=None).order_by("slug"))


def _signs(stage: Stage, row: Meeting, at: datetime) -> None:
    """Who has an account signs in by the code, the others at the desk; of one office nobody came."""
    there = [*_towns(stage), *(stage.office(slug) for slug in BUREAUS_THERE)]
    for actor in (stage.cast(LEADER, at), *(stage.of_office(office, at) for office in there)):
        actions.sign_in(actor, row)
    desk = stage.cast(OFFICE, at)
    actions.sign_in(desk, row)
    for slug, name, post in DESK:
        office = stage.office(slug) if slug else None
        actions.enter_attendance(
            desk,
            row,
            organisation=office,
            office="" if office else post,
            name=name,
            post=post if office else "",
        )


def _speaks(stage: Stage, row: Meeting, at: datetime) -> None:
    office = stage.cast(OFFICE, at)
    for kind, slug, speaker, text in SPEECHES:
        organisation = stage.office(slug) if slug else None
        actions.add_speech(office, row, kind=kind, organisation=organisation, speaker=speaker, text=text)
    if weakest(office, 1):
        actions.call_statements(office, row, number=STATEMENTS)


def _concludes(stage: Stage, row: Meeting, at: datetime) -> None:
    office = stage.cast(OFFICE, at)
    actions.write_minutes(office, row, text=MINUTES)
    actions.move_meeting(office, row, "conclude")


# ---------- what it told others to do ----------


def _instructs(stage: Stage, row: Meeting, at: datetime) -> list[Instruction]:
    """To those that made a statement; to the offices that come next where fewer did."""
    stated = row.speeches.filter(kind="statement").exclude(organisation=None).order_by("order")
    offices = [each.organisation for each in stated.select_related("organisation")] + _towns(stage)[::-1]
    orders = [Order(each.text, _to(stage, each, offices), [(row.on + timedelta(days=each.within), "")]) for each in AGREED]  # fmt: skip
    return actions.instruct(stage.cast(OFFICE, at), row, orders)


def _to(stage: Stage, agreed: Agreed, offices: list[Organisation]) -> Organisation:
    return stage.office(agreed.to) if isinstance(agreed.to, str) else offices[agreed.to]


def _step(stage: Stage, given: list[Instruction], place: int, step: str, note: str, at: datetime) -> None:
    row = given[place]
    actor = stage.cast(OFFICE, at) if step == "close" else stage.of_office(row.organisation, at)
    actions.move_instruction(actor, row, step, note=note)
