"""The doors of door signs: what a scanned code opens, the sign of one unit, and the sheets of a street or village."""

from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from anbiao.inspection.documents import door_signs
from anbiao.inspection.forms.signs import RenewForm
from anbiao.inspection.queries import signs as queries
from anbiao.inspection.queries.signs import CAPABILITY
from anbiao.kit.documents import Document
from anbiao.kit.doors import Visit, door
from anbiao.kit.register.listing import Listing
from anbiao.kit.register.web import picked_rows
from anbiao.kit.texts import say
from anbiao.registry import queries as roster
from anbiao.registry.actions import renew_sign
from anbiao.registry.queries import place_of
from anbiao.registry.registers import ENTERPRISES
from anbiao.rules import units
from anbiao.rules.refusal import Refusal, Refused


def _address(request: Visit) -> door_signs.Address:
    """What a code holds: the address of this installation that `scan` answers. The scanner of the field app takes the id out of it."""
    return lambda pk: request.build_absolute_uri(reverse("unit-scan", args=[pk]))


@door("read enterprise")
def scan(request: Visit, pk: UUID) -> HttpResponse:
    """A code was scanned with any camera: the beginning of a check for whoever checks this unit, else its page."""
    unit = get_object_or_404(roster.enterprises(request.actor), pk=pk)
    if request.GET.get("sign", "1") != str(unit.sign):
        return render(request, "inspection/sign_replaced.html", {"unit": unit}, status=409)
    away = roster.merged_away(request.actor, unit) if unit.state == "duplicate" else None
    if away is not None and roster.seen_units(request.actor, [away.kept_id]):
        messages.info(request, gettext("This sign is of a unit that was merged into this one."))
        unit = away.kept
    if unit.state in units.ALIVE and request.actor.scope.allows(CAPABILITY, place_of(request.actor, unit)):
        return redirect(f"{reverse('field')}#/unit/{unit.pk}")
    return redirect("enterprise", pk=unit.pk)


@door("change enterprise", writes=True)
def renew(request: Visit, pk: UUID) -> HttpResponse:
    """A sign was lost, or somebody copied it: the signs printed until now no longer hold."""
    unit = get_object_or_404(roster.enterprises(request.actor, "change enterprise"), pk=pk)
    form = RenewForm(request.POST or None)
    if form.is_valid():
        renew_sign(request.actor, unit, **form.cleaned_data)
        messages.success(
            request, gettext("The signs printed until now no longer hold. Print the new one and hang it.")
        )
        return redirect("door-sign", pk=pk)
    return render(
        request,
        "inspection/sign_renew.html",
        {"unit": unit, "form": form},
        status=422 if form.errors else 200,
    )


@door("read enterprise")
def one(request: Visit, pk: UUID) -> HttpResponse:
    """The sign of one unit, to print and to hang at its door."""
    unit = get_object_or_404(roster.enterprises(request.actor), pk=pk)
    sites = roster.present_sites(request.actor, unit)
    site = next((each for each in sites if str(each.pk) == request.GET.get("site", "")), None)
    context = {
        "unit": unit, "sign": door_signs.sign_of(unit, _address(request), site), "site": site, "sites": sites, "purpose": door_signs.PURPOSE, "title": door_signs.TITLE,
        "address": door_signs.held(unit, _address(request), site), "more": request.actor.scope.may(CAPABILITY),
        "may_renew": request.actor.scope.allows("change enterprise", unit.place()),
    }  # fmt: skip
    return render(request, "inspection/door_sign.html", context)


@door(CAPABILITY)
def many(request: Visit) -> HttpResponse:
    """Chooses a street or village, and gives the signs of all its units that the actor checks as one print."""
    if "region" not in request.GET:
        return _choose(request)
    try:
        return _sent(*door_signs.of_region(request.actor, request.GET["region"], _address(request)))
    except Refused as refused:
        return _choose(request, *refused.refusals)


@door(CAPABILITY)
def picked(request: Visit) -> HttpResponse:
    """The signs of units picked in the register as one print; what would be left out is said first."""
    listing = Listing(ENTERPRISES, request.actor, QueryDict(request.GET.get("query", "")))
    picks, rows = picked_rows(ENTERPRISES, listing, request.GET)
    if not rows.exists():
        return redirect("door-signs")
    number, printed = rows.count(), queries.among(request.actor, rows).count()
    if number > printed > 0 and "f-go" not in request.GET:
        context = {"picked": picks, "number": number, "printed": printed, "left": number - printed}
        return render(request, "inspection/door_signs_picked.html", context)
    try:
        return _sent(*door_signs.of_rows(request.actor, rows, _address(request)))
    except Refused as refused:
        return _choose(request, *refused.refusals)


def _sent(name: str, made: Document) -> HttpResponse:
    response = HttpResponse(made.content, content_type="application/pdf")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def _choose(request: Visit, *refusals: Refusal) -> HttpResponse:
    context = {
        "towns": door_signs.regions(request.actor), "chosen": request.GET.get("region", ""), "most": door_signs.MOST_SIGNS,
        "reasons": [say(each) for each in refusals],
    }  # fmt: skip
    return render(request, "inspection/door_signs.html", context, status=409 if refusals else 200)
