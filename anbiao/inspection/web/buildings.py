"""The door of a building: all units in it at once."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from anbiao.inspection.building_page import building
from anbiao.kit.doors import Visit, door
from anbiao.registry.queries import enterprises


@door("read enterprise")
def page(request: Visit, pk: UUID) -> HttpResponse:
    """The units that share a building with one of them."""
    unit = get_object_or_404(enterprises(request.actor), pk=pk)
    return render(request, "inspection/building.html", {"unit": unit, **building(request.actor, unit)})
