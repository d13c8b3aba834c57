"""How campaigns and tasks are said: weeks, titles in the reader's language, who answers."""

from typing import Any

from django.utils.translation import gettext

from anbiao.registry.models import Responsibility
from anbiao.registry.queries import in_words
from anbiao.rules import tasks as law
from anbiao.rules.calendar import IsoWeek
from anbiao.rules.machine import State
from anbiao.rules.refusal import N_

LATE = N_("Late")
SLIPPING = N_("Behind its week")
CAUGHT_UP = N_("Accepted, caught up")


def week_words(week: IsoWeek | None) -> str:
    """第 49 周, W49."""
    return gettext("W%(number)s") % {"number": week.week} if week else ""


def week_days(week: IsoWeek) -> str:
    """第 49 周 11-30–12-06."""
    parts = week.label_parts
    return f"{week_words(week)} {parts['from']}–{parts['to']}"


def title_of(row: Any) -> str:
    """The title of a campaign, a stage, a step or an edition."""
    return in_words((row.title_zh, row.title_en))


def answers_words(kind: str) -> str:
    """The kind of responsibility by which somebody answers for a step."""
    if kind == "enterprise":
        return gettext("The unit itself")
    return gettext(dict(Responsibility.Kind.choices)[kind])


def holder_words(task: Any) -> str:
    """Who answers for a task: the person, else the office, else the unit; "" where nobody does though somebody should."""
    if task.person_id:
        return in_words((task.person.name, task.person.name_en))
    if task.organisation_id:
        return in_words((task.organisation.name, task.organisation.name_en))
    return gettext("The unit itself") if task.step.answers == "enterprise" else ""


def state_of(told: tuple[str, str]) -> State:
    """A task's state with how it stands: late and behind go before what it is doing, caught up stays (rules/tasks.py: standing)."""
    name, standing = told
    if standing == "late":
        return State(name, LATE, "late")
    if standing == "slipping" and name != "returned":
        return State(name, SLIPPING, "back")
    if standing == "caught_up" and name == "accepted":
        return State(name, CAUGHT_UP, "back")
    return law.TASK.state(name)


def standing_of(task: Any, today: Any) -> str:
    """How a task stands today."""
    return law.standing(
        state=task.state, scheduled=task.scheduled_week, due=task.due_on, done=task.done_on, today=today
    )
