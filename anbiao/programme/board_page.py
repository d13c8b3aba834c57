"""The week board as its page shows it: what is asked for in the address, lines of cells, the cell that is open, a move beforehand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.register.columns import joined, said_colour
from anbiao.kit.templatetags.kit import say_moment
from anbiao.kit.texts import say
from anbiao.programme import actions
from anbiao.programme.models import Campaign, KeyPeriod, PlanRun, Task
from anbiao.programme.queries import board as queries
from anbiao.programme.queries.board import BY, NOBODY, WEEKS, Board, Cell, Line
from anbiao.programme.words import title_of, week_days, week_words
from anbiao.registry.queries import in_words, region_name
from anbiao.rules import tasks as law
from anbiao.rules.calendar import IsoWeek
from anbiao.rules.capacity import ABSENCES, Load
from anbiao.rules.colours import COLOURS

LABELS = {"person": _("By person"), "place": _("By place"), "office": _("By office")}
HEADS = {"person": _("Person"), "place": pgettext_lazy("region", "Place"), "office": _("Office")}
MOST_IN_CELL = 80
NOTED = 3


@dataclass(frozen=True)
class Asked:
    """What the address says: lines by what, the first week, a campaign (serial) and a region that limit it, and the open cell."""

    by: str
    first: IsoWeek
    campaign: str
    within: str
    key: str
    week: IsoWeek | None

    @staticmethod
    def of(given: QueryDict, actor: Actor) -> "Asked":
        """From a query string; what cannot be read is as if it were not there."""
        by = given.get("by", "")
        key, _sep, week = given.get("cell", "").rpartition("~")
        within = given.get("within", "")
        return Asked(
            by if by in BY else BY[0], week_in(given.get("from", "")) or IsoWeek.of(actor.today), given.get("campaign", "")[:12],
            within if within.isascii() and within.isdigit() and len(within) <= queries.VILLAGE else "", key, week_in(week),
        )  # fmt: skip

    def url(self, **over: Any) -> str:
        """The board with something else."""
        asked = replace(self, **over)
        cell = f"{asked.key}~{asked.week}" if asked.week else ""
        given = {
            "by": asked.by,
            "from": str(asked.first),
            "campaign": asked.campaign,
            "within": asked.within,
            "cell": cell,
        }
        return f"{reverse('week-board')}?{urlencode({key: value for key, value in given.items() if value})}"

    @property
    def weeks(self) -> tuple[IsoWeek, ...]:
        """The weeks shown."""
        return self.first.until(self.first.plus(WEEKS - 1))


def week_in(text: str) -> IsoWeek | None:
    """A week from an address; None for what is none."""
    try:
        return IsoWeek.parse(text)
    except ValueError:
        return None


def hours(minutes: int | None) -> str:
    """Minutes as hours to half an hour: 12.5; "" for none."""
    return "" if minutes is None else f"{round(minutes / 30) / 2:g}"


def chosen(campaigns: Sequence[Campaign], serial: str) -> Sequence[Campaign]:
    """The campaign asked for, or all of them."""
    return [row for row in campaigns if row.serial == serial] or campaigns


def context(actor: Actor, asked: Asked) -> dict[str, Any]:
    """Everything of the page but the open cell."""
    campaigns = queries.running(actor)
    found = queries.board(
        actor,
        by=asked.by,
        weeks=asked.weeks,
        campaigns=chosen(campaigns, asked.campaign),
        within=asked.within,
    )
    this = IsoWeek.of(actor.today)
    return {
        "asked": asked, "board": found, "campaigns": [{"row": row, "title": title_of(row)} for row in campaigns],
        "head": HEADS[asked.by], "weeks": [_head(asked, week, title, this) for week, title in found.weeks.items()],
        "lines": [_line(asked, line) for line in found.lines], "totals": [_shown(asked, "", cell) for cell in found.totals.values()],
        "choices": [(name, label, asked.url(by=name, key="", week=None)) for name, label in LABELS.items()],
        "earlier": asked.url(first=asked.first.plus(-WEEKS), key="", week=None),
        "later": asked.url(first=asked.first.plus(WEEKS), key="", week=None), "now": asked.url(first=this, key="", week=None),
        "legend": [(code, said_colour(code)) for code in COLOURS], "notes": [*_behind(queries.left_behind(actor, chosen(campaigns, asked.campaign))), *notes(asked, found)],
        "may_keep": actor.scope.may("keep absence"), "says": _says(found), "run": _run(queries.last_run(actor, chosen(campaigns, asked.campaign)), actor),
        "replan": f"{reverse('week-board-replan')}?{asked.url().partition('?')[2]}" if campaigns and actor.scope.may("launch campaign") else "",
    }  # fmt: skip


def _says(found: Board) -> str:
    units = sum(cell.units for cell in found.totals.values())
    text = ngettext(
        "%(number)s visit or paper in these weeks.", "%(number)s visits and papers in these weeks.", units
    )
    return text % {"number": f"{units:,}"}


def _run(run: PlanRun | None, actor: Actor) -> str:
    """The plan that was worked out last: when, and how good it is beside the one by due date; "" where none was."""
    if run is None:
        return ""
    told, spared = run.result, run.result["edd"]["trips"] - run.result["trips"]
    what = [gettext("%(number)s trips") % {"number": f"{told['trips']:,}"}]
    if spared > 0:
        what.append(gettext("%(number)s fewer than by due date") % {"number": f"{spared:,}"})
    late = sum(told[colour] for colour in COLOURS)
    if late:
        what.append(gettext("%(number)s weeks late in all, for want of hours") % {"number": f"{late:,}"})
    if not told["red"]:
        what.append(gettext("no red unit late") if late else gettext("nothing late"))
    if told["unplaced"]:
        what.append(gettext("%(number)s without a week") % {"number": f"{told['unplaced']:,}"})
    return gettext("Planned on %(at)s: %(what)s.") % {
        "at": say_moment(run.began_at, actor.today),
        "what": joined(what),
    }


def _head(asked: Asked, week: IsoWeek, title: str, this: IsoWeek) -> dict[str, Any]:
    parts = week.label_parts
    return {
        "week": week,
        "name": week_words(week),
        "from": parts["from"],
        "to": parts["to"],
        "title": title,
        "is_this": week == this,
    }


def _line(asked: Asked, line: Line) -> dict[str, Any]:
    name = gettext("Nobody by name") if line.key == NOBODY else line.name
    return {
        "key": line.key,
        "name": name,
        "sub": line.sub,
        "cells": [_shown(asked, line.key, cell) for cell in line.cells.values()],
    }


def _shown(asked: Asked, key: str, cell: Cell) -> dict[str, Any]:
    load = cell.load
    is_open = bool(key) and key == asked.key and cell.week == asked.week
    return {
        "cell": cell, "week": cell.week, "load": load, "hours": hours(load.planned), "of": hours(load.capacity), "over": hours(load.over),
        "away": gettext(ABSENCES[cell.away]) if cell.away else "", "is_open": is_open, "done": not cell.open and bool(cell.units),
        "colours": [(code, said_colour(code), cell.colours[code]) for code in COLOURS if cell.colours.get(code)],
        "none": cell.colours.get("", 0), "url": asked.url(key=key, week=cell.week) if key else "",
    }  # fmt: skip


def notes(asked: Asked, found: Board) -> list[dict[str, str]]:
    """Where more is planned than there is time for, the worst first, each with its cell."""
    worst = sorted(found.overfull, key=lambda each: -each[1].load.over)
    return [
        {
            "text": gettext("%(name)s, %(week)s: %(planned)s hours planned, %(of)s available.")
            % {"name": line.name, "week": week_words(cell.week), "planned": hours(cell.load.planned), "of": hours(cell.load.capacity)},
            "url": asked.url(key=line.key, week=cell.week),
            "link": gettext("Open the week"),
        }
        for line, cell in worst[:NOTED]
    ]  # fmt: skip


def _behind(number: int) -> list[dict[str, str]]:
    """What nobody did in its week and nobody moved."""
    if not number:
        return []
    text = ngettext(
        "%(number)s open task lies in a week that has passed.",
        "%(number)s open tasks lie in weeks that have passed.",
        number,
    )
    url = f"{reverse('tasks')}?standing=late&standing=slipping"
    return [{"text": text % {"number": f"{number:,}"}, "url": url, "link": gettext("Show them")}]


# ---------- the open cell ----------


def pane(actor: Actor, asked: Asked) -> dict[str, Any] | None:
    """The open cell: its tasks and what may be done with them. None where none is open. At most four queries."""
    if not asked.key or asked.week is None:
        return None
    rows = rows_of(actor, asked)
    if rows is None:
        return None
    found = queries.in_order(rows)
    this = IsoWeek.of(actor.today)
    tasks = [_task(row, this) for row in found[:MOST_IN_CELL]]
    units = len({row.enterprise_id for row in found})
    planned = sum(row.step.minutes for row in found)
    return {
        "asked": asked, "name": name_of(asked, found), "title": week_days(asked.week), "tasks": tasks, "more": len(found) - len(tasks), "number": len(found), "units": units,
        "hours": hours(planned), "list": f"{reverse('tasks')}?week={asked.week}", "close": asked.url(key="", week=None), "papers": papers(asked),
        "may_plan": actor.scope.may("plan task") and any(not each["why"] for each in tasks), "next": _next(asked.week, this),
    }  # fmt: skip


def name_of(asked: Asked, rows: Sequence[Task]) -> str:
    """Whose cell it is; "" for everybody's."""
    if not asked.key:
        return ""
    if asked.key == NOBODY or not rows:
        return gettext("Nobody by name") if asked.key == NOBODY else ""
    if asked.by == "place":
        return region_name(asked.key)
    row = rows[0].organisation if asked.by == "office" else rows[0].person or rows[0].organisation
    return in_words((row.name, row.name_en)) if row else ""


def _next(week: IsoWeek, this: IsoWeek) -> IsoWeek:
    return max(week.next, this)


def rows_of(actor: Actor, asked: Asked) -> list[Task] | None:
    """The tasks of the open cell; None for a cell that nothing can have."""
    if asked.week is None:
        return None
    campaigns = chosen(queries.running(actor), asked.campaign)
    try:
        return list(
            queries.cell_rows(
                actor, campaigns, by=asked.by, key=asked.key, week=asked.week, within=asked.within
            )
        )
    except ValueError:
        return None


def rows_of_week(actor: Actor, asked: Asked) -> list[Task] | None:
    """The tasks of the open cell, or of its whole week where no line is named; None for a week that nothing can have."""
    if asked.key or asked.week is None:
        return rows_of(actor, asked)
    campaigns = chosen(queries.running(actor), asked.campaign)
    return list(queries.week_rows(actor, campaigns, week=asked.week, within=asked.within))


def papers(asked: Asked) -> list[tuple[str, str]]:
    """The kinds in which the open week is taken along, with their addresses."""
    query = asked.url().partition("?")[2]
    kinds = (("xlsx", "Excel"), ("pdf", "PDF"), ("ics", gettext("Calendar")))
    return [(label, f"{reverse('weekly-list', args=[kind])}?{query}") for kind, label in kinds]


def _task(row: Task, this: IsoWeek) -> dict[str, Any]:
    """A line of the pane; `why` says what keeps it where it is."""
    stays = law.movable(to=this.next, this=this, due=row.due_on, is_locked=row.is_locked, state=row.state)
    done = row.state not in law.OPEN
    return {
        "row": row, "id": str(row.pk), "step": title_of(row.step), "why": say(stays) if stays and not done else "", "done": done,
        "state": law.TASK.state(row.state), "url": reverse("task", args=[row.pk]), "ask": reverse("task-why", args=[row.pk]),
    }  # fmt: skip


def periods(rows: Sequence[KeyPeriod]) -> list[tuple[KeyPeriod, str]]:
    """The days kept free, and where."""
    return [(row, region_name(row.region)) for row in rows]


# ---------- a move beforehand ----------


def weighed(actor: Actor, asked: Asked, rows: Sequence[Task], to: IsoWeek) -> dict[str, Any]:
    """What moving these tasks would do: how many go, what is refused, and both weeks of the line afterwards. Writes nothing."""
    moved = actions.weighed(actor, rows, to)
    names: Mapping[Any, str] = {row.pk: row.enterprise.name for row in rows}
    going = [row for row in rows if row.pk in set(moved.change)]
    campaigns = chosen(queries.running(actor), asked.campaign)
    both = queries.board(
        actor, by=asked.by, weeks=sorted({asked.week or to, to}), campaigns=campaigns, within=asked.within
    )
    line = next((each for each in both.lines if each.key == asked.key), None)
    minutes, units = sum(row.step.minutes for row in going), len({row.enterprise_id for row in going})
    after = []
    for week, sign in ((asked.week, -1), (to, 1)):
        if line and week and week in line.cells:
            after.append(
                (
                    week_words(week),
                    _after(line.cells[week].load.plus(units=sign * units, minutes=sign * minutes)),
                )
            )
    return {
        "moved": moved, "to": week_days(to), "number": len(going), "after": after,
        "refused": [(names[pk], say(refusal)) for pk, refusal in moved.refused.items()],
        "later": sum(1 for row in going if to > row.scheduled_week),
    }  # fmt: skip


def _after(load: Load) -> str:
    if load.capacity is None:
        return gettext("%(hours)s hours") % {"hours": hours(load.planned)}
    told = gettext("%(hours)s of %(of)s hours") % {"hours": hours(load.planned), "of": hours(load.capacity)}
    return told + (" · " + gettext("%(over)s too many") % {"over": hours(load.over)} if load.over else "")
