"""The pages about the API: what it is, as a page to read and as OpenAPI for programs; and what answers where nothing is."""

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path, register_converter
from django.urls.converters import PathConverter
from django.utils.translation import gettext

from anbiao.kit.doors import SIGNED_IN, Visit, door
from anbiao.kit.register import Register
from anbiao.portal.api.application import ROOT, reached
from anbiao.portal.api.door import token_door
from anbiao.portal.api.problems import KINDS, problem
from anbiao.portal.api.telling import chapters


def _registers() -> tuple[Register, ...]:
    from anbiao.portal.urls import API_REGISTERS  # the list of addresses, which names this page too

    return API_REGISTERS


@door("use api")
def page(request: Visit) -> HttpResponse:
    """Every address that the reader's programs may call, with examples."""
    site = settings.ANBIAO_URL or request.build_absolute_uri("/").rstrip("/")
    told = reached(_registers(), request.actor.scope)
    kinds = [
        (code, {"status": kind.status, "title": gettext(kind.title), "todo": gettext(kind.todo)})
        for code, kind in KINDS.items()
    ]
    context = {
        "chapters": chapters(told, site), "problems": kinds, "root": f"{site}/{ROOT}", "calls": settings.ANBIAO_API_CALLS,
    }  # fmt: skip
    return render(request, "portal/api/page.html", context)


@token_door(SIGNED_IN, or_session=True)
def openapi(request: Visit) -> HttpResponse:
    """The same for programs (OpenAPI 3.1)."""
    return JsonResponse(reached(_registers(), request.actor.scope))


@token_door(SIGNED_IN, any_method=True)
def nothing(_request: Visit, rest: str) -> HttpResponse:
    """An address of the API that is none looks like one that the token does not reach."""
    return problem("not-found")


class Whatever(PathConverter):
    """Whatever stands behind, with what a line ends in: Django's own stops there, and the page for people would answer."""

    regex = "(?s:.+)"


register_converter(Whatever, "whatever")
urlpatterns = [
    path("api/", page, name="api"),
    path(f"{ROOT}openapi.json", openapi, name="api-openapi"),
    path(f"{ROOT}<whatever:rest>", nothing, name="api-nothing"),
]
