"""The doors of the week board: the board, one cell of it, moving what is ticked, and the times that it reckons with."""

from dataclasses import replace
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext, ngettext

from anbiao.kit.doors import Visit, door
from anbiao.programme import actions, board_page, jobs, week_page
from anbiao.programme.board_page import Asked
from anbiao.programme.documents import weekly
from anbiao.programme.forms.planning import AbsenceForm, KeyPeriodForm, MoveForm
from anbiao.programme.models import Absence, KeyPeriod
from anbiao.programme.queries import board as queries
from anbiao.programme.queries import tasks
from anbiao.programme.words import title_of, week_days
from anbiao.registry.forms import show_refused
from anbiao.rules.refusal import Refused


@door("read campaign")
def board(request: Visit) -> HttpResponse:
    """The board, or only the cell that was opened on it."""
    asked = Asked.of(request.GET, request.actor)
    pane = board_page.pane(request.actor, asked)
    if request.htmx and request.htmx.target == "pane":
        return render(request, "programme/board/pane.html", _pane(request, asked, pane))
    context = board_page.context(request.actor, asked)
    return render(request, "programme/board/page.html", {**context, **_pane(request, asked, pane)})


def _pane(request: Visit, asked: Asked, pane: dict[str, Any] | None) -> dict[str, Any]:
    if pane is None:
        return {"pane": None, "form": None, "asked": asked}
    ids = [str(each["row"].pk) for each in pane["tasks"]]
    return {
        "pane": pane,
        "asked": asked,
        "form": MoveForm(request.actor, ids, initial={"week": str(pane["next"])}),
    }


@door("plan task", writes=True)
def move(request: Visit) -> HttpResponse:
    """Ticked tasks of a cell to another week: first what it would do, then the writing."""
    actor, asked = request.actor, Asked.of(request.GET, request.actor)
    rows = board_page.rows_of(actor, asked) if request.method == "POST" else None
    if rows is None:
        raise Http404
    by_id = {str(row.pk): row for row in rows}
    form = MoveForm(actor, list(by_id), request.POST)
    if not form.is_valid():
        return _again(request, asked, form)
    given = form.cleaned_data
    picked = [by_id[each] for each in given["pick"]]
    form.fields["slip"].required = True
    if "write" not in request.POST:
        return _again(request, asked, form, weighed=board_page.weighed(actor, asked, picked, given["week"]))
    moved = actions.plan_tasks(actor, picked, to=given["week"], slip=given["slip"], note=given["note"])
    number = len(moved.change)
    text = ngettext("%(number)s task moved to %(week)s.", "%(number)s tasks moved to %(week)s.", number)
    messages.success(request, text % {"number": number, "week": week_days(given["week"])})
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": asked.url()})
    return redirect(asked.url())


def _again(request: Visit, asked: Asked, form: MoveForm, weighed: Any = None) -> HttpResponse:
    """The open cell with what was chosen; `weighed` is what the move would do."""
    pane = board_page.pane(request.actor, asked)
    context = {
        "pane": pane,
        "asked": asked,
        "form": form,
        "weighed": weighed,
        "picked": request.POST.getlist("pick"),
    }
    template = "programme/board/pane.html"
    if not request.htmx:
        context |= board_page.context(request.actor, asked)
        template = "programme/board/page.html"
    return render(request, template, context, status=422 if form.errors else 200)


@door("read campaign")
def weekly_list(request: Visit, kind: str) -> HttpResponse:
    """A week of the board to take along: of the open line, or of all lines."""
    actor, asked = request.actor, Asked.of(request.GET, request.actor)
    asked = replace(asked, week=asked.week or asked.first)
    rows = board_page.rows_of_week(actor, asked) if kind in weekly.KINDS else None
    if rows is None or asked.week is None:
        raise Http404
    whose = board_page.name_of(asked, rows)
    made = weekly.weekly(actor, rows, week=asked.week, whose=whose, kind=kind)
    response = HttpResponse(made.content, content_type=weekly.KINDS[kind])
    name = quote("-".join(filter(None, (gettext("Weekly list"), whose, str(asked.week)))) + f".{kind}")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


@door("launch campaign", writes=True)
def replan(request: Visit) -> HttpResponse:
    """The weeks of a campaign worked out by the worker: what it will do, then the asking."""
    actor, asked = request.actor, Asked.of(request.GET, request.actor)
    running = queries.running(actor)
    campaign = next(iter(board_page.chosen(running, asked.campaign)), None)
    if campaign is None:
        return redirect("week-board")
    if request.method == "POST":
        jobs.ask_for_plan(actor, campaign, replan="anew" not in request.POST)
        messages.success(
            request, gettext("The plan is being worked out. Load the board again in half a minute.")
        )
        return redirect(asked.url())
    context = {
        "campaign": campaign,
        "title": title_of(campaign),
        "back": asked.url(),
        "run": queries.last_run(actor, [campaign]),
    }
    return render(request, "programme/board/replan.html", context)


@door("plan task")
def why(request: Visit, pk: UUID) -> HttpResponse:
    """Why a task lies in its week, and what a wished one would cost."""
    row = get_object_or_404(tasks.tasks(request.actor, "plan task"), pk=pk)
    wish = board_page.week_in(request.GET.get("wish", ""))
    return render(request, "programme/board/why.html", week_page.context(request.actor, row, wish))


# ---------- the times that it reckons with ----------


@door("keep absence")
def times(request: Visit) -> HttpResponse:
    """Who is away, and which days are kept free."""
    actor = request.actor
    context = {
        "absences": queries.with_deputies(
            queries.that_count(queries.absences(actor), actor.today), actor.today
        ),
        "periods": board_page.periods(queries.that_count(queries.key_periods(actor), actor.today)),
    }
    return render(request, "programme/board/times.html", context)


@door("keep absence", writes=True)
def absence_new(request: Visit) -> HttpResponse:
    """Somebody is away from a day to a day."""
    people = queries.colleagues(request.actor)
    form = AbsenceForm(people, request.POST or None, initial={"person": request.GET.get("person", "")})
    if form.is_valid():
        given = dict(form.cleaned_data)
        chosen = given.pop("person")
        person = next(each for each in people if str(each.pk) == chosen)
        try:
            actions.record_absence(request.actor, person, **given)
        except Refused as refused:
            show_refused(form, refused)
        else:
            return redirect("plan-times")
    return _form(request, form, gettext("Somebody is away"))


@door("keep key_period", writes=True)
def period_new(request: Visit) -> HttpResponse:
    """Days that are kept free of visits."""
    form = KeyPeriodForm(request.actor, request.POST or None)
    if form.is_valid():
        try:
            actions.keep_free(request.actor, **form.cleaned_data)
        except Refused as refused:
            show_refused(form, refused)
        else:
            return redirect("plan-times")
    return _form(request, form, gettext("Keep days free"))


def _form(request: Visit, form: Any, label: str) -> HttpResponse:
    context = {"form": form, "label": label}
    return render(request, "programme/board/time_new.html", context, status=422 if form.errors else 200)


@door("keep absence", writes=True)
def absence_end(request: Visit, pk: UUID) -> HttpResponse:
    """An absence that was entered in error, or is over earlier."""
    return _withdrawn(request, get_object_or_404(queries.absences(request.actor), pk=pk))


@door("keep key_period", writes=True)
def period_end(request: Visit, pk: UUID) -> HttpResponse:
    """A key period that does not hold any more."""
    return _withdrawn(request, get_object_or_404(queries.key_periods(request.actor), pk=pk))


def _withdrawn(request: Visit, row: Absence | KeyPeriod) -> HttpResponse:
    if request.method == "POST":
        actions.withdraw(request.actor, row)
    return redirect("plan-times")


urlpatterns = [
    path("week-board/", board, name="week-board"),
    path("week-board/move/", move, name="week-board-move"),
    path("weekly-list.<str:kind>", weekly_list, name="weekly-list"),
    path("week-board/replan/", replan, name="week-board-replan"),
    path("task-why/<uuid:pk>/", why, name="task-why"),
    path("plan-times/", times, name="plan-times"),
    path("plan-times/absence/", absence_new, name="absence-new"),
    path("plan-times/key-period/", period_new, name="key-period-new"),
    path("absence/<uuid:pk>/withdraw/", absence_end, name="absence-withdraw"),
    path("key-period/<uuid:pk>/withdraw/", period_end, name="key-period-withdraw"),
]
