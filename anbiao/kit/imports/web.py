"""The doors of a plain import: hand a file in, see what would happen, confirm. One call gives the pages of its runs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, cast
from urllib.parse import quote
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import gettext

from anbiao.kit import files
from anbiao.kit.actor import Actor
from anbiao.kit.doors import View, Visit, door
from anbiao.kit.imports import pages as shown
from anbiao.kit.imports import runs
from anbiao.kit.imports.intake import Choices, Intake
from anbiao.kit.imports.marking import finder, given_back, marks_of
from anbiao.kit.imports.plans import CellError
from anbiao.kit.imports.report import write_report
from anbiao.kit.imports.telling import KEPT_CELLS, error_again
from anbiao.kit.imports.template import template_workbook
from anbiao.kit.imports.wrong import Asked
from anbiao.kit.models import ImportRun
from anbiao.kit.texts import say
from anbiao.rules.refusal import N_, Refusal, Refused

Text = str | Promise
Links = Sequence[tuple[Text, str]]
NO_FILE = N_("Choose the file first.")
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _no_lead(_actor: Actor, _choices: Choices) -> str:
    return ""


@dataclass(frozen=True)
class Pages:
    """How a plain import speaks and where it stands. `name` begins the names of its addresses: "hazards-import", "hazards-import-run".

    `at` is where a file is handed in, `run_at` where a run stands. `crumbs` and `done` (where to go once it is written) and `lead`
    (whose it is) are told by actor and choices; `written` says what was written from the counts; `carry_on` asks for the job.
    """

    intake: Intake
    name: str
    at: str
    run_at: str
    title: Text
    lead: Text
    crumbs: Callable[[Actor, Choices], Links]
    done: Callable[[Actor, Choices], Links]
    written: Callable[[dict[str, int]], str]
    carry_on: Callable[[ImportRun], None]
    whose: Callable[[Actor, Choices], str] = field(default=_no_lead)

    def url(self, act: str = "", run: ImportRun | None = None) -> str:
        """The address of an act on a run, or of the page where files are handed in."""
        name = f"{self.name}-{act}" if act else self.name
        return reverse(name, args=[run.pk] if run else None)


def _actor(request: HttpRequest) -> Actor:
    return cast(Visit, request).actor


def hand_in(request: HttpRequest, pages: Pages, choices: Choices | None = None) -> HttpResponse:
    """The place for a file, with the runs handed in before under the same choices; takes a file in and leads to its run."""
    if request.method != "POST":
        return _new(request, pages, choices or {})
    file = request.FILES.get("file")
    if file is None:
        return _new(request, pages, choices or {}, Refusal("no-file", NO_FILE))
    try:
        run = pages.intake.begin(_actor(request), file, choices)
    except Refused as refused:
        return _new(request, pages, choices or {}, *refused.refusals)
    pages.carry_on(run)
    return redirect(pages.url("run", run))


def _new(request: HttpRequest, pages: Pages, choices: Choices, *refusals: Refusal) -> HttpResponse:
    actor = _actor(request)
    own = runs.own_runs(actor, pages.intake.spec, pages.intake.capability).filter(decisions=dict(choices))
    rows, older = runs.page_of_runs(own, _uuid(request.GET.get("before", "")))
    context = {
        "pages": pages, "runs": [(run, pages.url("run", run)) for run in rows], "older": older,
        "reasons": [say(refusal) for refusal in refusals], "crumbs": pages.crumbs(actor, choices),
        "lead": pages.whose(actor, choices), "template_url": pages.url("template"),
    }  # fmt: skip
    return render(request, "kit/import/new.html", context, status=409 if refusals else 200)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


# ---------- one run ----------


def run_urls(pages: Pages) -> list[URLPattern]:
    """The addresses of a run: its page, confirming, cancelling, its report."""
    acts = {
        "run": ("", _show(pages)), "confirm": ("confirm/", _step(pages, "confirm")), "cancel": ("cancel/", _step(pages, "cancel")),
        "report": ("report.xlsx", _report(pages)), "marked": ("marked.xlsx", _marked(pages)),
    }  # fmt: skip
    return [
        path(f"{pages.run_at}template.xlsx", _template(pages), name=f"{pages.name}-template"),
        *(
            path(f"{pages.run_at}<uuid:pk>/{at}", view, name=f"{pages.name}-{act}")
            for act, (at, view) in acts.items()
        ),
    ]


def _template(pages: Pages) -> View:
    @door(pages.intake.capability)
    def template(request: HttpRequest) -> HttpResponse:
        title = str(pages.title)
        return _sent(
            template_workbook(title, pages.intake.offered), gettext("%(title)s template") % {"title": title}
        )

    return template


def _found(request: HttpRequest, pages: Pages, pk: UUID) -> ImportRun:
    own = runs.own_runs(_actor(request), pages.intake.spec, pages.intake.capability)
    run = own.filter(pk=pk).first()
    if run is None:
        raise Http404
    return run


def _show(pages: Pages) -> View:
    @door(pages.intake.capability)
    def show(request: HttpRequest, pk: UUID) -> HttpResponse:
        return _page(request, pages, _found(request, pages, pk))

    return show


def _page(request: HttpRequest, pages: Pages, run: ImportRun, *refusals: Refusal) -> HttpResponse:
    actor, whole = _actor(request), not getattr(request, "htmx", False)
    context = shown.shown(actor, run, Asked.of(request.GET.dict()), pages.intake.labels, refusals)
    context |= _around(actor, pages, run)
    response = render(
        request, f"kit/import/{'run' if whole else 'part'}.html", context, status=409 if refusals else 200
    )
    patch_vary_headers(response, ["HX-Request"])
    response["Cache-Control"] = "no-store"
    return response


def _around(actor: Actor, pages: Pages, run: ImportRun) -> dict[str, Any]:
    counts = run.result.get("counts")
    crumbs = pages.crumbs(actor, run.decisions)
    return {
        "pages": pages, "plain": True, "rail": shown.plain_rail(run), "here": pages.url("run", run), "crumbs": crumbs,
        "back": crumbs[-1][1], "lead": pages.whose(actor, run.decisions), "confirm_url": pages.url("confirm", run),
        "cancel_url": pages.url("cancel", run), "report_url": pages.url("report", run),
        "marked_url": pages.url("marked", run),
        "done": pages.done(actor, run.decisions) if run.state == "written" else (),
        "written": pages.written(counts) if counts else "",
    }  # fmt: skip


def _step(pages: Pages, step: str) -> View:
    @door(pages.intake.capability, writes=True)
    def stepped(request: HttpRequest, pk: UUID) -> HttpResponse:
        run = _found(request, pages, pk)
        if request.method != "POST":
            return redirect(pages.url("run", run))
        try:
            with runs.changing(run):
                runs.move(_actor(request), run, step)
        except Refused as refused:
            return _page(request, pages, _found(request, pages, pk), *refused.refusals)
        if run.state in pages.intake.steps:
            pages.carry_on(run)
        return redirect(pages.url("run", run))

    return stepped


def _report(pages: Pages) -> View:
    @door(pages.intake.capability)
    def report(request: HttpRequest, pk: UUID) -> HttpResponse:
        run = _found(request, pages, pk)
        return workbook(run, report_of(_actor(request), pages.intake, run), N_("%(file)s check report"))

    return report


def _marked(pages: Pages) -> View:
    @door(pages.intake.capability)
    def marked(request: HttpRequest, pk: UUID) -> HttpResponse:
        run = _found(request, pages, pk)
        return workbook(run, marked_of(_actor(request), pages.intake, run), N_("%(file)s marked"))

    return marked


def workbook(run: ImportRun, content: bytes, name: str) -> HttpResponse:
    """A workbook about a run for taking along; `name` is a marked text with a place for the name of its file."""
    called = gettext(name) % {"file": run.file.name.rsplit(".", 1)[0]}
    return _sent(content, called)


def _sent(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=WORKBOOK)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    return response


def report_of(actor: Actor, intake: Intake, run: ImportRun) -> bytes:
    """What was wrong with a run, as a workbook; the wrong rows whole while it is not written yet, since they are read anew."""
    out = BytesIO()
    errors, wrong = _wrong_of(actor, intake, run)
    write_report(out, intake.columns, errors, wrong)
    return out.getvalue()


def marked_of(actor: Actor, intake: Intake, run: ImportRun) -> bytes:
    """The file of a run with its wrong cells marked, as a workbook."""
    errors, _ = _wrong_of(actor, intake, run)
    book = runs.book_of(run)
    return given_back(files.path_of(run.file), book, marks_of(errors, finder(book, intake.columns)))


def _wrong_of(actor: Actor, intake: Intake, run: ImportRun) -> tuple[list[CellError], dict[Any, Any]]:
    """The wrong cells and rows; found anew while it is not written, and where not all are kept. Raises Http404 before the check."""
    if not run.result.get("counts"):
        raise Http404
    if run.state == "checked" or run.result.get("cells", 0) > KEPT_CELLS:
        plan = intake.planned(actor, run)
        return plan.errors, plan.wrong
    return [error_again(kept) for kept in run.result.get("errors", ())], {}
