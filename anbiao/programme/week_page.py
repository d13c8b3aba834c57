"""Why a task lies in its week, and what another week would cost, as its page shows it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext

from anbiao.kit.actor import Actor
from anbiao.kit.texts import say
from anbiao.programme.models import Task
from anbiao.programme.queries.problem import Problem, problem
from anbiao.programme.words import holder_words, title_of, week_days
from anbiao.rules.calendar import IsoWeek
from anbiao.rules.colours import COLOURS
from anbiao.rules.refusal import N_, Refusal
from anbiao.rules.schedule import Placement
from anbiao.rules.schedule.objective import LEVELS, Score
from anbiao.rules.schedule.telling import Price, explain, price

MOST_NAMED = 8
FULL = N_("{person} has {work} of {most} half hours in week {week}.")


@dataclass(frozen=True)
class _Names:
    """What the ids of a problem are called."""

    tasks: Mapping[str, Task]

    def person(self, key: str) -> str:
        """A person or an office."""
        row = next(
            (row for row in self.tasks.values() if key in (str(row.person_id), str(row.organisation_id))),
            None,
        )
        return holder_words(row) if row else key

    def said(self, refusal: Refusal) -> str:
        """A refusal with names in place of ids."""
        params = dict(refusal.params)
        if "person" in params:
            params["person"] = self.person(str(params["person"]))
        if str(params.get("before")) in self.tasks:
            params["before"] = title_of(self.tasks[str(params["before"])].step)
        text = FULL if refusal.code == "full" else refusal.text
        return say(replace(refusal, text=text, params=params))


def context(actor: Actor, row: Task, wish: IsoWeek | None) -> dict[str, Any]:
    """The reasons for its week; with a wish, what that would cost. At most twelve queries."""
    found = problem(actor, row.campaign, around=row)
    key = str(row.pk)
    told: dict[str, Any] = {
        "row": row,
        "title": title_of(row.step),
        "holder": holder_words(row),
        "week": week_days(row.planned_week),
    }
    if key not in found.tasks:
        return {**told, "why": None}
    names = _Names(_with_words(found, row))
    why = explain(found.instance, found.previous, key)
    beside = [found.tasks[each].enterprise.name for each in why.beside if each in found.tasks]
    return {
        **told, "why": why, "beside": beside[:MOST_NAMED], "more": max(0, len(beside) - MOST_NAMED),
        "earlier": [(week_days(IsoWeek.parse(week)), names.said(refusal)) for week, refusal in why.earlier],
        "weeks": [(str(week.week), week_days(week.week)) for week in found.instance.weeks if week.week != row.planned_week],
        "wish": str(wish or ""), "price": _priced(found, names, row, wish),
    }  # fmt: skip


def _with_words(found: Problem, row: Task) -> Mapping[str, Task]:
    """The tasks with their steps and who answers, so that they can be named. Two queries."""
    steps = {step.pk: step for step in row.campaign.steps.all()}
    people: dict[Any, Any] = {}
    named = Task.objects.of_district(row.district).filter(pk__in=[each.pk for each in found.tasks.values()])
    for each in named.select_related("person", "organisation").only(
        "district",
        "person",
        "organisation",
        "person__name",
        "person__name_en",
        "organisation__name",
        "organisation__name_en",
    ):
        people[each.pk] = each
    for each in found.tasks.values():
        each.step = steps[each.step_id]
        each.person, each.organisation = people[each.pk].person, people[each.pk].organisation
    return found.tasks


def _priced(found: Problem, names: _Names, row: Task, wish: IsoWeek | None) -> dict[str, Any] | None:
    """What a wish comes to; None for no wish, or for a week that is not planned."""
    if wish is None or wish not in found.instance.number:
        return None
    person = found.instance.visit[str(row.pk)].candidates[0]
    cost: Price = price(found.instance, found.previous, str(row.pk), Placement(wish, person))
    moved = [(found.tasks[key].enterprise.name, week_days(placed.week)) for key, placed in cost.moved]
    return {
        "week": week_days(wish), "against": [names.said(refusal) for refusal in cost.refusals], "moved": moved,
        "possible": cost.change is not None, "changes": list(_changes(cost.change)) if cost.change else [],
    }  # fmt: skip


def _changes(change: Score) -> Iterable[str]:
    """What gets worse or better, the gravest first."""
    for name in (*COLOURS, "unplaced", "trips", "waiting"):
        number = getattr(change, name)
        if number:
            sign = "+" if number > 0 else "−"
            yield f"{sign}{abs(number)} {gettext(LEVELS[name])}"
