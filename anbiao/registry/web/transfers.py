"""The doors of transfers: a unit offered to another office, and what that office says."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext

from anbiao.kit.doors import Visit, door
from anbiao.kit.register.detail import show
from anbiao.kit.workflow import refusals
from anbiao.registry import actions, queries, transfer_page
from anbiao.registry.forms import show_refused
from anbiao.registry.forms.merging import ReasonForm
from anbiao.registry.forms.transfers import OfferForm
from anbiao.rules import transferring as law
from anbiao.rules.refusal import Refused


@door("offer transfer", writes=True)
def unit_offer(request: Visit, pk: UUID) -> HttpResponse:
    """Offers a unit to another town or bureau."""
    unit = get_object_or_404(queries.enterprises(request.actor, "offer transfer"), pk=pk)
    form = OfferForm(request.actor, unit, request.POST or None)
    if form.is_valid():
        try:
            row = actions.offer_transfer(request.actor, unit, **form.values())
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(
                request, gettext("Offered. The unit stays with you until the other office takes it.")
            )
            return redirect("transfer", pk=row.pk)
    context = {"form": form, "unit": unit}
    return render(request, "registry/transfers/offer.html", context, status=422 if form.errors else 200)


@door("read transfer")
def transfer(request: Visit, pk: UUID) -> HttpResponse:
    """What was offered, and what became of it."""
    row = get_object_or_404(queries.transfers(request.actor), pk=pk)
    told = transfer_page.detail(request.actor, row)
    return show(request, request.actor, told, sections=transfer_page.TRANSFER, row=row)


def _take(request: Visit, pk: UUID, step: str, duty: str) -> HttpResponse:
    if step not in {each.name for each in law.TRANSFER.steps if each.duty == duty}:
        raise Http404
    taken = law.TRANSFER.step(step)
    row = get_object_or_404(queries.transfers(request.actor, duty), pk=pk)
    queries.around_transfer(request.actor, row, duty)
    against = refusals(request.actor, row, taken, place=queries.place_for(request.actor, row, step))
    if against:
        raise Refused(*against)
    form = ReasonForm(request.POST if request.method == "POST" else None, needs_note=taken.needs_note)
    if form.is_valid():
        try:
            actions.step_transfer(request.actor, row, step, note=form.cleaned_data["note"])
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(request, gettext(law.TRANSFER.state(taken.target).label))
            return redirect("transfer", pk=pk)
    context = {
        "form": form,
        "row": row,
        "step": taken,
        "button": gettext(taken.label),
        "is_town": row.kind == law.TOWN,
    }
    return render(request, "registry/transfers/step.html", context, status=422 if form.errors else 200)


@door("take transfer", writes=True)
def answer(request: Visit, pk: UUID, step: str) -> HttpResponse:
    """The office to which it was offered takes or refuses it."""
    return _take(request, pk, step, "take transfer")


@door("offer transfer", writes=True)
def call_back(request: Visit, pk: UUID, step: str) -> HttpResponse:
    """The office that offered it withdraws the offer, or keeps what was refused."""
    return _take(request, pk, step, "offer transfer")


urlpatterns = [
    path("units/<uuid:pk>/offer/", unit_offer, name="enterprise-offer"),
    path("transfer/<uuid:pk>/", transfer, name="transfer"),
    path("transfer/<uuid:pk>/<str:step>/", answer, name="transfer-answer"),
    path("transfer-own/<uuid:pk>/<str:step>/", call_back, name="transfer-own"),
]
