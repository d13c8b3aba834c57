"""The doors of reviews: a hazard found at an item, who reviews, a draw, the correction of a result."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.inspection.forms.hazards import initial_deadline
from anbiao.inspection.queries import who_can_fix
from anbiao.inspection.queries.local import local
from anbiao.kit.doors import Visit, door
from anbiao.kit.texts import say
from anbiao.programme import actions
from anbiao.programme import assessment_page as sheet
from anbiao.programme.forms import assessments as assessment_forms
from anbiao.programme.forms import reviews as forms
from anbiao.programme.queries import assessments as assessments
from anbiao.programme.queries import reviews as queries
from anbiao.registry import queries as roster
from anbiao.registry.forms import show_refused
from anbiao.rules import assessing, reviewing
from anbiao.rules.refusal import Refused
from anbiao.standards import queries as standards


def _page(request: Visit, template: str, form: Any, **context: Any) -> HttpResponse:
    given = {"form": form, **context}
    return render(request, f"programme/{template}.html", given, status=422 if form.errors else 200)


@door("review assessment", writes=True)
def hazard(request: Visit, pk: UUID) -> HttpResponse:
    """What a reviewer found at an item, as a hazard of the unit: her reason is the title, the clause its basis."""
    actor = request.actor
    item = get_object_or_404(assessments.items(actor, "review assessment"), pk=pk)
    row = item.assessment
    line = sheet.row_of(assessments.table(row.district, row.urn, row.edition), item)
    people = who_can_fix(actor, row.enterprise)
    first = {
        "title": item.review_reason or line.title, "responsible": next(iter(people), ""),
        "due_on": initial_deadline(actor.today, local(actor).deadlines.general),
    }  # fmt: skip
    form = forms.HazardForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        try:
            made = actions.report_from_review(
                actor, item, form.finding(basis=line.source, item=f"{item.ref} {line.title}")
            )
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(request, gettext("Hazard %(serial)s is recorded.") % {"serial": made.serial})
            return redirect(f"/assessment/{row.pk}/#{line.anchor}")
    return _page(request, "review_hazard", form, row=row, line=line)


@door("assign review", writes=True)
def reviewers(request: Visit, pk: UUID) -> HttpResponse:
    """Who reviews: everybody whose duty it is, the free first, each of the others with the reason why not."""
    actor = request.actor
    row = get_object_or_404(assessments.assessments(actor, "assign review"), pk=pk)
    most = queries.most_open(actor)
    found = reviewing.in_order(queries.candidates(actor, row), most=most)
    data = request.POST if request.method == "POST" else None
    form = forms.TeamForm([(one.person, one.name) for one in found], data, initial={"persons": row.assigned})
    if form.is_valid():
        try:
            actions.assign_reviewers(actor, row, form.cleaned_data["persons"])
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(request, gettext("Assigned. From now on only they review this assessment."))
            return redirect("assessment", pk=pk)
    chosen = set(data.getlist("persons") if data is not None else row.assigned)
    team = [
        {
            "one": one,
            "reasons": [say(each) for each in reviewing.against(one, most=most)],
            "chosen": one.person in chosen,
        }
        for one in found
    ]
    return _page(request, "reviewers", form, row=row, team=team, most=most)


@door("approve assessment", writes=True)
def correct(request: Visit, pk: UUID) -> HttpResponse:
    """Opens a corrected version of a decided assessment, with its reason."""
    row = get_object_or_404(assessments.assessments(request.actor, "approve assessment"), pk=pk)
    form = assessment_forms.StepForm(request.POST if request.method == "POST" else None, required=True)
    if form.is_valid():
        try:
            made = actions.correct_assessment(request.actor, row, note=form.cleaned_data["note"])
        except Refused as refused:
            show_refused(form, refused)
        else:
            return redirect("assessment", pk=made.pk)
    items = assessments.items_of(row)
    says = _(
        "The review is done again on a copy, and a second person decides. The version of today stays to be read, and holds until then."
    )
    own = sheet.progress(row, items, "own", sees_review=False)
    return _page(
        request, "step", form, row=row, label=_("Correct the result"), says=says, own=own, result=None
    )


# ---------- draws ----------


@door("draw review", writes=True)
def draw_new(request: Visit) -> HttpResponse:
    """A draw of handed-in self-assessments: first how many it would be, then the draw itself."""
    actor = request.actor
    form = forms.DrawForm(
        actor.district, request.POST if request.method == "POST" else None, initial={"region": actor.district}
    )
    ratios = standards.local(actor.district, "review.sample", actor.today)
    preview = None
    if form.is_valid():
        try:
            if "preview" in request.POST:
                region = form.cleaned_data["region"]
                counted, chosen = actions.drawn(actor, region=region, ratios=ratios, seed="how many")
                preview = {"counted": counted, "drawn": len(chosen)}
            else:
                row = actions.draw_reviews(actor, **form.cleaned_data)
                return redirect("review-draw", pk=row.pk)
        except Refused as refused:
            show_refused(form, refused)
    return _page(
        request,
        "draw_new",
        form,
        preview=preview,
        ratios=_ratios(ratios),
        draws=list(queries.draws(actor)[:12]),
    )


@door("read assessment")
def draw(request: Visit, pk: UUID) -> HttpResponse:
    """One draw: how it was drawn, and what became of what was drawn."""
    row = get_object_or_404(queries.draws(request.actor), pk=pk)
    mine = assessments.assessments(request.actor).filter(draw=row).order_by("sample", "enterprise__name")
    shown = [
        {
            "row": each,
            "state": assessing.ASSESSMENT.state(each.state),
            "sample": gettext(sheet.SAMPLES[each.sample]),
        }
        for each in mine.filter(sample=assessing.DRAWN)[:200]
    ]
    context = {
        "row": row,
        "rows": shown,
        "ratios": _ratios(row.ratios),
        "region": roster.region_name(row.region),
    }
    return render(request, "programme/draw.html", context)


def _ratios(ratios: dict[str, float]) -> list[tuple[str, float]]:
    labels = roster.listed("classes")
    return [(labels.get(name, name), share) for name, share in ratios.items()]


urlpatterns = [
    path("assessed-item/<uuid:pk>/hazard/", hazard, name="assessed-item-hazard"),
    path("assessment/<uuid:pk>/reviewers/", reviewers, name="assessment-reviewers"),
    path("assessment/<uuid:pk>/correct/", correct, name="assessment-correct"),
    path("reviews/draw/", draw_new, name="review-draw-new"),
    path("review-draw/<uuid:pk>/", draw, name="review-draw"),
]
