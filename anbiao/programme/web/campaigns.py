"""The doors of campaigns: the launch in three steps, the page of one, exceptions, and what ends it."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext, ngettext

from anbiao.kit.doors import Visit, door
from anbiao.kit.files import path_of, store
from anbiao.kit.texts import say
from anbiao.kit.workflow import refusals
from anbiao.programme import actions, campaign_page
from anbiao.programme.actions.campaigns import place_of
from anbiao.programme.forms import campaigns as forms
from anbiao.programme.models import Campaign
from anbiao.programme.queries import campaigns as queries
from anbiao.programme.words import title_of
from anbiao.registry.forms import show_refused
from anbiao.registry.queries import in_words
from anbiao.rules.campaigns import CAMPAIGN, PARTS
from anbiao.rules.refusal import Refused


def _campaign(request: Visit, serial: str, capability: str = "read campaign") -> Campaign:
    return get_object_or_404(
        queries.campaigns(request.actor, capability).select_related("file"), serial=serial
    )


@door("launch campaign", writes=True)
def new(request: Visit) -> HttpResponse:
    """Which campaign and from which week: the district's own copy is drafted."""
    actor = request.actor
    rows = {str(row.pk): row for row in queries.newest(actor.district)}
    offered = [_offered(pk, row) for pk, row in rows.items()]
    choices = [(each["value"], each["title"]) for each in offered]
    form = forms.DraftForm(actor, choices, request.POST or None, request.FILES or None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            file = store(actor, given["file"], kind="campaign") if given["file"] else None
            row = actions.draft_campaign(
                actor, rows[given["edition"]], starts=given["start"], number=given["number"], file=file
            )
        except Refused as refused:
            show_refused(form, refused)
        else:
            return redirect("campaign-scope", serial=row.serial)
    context = {"form": form, "offered": offered, "rail": campaign_page.rail(None, 1), "multipart": True}
    return render(request, "programme/campaign/new.html", context, status=422 if form.errors else 200)


def _offered(pk: str, row: Any) -> dict[str, Any]:
    made = queries.content(row)
    number = len(made.steps())
    size = ngettext("%(steps)s step in %(weeks)s weeks", "%(steps)s steps in %(weeks)s weeks", number)
    return {
        "value": pk, "title": f"{title_of(row)} {row.year}", "about": in_words((made.about.zh, made.about.en)),
        "size": size % {"steps": number, "weeks": row.weeks}, "is_proposed": made.known == "proposed",
    }  # fmt: skip


@door("launch campaign", writes=True)
def scope(request: Visit, serial: str) -> HttpResponse:
    """Which units a draft is for."""
    row = _campaign(request, serial, "launch campaign")
    if row.state != "draft":
        return redirect("campaign", serial=serial)
    form = forms.ScopeForm(
        request.actor, request.POST if request.method == "POST" else None, initial=row.scope
    )
    if form.is_valid():
        kept = {part: codes for part, codes in row.scope.items() if part not in form.fields}
        try:
            actions.scope_campaign(request.actor, row, scope={**kept, **form.cleaned_data})
        except Refused as refused:
            show_refused(form, refused)
        else:
            return redirect("campaign-launch", serial=serial)
    context = {
        "campaign": row, "title": title_of(row), "form": form, "exceptions": queries.exceptions_of(row).count(), "parts": PARTS,
        "rail": campaign_page.rail(row, 2, queries.fitting(row).count()),
    }  # fmt: skip
    return render(request, "programme/campaign/scope.html", context, status=422 if form.errors else 200)


@door("launch campaign", writes=True)
def launch(request: Visit, serial: str) -> HttpResponse:
    """What the launch will do; with a POST it is done."""
    actor, row = request.actor, _campaign(request, serial, "launch campaign")
    if request.method == "POST":
        done = actions.launch_campaign(actor, row)
        messages.success(request, gettext("%(title)s is launched.") % {"title": title_of(done)})
        return redirect("campaign", serial=serial)
    if row.state != "draft":
        return redirect("campaign", serial=serial)
    told = campaign_page.foreseen(actor, row)
    row.around = {"units": told["told"].units}
    against = refusals(actor, row, CAMPAIGN.step("launch"), place=place_of(row))
    context = {
        "campaign": row, "title": title_of(row), "rail": campaign_page.rail(row, 3, told["told"].units), **told,
        "reasons": [say(each) for each in against],
    }  # fmt: skip
    return render(request, "programme/campaign/launch.html", context)


@door("launch campaign", writes=True)
def exceptions(request: Visit, serial: str) -> HttpResponse:
    """Units that take part or do not, whatever the scope says: named with a reason, and ended."""
    actor, row = request.actor, _campaign(request, serial, "launch campaign")
    if row.state not in ("draft", "running"):
        return redirect("campaign", serial=serial)
    if ending := request.POST.get("end", ""):
        found = next((each for each in queries.exceptions_of(row) if str(each.pk) == ending), None)
        if found is None:
            raise Http404
        actions.end_exception(actor, found)
        return redirect("campaign-exceptions", serial=serial)
    form = forms.ExceptionForm(actor, request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.name_exception(actor, row, given["unit"], kind=given["kind"], reason=given["reason"])
        except Refused as refused:
            show_refused(form, refused)
        else:
            return redirect("campaign-exceptions", serial=serial)
    context = {"campaign": row, "title": title_of(row), "form": form, "rows": queries.exceptions_of(row)}
    return render(request, "programme/campaign/exceptions.html", context, status=422 if form.errors else 200)


@door("read campaign")
def page(request: Visit, serial: str) -> HttpResponse:
    """A campaign: numbers, both lines, targets, steps, who is behind, gaps."""
    by = request.GET.get("by", "town")
    row = _campaign(request, serial)
    context = campaign_page.context(request.actor, row, by if by in campaign_page.BY else "town")
    return render(request, "programme/campaign/page.html", context)


@door("read campaign")
def file(request: Visit, serial: str) -> HttpResponse:
    """The document that it stands on."""
    row = _campaign(request, serial)
    if row.file is None:
        raise Http404
    return FileResponse(path_of(row.file).open("rb"), as_attachment=True, filename=row.file.name)  # type: ignore[return-value]


@door("launch campaign", writes=True)
def step(request: Visit, serial: str, step: str) -> HttpResponse:
    """Closes a campaign, goes on with it, or drops its draft."""
    row, name = _campaign(request, serial, "launch campaign"), step.replace("-", "_")
    taken = next((each for each in CAMPAIGN.steps if each.name == name and name != "launch"), None)
    if taken is None:
        raise Http404
    form = forms.NoteForm(request.POST if request.method == "POST" else None, required=taken.needs_note)
    if form.is_valid():
        try:
            actions.move_campaign(request.actor, row, name, note=form.cleaned_data["note"])
        except Refused as refused:
            show_refused(form, refused)
        else:
            return redirect("campaign", serial=serial)
    context = {"campaign": row, "title": title_of(row), "form": form, "label": gettext(taken.label)}
    return render(request, "programme/campaign/step.html", context, status=422 if form.errors else 200)


urlpatterns = [
    path("campaign/new/", new, name="campaign-new"),
    path("campaign/<str:serial>/", page, name="campaign"),
    path("campaign/<str:serial>/scope/", scope, name="campaign-scope"),
    path("campaign/<str:serial>/launch/", launch, name="campaign-launch"),
    path("campaign/<str:serial>/exceptions/", exceptions, name="campaign-exceptions"),
    path("campaign/<str:serial>/document/", file, name="campaign-file"),
    path("campaign/<str:serial>/<str:step>/", step, name="campaign-step"),
]
