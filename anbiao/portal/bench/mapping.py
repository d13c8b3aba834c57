"""What the four-colour map fetches for a view, beside the bare GROUP BY over the same units and nothing around it."""

from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from anbiao.authority.models import User
from anbiao.inspection.queries.on_map import LISTED
from anbiao.portal.bench import filling, scratch
from anbiao.portal.bench.measuring import Figure, Taken, least
from anbiao.portal.shell import PRESENT

FEW = 20
TIMES = 20
DEMAND = "at most 4 queries beside session, account and grants at any size; 3 times the bare GROUP BY over a whole district"
# The part of the map: all of the district as the page opens it, and a street with every colour.
VIEWS = {
    "whole": "bbox=118.40,24.90,118.85,25.34&zoom=10.9",
    "street": "bbox=118.60,24.97,118.65,25.00&zoom=14",
}


def measure(size: int) -> list[Figure]:
    """Queries at 20 units and at so many; the time of a fetch for each of three people, of two views."""
    filling.found()
    people = dict(zip(("district", "town", "bureau"), filling.people(), strict=True))
    filling.fill(FEW)
    few = {
        (role, view): len(_queries(_signed_in(user), view)) for role, user in people.items() for view in VIEWS
    }
    scratch.empty(filling.UNITS)
    filling.fill(size)
    return [
        _figure(role, user, view, size, few[role, view]) for role, user in people.items() for view in VIEWS
    ]


def _figure(role: str, user: User, view: str, size: int, few: int) -> Figure:
    client = _signed_in(user)
    queries, seen = _queries(client, view), _seen(client, view)
    whole = least(TIMES, lambda: _seen(client, view))
    floor = _bare(next(query["sql"] for query in queries if "GROUP BY" in query["sql"]))
    more = {
        "queries": len(queries), f"queries_at_{FEW}": few, "drawn": seen["drawn"], "cells": len(seen["cells"]),
        "single": len(seen["units"]), "listed": min(LISTED, len(seen["list"])),
        "sql_seconds": round(sum(float(query["time"]) for query in queries), 4),
    }  # fmt: skip
    return Figure(f"map, {role}, {view}", size, whole.seconds, floor.seconds, DEMAND, more)


def _signed_in(user: User) -> Client:
    host = next((host for host in settings.ALLOWED_HOSTS if not host.startswith(".")), "localhost")
    client = Client(HTTP_HOST=host)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    _seen(client, "whole")  # the session's minute and the shared names are settled
    return client


def _seen(client: Client, view: str) -> dict[str, Any]:
    response = client.get(f"{reverse('map-units')}?{PRESENT}&{VIEWS[view]}", secure=settings.HTTPS)
    if response.status_code != 200:
        raise RuntimeError(f"the map answered {response.status_code} {response.headers.get('Location', '')}")
    found: dict[str, Any] = response.json()
    return found


def _queries(client: Client, view: str) -> list[dict[str, str]]:
    with CaptureQueriesContext(connection) as captured:
        _seen(client, view)
    return list(captured.captured_queries)


def _bare(statement: str) -> Taken:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            cursor.fetchall()

    return least(TIMES, run)
