"""The doors of training: record one, read it, make it void."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext

from anbiao.kit.doors import Visit, door
from anbiao.kit.register.detail import show
from anbiao.readiness import actions, queries, sections
from anbiao.readiness.forms import TrainingForm, VoidForm
from anbiao.registry import queries as roster
from anbiao.registry.forms import show_refused
from anbiao.rules.refusal import Refused


def _page(request: Visit, template: str, form: Any, **context: Any) -> HttpResponse:
    context = {"form": form, **context}
    return render(request, f"readiness/{template}.html", context, status=422 if form.errors else 200)


@door("record training", writes=True)
def new(request: Visit, pk: UUID) -> HttpResponse:
    """A training of people of a unit."""
    unit = get_object_or_404(roster.enterprises(request.actor, "record training"), pk=pk)
    form = TrainingForm(request.POST or None)
    if form.is_valid():
        try:
            row = actions.record_training(request.actor, unit, **form.cleaned_data)
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(request, gettext("The training is recorded."))
            return redirect("training", pk=row.pk)
    return _page(request, "training_new", form, unit=unit)


@door("read training")
def page(request: Visit, pk: UUID) -> HttpResponse:
    """One record: what was held, for whom, and what became of the record."""
    row = get_object_or_404(queries.trainings(request.actor), pk=pk)
    told = sections.detail(request.actor, row)
    return show(request, request.actor, told, sections=sections.TRAINING, row=row)


@door("void training", writes=True)
def void(request: Visit, pk: UUID) -> HttpResponse:
    """A record that was wrong."""
    row = get_object_or_404(queries.trainings(request.actor, "void training"), pk=pk)
    form = VoidForm(request.POST or None)
    if form.is_valid():
        try:
            actions.void_training(request.actor, row, note=form.cleaned_data["note"])
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(request, gettext("The record is void; it stays readable."))
            return redirect("training", pk=pk)
    return _page(request, "training_void", form, row=row)


urlpatterns = [
    path("units/<uuid:pk>/training/", new, name="training-new"),
    path("training/<uuid:pk>/", page, name="training"),
    path("training/<uuid:pk>/void/", void, name="training-void"),
]
