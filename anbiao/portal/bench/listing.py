"""The page of the unit list, filtered and sorted, beside the same SQL and the same templates without anything around them."""

from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, QueryDict
from django.template import loader
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from anbiao.authority.models import User
from anbiao.authority.people import actor_of
from anbiao.kit import clock
from anbiao.kit.register.listing import Listing
from anbiao.kit.register.web import list_context
from anbiao.portal.bench import filling, scratch
from anbiao.portal.bench.measuring import Figure, Taken, least
from anbiao.portal.shell import shell
from anbiao.registry.registers import ENTERPRISES

FEW = 20
TIMES = 20
QUERY = "state=operating&class=medium&class=small_micro&sort=-region"
DEMAND = "at most 12 queries, as many at 20 rows as at 45,000; 2 times the floor"


def measure(size: int) -> list[Figure]:
    """Queries at 20 rows and at so many; the time of a page for each of three people."""
    filling.found()
    office, town, bureau = filling.people()
    filling.fill(FEW)
    few = [len(_queries(_signed_in(user))) for user in (office, town, bureau)]
    scratch.empty(filling.UNITS)
    filling.fill(size)
    return [
        _figure(f"list, {role}", user, size, queries_at_few=number)
        for role, user, number in zip(
            ("district", "town", "bureau"), (office, town, bureau), few, strict=True
        )
    ]


def _figure(name: str, user: User, size: int, *, queries_at_few: int) -> Figure:
    client = _signed_in(user)
    queries = _queries(client)
    page = least(TIMES, lambda: _page(client))
    floor = _floor(user, queries)
    slowest = max(queries, key=lambda query: float(query["time"]))
    more = {
        "queries": len(queries), f"queries_at_{FEW}": queries_at_few, "sql_seconds": round(_sql(queries).seconds, 4),
        "slowest_sql": round(float(slowest["time"]), 4),
    }  # fmt: skip
    return Figure(name, size, page.seconds, floor.seconds, DEMAND, more)


def _signed_in(user: User) -> Client:
    host = next((host for host in settings.ALLOWED_HOSTS if not host.startswith(".")), "localhost")
    client = Client(HTTP_HOST=host)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    _page(client)
    return client


def _page(client: Client) -> bytes:
    response = client.get(f"{reverse(ENTERPRISES.name)}?{QUERY}", secure=settings.HTTPS)
    if response.status_code != 200:
        raise RuntimeError(f"the list answered {response.status_code} {response.headers.get('Location', '')}")
    return bytes(response.content)


def _queries(client: Client) -> list[dict[str, str]]:
    with CaptureQueriesContext(connection) as captured:
        _page(client)
    return list(captured.captured_queries)


def _sql(queries: list[dict[str, str]]) -> Taken:
    """The statements of the page as text, one after another, every row fetched."""

    def run() -> None:
        with connection.cursor() as cursor:
            for query in queries:
                cursor.execute(query["sql"])
                if cursor.description:
                    cursor.fetchall()

    return least(TIMES, run)


def _floor(user: User, queries: list[dict[str, str]]) -> Taken:
    """The statements, and the templates over a context that is ready."""
    actor = actor_of(user, clock.now(), "bench")
    request: Any = HttpRequest()
    request.method, request.path, request.user, request.actor, request.htmx = "GET", "/", user, actor, False
    request.META = {"HTTP_HOST": "localhost", "SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    request.session = {}
    template = loader.get_template("kit/register/page.html")
    context = {**list_context(Listing(ENTERPRISES, actor, QueryDict(QUERY))), **shell(request)}
    with translation.override(settings.LANGUAGE_CODE):
        template.render(context, request)  # everything lazy is fetched now
        drawn = least(TIMES, lambda: template.render(context, request))
    asked = _sql(queries)
    return Taken(asked.seconds + drawn.seconds, asked.processor + drawn.processor)
