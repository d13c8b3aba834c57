"""Writing one unit: register, change, move in its status, verify, add a site or a contact."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from anbiao.kit.doors import Visit, door
from anbiao.kit.workflow import refusals
from anbiao.registry import actions, queries
from anbiao.registry.forms import (
    ContactForm,
    SiteForm,
    StepForm,
    UnitEditForm,
    UnitForm,
    differing,
    show_refused,
)
from anbiao.registry.models import Enterprise
from anbiao.rules import units
from anbiao.rules.refusal import Refused


def _page(request: Visit, template: str, form: Any, **context: Any) -> HttpResponse:
    """A form, 422 when it was not accepted: then nothing is kept as the answer to it."""
    status = 422 if form.errors else 200
    return render(request, f"registry/{template}.html", {"form": form, **context}, status=status)


@door("register enterprise", writes=True)
def unit_new(request: Visit) -> HttpResponse:
    """A unit that is not in the roster yet."""
    form = UnitForm(request.actor, request.POST or None)
    if form.is_valid():
        try:
            unit = actions.register_unit(request.actor, values=form.values(), hint=form.cleaned_data["hint"])
        except Refused as refused:
            show_refused(form, refused)
        else:
            _tell_registered(request, unit)
            return redirect("enterprise", pk=unit.pk)
    return _page(request, "unit_new", form)


def _tell_registered(request: Visit, unit: Enterprise) -> None:
    messages.success(request, gettext("“%(name)s” stands in the roster.") % {"name": unit.name})
    if queries.doubts(request.actor, unit):
        messages.warning(
            request, gettext("It looks like a unit that is there already: see “Doubtful” below and decide.")
        )


@door("change enterprise", writes=True)
def unit_edit(request: Visit, pk: UUID) -> HttpResponse:
    """The basic facts of a unit; when somebody else was faster, both values are shown."""
    unit = get_object_or_404(queries.enterprises(request.actor, "change enterprise"), pk=pk)
    form = UnitEditForm(request.actor, unit, request.POST or None)
    if form.is_valid():
        try:
            actions.edit_unit(request.actor, unit, values=form.values(), version=form.cleaned_data["version"])
        except Refused as refused:
            if any(refusal.code == "changed-meanwhile" for refusal in refused.refusals):
                return _conflict(request, unit, form)
            show_refused(form, refused)
        else:
            messages.success(request, gettext("The facts of “%(name)s” are changed.") % {"name": unit.name})
            return redirect("enterprise", pk=pk)
    return _page(request, "unit_edit", form, unit=unit)


def _conflict(request: Visit, unit: Enterprise, form: UnitEditForm) -> HttpResponse:
    """What stands in the roster now beside what was typed; sent again, the typed values are written over it."""
    now = queries.for_change(request.actor, unit.pk) or unit
    typed = request.POST.copy()
    typed["version"] = str(now.version)
    again = UnitEditForm(request.actor, now, typed)
    again.is_valid()
    context = {"form": again, "unit": now, "differing": list(differing(form, now)), "is_conflict": True}
    return render(request, "registry/unit_edit.html", context, status=409)


@door("move enterprise", writes=True)
def unit_step(request: Visit, pk: UUID, step: str) -> HttpResponse:
    """A step of a unit's status, with the day and the reason."""
    if step not in {each.name for each in units.UNIT.steps}:
        raise Http404
    taken = units.UNIT.step(step)
    unit = get_object_or_404(queries.enterprises(request.actor, taken.duty), pk=pk)
    against = refusals(request.actor, unit, taken, place=unit.place())
    if against:
        raise Refused(*against)
    form = StepForm(request.actor, taken, request.POST or None)
    if form.is_valid():
        try:
            actions.move_unit(request.actor, unit, step, **form.cleaned_data)
        except Refused as refused:
            show_refused(form, refused)
        else:
            words = gettext("The status of “%(name)s” is now: %(state)s.")
            state = gettext(units.UNIT.state(unit.state).label)
            messages.success(request, words % {"name": unit.name, "state": state})
            return redirect("enterprise", pk=pk)
    context = {
        "unit": unit,
        "step": taken,
        "target": units.UNIT.state(taken.target),
        "present": units.UNIT.state(unit.state),
    }
    return _page(request, "unit_step", form, **context)


@door("verify enterprise", writes=True)
def unit_verify(request: Visit, pk: UUID) -> HttpResponse:
    """Somebody was there and found the facts right."""
    unit = get_object_or_404(queries.enterprises(request.actor, "verify enterprise"), pk=pk)
    if request.method == "POST":
        actions.verify_unit(request.actor, unit)
        messages.success(request, gettext("“%(name)s” is verified as of today.") % {"name": unit.name})
        return redirect("enterprise", pk=pk)
    context = {
        "unit": unit,
        "place": f"{queries.region_name(unit.region[: queries.TOWN])} {queries.region_name(unit.region)}",
        "sector": queries.sector_name(unit.sector),
        "size_class": queries.listed("classes").get(unit.size_class, ""),
        "features": [queries.listed("features").get(code, code) for code in unit.features],
        "may_change": request.actor.scope.allows("change enterprise", unit.place()),
    }
    return render(request, "registry/unit_verify.html", context)


@door("change enterprise", writes=True)
def unit_site(request: Visit, pk: UUID) -> HttpResponse:
    """A further place where a unit works."""
    unit = get_object_or_404(queries.enterprises(request.actor, "change enterprise"), pk=pk)
    form = SiteForm(request.actor, unit, request.POST or None)
    if form.is_valid():
        try:
            actions.add_site(request.actor, unit, values=form.cleaned_data)
        except Refused as refused:
            show_refused(form, refused)
        else:
            return redirect("enterprise", pk=pk)
    return _page(request, "unit_site", form, unit=unit)


@door("change enterprise", writes=True)
def unit_contact(request: Visit, pk: UUID) -> HttpResponse:
    """A person who can be reached at a unit."""
    unit = get_object_or_404(queries.enterprises(request.actor, "change enterprise"), pk=pk)
    form = ContactForm(request.POST or None)
    if form.is_valid():
        actions.add_contact(request.actor, unit, **form.cleaned_data)
        return redirect("enterprise", pk=pk)
    return _page(request, "unit_contact", form, unit=unit)
