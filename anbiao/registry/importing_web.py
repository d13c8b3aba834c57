"""The doors of the import: hand a file in, say what its columns are, put right what is wrong, decide, write."""

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import quote
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext

from anbiao.kit.actor import Actor
from anbiao.kit.doors import View, Visit, door
from anbiao.kit.imports.web import workbook as about_run
from anbiao.kit.models import ImportRun
from anbiao.kit.register.export import FORMATS
from anbiao.kit.texts import say
from anbiao.registry import importing, jobs, registers
from anbiao.registry.actions import imports, taking_back
from anbiao.registry.import_report import marked_of_run, report_of_run, template_workbook
from anbiao.rules.refusal import N_, Refusal, Refused

CAPABILITY = "import enterprise"
NO_FILE = N_("Choose the file first.")


def _actor(request: HttpRequest) -> Actor:
    return cast(Visit, request).actor


def _found(request: HttpRequest, pk: UUID) -> ImportRun:
    run = importing.own_run(_actor(request), pk)
    if run is None:
        raise Http404
    return run


# ---------- all imports, and a new one ----------


@door(CAPABILITY)
def runs(request: HttpRequest) -> HttpResponse:
    """The place for a file, and the files handed in before."""
    return _runs(request)


def _runs(request: HttpRequest, *refusals: Refusal) -> HttpResponse:
    rows, older = importing.history(_actor(request), _uuid(request.GET.get("before", "")))
    context = {
        "runs": rows,
        "older": older,
        "reasons": [say(r) for r in refusals],
        "today": _actor(request).today,
    }
    return render(request, "registry/import/runs.html", context, status=409 if refusals else 200)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@door(CAPABILITY, writes=True)
def upload(request: HttpRequest) -> HttpResponse:
    """Takes the file in; a job reads it."""
    if request.method != "POST":
        return redirect("imports")
    file = request.FILES.get("file")
    if file is None:
        return _runs(request, Refusal("no-file", NO_FILE))
    try:
        run = imports.start_import(_actor(request), file)
    except Refused as refused:
        return _runs(request, *refused.refusals)
    jobs.carry_on(run)
    return redirect("import", run.pk)


@door(CAPABILITY)
def template(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in."""
    return _workbook(template_workbook(_actor(request)), gettext("Roster template"))


def _workbook(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=FORMATS["xlsx"])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    return response


# ---------- one import ----------


@door(CAPABILITY)
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The run as it stands: whole, or the part that renews itself."""
    return _page(request, _found(request, pk))


def _page(request: HttpRequest, run: ImportRun, *refusals: Refusal, **over: Any) -> HttpResponse:
    context = importing.page_of(_actor(request), run, importing.Asked.of(request.GET.dict()), refusals)
    context |= {"units_url": _units(run), **over}
    whole = not getattr(request, "htmx", False)
    template = "registry/import/run.html" if whole else "registry/import/part.html"
    response = render(request, template, context, status=409 if refusals else 200)
    patch_vary_headers(response, ["HX-Request"])
    response["Cache-Control"] = "no-store"
    return response


def _units(run: ImportRun) -> str:
    """The list of the units that the run wrote, as far as the list can be narrowed to them."""
    narrows = any(each.name == "import" for each in registers.ENTERPRISES.filters)
    return reverse("enterprises") + (f"?import={run.pk}" if narrows else "")


def _step(act: Callable[[Actor, ImportRun, HttpRequest], str | None]) -> View:
    """A door that takes a step of a run: the page again, or the reasons against it above the page."""

    @door(CAPABILITY, writes=True)
    def stepped(request: HttpRequest, pk: UUID) -> HttpResponse:
        run = _found(request, pk)
        here = reverse("import", args=[pk])
        if request.method != "POST":
            return redirect(here)
        try:
            query = act(_actor(request), run, request)
        except Refused as refused:
            found = _found(request, pk)
            columns = importing.file_columns(found, importing.chosen_columns(found, request.POST.dict()))
            sheets = importing.file_sheets(found, importing.ticked(request.POST))
            return _page(request, found, *refused.refusals, columns=columns, sheets=sheets)
        if run.state in jobs.STEPS:
            jobs.carry_on(run)
        return redirect(f"{here}?{query}" if query else here)

    return stepped


@_step
def columns(actor: Actor, run: ImportRun, request: HttpRequest) -> str | None:
    """Which column of the file is which of ours, on the ticked sheets."""
    columns, sheets = importing.chosen_columns(run, request.POST.dict()), importing.ticked(request.POST)
    imports.confirm_columns(actor, run, columns or {}, sheets=sheets)
    return None


@_step
def choose_sheets(actor: Actor, run: ImportRun, request: HttpRequest) -> str | None:
    """Reads the ticked sheets of the file."""
    imports.choose_sheets(actor, run, importing.ticked(request.POST) or ())
    return None


@_step
def confirm(actor: Actor, run: ImportRun, request: HttpRequest) -> str | None:
    """Writes the rows."""
    imports.take_step(actor, run, "confirm")
    return None


@_step
def cancel(actor: Actor, run: ImportRun, request: HttpRequest) -> str | None:
    """Ends the import without writing."""
    imports.take_step(actor, run, "cancel")
    return None


@_step
def remap(actor: Actor, run: ImportRun, request: HttpRequest) -> str | None:
    """Goes back to the columns."""
    imports.take_step(actor, run, "remap")
    return None


@_step
def take_back(actor: Actor, run: ImportRun, request: HttpRequest) -> str | None:
    """Takes back what the import wrote, while nothing depends on it."""
    taking_back.take_back(actor, run, reason=request.POST.get("reason", "").strip())
    return None


@_step
def correct(actor: Actor, run: ImportRun, request: HttpRequest) -> str | None:
    """Takes the cells that were typed anew, or the value that was offered."""
    imports.correct_cells(actor, run, importing.typed_cells(run, request.POST.dict()))
    return importing.Asked.of(request.GET.dict()).query


@_step
def decide(actor: Actor, run: ImportRun, request: HttpRequest) -> str | None:
    """What a likely duplicate is, and those like it when the box is ticked; then the next one."""
    row = importing.row_of_pair(run, request.POST.get("row", ""))
    alike = importing.rows_alike(run, row) if request.POST.get("likewise") else []
    imports.decide_candidates(actor, run, rows=[row, *alike], act=request.POST.get("act", ""))
    asked = importing.Asked.of(request.GET.dict())
    return importing.Asked(tab=asked.tab, page=asked.page).query


@door(CAPABILITY)
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was wrong, as a workbook."""
    run = _counted(request, pk)
    return about_run(run, report_of_run(_actor(request), run), N_("%(file)s check report"))


@door(CAPABILITY)
def marked(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file as it was handed in, with its wrong cells marked."""
    run = _counted(request, pk)
    return about_run(run, marked_of_run(_actor(request), run), N_("%(file)s marked"))


def _counted(request: HttpRequest, pk: UUID) -> ImportRun:
    run = _found(request, pk)
    if not run.result.get("counts"):
        raise Http404
    return run


urlpatterns = [
    path("import/", runs, name="imports"),
    path("import/upload/", upload, name="import-upload"),
    path("import/template.xlsx", template, name="import-template"),
    path("import/<uuid:pk>/", show, name="import"),
    path("import/<uuid:pk>/columns/", columns, name="import-columns"),
    path("import/<uuid:pk>/sheets/", choose_sheets, name="import-sheets"),
    path("import/<uuid:pk>/confirm/", confirm, name="import-confirm"),
    path("import/<uuid:pk>/correct/", correct, name="import-correct"),
    path("import/<uuid:pk>/decide/", decide, name="import-decide"),
    path("import/<uuid:pk>/cancel/", cancel, name="import-cancel"),
    path("import/<uuid:pk>/remap/", remap, name="import-remap"),
    path("import/<uuid:pk>/take-back/", take_back, name="import-take-back"),
    path("import/<uuid:pk>/report.xlsx", report, name="import-report"),
    path("import/<uuid:pk>/marked.xlsx", marked, name="import-marked"),
]
