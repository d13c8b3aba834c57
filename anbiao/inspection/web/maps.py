"""The doors of the four-colour map."""

from uuid import UUID

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from anbiao.inspection import map_page
from anbiao.inspection.forms.maps import asked_of
from anbiao.inspection.map_page import MapPage
from anbiao.kit.doors import Visit, door
from anbiao.kit.register.listing import Listing
from anbiao.registry import queries as roster
from anbiao.registry.registers import ENTERPRISES


@door("read colour")
def page(request: Visit) -> HttpResponse:
    """The map with the filters of the unit list; the units are fetched by its script."""
    asked = asked_of(request.GET, to_wgs=map_page.from_drawn)
    listing = Listing(ENTERPRISES, request.actor, asked.rest)
    shown = MapPage(request.actor, listing.state)
    context = {
        "page": shown, "listing": listing, "register": ENTERPRISES, "urls": {"list": reverse("map")}, "searches": True,
        "legend": map_page.legend(shown), "notes": [*listing.state.notes, *asked.notes], "facts": {**shown.facts, **asked.kept},
        "printed_at": request.actor.now, "register_url": f"{reverse(ENTERPRISES.name)}?{listing.state.query()}",
    }  # fmt: skip
    return _with_tiles(request, render(request, "inspection/map.html", context))


def _with_tiles(request: Visit, response: HttpResponse) -> HttpResponse:
    """Pictures may come from the one host of the tiles, on this page alone."""
    tiles = settings.ANBIAO_TILES
    if tiles and tiles.host:
        csp_update({"img-src": [tiles.host]})(lambda _request: response)(request)
    return response


@door("read colour")
def units(request: Visit) -> HttpResponse:
    """What a part of the map holds, as JSON: cells with counts or single units, and the list beside."""
    asked = asked_of(request.GET, to_wgs=map_page.from_drawn)
    state = Listing(ENTERPRISES, request.actor, asked.rest).read(asked.rest)
    sight = asked.sight(map_page.usual_box(request.actor), state.filters.get("colour", ()))
    return JsonResponse({**map_page.seen(request.actor, state, sight), "notes": [*state.notes, *asked.notes]})


@door("read colour")
def unit(request: Visit, pk: UUID) -> HttpResponse:
    """One unit on the map: its plate, its colour and why, its open hazards."""
    row = get_object_or_404(roster.enterprises(request.actor, "read colour"), pk=pk)
    return render(request, "inspection/map_unit.html", map_page.unit_card(request.actor, row))
