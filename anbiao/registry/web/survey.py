"""The doors of survey findings: one page each, and the decision about it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext

from anbiao.kit.doors import Visit, door
from anbiao.kit.register.detail import show
from anbiao.kit.workflow import refusals
from anbiao.registry import actions, queries, survey_page
from anbiao.registry.actions.survey import where
from anbiao.registry.forms import show_refused
from anbiao.registry.forms.surveys import MatchForm, NewUnitForm, NoteForm
from anbiao.registry.models import SurveyFinding
from anbiao.rules import surveys
from anbiao.rules.refusal import Refused

DECISIONS = frozenset({"accept", "match", "reject"})


@door("read survey")
def finding(request: Visit, pk: UUID) -> HttpResponse:
    """What was found, and what it may be."""
    row = get_object_or_404(queries.findings(request.actor), pk=pk)
    told = survey_page.detail(request.actor, row)
    return show(request, request.actor, told, sections=survey_page.FINDING, row=row)


@door("decide survey", writes=True)
def step(request: Visit, pk: UUID, step: str) -> HttpResponse:
    """A decision about a finding."""
    if step not in DECISIONS:
        raise Http404
    return _take(request, pk, step)


@door("report survey", writes=True)
def withdraw(request: Visit, pk: UUID) -> HttpResponse:
    """The finder takes a finding back."""
    return _take(request, pk, "withdraw")


def _take(request: Visit, pk: UUID, step: str) -> HttpResponse:
    taken = surveys.SURVEY.step(step)
    row = get_object_or_404(queries.findings(request.actor, taken.duty), pk=pk)
    against = refusals(request.actor, row, taken, place=where(request.actor, row))
    if against:
        raise Refused(*against)
    form = _form(request, row, step)
    if form.is_valid():
        try:
            _DOES[step](request, row, form)
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(request, gettext("Finding %(serial)s is decided.") % {"serial": row.serial})
            return redirect("survey-finding", pk=pk)
    context = {
        "row": row, "step": taken, "form": form, "kind": survey_page.kind_words(row.kind), "says": _says(row, step),
        "is_new": step == "accept" and row.kind == surveys.NEW, "button": gettext(taken.label),
    }  # fmt: skip
    return render(request, "registry/survey/step.html", context, status=422 if form.errors else 200)


def _form(request: Visit, row: SurveyFinding, step: str) -> Any:
    data = request.POST or None
    if step == "accept" and row.kind == surveys.NEW:
        return NewUnitForm(request.actor, row, data)
    if step == "match" and row.kind == surveys.NEW:
        return MatchForm(request.actor, data, unit=_chosen(request))
    return NoteForm(data, needs_note=surveys.SURVEY.step(step).needs_note)


def _chosen(request: Visit) -> Any:
    try:
        return queries.enterprises(request.actor).filter(pk=UUID(request.GET.get("unit", ""))).first()
    except ValueError:
        return None


def _accept(request: Visit, row: SurveyFinding, form: Any) -> None:
    if row.kind == surveys.NEW:
        actions.take_new(request.actor, row, values=form.values(), hint=form.cleaned_data["hint"])
    else:
        actions.take_change(request.actor, row, note=form.cleaned_data["note"])


def _match(request: Visit, row: SurveyFinding, form: Any) -> None:
    given = form.cleaned_data
    unit = given.get("unit") or row.enterprise
    alias = row.name if given.get("keeps_name") else ""
    actions.match_finding(request.actor, row, unit, alias=alias, note=given["note"])


_DOES: dict[str, Callable[[Visit, SurveyFinding, Any], None]] = {
    "accept": _accept,
    "match": _match,
    "reject": lambda request, row, form: actions.reject_finding(request.actor, row, **form.cleaned_data),
    "withdraw": lambda request, row, form: actions.withdraw_finding(request.actor, row, **form.cleaned_data),
}


def _says(row: SurveyFinding, step: str) -> str:
    """What the step will do, in one sentence."""
    if step != "accept":
        return ""
    if row.kind == surveys.NEW:
        return gettext(
            "It is registered as every unit is: sector, bureau and likely duplicates are found by rule."
        )
    words = {
        "close": gettext("The unit is recorded as closed down from the day on which it was seen."),
        "miss": gettext("The unit is recorded as not found from the day on which it was seen."),
        "move_away": gettext("The unit is recorded as moved away from the day on which it was seen."),
    }
    moved = gettext("The unit gets the new address; a new town takes over its supervision.")
    return words.get(surveys.status_step(row.kind, outside=row.outside), moved)


urlpatterns = [
    path("survey/<uuid:pk>/", finding, name="survey-finding"),
    path("survey/<uuid:pk>/withdraw/", withdraw, name="survey-withdraw"),
    path("survey/<uuid:pk>/<str:step>/", step, name="survey-step"),
]
