"""What the page of a campaign shows: its numbers, both lines, targets, steps, who is behind, gaps, and what a launch would do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.imports.pages import Stop, stops
from anbiao.kit.register.columns import joined, said_colour
from anbiao.kit.register.detail import timeline
from anbiao.kit.texts import say
from anbiao.kit.workflow import offers
from anbiao.programme.actions.campaigns import place_of
from anbiao.programme.journal_words import CAMPAIGN_WORDS
from anbiao.programme.models import Campaign, CampaignStep, Target
from anbiao.programme.queries import campaigns as queries
from anbiao.programme.queries import progress as reads
from anbiao.programme.words import answers_words, title_of, week_days, week_words
from anbiao.registry import queries as roster
from anbiao.rules import grading, tasks
from anbiao.rules.calendar import IsoWeek
from anbiao.rules.machine import State
from anbiao.rules.refusal import N_
from anbiao.rules.tasks import Point, Progress

BY = {
    "town": _("Town"),
    "bureau": _("Bureau"),
    "sector": _("Sector"),
    "person": _("Person"),
    "week": _("Week"),
}
# The bar of a line: late, behind, caught up (stays yellow), in time.
CATCH_UP = {
    "late": State("late", N_("Late"), "late"), "slipping": State("slipping", N_("Behind plan"), "back"),
    "caught_up": State("caught_up", N_("Caught up"), "back"), "on_time": State("on_time", N_("In time"), "done"),
}  # fmt: skip
WIDTH, HEIGHT, LEFT, RIGHT, TOP, FOOT = 640, 220, 48, 16, 14, 26


# ---------- both lines ----------


@dataclass(frozen=True)
class Chart:
    """Both lines as points of a drawing, its axis, and where the actual line ends."""

    plan: str
    actual: str
    grid: Sequence[tuple[float, str]]
    weeks: Sequence[tuple[float, str]]
    end: tuple[float, float, int] | None
    behind: int
    ahead: int
    anchor: str
    text_x: float
    plan_y: float


def chart(points: Sequence[Point], progress: Progress) -> Chart:
    """The drawing of both lines, from zero."""
    most = max([point.planned for point in points] + [point.actual or 0 for point in points] + [1])
    step = _round(most)
    top = -(-most // step) * step
    across = (WIDTH - LEFT - RIGHT) / max(1, len(points) - 1)

    def at(n: int, value: int) -> tuple[float, float]:
        return round(LEFT + n * across, 1), round(HEIGHT - FOOT - (HEIGHT - FOOT - TOP) * value / top, 1)

    plan = [at(n, point.planned) for n, point in enumerate(points)]
    actual = [at(n, point.actual) for n, point in enumerate(points) if point.actual is not None]
    every = max(1, len(points) // 6)
    weeks = [(plan[n][0], week_words(points[n].week)) for n in range(0, len(points), every)]
    grid = [(at(0, value)[1], f"{value:,}") for value in range(0, top + 1, step)]
    last = next((point.actual for point in reversed(points) if point.actual is not None), None)
    end = (*actual[-1], last) if actual and last is not None else None
    is_right = bool(end and end[0] > WIDTH * 0.7)
    return Chart(
        _line(plan), _line(actual), grid, weeks, end, progress.behind, progress.ahead, "end" if is_right else "start",
        (end[0] - 10 if is_right else end[0] + 10) if end else 0, plan[-1][1] - 8 if plan else TOP,
    )  # fmt: skip


def _line(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def _round(most: int) -> int:
    """A round step that gives three to six lines."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if most / (step * factor) <= 5:
                return step * factor
        step *= 10


# ---------- the page ----------


@dataclass(frozen=True)
class Line:
    """Somebody's progress: name, numbers, mark, and the list behind."""

    name: str
    progress: Progress
    state: State
    url: str


@dataclass(frozen=True)
class StepLine:
    """A step with its window, who answers and accepts, and its progress."""

    step: CampaignStep
    title: str
    answers: str
    accepts: str
    after: str
    progress: Progress
    url: str

    @property
    def share(self) -> str:
        """How much of it is done, as the width of its bar."""
        return f"{100 * self.progress.done / self.progress.total:.1f}" if self.progress.total else "0"


NONE = Progress(0, 0, 0, 0, 0, 0)


def listed(campaign: Campaign, **chosen: Any) -> str:
    """The list of the campaign's tasks under conditions."""
    return f"{reverse('tasks')}?{urlencode({'campaign': campaign.serial, **chosen}, doseq=True)}"


def context(actor: Actor, campaign: Campaign, by: str) -> dict[str, Any]:
    """Everything on the page of a campaign. At most 14 queries, whatever the size."""
    steps = queries.steps_of(campaign)
    titles = {step.pk: title_of(step) for step in steps}
    whole = reads.overall(actor, campaign)
    points = reads.line(actor, campaign)
    by_step = reads.progress(actor, campaign, "step")
    reached = reads.reached(actor, campaign, queries.targets_of(campaign))
    gaps = [
        {"title": titles[gap.step], "number": gap.number, "url": _gap_url(campaign, steps, gap.step)}
        for gap in reads.gaps(actor, campaign)
    ]
    return {
        "campaign": campaign, "title": title_of(campaign), "state": campaign.machine.state(campaign.state), "whole": whole,
        "taking_part": reads.taking_part(actor, campaign, actor.today), "chart": chart(points, whole), "points": points,
        "week": _week(campaign, IsoWeek.of(actor.today)), "by": by, "tabs": BY, "lines": _lines(actor, campaign, by),
        "steps": [_step_line(campaign, step, steps, by_step) for step in steps], "targets": [{"reached": each, "title": title_of(each.target.step), "whose": _whose(each.target) if each.target.organisation_id else ""} for each in reached], "gaps": gaps,
        "links": _links(actor, campaign), "scope": scope_words(campaign), "exceptions": list(queries.exceptions_of(campaign)),
        "urls": {name: listed(campaign, **chosen) for name, chosen in LISTS.items()}, "may_launch": actor.scope.may("launch campaign"),
        "timeline": timeline(actor, [campaign.pk, *titles], words=CAMPAIGN_WORDS, reveal=False),
    }  # fmt: skip


LISTS: Mapping[str, dict[str, Any]] = {
    "all": {}, "late": {"standing": "late"}, "slipping": {"standing": ["late", "slipping"]}, "waiting": {"state": "submitted"},
    "accepted": {"state": "accepted"}, "done": {"state": ["submitted", "accepted"]}, "caught_up": {"standing": "caught_up"},
}  # fmt: skip


def _week(campaign: Campaign, this: IsoWeek) -> dict[str, int] | None:
    number, of = this.since(campaign.starts_week) + 1, campaign.ends_week.since(campaign.starts_week) + 1
    return {"number": number, "of": of} if 1 <= number <= of else None


def _gap_url(campaign: Campaign, steps: Sequence[CampaignStep], pk: UUID) -> str:
    code = next(step.code for step in steps if step.pk == pk)
    return listed(campaign, step=code, whose="nobody")


def _step_line(campaign: Campaign, step: CampaignStep, steps: Sequence[CampaignStep], by_step: Mapping[UUID, Progress]) -> StepLine:  # fmt: skip
    before = next((each for each in steps if each.code == step.after), None)
    after = ""
    if before:
        after = title_of(before)
        if step.lag:
            words = ngettext("%(step)s, %(number)s week later", "%(step)s, %(number)s weeks later", step.lag)
            after = words % {"step": after, "number": step.lag}
    return StepLine(
        step, title_of(step), answers_words(step.answers), joined(duty_words(name) for name in step.acceptors), after,
        by_step.get(step.pk, NONE), listed(campaign, step=step.code),
    )  # fmt: skip


def duty_words(name: str) -> str:
    """A duty by its label."""
    from anbiao.rules.duties import duty_named

    return gettext(duty_named(name).label)


def _lines(actor: Actor, campaign: Campaign, by: str) -> list[Line]:
    found = reads.progress(actor, campaign, by)
    names = reads.named(by, list(found), {})
    rows = [(names[key] or gettext("nobody"), key, progress) for key, progress in found.items()]
    if by == "week":
        rows.sort(key=lambda row: row[1])
    else:
        order = [name for name, _ in tasks.in_order([(f"{name}\0{key}", p) for name, key, p in rows])]
        rows.sort(key=lambda row: order.index(f"{row[0]}\0{row[1]}"))
    return [
        Line(
            week_days(key) if by == "week" else name, progress, CATCH_UP[tasks.catch_up(progress)],
            _line_url(campaign, by, key),
        )
        for name, key, progress in rows
    ]  # fmt: skip


def _line_url(campaign: Campaign, by: str, key: Any) -> str:
    if by in ("town", "sector") and key:
        return listed(campaign, **{by: key})
    return ""


def _links(actor: Actor, campaign: Campaign) -> list[dict[str, Any]]:
    links = []
    for offer in offers(actor, _asked(campaign), place=place_of(campaign)):
        reasons = [say(each) for each in offer.refusals if each.code != "note-missing"]
        name = offer.step.name.replace("_", "-")
        url = reverse("campaign-launch" if name == "launch" else "campaign-step", args=[campaign.serial, *([] if name == "launch" else [name])])  # fmt: skip
        links.append(
            {"label": gettext(offer.step.label), "url": url, "reasons": reasons, "main": name == "launch"}
        )
    return links


def _asked(campaign: Campaign) -> Campaign:
    campaign.around = {"units": queries.fitting(campaign).count() if campaign.state == "draft" else 1}
    return campaign


def scope_words(campaign: Campaign) -> list[tuple[str, str]]:
    """Which units it is for, each part in words; [] for all."""
    words: dict[str, tuple[Any, Any]] = {
        "regions": (_("Town"), roster.region_name), "classes": (_("Class"), lambda code: roster.listed("classes").get(code, code)),
        "sectors": (_("Sector"), roster.sector_name), "colours": (gettext("Colour of risk"), said_colour),
        "features": (_("Risk feature"), lambda code: roster.listed("features").get(code, code)),
        "results": (_("Result of the last assessment"), lambda name: gettext(grading.RESULTS[name]) if name else gettext("not assessed yet")),
    }  # fmt: skip
    return [
        (str(words[part][0]), joined(words[part][1](code) for code in codes))
        for part, codes in campaign.scope.items()
    ]


def course(campaign: Campaign) -> dict[str, Any]:
    """Stages, steps and targets of a draft, for the page on which they are changed. Three queries."""
    steps, given = queries.steps_of(campaign), queries.content(campaign.edition)
    set_there = {
        (each.step, each.percent, campaign.starts_week.plus(each.week - 1)) for each in given.targets
    }
    return {
        "stages": [
            {
                "stage": stage, "title": title_of(stage), "window": f"{week_days(stage.opens_week)} – {week_days(stage.closes_week)}",
                "steps": [
                    {
                        "step": step, "title": title_of(step), "window": f"{week_days(step.opens_week)} – {week_days(step.closes_week)}",
                        "answers": answers_words(step.answers), "accepts": joined(duty_words(name) for name in step.acceptors),
                        "evidence": gettext(tasks.EVIDENCE[step.evidence]),
                    }
                    for step in steps
                    if step.stage_id == stage.pk
                ],
            }
            for stage in queries.stages_of(campaign)
        ],
        "targets": [
            {
                "target": target, "title": title_of(target.step), "whose": _whose(target), "week": week_days(target.by_week),
                "is_proposed": bool(target.organisation_id) or (target.step.code, float(target.percent), target.by_week) not in set_there,
            }
            for target in queries.targets_of(campaign)
        ],
    }  # fmt: skip


def _whose(target: Target) -> str:
    office = target.organisation
    return roster.in_words((office.name, office.name_en)) if office else gettext("the whole district")


# ---------- the wizard ----------


def rail(campaign: Campaign | None, at: int, units: int | None = None) -> list[Stop]:
    """The three steps of a launch with their results."""
    chosen = f"{title_of(campaign)}, {week_words(campaign.starts_week)}" if campaign else ""
    number = ngettext("%(number)s unit", "%(number)s units", units or 0) % {"number": f"{units or 0:,}"}
    return stops(
        at, False, (gettext("Campaign and week"), chosen), (gettext("Which units"), number if units is not None else ""),
        (gettext("What it will do"), ""),
    )  # fmt: skip


def foreseen(actor: Actor, campaign: Campaign) -> dict[str, Any]:
    """What a launch would do, for its page."""
    told = queries.foreseen(actor, campaign)
    most = max(told.by_week.values(), default=1)
    steps = queries.steps_of(campaign)
    return {
        "told": told,
        "gaps": sum(told.gaps.values()),
        "steps": [
            {
                "title": title_of(step), "answers": answers_words(step.answers), "number": told.by_step.get(step.pk, 0),
                "gap": told.gaps.get(step.pk, 0), "window": f"{week_days(step.opens_week)} – {week_days(step.closes_week)}",
                "due_on": step.due_on,
            }
            for step in steps
        ],
        "weeks": [
            {"week": week_days(week), "number": number, "width": f"{100 * number / most:.1f}"}
            for week, number in told.by_week.items()
        ],
        "loads": [
            {"load": load, "week": week_days(load.week), "hours": f"{load.most / 60:.1f}", "is_over": load.most > FULL_WEEK}
            for load in told.loads[:MOST_LOADS]
        ],
        "more": max(0, len(told.loads) - MOST_LOADS),
        "over": sum(1 for load in told.loads if load.most > FULL_WEEK),
    }  # fmt: skip


FULL_WEEK = 30 * 60  # local rule: so many minutes of a person's week go into tasks at most
MOST_LOADS = 15
