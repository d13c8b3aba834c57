"""Risk points of a unit: their cards, the four-colour risk map, floor plans, and places on them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from anbiao.inspection import actions, queries
from anbiao.inspection.forms import others as forms
from anbiao.inspection.forms.hazards import NoteForm
from anbiao.inspection.forms.plans import PlaceForm, PlanForm, ReplaceForm
from anbiao.inspection.models import Risk
from anbiao.inspection.queries import risk_map as maps
from anbiao.inspection.queries import tables
from anbiao.inspection.web.hazards import keep_photos
from anbiao.kit.actor import Actor
from anbiao.kit.doors import Visit, door
from anbiao.registry import queries as roster
from anbiao.registry.forms import show_refused
from anbiao.registry.models import Enterprise
from anbiao.registry.queries import place_of
from anbiao.rules.colours import COLOURS, control_level
from anbiao.rules.refusal import Refused
from anbiao.standards.queries import in_words


def _page(request: Visit, template: str, form: Any, **context: Any) -> HttpResponse:
    return render(
        request, f"inspection/{template}.html", {"form": form, **context}, status=422 if form.errors else 200
    )


def _may_keep(actor: Actor, unit: Enterprise) -> bool:
    return actor.scope.allows("keep risk", place_of(actor, unit))


# ---------- cards ----------


@door("read risk")
def cards(request: Visit, pk: UUID) -> HttpResponse:
    """The risk points of a unit, with the risk card of each (风险告知卡) ready to print."""
    unit = get_object_or_404(roster.enterprises(request.actor, "read risk"), pk=pk)
    found = maps.points(request.actor, unit)
    context = {
        "unit": unit, "risks": [{"point": each, "row": each.risk, "level": gettext(control_level(each.risk.colour))} for each in found],
        "may_keep": _may_keep(request.actor, unit),
    }  # fmt: skip
    return render(request, "inspection/risks.html", context)


@door("read risk")
def card(request: Visit, pk: UUID) -> HttpResponse:
    """One risk card, to print and to hang at its place."""
    row = get_object_or_404(queries.risks(request.actor), pk=pk)
    number = next((each.number for each in maps.points(request.actor, row.enterprise) if each.risk.pk == pk), 0)  # fmt: skip
    context = {
        "row": row, "unit": row.enterprise, "number": number, "level": gettext(control_level(row.colour)),
        "colour": gettext(COLOURS[row.colour]), "may_keep": _may_keep(request.actor, row.enterprise),
    }  # fmt: skip
    return render(request, "inspection/risk_card.html", context)


@door("keep risk", writes=True)
def new(request: Visit, pk: UUID, method: str) -> HttpResponse:
    """A new risk point, rated by LS or LEC."""
    if method not in tables.METHODS:
        raise Http404
    unit = get_object_or_404(roster.enterprises(request.actor, "keep risk"), pk=pk)
    way = tables.method(method)
    form = forms.RiskForm(_factors(way), request.POST or None)
    if form.is_valid():
        try:
            row = actions.keep_risk(request.actor, unit, values=form.values(), rating=way.rating)
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(request, gettext("Kept: rating %(product)s.") % {"product": f"{row.product:g}"})
            if queries.floor_plans(request.actor, unit):
                return redirect("risk-place", pk=row.pk)
            return redirect("risks-of-unit", pk=pk)
    return _page(request, "risk_new", form, unit=unit, method=method)


def _factors(way: tables.Method) -> list[tuple[str, str, list[tuple[str, str]]]]:
    labels = {
        "L": gettext("Likelihood (L)"),
        "S": gettext("Severity (S)"),
        "E": gettext("Exposure (E)"),
        "C": gettext("Consequence (C)"),
    }
    return [
        (name, labels[name], [("", "—"), *((f"{c.value:g}", f"{c.value:g} {in_words(c.zh, c.en)}") for c in choices)])
        for name, choices in way.factors
    ]  # fmt: skip


@door("keep risk", writes=True)
def remove(request: Visit, pk: UUID) -> HttpResponse:
    """A risk that is no longer there."""
    row = get_object_or_404(queries.risks(request.actor, "keep risk"), pk=pk)
    form = NoteForm(request.POST or None, required=True)
    if form.is_valid():
        try:
            actions.remove_risk(request.actor, row, note=form.cleaned_data["note"])
        except Refused as refused:
            show_refused(form, refused)
        else:
            return redirect("risks-of-unit", pk=row.enterprise_id)
    return _page(request, "risk_remove", form, row=row)


# ---------- the map ----------


@door("read risk")
def risk_map(request: Visit, pk: UUID) -> HttpResponse:
    """The floor plans of a unit with its risk points in four colours, and the same points as a list."""
    unit = get_object_or_404(roster.enterprises(request.actor, "read risk"), pk=pk)
    found = maps.points(request.actor, unit)
    sheets = maps.sheets(request.actor, unit, found)
    rows = [each.risk.colour for each in found]
    context = {
        "unit": unit, "points": found, "sheets": sheets, "unplaced": maps.unplaced(found, sheets),
        "sums": [{"code": code, "label": gettext(label), "number": rows.count(code)} for code, label in COLOURS.items()],
        "may_keep": _may_keep(request.actor, unit), "printed_at": request.actor.now,
    }  # fmt: skip
    return render(request, "inspection/risk_map.html", context)


@door("keep risk", writes=True)
def place(request: Visit, pk: UUID) -> HttpResponse:
    """Where a risk point lies: a click on the plan, or two numbers."""
    actor = request.actor
    row = get_object_or_404(queries.risks(actor, "keep risk"), pk=pk)
    found = maps.points(actor, row.enterprise)
    sheets = maps.sheets(actor, row.enterprise, found)
    asked = request.POST.get("plan") or request.GET.get("plan") or str(row.floor_plan_id or "")
    sheet = next((each for each in sheets if str(each.plan.pk) == asked), sheets[0] if sheets else None)
    if sheet is None:
        messages.info(
            request, gettext("First add a picture of the floor plan; then points are placed on it.")
        )
        return redirect("floor-plan-new", pk=row.enterprise_id)
    if request.method == "POST" and "off" in request.POST:
        actions.take_off_plan(actor, row, version=_version(request))
        return redirect("risk-map", pk=row.enterprise_id)
    form = PlaceForm(request.POST or None, initial=_first(row, sheet))
    if form.is_valid():
        try:
            version = form.cleaned_data["version"]
            actions.place_risk(actor, row, plan=sheet.plan, version=version, **form.shares())
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(request, gettext("%(place)s is marked on the plan.") % {"place": row.place})
            return redirect("risk-map", pk=row.enterprise_id)
    point = next(each for each in found if each.risk.pk == row.pk)
    context = {"row": row, "unit": row.enterprise, "sheet": sheet, "sheets": sheets, "point": point}
    is_here = row.floor_plan_id == sheet.plan.pk
    return _page(request, "risk_place", form, **context, is_here=is_here)


def _version(request: Visit) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _first(row: Risk, sheet: maps.Sheet) -> dict[str, Any]:
    """The place that is known on this plan; on another one nothing is known."""
    first: dict[str, Any] = {"plan": sheet.plan.pk, "version": row.version}
    if row.floor_plan_id == sheet.plan.pk and row.x is not None and row.y is not None:
        first |= {"x": round(row.x * 100, 1), "y": round(row.y * 100, 1)}
    return first


# ---------- plans ----------


@door("keep risk", writes=True)
def plan_new(request: Visit, pk: UUID) -> HttpResponse:
    """A picture of the premises on which risk points are placed."""
    unit = get_object_or_404(roster.enterprises(request.actor, "keep risk"), pk=pk)
    form = PlanForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            (photo,) = keep_photos(request.actor, unit, [form.cleaned_data["picture"]])
            actions.add_floor_plan(request.actor, unit, name=form.cleaned_data["name"], photo=photo)
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(request, gettext("The plan is kept. Now place the risk points on it."))
            return redirect("risk-map", pk=pk)
    return _page(request, "plan_new", form, unit=unit, multipart=True)


@door("keep risk", writes=True)
def plan_replace(request: Visit, pk: UUID) -> HttpResponse:
    """A new picture in place of the one that stands; the old one stays in the journal."""
    plan = get_object_or_404(queries.plans(request.actor, "keep risk"), pk=pk)
    marked = [
        each.risk
        for each in maps.points(request.actor, plan.enterprise)
        if each.risk.floor_plan_id == plan.pk
    ]
    form = ReplaceForm(marked, request.POST or None, request.FILES or None, initial={"name": plan.name})
    if form.is_valid():
        try:
            (photo,) = keep_photos(request.actor, plan.enterprise, [form.cleaned_data["picture"]])
            name = form.cleaned_data["name"]
            actions.replace_floor_plan(request.actor, plan, name=name, photo=photo, marks=form.kept())
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(
                request, gettext("The new plan stands; the one before is kept with the journal.")
            )
            return redirect("risk-map", pk=plan.enterprise_id)
    return _page(request, "plan_new", form, unit=plan.enterprise, plan=plan, multipart=True)


@door("keep risk", writes=True)
def plan_remove(request: Visit, pk: UUID) -> HttpResponse:
    """A plan that shows nothing any more."""
    plan = get_object_or_404(queries.plans(request.actor, "keep risk"), pk=pk)
    form = NoteForm(request.POST or None, required=True)
    if form.is_valid():
        try:
            actions.remove_floor_plan(request.actor, plan, note=form.cleaned_data["note"])
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(request, gettext("The plan is taken away; its risk points stand."))
            return redirect("risk-map", pk=plan.enterprise_id)
    return _page(request, "plan_remove", form, plan=plan, unit=plan.enterprise)
