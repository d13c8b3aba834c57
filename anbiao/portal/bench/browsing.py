"""Somebody who is signed in and opens pages: what a bench measures from outside."""

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from anbiao.authority.models import User


def signed_in(user: User, url: str) -> Client:
    """A browser of this person, which has opened a page: the session's minute and the shared names are settled."""
    host = next((host for host in settings.ALLOWED_HOSTS if not host.startswith(".")), "localhost")
    client = Client(HTTP_HOST=host)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    page(client, url)
    return client


def page(client: Client, url: str) -> bytes:
    """What comes back of a page. Raises RuntimeError for anything but an answer."""
    response = client.get(url, secure=settings.HTTPS)
    if response.status_code != 200:
        raise RuntimeError(f"{url} answered {response.status_code} {response.headers.get('Location', '')}")
    return bytes(response.content)


def queries(client: Client, url: str) -> list[str]:
    """The statements of a page."""
    with CaptureQueriesContext(connection) as captured:
        page(client, url)
    return [query["sql"] for query in captured]
