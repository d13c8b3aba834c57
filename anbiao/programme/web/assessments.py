"""The doors of assessments: begun from the unit's page, one sheet, each item saved by itself, each step with its reason."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext

from anbiao.kit.doors import Visit, door
from anbiao.kit.texts import say
from anbiao.programme import actions
from anbiao.programme import assessment_page as sheet
from anbiao.programme.documents import assessments as documents
from anbiao.programme.forms import assessments as forms
from anbiao.programme.models import AssessedItem
from anbiao.programme.queries import assessments as queries
from anbiao.programme.queries import evidence as records
from anbiao.registry import queries as roster
from anbiao.registry.forms import show_refused
from anbiao.rules.assessing import ASSESSMENT
from anbiao.rules.refusal import Refused
from anbiao.standards import queries as standards


@door("submit assessment", writes=True)
def begin(request: Visit, pk: UUID) -> HttpResponse:
    """A new assessment of a unit: which table applies and why, and what it is for."""
    unit = get_object_or_404(roster.enterprises(request.actor, "submit assessment"), pk=pk)
    form = forms.BeginForm(request.POST or None)
    if form.is_valid():
        try:
            row = actions.begin_assessment(request.actor, unit, kind=form.cleaned_data["kind"])
        except Refused as refused:
            show_refused(form, refused)
        else:
            return redirect("assessment", pk=row.pk)
    applied = queries.applying(unit, request.actor.today)
    chosen = applied.edition
    table = queries.table(unit.district, chosen.urn, chosen.edition) if chosen else None
    context = {
        "form": form,
        "unit": unit,
        "table": table,
        "reasons": [say(each) for each in applied.reasons],
    }
    return render(request, "programme/begin.html", context, status=422 if form.errors else 200)


@door("read assessment")
def page(request: Visit, pk: UUID) -> HttpResponse:
    """The sheet of an assessment: both sides, progress, steps, and how the result came about."""
    row = get_object_or_404(queries.assessments(request.actor), pk=pk)
    context = sheet.context(request.actor, row, queries.place_in(request.actor, row))
    return render(request, "programme/sheet.html", context)


@door("read assessment", writes=True)
def item(request: Visit, pk: UUID) -> HttpResponse:
    """One item: what stands there now; with a POST what is typed is kept, or told why not."""
    actor = request.actor
    row = get_object_or_404(queries.items(actor), pk=pk)
    place = queries.place_in(actor, row.assessment)
    side = queries.writes(actor, row.assessment, place)
    if request.method != "POST":
        return _saved(request, row, side)
    if not side:
        raise Http404
    form = forms.ItemForm(request.POST)
    if not form.is_valid():
        return _saved(request, row, side, errors=[gettext("The marks are a number.")], status=422)
    try:
        actions.mark_item(actor, row, side, version=form.cleaned_data["version"], mark=form.mark(row))
    except Refused as refused:
        codes = {each.code for each in refused.refusals}
        theirs = sheet.side_of(row, side) if "changed-meanwhile" in codes else None
        return _saved(
            request, row, side, errors=[say(each) for each in refused.refusals], theirs=theirs, status=409
        )
    return _saved(request, row, side, is_kept=True)


def _saved(
    request: Visit,
    row: AssessedItem,
    side: str,
    *,
    errors: list[str] | None = None,
    theirs: Any = None,
    is_kept: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The last cell of an item's line: kept when, or why not; after a write also the progress beside the table."""
    context: dict[str, Any] = {
        "item": row, "errors": errors, "theirs": theirs, "is_kept": is_kept, "now": request.actor.now, "writing": side,
        "difference": sheet.difference(row) if side == "review" else "", "side": sheet.side_of(row, side or "own"),
    }  # fmt: skip
    if is_kept:
        context |= sheet.after_item(request.actor, row.assessment, side)
    return render(request, "programme/saved.html", context, status=status)


@door("read assessment", writes=True)
def extra(request: Visit, pk: UUID) -> HttpResponse:
    """Marks taken off an element beyond its items, with the reason; and those that stand, to be taken back."""
    actor = request.actor
    row = get_object_or_404(queries.assessments(actor), pk=pk)
    side = queries.writes(actor, row, queries.place_in(actor, row))
    if not side:
        if request.method == "POST":
            raise Http404
        return redirect("assessment", pk=pk)
    table = queries.table(row.district, row.urn, row.edition)
    elements = [(ref, standards.in_words(section.zh, section.en)) for ref, section in table.elements.items()]
    standing = {str(each.pk): each for each in queries.extras(row) if each.side == side}
    back = request.POST.get("back", "")
    form = forms.ExtraForm(elements, request.POST if request.method == "POST" and not back else None)
    try:
        if back in standing:
            actions.give_back(actor, standing[back])
            return redirect("assessment-extra", pk=pk)
        if form.is_valid():
            actions.take_off(actor, row, side, **form.cleaned_data)
            return redirect("assessment-extra", pk=pk)
    except Refused as refused:
        if back:
            raise
        show_refused(form, refused)
    shown = [each for each in sheet.extra_rows(row, sees_review=side == "review") if each["row"].side == side]
    context = {"form": form, "row": row, "extras": shown}
    return render(request, "programme/extra.html", context, status=422 if form.errors else 200)


@door("fill assessment", writes=True)
def evidence(request: Visit, pk: UUID) -> HttpResponse:
    """Which records of the unit stand beside an item: what fits best is offered first."""
    actor = request.actor
    item = get_object_or_404(queries.items(actor, "fill assessment"), pk=pk)
    row = item.assessment
    line = sheet.row_of(queries.table(row.district, row.urn, row.edition), item)
    named = records.beside(actor, row).get(item.pk, [])
    found = {each.key: each for each in (*named, *records.offered(actor, item, f"{line.title} {line.how}"))}
    data = request.POST if request.method == "POST" else None
    form = forms.EvidenceForm(list(found), data)
    if form.is_valid():
        try:
            actions.name_evidence(actor, item, form.cleaned_data["records"])
        except Refused as refused:
            show_refused(form, refused)
        else:
            return redirect(f"{reverse('assessment', args=[row.pk])}#{line.anchor}")
    chosen = set(data.getlist("records") if data is not None else [each.key for each in named])
    shown = [
        {**sheet.evidence_words(each), "chosen": each.key in chosen}
        for each in list(found.values())[: records.SHOWN + len(named)]
    ]
    context = {"form": form, "row": row, "line": line, "records": shown}
    return render(request, "programme/evidence.html", context, status=422 if form.errors else 200)


@door("read assessment")
def printed(request: Visit, pk: UUID, kind: str) -> HttpResponse:
    """The form of an assessment, as a print or a workbook."""
    actor = request.actor
    row = get_object_or_404(queries.assessments(actor), pk=pk)
    if kind not in documents.KINDS:
        raise Http404
    sees = queries.sees_review(actor, row, queries.place_in(actor, row))
    name, made = documents.form_of(actor, row, kind, sees_review=sees)
    response = HttpResponse(made.content, content_type=documents.KINDS[kind])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


@door("read assessment", writes=True)
def step(request: Visit, pk: UUID, step: str) -> HttpResponse:
    """A step of an assessment: what it does, its reason where one is needed, then the sheet again."""
    actor, name = request.actor, step.replace("-", "_")
    row = get_object_or_404(queries.assessments(actor), pk=pk)
    taken = next((each for each in ASSESSMENT.steps if each.name == name), None)
    if taken is None:
        raise Http404
    if request.method != "POST" and not actor.scope.allows(taken.duty, queries.place_in(actor, row)):
        return redirect("assessment", pk=pk)
    form = forms.StepForm(request.POST if request.method == "POST" else None, required=taken.needs_note)
    if form.is_valid():
        try:
            actions.move_assessment(actor, row, name, note=form.cleaned_data["note"])
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(request, gettext("%(step)s: done.") % {"step": gettext(taken.label)})
            # What was given for the review alone is closed to the reviewer when it is sent back.
            still = queries.assessments(actor).filter(pk=pk).exists()
            return redirect("assessment", pk=pk) if still else redirect("assessments")
    items = queries.items_of(row)
    place = queries.place_in(actor, row)
    shown = (
        sheet.result(actor, row, items)
        if name == "accept" and queries.sees_review(actor, row, place)
        else None
    )
    context = {
        "form": form, "row": row, "label": gettext(taken.label), "result": shown,
        "own": sheet.progress(row, items, "own", sees_review=False),
    }  # fmt: skip
    return render(request, "programme/step.html", context, status=422 if form.errors else 200)


urlpatterns = [
    path("units/<uuid:pk>/assessment/", begin, name="assessment-begin"),
    path("assessment/<uuid:pk>/", page, name="assessment"),
    path("assessment/<uuid:pk>/extra/", extra, name="assessment-extra"),
    path("assessment/<uuid:pk>/form.<str:kind>", printed, name="assessment-form"),
    path("assessment/<uuid:pk>/<str:step>/", step, name="assessment-step"),
    path("assessed-item/<uuid:pk>/", item, name="assessed-item"),
    path("assessed-item/<uuid:pk>/evidence/", evidence, name="assessed-item-evidence"),
]
