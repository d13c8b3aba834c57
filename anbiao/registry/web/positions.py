"""The doors of address points and of what they say: a file handed in, units looked for anew, positions beside the map."""

from typing import Any
from uuid import UUID

from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.doors import Visit, door
from anbiao.kit.imports.intake import Choices
from anbiao.kit.imports.web import Links, Pages, run_urls
from anbiao.kit.register.listing import Listing
from anbiao.registry import jobs, positions_page
from anbiao.registry.actions.addresses import ADDRESSES
from anbiao.registry.forms import show_refused
from anbiao.registry.forms.positions import PointsForm
from anbiao.registry.registers.positions import POSITIONS
from anbiao.rules.refusal import Refused


def _written(counts: dict[str, int]) -> str:
    words = ngettext(
        "%(number)s address point holds now. Units are looked for in the background.",
        "%(number)s address points hold now. Units are looked for in the background.",
        counts["created"],
    )
    return words % {"number": f"{counts['created']:,}"}


def _crumbs(_actor: Actor, _choices: Choices) -> Links:
    return [(_("Units"), reverse("enterprises")), (_("Address points"), reverse("address-points"))]


def _whose(_actor: Actor, choices: Choices) -> str:
    return f"{choices['source']} · {choices['as_of']}"


PAGES = Pages(
    ADDRESSES, "address-points", "address-points/", "address-points/", _("Import address points"),
    _("The points of the file take the place of those that hold now. Nothing is written before you have seen what would be written."),
    _crumbs, lambda _actor, _choices: [(_("See what was found"), reverse("address-points"))], _written, jobs.carry_on_points, _whose,
)  # fmt: skip


@door("read address", writes=True)
def points(request: Visit) -> HttpResponse:
    """The address points that hold, and the place for a new file."""
    if request.method == "POST" and not request.actor.scope.may(ADDRESSES.capability):
        raise Http404
    form = PointsForm(request.actor, request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            run = ADDRESSES.begin(request.actor, form.cleaned_data["file"], form.choices())
        except Refused as refused:
            show_refused(form, refused)
        else:
            jobs.carry_on_points(run)
            return redirect(PAGES.url("run", run))
    context: dict[str, Any] = {
        "form": form, "may_load": request.actor.scope.may(ADDRESSES.capability), "template_url": PAGES.url("template"),
        **positions_page.points_page(request.actor),
    }  # fmt: skip
    return render(request, "registry/positions/points.html", context, status=422 if form.errors else 200)


@door("import address", writes=True)
def look_again(request: Visit) -> HttpResponse:
    """Looks for the units anew: some were entered or moved since."""
    if request.method == "POST":
        jobs.look_for_units(request.actor)
        messages.success(request, gettext("Units are looked for in the background. Read this page again in a minute."))  # fmt: skip
    return redirect("address-points")


@door("read position")
def on_map(request: Visit) -> HttpResponse:
    """What waits, a part at a time: the addresses on the left, where they would stand on the map."""
    params = request.GET.copy()
    at, after = (_uuid(params.pop(name, [""])[-1]) for name in ("at", "after"))
    listing = Listing(POSITIONS, request.actor, params)
    context = positions_page.beside_map(request.actor, listing.state, at=at, after=after)
    context |= {"listing": listing, "register": POSITIONS, "urls": {"list": reverse("positions-map")}, "query": listing.state.query(), "searches": True, "is_one": bool(at)}  # fmt: skip
    response = render(request, "registry/positions/map.html", context)
    tiles = settings.ANBIAO_TILES
    if tiles and tiles.host:  # pictures may come from the one host of the tiles, on this page alone
        csp_update({"img-src": [tiles.host]})(lambda _request: response)(request)
    return response


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


urlpatterns = [
    path("address-points/", points, name="address-points"),
    path("address-points/look-again/", look_again, name="address-points-match"),
    path("positions/map/", on_map, name="positions-map"),
    *run_urls(PAGES),
]
