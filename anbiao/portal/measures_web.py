"""`GET /metrics`: figures of operation, for a Prometheus on this machine or one that shows the token; not there for anybody else."""

import hmac

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST

from anbiao.kit.doors import ANYONE, door
from anbiao.portal.measures import exposed
from anbiao.portal.proxy import is_from_here


@door(ANYONE)
def metrics(request: HttpRequest) -> HttpResponse:
    """Says nothing about persons or units."""
    if not (is_from_here(request) or _shows_token(request)):
        raise Http404
    return HttpResponse(exposed(), content_type=CONTENT_TYPE_LATEST)


def _shows_token(request: HttpRequest) -> bool:
    token: str = settings.ANBIAO_METRICS_TOKEN
    shown = request.headers.get("Authorization", "")
    return bool(token) and hmac.compare_digest(shown.encode(), f"Bearer {token}".encode())
