"""The doors of a draft's course: stages, steps and targets, changed before the launch."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path

from anbiao.kit.doors import Visit, door
from anbiao.programme import actions, campaign_page
from anbiao.programme.forms import courses as forms
from anbiao.programme.models import Campaign
from anbiao.programme.queries import campaigns as queries
from anbiao.programme.words import title_of
from anbiao.registry.forms import show_refused
from anbiao.rules.refusal import Refused


def _draft(request: Visit, serial: str) -> Campaign:
    rows = queries.campaigns(request.actor, "launch campaign").filter(state="draft")
    return get_object_or_404(rows, serial=serial)


@door("launch campaign", writes=True)
def course(request: Visit, serial: str) -> HttpResponse:
    """Stages, steps and targets of a draft; a target is set here, or dropped."""
    row = _draft(request, serial)
    if dropping := request.POST.get("drop", ""):
        found = next((each for each in queries.targets_of(row) if str(each.pk) == dropping), None)
        if found is None:
            raise Http404
        actions.drop_target(request.actor, found)
        return redirect("campaign-course", serial=serial)
    form = forms.TargetForm(row, request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.set_target(
                request.actor, row, step=form.steps[given["step"]], organisation=form.offices.get(given["organisation"]),
                percent=given["percent"], by_week=given["by_week"],
            )  # fmt: skip
        except Refused as refused:
            show_refused(form, refused)
        else:
            return redirect("campaign-course", serial=serial)
    context = {"campaign": row, "title": title_of(row), "form": form, **campaign_page.course(row)}
    return render(request, "programme/campaign/course.html", context, status=422 if form.errors else 200)


@door("launch campaign", writes=True)
def step(request: Visit, serial: str, code: str) -> HttpResponse:
    """One step of a draft."""
    row = _draft(request, serial)
    found = next((each for each in queries.steps_of(row) if each.code == code), None)
    if found is None:
        raise Http404
    form = forms.CourseStepForm(found, row, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.change_step(request.actor, found, values=form.cleaned_data)
        except Refused as refused:
            show_refused(form, refused)
        else:
            return redirect("campaign-course", serial=serial)
    context = {"campaign": row, "title": title_of(row), "form": form, "name": title_of(found)}
    return render(request, "programme/campaign/course_edit.html", context, status=422 if form.errors else 200)


@door("launch campaign", writes=True)
def stage(request: Visit, serial: str, order: int) -> HttpResponse:
    """One stage of a draft."""
    row = _draft(request, serial)
    found = next((each for each in queries.stages_of(row) if each.order == order), None)
    if found is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = forms.StageForm(row, data, initial={"opens": str(found.opens_week)})
    if form.is_valid():
        try:
            actions.move_stage(request.actor, found, opens=form.cleaned_data["opens"])
        except Refused as refused:
            show_refused(form, refused)
        else:
            return redirect("campaign-course", serial=serial)
    context = {"campaign": row, "title": title_of(row), "form": form, "name": title_of(found)}
    return render(request, "programme/campaign/course_edit.html", context, status=422 if form.errors else 200)


urlpatterns = [
    path("campaign/<str:serial>/course/", course, name="campaign-course"),
    path("campaign/<str:serial>/course/step/<str:code>/", step, name="campaign-course-step"),
    path("campaign/<str:serial>/course/stage/<int:order>/", stage, name="campaign-course-stage"),
]
