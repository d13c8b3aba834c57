"""Doors of the hand-over: what hangs on a person, passing it on, and the successor's answer."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path

from anbiao.authority import handing, queries
from anbiao.authority.forms import AnswerForm, HandOverForm, show_refused
from anbiao.authority.models import HandOver
from anbiao.authority.naming import said
from anbiao.kit.doors import Visit, door
from anbiao.rules.refusal import Refused

FEW = 12


@door("give handover", writes=True)
def new(request: Visit, pk: UUID) -> HttpResponse:
    """What hangs on a person, and to whom it goes."""
    actor = request.actor
    leaver = get_object_or_404(queries.accounts(actor.scope, "give handover"), pk=pk)
    found = handing.hanging_on(actor, leaver)
    form = HandOverForm(handing.successors(actor, leaver), found, request.POST or None)
    if form.is_valid():
        try:
            row = handing.hand_over(actor, leaver, **form.cleaned_data)
        except Refused as refused:
            show_refused(form, refused)
        else:
            return redirect("hand-over", pk=row.pk)
    first = handing.first_hanging(actor, leaver, [each for each, _number in found], FEW)
    context = {
        "account": leaver, "office": said(leaver.organisation), "form": form,
        "kinds": [
            {
                "holding": each, "count": number, "is_passable": each.pass_on is not None,  # a template would call it
                "rows": [(each.subject(row), each.url(row)) for row in rows],
            }
            for (each, number), rows in zip(found, first, strict=True)
        ],
    }  # fmt: skip
    return render(request, "authority/hand_over_new.html", context, status=422 if form.errors else 200)


@door("read handover", writes=True)
def page(request: Visit, pk: UUID) -> HttpResponse:
    """One hand-over for the office: what was passed on, what was not, and whether it was acknowledged."""
    row = get_object_or_404(handing.hand_overs(request.actor), pk=pk)
    may = request.actor.scope.may("give handover") and row.state == "declined"
    return _answered(request, row, ("settle",) if may else (), "hand-over")


@door("acknowledge handover", writes=True)
def mine(request: Visit, pk: UUID) -> HttpResponse:
    """The same for the successor, with her answer."""
    row = get_object_or_404(handing.own(request.actor), pk=pk)
    steps = ("acknowledge", "decline") if row.state == "given" else ()
    return _answered(request, row, steps, "my-hand-over")


def _answered(request: Visit, row: HandOver, steps: tuple[str, ...], back: str) -> HttpResponse:
    form = AnswerForm(row.machine, steps, request.POST or None)
    if form.is_valid():
        try:
            handing.answer(request.actor, row, form.cleaned_data["step"], note=form.cleaned_data["note"])
        except Refused as refused:
            show_refused(form, refused)
        else:
            return redirect(back, pk=row.pk)
    context = {
        "row": row, "form": form, "steps": [row.machine.step(name) for name in steps], "passed": _by_label(row.passed),
        "left": _by_label(row.left), "is_mine": back == "my-hand-over",
    }  # fmt: skip
    return render(request, "authority/hand_over.html", context, status=422 if form.errors else 200)


def _by_label(lines: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        found.setdefault(line["label"], []).append(line)
    return list(found.items())


urlpatterns = [
    path("accounts/<uuid:pk>/hand-over/", new, name="hand-over-new"),
    path("hand-over/<uuid:pk>/", page, name="hand-over"),
    path("my-hand-over/<uuid:pk>/", mine, name="my-hand-over"),
]
