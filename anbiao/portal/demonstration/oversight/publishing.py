"""Circulars and rankings of the demonstration: one of each that stands, one of each on its way."""

from datetime import date, datetime, timedelta
from functools import partial

from anbiao.authority.models import Organisation
from anbiao.kit.clock import day_of
from anbiao.oversight import actions
from anbiao.oversight.models import Circular, CircularSection, Ranking
from anbiao.oversight.outlines import outlines
from anbiao.portal.demonstration.oversight.stage import LEADER, OFFICE, Run, Stage
from anbiao.portal.demonstration.oversight.words import EDITED, NOT_SIGNED, OBJECTING, OBJECTION, OUTLINE
from anbiao.programme.models import Campaign
from anbiao.registry.queries import answer_calendar
from anbiao.rules import ranking
from anbiao.standards.queries import local

TWO_WEEKS = timedelta(days=13)  # from the first day to the last
DAY = timedelta(days=1)


def compose(run: Run, campaign: Campaign) -> None:
    """Adds both circulars and both rankings, as far as the campaign has weeks for them."""
    _circulars(run, campaign)
    _rankings(run, campaign)


# ---------- circulars ----------


def _circulars(run: Run, campaign: Campaign) -> None:
    """One on two weeks, issued last week; and the draft on last week."""
    stage, begun = run.stage, campaign.starts_week.monday
    first, last = max(stage.of_week(-3, 0), begun), stage.of_week(-2, 6)
    if first <= last:
        kept: list[Circular] = []
        run.on(
            stage.of_week(-1, 0), "09:10", lambda at: kept.append(_draft(stage, campaign, first, last, at))
        )
        run.on(stage.of_week(-1, 0), "10:20", lambda at: _submit(stage, kept[0], at))
        run.on(stage.of_week(-1, 0), "15:30", lambda at: actions.move_circular(stage.cast(LEADER, at), kept[0], "approve"))  # fmt: skip
        run.on(stage.of_week(-1, 1), "09:00", lambda at: actions.move_circular(stage.cast(OFFICE, at), kept[0], "issue"))  # fmt: skip
        for place, weekday in enumerate((1, 2, 3)):
            run.on(stage.of_week(-1, weekday), "16:40", partial(_sign, stage, kept, place))
    if begun <= stage.of_week(-1, 0):
        last_week = stage.of_week(-1, 0), stage.of_week(-1, 6)
        run.on(stage.of_week(0, 0), "08:50", lambda at: _draft(stage, campaign, *last_week, at))


def _draft(stage: Stage, campaign: Campaign, first: date, last: date, at: datetime) -> Circular:
    return actions.draft_circular(
        stage.cast(OFFICE, at), outlines()[OUTLINE], campaign=campaign, first_on=first, last_on=last
    )


def _submit(stage: Stage, row: Circular, at: datetime) -> None:
    """The office adds a sentence of its own before it hands the text in."""
    office, (code, text) = stage.cast(OFFICE, at), EDITED
    section = CircularSection.objects.of_district(stage.district).get(circular=row, code=code)
    actions.edit_section(office, section, version=section.version, text=section.text + text)
    actions.move_circular(office, row, "submit")


def _sign(stage: Stage, kept: list[Circular], place: int, at: datetime) -> None:
    """A third of the offices each day; one has it still to do."""
    row = kept[0]
    offices = Organisation.objects.of_district(stage.district).filter(pk__in=row.recipients).order_by("slug")
    for office in list(offices.exclude(slug=NOT_SIGNED))[place::3]:
        actions.sign_circular(stage.of_office(office, at), row)


# ---------- rankings ----------


def _rankings(run: Run, campaign: Campaign) -> None:
    """Two fortnights, one after the other: the first is published, the second out for objections. Its last day is the latest Sunday whose
    figures may be taken by now.
    """
    stage, today = run.stage, day_of(run.stage.now)
    last = next(
        day for day in (stage.of_week(-1, 6), stage.of_week(-2, 6)) if _cut_off(stage, day) < today or day < stage.of_week(-1, 0)
    )  # fmt: skip
    before = last - TWO_WEEKS - DAY
    begun = campaign.starts_week.monday
    if begun <= before:
        _published(run, campaign, max(begun, before - TWO_WEEKS), before)
    if begun <= last and _cut_off(stage, last) < today:
        _out(run, campaign, max(begun, last - TWO_WEEKS), last)


def _cut_off(stage: Stage, last: date) -> date:
    """The last day on which what happened until `last` may reach the server."""
    return ranking.cut_off(last, local(stage.district, "ranking.cut_off", last), answer_calendar())


def _published(run: Run, campaign: Campaign, first: date, last: date) -> None:
    stage, kept = run.stage, list[Ranking]()
    sent = answer_calendar().add_working_days(_cut_off(stage, last), 1)
    days = local(stage.district, "ranking.objections", first)
    over = answer_calendar().add_working_days(sent, days + 1)
    run.on(sent, "09:20", lambda at: kept.append(_send(stage, campaign, first, last, at)))
    run.on(over, "09:20", lambda at: actions.move_ranking(stage.cast(OFFICE, at), kept[0], "conclude"))
    run.on(over, "11:10", lambda at: actions.move_ranking(stage.cast(LEADER, at), kept[0], "publish"))


def _out(run: Run, campaign: Campaign, first: date, last: date) -> None:
    """Sent out as late as yesterday allows, so that its days for objections are not over."""
    stage, kept = run.stage, list[Ranking]()
    sent = max(_cut_off(stage, last) + DAY, stage.day(1))
    run.on(sent, "09:20", lambda at: kept.append(_send(stage, campaign, first, last, at)))
    run.on(sent, "16:10", lambda at: _object(stage, kept[0], at))


def _send(stage: Stage, campaign: Campaign, first: date, last: date, at: datetime) -> Ranking:
    office = stage.cast(OFFICE, at)
    row = actions.draft_ranking(office, kind="towns", first_on=first, last_on=last, campaign=campaign.pk)
    return actions.move_ranking(office, row, "send_out")


def _object(stage: Stage, row: Ranking, at: datetime) -> None:
    if OBJECTING in row.figures:
        actions.object_to_ranking(
            stage.of_office(stage.office(OBJECTING), at), row, key=OBJECTING, code="plan_rate", text=OBJECTION
        )
