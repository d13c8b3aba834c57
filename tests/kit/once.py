"""Two doors of a test: one that writes, one that is refused."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from anbiao.kit import journal
from anbiao.kit.district import new_id
from anbiao.kit.doors import SIGNED_IN, door
from anbiao.portal.about import about
from anbiao.rules.refusal import Refusal, Refused


@door(SIGNED_IN, writes=True)
def write(request: HttpRequest) -> HttpResponse:
    """Writes one entry and answers with its object."""
    made = new_id()
    journal.record(request.actor, journal.Event("once", "thing", made))  # type: ignore[attr-defined]
    return HttpResponse(str(made))


@door(SIGNED_IN, writes=True)
def refuse(request: HttpRequest) -> HttpResponse:
    """Writes and then refuses: nothing may stay."""
    journal.record(request.actor, journal.Event("once", "thing", new_id()))  # type: ignore[attr-defined]
    raise Refused(Refusal("no", "Not today."))


def undeclared(request: HttpRequest) -> HttpResponse:
    """A view that declares nothing."""
    return HttpResponse("open")


# The menu of every page leads to the last of them.
urlpatterns = [
    path("write/", write),
    path("refuse/", refuse),
    path("undeclared/", undeclared),
    path("about/", about, name="about"),
]
