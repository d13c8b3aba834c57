"""The doors of rankings: drafted, one page, each step, decisions on lines, objections and answers, corrections, prints."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.doors import Visit, door
from anbiao.oversight import actions, ranking_page
from anbiao.oversight import ranking_words as words
from anbiao.oversight.documents import rankings as documents
from anbiao.oversight.forms import rankings as forms
from anbiao.oversight.models import Ranking, RankingChange
from anbiao.oversight.queries import ranking_content as contents
from anbiao.oversight.queries import rankings as queries
from anbiao.registry.forms import show_refused
from anbiao.rules import ranking_course as course
from anbiao.rules.refusal import Refused


def _ranking(request: Visit, serial: str, capability: str = "read ranking") -> Ranking:
    return get_object_or_404(queries.rankings(request.actor, capability), serial=serial)


def _form(request: Visit, form: Any, label: Any, row: Ranking | None = None, **context: Any) -> HttpResponse:
    back = reverse("ranking", args=[row.serial]) if row else reverse("rankings")
    lead = f"{words.title(row)} · {words.period(row.first_on, row.last_on)}" if row else ""
    given = {"form": form, "label": label, "row": row, "back": back, "lead": lead, **context}
    return render(request, "oversight/ranking/form.html", given, status=422 if form.errors else 200)


def _figures(row: Ranking) -> list[tuple[str, str]]:
    return [(weight["figure"], words.figure(weight["figure"])) for weight in row.weights]


def _lines(request: Visit, row: Ranking, *, own: bool) -> list[tuple[str, str]]:
    said = contents.content(row)
    mine = queries.own_keys(request.actor)[row.kind]
    return [(line["key"], words.name(line)) for line in said["lines"] if not own or line["key"] in mine]


# ---------- drafted, read, led on ----------


@door("draft ranking", writes=True)
def new(request: Visit) -> HttpResponse:
    """The preview of a period's ranking."""
    form = forms.DraftForm(request.actor, request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        campaign = UUID(given["campaign"]) if given["campaign"] else None
        try:
            row = actions.draft_ranking(
                request.actor,
                kind=given["kind"],
                first_on=given["first_on"],
                last_on=given["last_on"],
                campaign=campaign,
            )
        except Refused as refused:
            show_refused(form, refused)
        else:
            return redirect("ranking", serial=row.serial)
    says = gettext(
        "Only you, the office and the leader see the preview. It goes by the local rules in force on the first day of the period."
    )
    return _form(request, form, _("Draft a ranking"), says=says)


@door("read ranking")
def page(request: Visit, serial: str) -> HttpResponse:
    """A ranking with every point explained."""
    row = _ranking(request, serial)
    return render(request, "oversight/ranking/page.html", ranking_page.page(request.actor, row))


@door("read ranking")
def difference(request: Visit, serial: str) -> HttpResponse:
    """What a correction changes."""
    row = _ranking(request, serial)
    if row.corrects is None or (row.snapshot_id is None and not request.actor.scope.may("read preview")):
        raise Http404
    context = {
        "row": row, "title": words.title(row), "period": words.period(row.first_on, row.last_on), "old": row.corrects,
        "differences": ranking_page.differences(row),
    }  # fmt: skip
    return render(request, "oversight/ranking/difference.html", context)


@door("read ranking", writes=True)
def step(request: Visit, serial: str, step: str) -> HttpResponse:
    """A step of the course, with its reason."""
    row, name = _ranking(request, serial), step.replace("-", "_")
    taken = next((each for each in course.RANKING.steps if each.name == name), None)
    if taken is None or name in course.BY_ITSELF:
        raise Http404
    if request.method != "POST" and not request.actor.scope.may(taken.duty):
        return redirect("ranking", serial=serial)
    form = forms.StepForm(request.POST if request.method == "POST" else None, required=taken.needs_note)
    if form.is_valid():
        try:
            actions.move_ranking(request.actor, row, name, note=form.cleaned_data["note"])
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(request, gettext("%(step)s: done.") % {"step": gettext(taken.label)})
            return redirect("ranking", serial=serial)
    return _form(request, form, gettext(taken.label), row)


@door("draft ranking", writes=True)
def retake(request: Visit, serial: str) -> HttpResponse:
    """The figures of a preview taken anew."""
    row = _ranking(request, serial, "draft ranking")
    form = forms.StepForm(request.POST if request.method == "POST" else None, required=False)
    del form.fields["note"]
    if form.is_valid():
        try:
            actions.retake_figures(request.actor, row)
        except Refused as refused:
            show_refused(form, refused)
        else:
            return redirect("ranking", serial=serial)
    says = gettext("Before the cut-off the figures are those of now; when the ranking goes out, they are those of the end of the cut-off day.")  # fmt: skip
    return _form(request, form, _("Take the figures anew"), row, says=says)


# ---------- lines ----------


@door("draft ranking", writes=True)
def line(request: Visit, serial: str) -> HttpResponse:
    """Decides on a line, or takes back what was decided."""
    row = _ranking(request, serial, "draft ranking")
    if request.method == "POST" and "undo" in request.POST:
        return _undo(request, row)
    data = request.POST if request.method == "POST" else None
    form = forms.LineForm(_lines(request, row, own=False), _figures(row), data)
    if form.is_valid():
        try:
            actions.change_line(request.actor, row, actions.LineChange(**form.cleaned_data))
        except Refused as refused:
            show_refused(form, refused)
        else:
            return redirect("ranking", serial=serial)
    return _form(request, form, _("Decide on a line"), row)


def _undo(request: Visit, row: Ranking) -> HttpResponse:
    try:
        actions.undo_change(request.actor, row, UUID(request.POST["undo"]))
    except (ValueError, RankingChange.DoesNotExist):
        raise Http404 from None
    return redirect("ranking", serial=row.serial)


# ---------- objections ----------


@door("object ranking", writes=True)
def objecting(request: Visit, serial: str) -> HttpResponse:
    """An office objects to its own line."""
    row = get_object_or_404(queries.rankings(request.actor), serial=serial)
    lines = _lines(request, row, own=True)
    if not lines:
        raise Http404
    form = forms.ObjectionForm(lines, _figures(row), request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.object_to_ranking(request.actor, row, **form.cleaned_data)
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(
                request,
                gettext(
                    "The objection is received. The safety office answers it before the ranking is approved."
                ),
            )
            return redirect("ranking", serial=serial)
    return _form(request, form, _("Object to the own line"), row, says=lines[0][1] if len(lines) == 1 else "")


@door("read ranking", writes=True)
def answer(request: Visit, serial: str, order: int) -> HttpResponse:
    """Answers an objection, or takes the own one back."""
    row = _ranking(request, serial)
    found = get_object_or_404(queries.objections(request.actor), ranking=row, number=order)
    chosen = request.POST.get("step", "")
    steps = {each.name: each for each in course.RANKING_OBJECTION.steps}
    if request.method == "POST" and chosen not in steps:
        raise Http404
    form = forms.AnswerForm(request.POST if request.method == "POST" else None, about_figure=bool(found.code))
    if chosen == "withdraw_objection":
        form.fields["note"].required = False
    if form.is_valid():
        try:
            actions.answer_ranking_objection(request.actor, found, chosen, **form.cleaned_data)
        except Refused as refused:
            show_refused(form, refused)
        else:
            return redirect("ranking", serial=serial)
    return _form(request, form, _("Answer an objection"), row, **ranking_page.answering(request.actor, found))


# ---------- corrected, handed out ----------


@door("draft ranking", writes=True)
def correct(request: Visit, serial: str) -> HttpResponse:
    """Opens the edition that corrects a published ranking."""
    row = _ranking(request, serial, "draft ranking")
    form = forms.CorrectionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = actions.correct_ranking(request.actor, row, **form.cleaned_data)
        except Refused as refused:
            show_refused(form, refused)
        else:
            return redirect("ranking", serial=made.serial)
    says = gettext("A new edition is opened with the same figures. You put right what was wrong, the offices see it, and a leader publishes it. This edition stays readable.")  # fmt: skip
    return _form(request, form, _("Correct it"), row, says=says)


@door("read ranking")
def printed(request: Visit, serial: str, kind: str) -> HttpResponse:
    """The ranking as a workbook or a print."""
    row = _ranking(request, serial)
    if kind not in documents.KINDS:
        raise Http404
    name, made = documents.print_ranking(request.actor, row, kind=kind)
    response = HttpResponse(made.content, content_type=documents.KINDS[kind])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


urlpatterns = [
    path("ranking/new/", new, name="ranking-new"),
    path("ranking/<str:serial>.<str:kind>", printed, name="ranking-print"),
    path("ranking/<str:serial>/", page, name="ranking"),
    path("ranking/<str:serial>/difference/", difference, name="ranking-difference"),
    path("ranking/<str:serial>/figures/", retake, name="ranking-retake"),
    path("ranking/<str:serial>/line/", line, name="ranking-line"),
    path("ranking/<str:serial>/objection/", objecting, name="ranking-object"),
    path("ranking/<str:serial>/objection/<int:order>/", answer, name="ranking-answer"),
    path("ranking/<str:serial>/correction/", correct, name="ranking-correct"),
    path("ranking/<str:serial>/<str:step>/", step, name="ranking-step"),
]
