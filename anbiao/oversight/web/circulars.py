"""The doors of circulars: drafted, edited in place, handed in, approved, issued, signed for, corrected; as page, PDF and Word."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext

from anbiao.kit.documents import Document
from anbiao.kit.documents.official import as_data, as_pdf
from anbiao.kit.documents.word import as_word
from anbiao.kit.doors import Visit, door
from anbiao.kit.files import path_of
from anbiao.oversight import actions, circular_page
from anbiao.oversight.actions.circulars import STEPS
from anbiao.oversight.forms import circulars as forms
from anbiao.oversight.models import Circular
from anbiao.oversight.outlines import of_district, outlines
from anbiao.oversight.queries import circulars as queries
from anbiao.oversight.web.asking import edited
from anbiao.oversight.words import period_words
from anbiao.oversight.workbooks import statistics
from anbiao.registry.forms import show_refused
from anbiao.registry.queries import in_words
from anbiao.rules.circulars import CIRCULAR
from anbiao.rules.refusal import Refused

KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _circular(request: Visit, ref: str, capability: str = "read circular") -> Circular:
    rows = queries.circulars(request.actor, capability)
    return get_object_or_404(rows.select_related("snapshot", "campaign", "corrects", "pdf", "word"), ref=ref)


def _form(request: Visit, form: Any, template: str, **context: Any) -> HttpResponse:
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)


@door("write circular", writes=True)
def new(request: Visit) -> HttpResponse:
    """Outline, campaign and weeks; the figures are frozen and their text is written."""
    form = forms.DraftForm(request.actor, request.POST or None)
    if form.is_valid():
        try:
            row = actions.draft_circular(request.actor, **form.cleaned_data)
        except Refused as refused:
            show_refused(form, refused)
        else:
            return redirect("circular", ref=row.ref)
    offered = {each.code: in_words(each.about) for each in of_district().values()}
    return _form(request, form, "oversight/circular/new.html", offered=offered)


@door("read circular")
def page(request: Visit, ref: str) -> HttpResponse:
    """A circular: for who writes the text beside the document, for all others the document."""
    row = _circular(request, ref)
    return render(request, "oversight/circular/page.html", circular_page.context(request.actor, row))


@door("read circular")
def paper(request: Visit, ref: str) -> HttpResponse:
    """The document as it stands, drawn anew after an edit."""
    row = _circular(request, ref)
    told = as_data(circular_page.document_of(row, queries.sections_of(row)))
    return render(request, "oversight/circular/paper.html", {"paper": told})


@door("write circular", writes=True)
def section(request: Visit, ref: str, order: int) -> HttpResponse:
    """A part of the text: what is typed is kept, or told why not."""
    row = _circular(request, ref, "write circular")
    found = next((each for each in queries.sections_of(row) if each.order == order), None)
    if found is None:
        raise Http404
    back = reverse("circular", args=[ref])
    return edited(request, found, partial(actions.edit_section, request.actor, found), back=back)


@door("write circular", writes=True)
def head(request: Visit, ref: str) -> HttpResponse:
    """Title, addressees, copies, issuer, the office's code, and who has to sign."""
    row = _circular(request, ref, "write circular")
    names = ("title", "addressees", "copies_to", "issuer", "office_code")
    initial = {
        **{name: getattr(row, name) for name in names},
        "recipients": [str(pk) for pk in row.recipients],
    }
    form = forms.HeadForm(request.actor, request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            actions.set_head(request.actor, row, **form.cleaned_data)
        except Refused as refused:
            show_refused(form, refused)
        else:
            return redirect("circular", ref=ref)
    return _form(request, form, "oversight/circular/step.html", circular=row, label=gettext("Head and addressees"), verb=gettext("Keep the head"))  # fmt: skip


@door("read circular", writes=True)
def step(request: Visit, ref: str, step: str) -> HttpResponse:
    """Hands in, approves, sends back, issues or drops, each by whoever holds the duty for it."""
    row, name = _circular(request, ref), step.replace("-", "_")
    taken = next((each for each in CIRCULAR.steps if each.name == name and name in STEPS), None)
    if taken is None or not request.actor.scope.may(taken.duty):
        raise Http404
    form = forms.NoteForm(request.POST if request.method == "POST" else None, required=taken.needs_note)
    if form.is_valid():
        try:
            done = actions.move_circular(request.actor, row, name, note=form.cleaned_data["note"])
        except Refused as refused:
            show_refused(form, refused)
        else:
            if done.state == "issued":
                messages.success(request, gettext("Issued as %(number)s.") % {"number": done.number})
            return redirect("circular", ref=ref) if done.state != "dropped" else redirect("circulars")
    label = gettext(taken.label)
    return _form(request, form, "oversight/circular/step.html", circular=row, label=label, verb=label)


@door("write circular", writes=True)
def correct(request: Visit, ref: str) -> HttpResponse:
    """A new edition of an issued circular, on the figures of its period as they are counted now."""
    row = _circular(request, ref, "write circular")
    form = forms.CorrectForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = actions.draft_circular(
                request.actor, outlines()[row.outline], campaign=row.campaign, first_on=row.first_on, last_on=row.last_on,
                corrects=row, reason=form.cleaned_data["reason"],
            )  # fmt: skip
        except Refused as refused:
            show_refused(form, refused)
        else:
            return redirect("circular", ref=made.ref)
    label = gettext("Write a new edition")
    says = gettext("The figures of %(period)s are counted anew and frozen. The old edition stays readable.") % {"period": period_words(row)}  # fmt: skip
    return _form(request, form, "oversight/circular/step.html", circular=row, label=label, verb=label, says=says)  # fmt: skip


@door("sign circular", writes=True)
def sign(request: Visit, ref: str) -> HttpResponse:
    """The reader's office signs for it."""
    row = _circular(request, ref, "sign circular")
    if request.method == "POST":
        actions.sign_circular(request.actor, row)
        messages.success(request, gettext("Signed for."))
    return redirect("circular", ref=ref)


@door("read circular")
def file(request: Visit, ref: str, kind: str) -> HttpResponse:
    """As PDF or Word: the issued one as it was issued, a draft as it stands. As a workbook: its tables, from the frozen figures."""
    row = _circular(request, ref)
    if kind not in KINDS:
        raise Http404
    stored = {"pdf": row.pdf, "docx": row.word}.get(kind)
    name = f"{row.number or row.ref}.{kind}"
    if stored is not None:
        return FileResponse(
            path_of(stored).open("rb"), as_attachment=True, filename=name, content_type=KINDS[kind]
        )  # type: ignore[return-value]
    document = circular_page.document_of(row, queries.sections_of(row))
    makers: dict[str, Callable[..., Document]] = {"pdf": as_pdf, "docx": as_word, "xlsx": statistics}
    made = makers[kind](document, at=_at(row))
    answer = HttpResponse(made.content, content_type=KINDS[kind])
    answer["Content-Disposition"] = f'attachment; filename="{row.ref}.{kind}"'
    return answer


def _at(row: Circular) -> datetime:
    """A draft is dated by its figures: the same text gives the same file."""
    return row.drafted_at.astimezone(UTC)


urlpatterns = [
    path("circular/new/", new, name="circular-new"),
    path("circular/<str:ref>/", page, name="circular"),
    path("circular/<str:ref>/paper/", paper, name="circular-paper"),
    path("circular/<str:ref>/text/<int:order>/", section, name="circular-section"),
    path("circular/<str:ref>/head/", head, name="circular-head"),
    path("circular/<str:ref>/correct/", correct, name="circular-correct"),
    path("circular/<str:ref>/sign/", sign, name="circular-sign"),
    path("circular/<str:ref>/file.<str:kind>", file, name="circular-file"),
    path("circular/<str:ref>/<str:step>/", step, name="circular-step"),
]
