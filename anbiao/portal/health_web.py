"""`GET /healthz`: 200 with JSON when database, worker, migrations and seals are in order, 503 otherwise."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse

from anbiao.kit.doors import ANYONE, door
from anbiao.portal.health import examine


@door(ANYONE)
def healthz(request: HttpRequest) -> HttpResponse:
    """For monitoring; says nothing about the data."""
    health = examine()
    return JsonResponse({"ok": health.ok, **asdict(health)}, status=200 if health.ok else 503)
