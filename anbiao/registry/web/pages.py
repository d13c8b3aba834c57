"""Reading: the page of a unit, the search of the bar; and what is shown once: telephone numbers, activation codes."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from anbiao.authority.actions import ACTIVATION_DAYS
from anbiao.authority.sessions import keep_once, take_once
from anbiao.kit.doors import Visit, door
from anbiao.kit.register import ListState
from anbiao.kit.register.detail import show
from anbiao.kit.register.filters import clean
from anbiao.kit.register.following import with_stars
from anbiao.kit.search import LONGEST
from anbiao.registry import actions, documents, queries, registers, sections

REVEALED = "revealed unit"


@door("read enterprise")
def unit_page(request: Visit, pk: UUID) -> HttpResponse:
    """One unit, one file (一企一档)."""
    rows = with_stars(request.actor, "enterprises", queries.enterprises(request.actor))
    unit = get_object_or_404(rows, pk=pk)
    if take_once(request.session, REVEALED) == str(pk):
        sections.reveal(unit)
    response = show(
        request, request.actor, sections.detail(request.actor, unit), sections=sections.UNIT, row=unit
    )
    if sections.is_revealed(unit):
        response["Cache-Control"] = "no-store"
    return response


@door("reveal personal", writes=True)
def unit_reveal(request: Visit, pk: UUID) -> HttpResponse:
    """The telephone numbers of a unit, on the next page only: answers to forms are kept, numbers are not."""
    if request.method != "POST":
        raise Http404
    unit = get_object_or_404(queries.enterprises(request.actor, "reveal personal"), pk=pk)
    actions.reveal_personal(request.actor, unit)
    keep_once(request.session, REVEALED, str(pk))
    return redirect(f"{reverse('enterprise', args=[pk])}#basics")


@door("issue activation", writes=True)
def unit_activation(request: Visit, pk: UUID) -> HttpResponse:
    """A code by which the unit opens its account; the slip to print is on the next page, once."""
    unit = get_object_or_404(queries.enterprises(request.actor, "issue activation"), pk=pk)
    if request.method == "POST":
        keep_once(request.session, "slips", documents.activation_slips(request.actor, [unit]))
        return redirect("activation_slips")
    return render(request, "registry/activation.html", {"unit": unit, "days": ACTIVATION_DAYS})


@door("read enterprise")
def search(request: Visit) -> HttpResponse:
    """What was typed into the bar: straight to the unit when it is one, else to the list."""
    words = clean(request.GET.get("q", ""))[:LONGEST].strip()
    listed = registers.ENTERPRISES
    if words:
        found = list(listed.rows(request.actor, ListState(q=words))[:2])
        if len(found) == 1:
            return redirect("enterprise", pk=found[0].pk)
    return redirect(f"{reverse(listed.name)}?{urlencode({'q': words} if words else {})}")
