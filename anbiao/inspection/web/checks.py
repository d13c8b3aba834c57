"""Check records and a unit's own check-list."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from anbiao.inspection import actions, queries
from anbiao.inspection.forms.hazards import NoteForm
from anbiao.inspection.forms.others import ItemForm, with_english
from anbiao.inspection.models import Check
from anbiao.inspection.queries import conflicts, lists, photos
from anbiao.inspection.sections import hazard_row
from anbiao.kit.clock import day_of
from anbiao.kit.doors import Visit, door
from anbiao.registry import queries as roster
from anbiao.registry.forms import show_refused
from anbiao.registry.models import Enterprise
from anbiao.registry.queries import place_of
from anbiao.registry.registers.words import in_language
from anbiao.rules import visits
from anbiao.rules.refusal import Refused
from anbiao.standards.queries import in_words

MARKS = {"conforms": "done", "fails": "late", "na": "off", "unseen": "wait"}
Items = django_forms.formset_factory(
    ItemForm, extra=1, can_delete=True, can_order=False, max_num=lists.MOST_ITEMS
)


@door("read check")
def check(request: Visit, pk: UUID) -> HttpResponse:
    """One check: how it went, each answer, the hazards it opened, who signed."""
    row = get_object_or_404(queries.checks(request.actor), pk=pk)
    context = {
        "row": row,
        "received_on": _received_later(row),
        "kind": gettext(visits.kind_named(row.kind).label),
        "state": visits.CHECK.state(row.state),
        "outcome": gettext(visits.OUTCOMES[row.outcome]) if row.outcome else "",
        "office": in_language(row.organisation) if row.organisation else "",
        "answers": _answers(row),
        "hazards": [hazard_row(request.actor, each) for each in queries.hazards(request.actor).filter(check_made=row)],
        "pictures": photos.shown(request.actor, row.enterprise, check_made=row),
        "came": conflicts.came(request.actor, row.pk),
        "may_read": request.actor.scope.allows("read field_conflict", place_of(request.actor, row.enterprise)),
        "may_void": row.state != "void" and request.actor.scope.allows("void check", place_of(request.actor, row.enterprise)),
    }  # fmt: skip
    return render(request, "inspection/check.html", context)


def _received_later(row: Check) -> date | None:
    """The day on which a check arrived, where that is a later one than its own."""
    arrived = day_of(row.finished_at) if row.finished_at else row.on
    return arrived if arrived != row.on else None


def _answers(row: Check) -> list[dict[str, Any]]:
    """Each item of the snapshot with its answer, in the order of the list."""
    told = []
    for item in row.items:
        answer = row.answers.get(item["id"], {})
        result = str(answer.get("result", ""))
        told.append(
            {
                "title": in_words(item["title"], item.get("title_en", "")),
                "area": in_words(item.get("area", ""), item.get("area_en", "")),
                "basis": item.get("basis", ""),
                "mark": MARKS.get(result, "idle"),
                "result": gettext(visits.RESULTS[result]) if result in visits.RESULTS else "",
                "note": answer.get("note", ""),
            }
        )
    return told


@door("void check", writes=True)
def void(request: Visit, pk: UUID) -> HttpResponse:
    """A check entered in error."""
    row = get_object_or_404(queries.checks(request.actor, "void check"), pk=pk)
    form = NoteForm(request.POST or None, required=True)
    if form.is_valid():
        try:
            actions.void_check(request.actor, row, note=form.cleaned_data["note"])
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(request, gettext("The check is void; it stays readable."))
            return redirect("check", pk=pk)
    context = {"form": form, "row": row}
    return render(request, "inspection/check_void.html", context, status=422 if form.errors else 200)


# ---------- list 1 of a unit ----------


@door("read check-list")
def check_list(request: Visit, pk: UUID) -> HttpResponse:
    """A unit's check-list: its own, else what its sector's editions give; and the versions before."""
    unit = get_object_or_404(roster.enterprises(request.actor, "read check-list"), pk=pk)
    versions = queries.check_lists(request.actor, unit)
    shown = _version(request.GET.get("version", ""), versions)
    items = shown.items if shown else lists.sector_items(unit, request.actor.today)
    context = {
        "unit": unit, "shown": shown, "versions": versions, "areas": _by_area(items), "number": len(items),
        "may_keep": request.actor.scope.allows("keep check-list", place_of(request.actor, unit)),
        "may_import": request.actor.scope.allows("import check-list", place_of(request.actor, unit)),
        "routines": queries.routines(request.actor).filter(enterprise=unit).order_by("due_on"),
        "frequencies": visits.FREQUENCIES,
    }  # fmt: skip
    return render(request, "inspection/check_list.html", context)


def _version(text: str, versions: list[Any]) -> Any:
    """The version that is asked for, else the latest, else none."""
    wanted = [row for row in versions if str(row.version) == text]
    return (wanted or versions or [None])[0]


def _by_area(items: list[dict[str, str]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Items in the reader's language under their area, in order."""
    areas: dict[str, list[dict[str, Any]]] = {}
    for item in items:
        told = {key: in_words(item.get(key, ""), item.get(f"{key}_en", "")) for key in lists.BOTH}
        told |= {
            "basis": item.get("basis", ""),
            "frequency": gettext(visits.FREQUENCIES.get(item.get("frequency", ""), "")),
        }
        areas.setdefault(told["area"] or "", []).append(told)
    return list(areas.items())


@door("keep check-list", writes=True)
def check_list_edit(request: Visit, pk: UUID) -> HttpResponse:
    """A new version of a unit's check-list, begun from the one that counts or from its sector's."""
    unit = get_object_or_404(roster.enterprises(request.actor, "keep check-list"), pk=pk)
    own = lists.latest(unit.district, unit)
    given = own.items if own else lists.sector_items(unit, request.actor.today)
    note = NoteForm(request.POST or None, prefix="why")
    items = Items(request.POST or None, initial=given, prefix="item")
    if request.method == "POST" and items.is_valid() and note.is_valid():
        try:
            _keep(
                request, unit, items, given, version=own.version if own else 0, note=note.cleaned_data["note"]
            )
        except Refused as refused:
            show_refused(note, refused)
        else:
            messages.success(request, gettext("The check-list is kept as a new version."))
            return redirect("check-list", pk=pk)
    context = {"unit": unit, "items": items, "note": note, "own": own, "bound": request.method == "POST"}
    wrong = bool(note.errors) or (request.method == "POST" and not items.is_valid())
    return render(request, "inspection/check_list_edit.html", context, status=422 if wrong else 200)


def _keep(
    request: Visit, unit: Enterprise, items: Any, given: list[dict[str, str]], *, version: int, note: str
) -> None:
    before = {item["id"]: item for item in given}
    kept = []
    for number, form in enumerate(items.forms, 1):
        values = {key: value for key, value in form.cleaned_data.items() if key != "DELETE"}
        if not values.get("title") or form.cleaned_data.get("DELETE"):
            continue
        values["id"] = values.get("id") or f"own-{version + 1}-{number}"
        kept.append(with_english(values, before.get(values["id"], {})))
    begun = [] if version else lists.begun_from(unit, request.actor.today)
    actions.keep_list(request.actor, unit, kept, version=version, note=note, begun_from=begun)


@door("keep check-list", writes=True)
def check_list_begin(request: Visit, pk: UUID) -> HttpResponse:
    """Takes the sector's list over as the unit's own first version, unchanged."""
    unit = get_object_or_404(roster.enterprises(request.actor, "keep check-list"), pk=pk)
    if request.method == "POST":
        items = lists.sector_items(unit, request.actor.today)
        actions.keep_list(
            request.actor, unit, items, version=0, begun_from=lists.begun_from(unit, request.actor.today)
        )
        messages.success(
            request, gettext("The unit has its own check-list now; change it as the workplace is.")
        )
    return redirect("check-list", pk=pk)
