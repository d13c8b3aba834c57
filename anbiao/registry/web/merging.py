"""The doors of mergers and splits: proposing, deciding, taking back."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext

from anbiao.kit.doors import Visit, door
from anbiao.kit.register.detail import show
from anbiao.kit.workflow import refusals
from anbiao.registry import actions, merging_page, queries
from anbiao.registry.forms import show_refused
from anbiao.registry.forms.merging import MergeForm, ReasonForm, SplitForm
from anbiao.rules import merging as law
from anbiao.rules.refusal import Refused


@door("resolve duplicate", writes=True)
def unit_merge(request: Visit, pk: UUID) -> HttpResponse:
    """Proposes that a unit and another one are one."""
    unit = get_object_or_404(queries.enterprises(request.actor, "resolve duplicate"), pk=pk)
    form = MergeForm(request.actor, unit, request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        kept, other = (unit, given["other"]) if given["keep"] == form.THIS else (given["other"], unit)
        try:
            row = actions.propose_merger(request.actor, kept, other, reason=given["reason"])
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(
                request, gettext("Proposed. A second person decides; below stands what it will do.")
            )
            return redirect("merger", pk=row.pk)
    context = {"form": form, "unit": unit}
    return render(request, "registry/merging/propose.html", context, status=422 if form.errors else 200)


@door("read merger")
def merger(request: Visit, pk: UUID) -> HttpResponse:
    """What a merger does, or did."""
    row = get_object_or_404(queries.mergers(request.actor), pk=pk)
    told = merging_page.detail(request.actor, row)
    return show(request, request.actor, told, sections=merging_page.MERGER, row=row)


@door("resolve duplicate", writes=True)
def merger_step(request: Visit, pk: UUID, step: str) -> HttpResponse:
    """A decision on a merger, or taking it back."""
    if step not in {each.name for each in law.MERGER.steps}:
        raise Http404
    taken = law.MERGER.step(step)
    row = get_object_or_404(queries.mergers(request.actor, taken.duty), pk=pk)
    against = refusals(request.actor, actions.around(row), taken, place=row.place())
    if against:
        raise Refused(*against)
    form = ReasonForm(request.POST if request.method == "POST" else None, needs_note=taken.needs_note)
    if form.is_valid():
        try:
            actions.step_merger(request.actor, row, step, note=form.cleaned_data["note"])
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(request, gettext(law.MERGER.state(taken.target).label))
            return redirect("merger", pk=pk)
    context = {"form": form, "row": row, "step": taken, "button": gettext(taken.label)}
    return render(request, "registry/merging/step.html", context, status=422 if form.errors else 200)


@door("register enterprise", writes=True)
def unit_split(request: Visit, pk: UUID) -> HttpResponse:
    """A second unit out of one."""
    unit = get_object_or_404(queries.enterprises(request.actor, "change enterprise"), pk=pk)
    form = SplitForm(request.actor, unit, request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        chosen = {key: [UUID(each) for each in given[key]] for key in ("contacts", "sites")}
        try:
            row = actions.split_unit(
                request.actor,
                unit,
                values=form.values(),
                hint=given["hint"],
                reason=given["reason"],
                **chosen,
            )
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(request, gettext("“%(name)s” stands in the roster.") % {"name": row.new.name})
            return redirect("enterprise", pk=row.new_id)
    context = {
        "form": form, "unit": unit, "records": queries.records_of(request.actor, [unit.pk]), "boxes": [form["contacts"], form["sites"]],
    }  # fmt: skip
    return render(request, "registry/merging/split.html", context, status=422 if form.errors else 200)


@door("resolve duplicate", writes=True)
def split_undo(request: Visit, pk: UUID) -> HttpResponse:
    """A split is taken back."""
    step = law.SPLIT.step("undo")
    row = get_object_or_404(queries.splits(request.actor, step.duty), pk=pk)
    against = refusals(request.actor, actions.around_split(row), step, place=row.place())
    if against:
        raise Refused(*against)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            actions.undo_split(request.actor, row, note=form.cleaned_data["note"])
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(request, gettext("The split is taken back."))
            return redirect("enterprise", pk=row.unit_id)
    context = {"form": form, "row": row, "step": step, "button": gettext(step.label)}
    return render(request, "registry/merging/unsplit.html", context, status=422 if form.errors else 200)


urlpatterns = [
    path("units/<uuid:pk>/merge/", unit_merge, name="enterprise-merge"),
    path("units/<uuid:pk>/split/", unit_split, name="enterprise-split"),
    path("merger/<uuid:pk>/", merger, name="merger"),
    path("merger/<uuid:pk>/<str:step>/", merger_step, name="merger-step"),
    path("split/<uuid:pk>/undo/", split_undo, name="split-undo"),
]
