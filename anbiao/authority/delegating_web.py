"""Doors of the delegation: naming a deputy, answering, ending, and as whom one acts."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme

from anbiao.authority import delegating
from anbiao.authority.delegation_list import DELEGATION_WORDS
from anbiao.authority.forms import DelegationForm, DeputyForm, show_refused
from anbiao.authority.models import Delegation
from anbiao.authority.naming import joined_duties, name_grants, said
from anbiao.kit.actor import ACTING
from anbiao.kit.doors import Visit, door
from anbiao.kit.register.detail import timeline
from anbiao.rules import delegation as law
from anbiao.rules.refusal import Refused


@door("delegate duty")
def mine(request: Visit) -> HttpResponse:
    """Whom she named, and for whom she acts."""
    rows = [_shown(request, row) for row in delegating.own(request.actor)[:50]]
    return render(request, "authority/delegations_mine.html", {"rows": rows})


def _shown(request: Visit, row: Delegation) -> dict[str, Any]:
    actor = request.actor
    state = law.standing(row.state, row.from_on, row.to_on, on=actor.today)
    is_giver = row.giver_id == actor.person
    return {
        "row": row, "state": state, "is_giver": is_giver, "other": row.deputy if is_giver else row.giver,
        "duties": joined_duties(row.duties), "is_running": any(each.delegation == row.pk for each in actor.steads),
    }  # fmt: skip


@door("delegate duty", writes=True)
def new(request: Visit) -> HttpResponse:
    """Naming a deputy for chosen duties, from a day to a day."""
    actor = request.actor
    grants = name_grants(delegating.grants_to_pass(actor))
    people = delegating.deputies(actor)
    form = DeputyForm(actor, people, grants, request.POST or None, initial=_asked(request))
    if form.is_valid():
        try:
            row = delegating.name_deputy(actor, **form.given())
        except Refused as refused:
            show_refused(form, refused)
        else:
            return redirect("my-delegation", pk=row.pk)
    context = {"form": form, "kept": [row.duty_label for row in grants if row.pk not in form.passable]}  # type: ignore[attr-defined]
    return render(request, "authority/delegation_new.html", context, status=422 if form.errors else 200)


def _asked(request: Visit) -> dict[str, Any]:
    """The days of an absence, where she comes from its line."""
    days = {name: request.GET[name] for name in ("from_on", "to_on") if name in request.GET}
    return {"from_on": request.actor.today.isoformat(), **days}


@door("delegate duty", writes=True)
def own(request: Visit, pk: UUID) -> HttpResponse:
    """One delegation for the two people of it."""
    row = get_object_or_404(delegating.own(request.actor), pk=pk)
    answers = row.state == "offered" and row.deputy_id == request.actor.person
    return _page(request, row, ("accept", "decline") if answers else ("end",), "my-delegation")


@door("read delegation", writes=True)
def page(request: Visit, pk: UUID) -> HttpResponse:
    """The same for the office that answers for whoever gave it, and for who keeps duties."""
    row = get_object_or_404(delegating.delegations(request.actor), pk=pk)
    return _page(request, row, ("revoke",), "delegation")


def _page(request: Visit, row: Delegation, names: tuple[str, ...], back: str) -> HttpResponse:
    offered = delegating.offered(request.actor, row)
    steps = [step for step in offered if step.name in names]
    form = DelegationForm(row.machine, [step.name for step in steps], request.POST or None)
    if form.is_valid():
        try:
            delegating.move(request.actor, row, form.cleaned_data["step"], note=form.cleaned_data["note"])
        except Refused as refused:
            show_refused(form, refused)
        else:
            return redirect(back, pk=row.pk)
    shown = _shown(request, row)
    context = {
        **shown, "form": form, "steps": steps, "is_mine": back == "my-delegation", "giver_office": said(row.giver.organisation),
        "deputy_office": said(row.deputy.organisation), "grants": name_grants(delegating.grants_of(row)),
        "acts": delegating.acts(row), "timeline": timeline(request.actor, [row.pk], words=DELEGATION_WORDS, reveal=False),
    }  # fmt: skip
    return render(request, "authority/delegation.html", context, status=422 if form.errors else 200)


@door("delegate duty", writes=True)
def act(request: Visit) -> HttpResponse:
    """From now on in somebody's name, by a delegation that runs; or in the own name again."""
    if request.method != "POST":
        return redirect("my-delegations")
    chosen = request.POST.get("delegation", "")
    if chosen and chosen not in {str(stead.delegation) for stead in request.actor.steads}:
        raise Http404
    if chosen:
        request.session[ACTING] = chosen
    else:
        request.session.pop(ACTING, None)
    target = request.POST.get("next", "")
    is_here = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    return redirect(target if is_here else "home")


urlpatterns = [
    path("my-delegations/", mine, name="my-delegations"),
    path("my-delegations/new/", new, name="my-delegation-new"),
    path("my-delegations/<uuid:pk>/", own, name="my-delegation"),
    path("delegation/<uuid:pk>/", page, name="delegation"),
    path("acting/", act, name="acting"),
]
