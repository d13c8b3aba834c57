"""The door of figures: why one is as it is."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path

from anbiao.kit.doors import Visit, door
from anbiao.oversight import why_page
from anbiao.oversight.figures import figure_named


@door("read figure")
def why(request: Visit, figure: str) -> HttpResponse:
    """Definition, filter, time of counting and the rows behind a figure; only its part for whoever opens it in place."""
    try:
        asked = why_page.Why.of(request.actor, figure_named(figure), request.GET)
    except (KeyError, ValueError, OverflowError, ObjectDoesNotExist):
        raise Http404 from None
    context = why_page.context(request.actor, asked, request.GET)
    part = "oversight/figure/why_part.html"
    return render(request, part if request.htmx else "oversight/figure/why.html", context)


urlpatterns = [path("figures/<slug:figure>/why/", why, name="figure-why")]
