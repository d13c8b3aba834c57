"""The doors of tasks: the page of one, and each step that may be taken with it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext

from anbiao.kit.actor import Actor
from anbiao.kit.doors import Visit, door
from anbiao.kit.register.detail import show
from anbiao.programme import actions
from anbiao.programme.forms import campaigns as forms
from anbiao.programme.models import Task
from anbiao.programme.queries import tasks as queries
from anbiao.programme.task_page import detail, known_words, sections
from anbiao.programme.words import title_of
from anbiao.registry.forms import show_refused
from anbiao.registry.queries import in_words, place_of
from anbiao.rules import tasks as law
from anbiao.rules.calendar import IsoWeek
from anbiao.rules.refusal import N_, Refused

PLAN = "plan"
# Steps that move no state: what of the week a planner does.
OF_THE_WEEK = {PLAN: N_("Move to another week"), "lock": N_("Lock the week"), "unlock": N_("Unlock the week")}


@door("read task")
def page(request: Visit, pk: UUID) -> HttpResponse:
    """One task: what counts as done, the offered steps, what happened."""
    row = get_object_or_404(queries.tasks(request.actor), pk=pk)
    return show(request, request.actor, detail(request.actor, row), sections=sections, row=row)


@door("read task", writes=True)
def step(request: Visit, pk: UUID, step: str) -> HttpResponse:
    """A step of a task, or another week for it: what is asked for, then the task again."""
    actor, name = request.actor, step.replace("-", "_")
    row = get_object_or_404(queries.tasks(actor), pk=pk)
    taken = next((each for each in law.TASK.steps if each.name == name), None)
    if taken is None and name not in OF_THE_WEEK:
        raise Http404
    duty = taken.duty if taken else "plan task"
    if request.method != "POST" and not actor.scope.allows(duty, place_of(actor, row.enterprise)):
        return redirect("task", pk=pk)
    label = gettext(taken.label if taken else OF_THE_WEEK[name])
    form = _form(actor, row, name, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            _act(actor, row, name, form.cleaned_data)
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(request, gettext("%(step)s: done.") % {"step": label})
            return redirect("task", pk=pk)
    said = row.step
    context = {
        "known": known_words(actor, row), "form": form, "row": row, "label": label, "title": title_of(said), "done": in_words((said.done_zh, said.done_en)),
        "shown": in_words((said.evidence_zh, said.evidence_en)),
    }  # fmt: skip
    return render(request, "programme/task_step.html", context, status=422 if form.errors else 200)


def _form(actor: Actor, row: Task, name: str, data: Any) -> Any:
    if name == PLAN:
        return forms.WeekForm(
            actor, data, initial={"week": str(max(row.planned_week, IsoWeek.of(actor.today)))}
        )
    if name == "submit":
        asks = not row.slip and actor.today > row.scheduled_week.sunday
        return forms.DoneForm(
            data, evidence=row.step.evidence, asks_slip=asks, initial={"done_note": row.done_note}
        )
    return forms.NoteForm(data, required=name not in OF_THE_WEEK and law.TASK.step(name).needs_note)


def _act(actor: Actor, row: Task, name: str, given: dict[str, Any]) -> None:
    if name in OF_THE_WEEK:
        moved = _of_the_week(actor, row, name, given)
        if moved.refused:
            raise Refused(*moved.refused.values())
    elif name == "submit":
        actions.move_task(actor, row, name, done_note=given["done_note"], slip=given.get("slip", ""))
    else:
        actions.move_task(actor, row, name, note=given["note"])


def _of_the_week(actor: Actor, row: Task, name: str, given: dict[str, Any]) -> Any:
    if name == PLAN:
        return actions.plan_tasks(actor, [row], to=given["week"], slip=given["slip"], note=given["note"])
    hold = actions.lock_tasks if name == "lock" else actions.unlock_tasks
    return hold(actor, [row], note=given["note"])


urlpatterns = [
    path("task/<uuid:pk>/", page, name="task"),
    path("task/<uuid:pk>/<str:step>/", step, name="task-step"),
]
