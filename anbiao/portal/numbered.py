"""Outermost: every request has a number, in each of its lines, in its answer, and on the page when something fails."""

import logging
import sys
import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from anbiao.kit import logs
from anbiao.kit.doors import View
from anbiao.portal import measures, outage
from anbiao.portal.api.problems import problem

LOG = logging.getLogger("anbiao.request")
HEADER = "X-Request-ID"


class Numbered:
    """Takes the number that came along when it is well-formed, else makes one; counts and times the answer by its address."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """One line an answer: which address, not what was asked of it."""
        came = request.headers.get(HEADER, "")
        number = came if logs.WELL_FORMED.fullmatch(came) else logs.new_number()
        request.number = number  # type: ignore[attr-defined]
        with logs.known_as(number):
            begun = time.perf_counter()
            answer = self.get_response(request)
            seconds = time.perf_counter() - begun
            route = route_of(request)
            measures.count(route, answer.status_code, seconds)
            LOG.info(
                "answered", extra={"facts": {"route": route, "status": answer.status_code, "ms": round(seconds * 1000)}},
            )  # fmt: skip
        answer[HEADER] = number
        return answer


def route_of(request: HttpRequest) -> str:
    """The pattern of the address, which holds no id and no word of a visitor: few enough to be counted each."""
    if request.resolver_match:
        return request.resolver_match.route or "/"
    return "static" if request.path.startswith(f"/{settings.STATIC_URL.lstrip('/')}") else "none"


def failed(request: HttpRequest) -> HttpResponse:
    """What is shown when the program fails (Django's handler500), or when its database is away: nothing is asked of it any more. The number
    leads to the traceback.
    """
    number = logs.current()
    if isinstance(sys.exception(), outage.AWAY):
        return outage.away()
    if request.path.startswith("/api/v1/"):
        return problem("failed")
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"error": "failed", "request": number}, status=500)
    return HttpResponse(render_to_string("500.html", {"number": number}), status=500)
