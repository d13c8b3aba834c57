"""The doors of periodic reports: begun, edited in place, handed in, decided; as page, PDF, Word and Excel."""

from collections.abc import Callable
from datetime import UTC
from functools import partial
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.documents import Document
from anbiao.kit.documents.official import as_data, as_pdf
from anbiao.kit.documents.word import as_word
from anbiao.kit.doors import Visit, door
from anbiao.kit.files import path_of
from anbiao.oversight import actions, report_page
from anbiao.oversight.forms.circulars import NoteForm
from anbiao.oversight.models import Report
from anbiao.oversight.queries import reports as queries
from anbiao.oversight.web.asking import asked, edited, posted, step_named
from anbiao.oversight.web.circulars import KINDS
from anbiao.rules.reports import REPORT


def _report(request: Visit, ref: str, capability: str = "read report") -> Report:
    return get_object_or_404(queries.reports(request.actor, capability), ref=ref)


def _begun(row: Report) -> Report:
    if row.snapshot is None:
        raise Http404
    return row


@door("read report")
def page(request: Visit, ref: str) -> HttpResponse:
    """A report: for its office the text beside the document, for who decides the document."""
    return render(request, "oversight/report/page.html", report_page.context(request.actor, _report(request, ref)))  # fmt: skip


@door("read report")
def paper(request: Visit, ref: str) -> HttpResponse:
    """The document as it stands, drawn anew after an edit."""
    row = _begun(_report(request, ref))
    told = as_data(report_page.document_of(row, queries.sections_of(row)))
    return render(request, "oversight/circular/paper.html", {"paper": told})


@door("write report", writes=True)
def section(request: Visit, ref: str, order: int) -> HttpResponse:
    """A part of the text."""
    row = _report(request, ref, "write report")
    found = next((each for each in queries.sections_of(row) if each.order == order), None)
    if found is None:
        raise Http404
    write = partial(actions.edit_report, request.actor, found)
    return edited(request, found, write, back=reverse("report", args=[ref]))


@door("write report", writes=True)
def recount(request: Visit, ref: str) -> HttpResponse:
    """The figures of the period, counted anew."""
    row = _begun(_report(request, ref, "write report"))
    if request.method == "POST":
        actions.recount_report(request.actor, row)
    return redirect("report", ref=ref)


@door("read report", writes=True)
def step(request: Visit, ref: str, step: str) -> HttpResponse:
    """A step, with its reason where it needs one."""
    row, taken = _report(request, ref), step_named(REPORT, step)
    if not request.actor.scope.may(taken.duty):
        raise Http404
    back = reverse("report", args=[ref])
    crumbs: list[tuple[Any, str]] = [(_("Periodic reports"), reverse("reports")), (row.ref, back)]
    return asked(
        request, NoteForm(posted(request), required=taken.needs_note), lambda note: actions.move_report(request.actor, row, taken.name, note=note),
        label=gettext(taken.label), crumbs=crumbs, back=back, lead=row.title,
    )  # fmt: skip


@door("read report")
def file(request: Visit, ref: str, kind: str) -> HttpResponse:
    """The workbook as the figures were frozen; the Word file as it was handed in, before that as it stands; the PDF drawn from the same
    text, which nobody changes once it is handed in. What is drawn is dated by its figures: the same text gives the same file.
    """
    row = _begun(_report(request, ref))
    handed = row.word if row.state not in ("draft", "returned") else None
    stored = {"xlsx": row.book, "docx": handed}.get(kind)
    name = f"{row.ref}.{kind}"
    if stored is not None:
        return FileResponse(path_of(stored).open("rb"), as_attachment=True, filename=name, content_type=KINDS[kind])  # type: ignore[return-value]  # fmt: skip
    makers: dict[str, Callable[..., Document]] = {"pdf": as_pdf, "docx": as_word}
    if kind not in makers or row.snapshot is None:
        raise Http404
    document = report_page.document_of(row, queries.sections_of(row))
    made = makers[kind](document, at=row.snapshot.taken_at.astimezone(UTC))
    answer = HttpResponse(made.content, content_type=KINDS[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


urlpatterns = [
    path("report/<str:ref>/", page, name="report"),
    path("report/<str:ref>/paper/", paper, name="report-paper"),
    path("report/<str:ref>/text/<int:order>/", section, name="report-section"),
    path("report/<str:ref>/recount/", recount, name="report-recount"),
    path("report/<str:ref>/file.<str:kind>", file, name="report-file"),
    path("report/<str:ref>/<str:step>/", step, name="report-step"),
]
