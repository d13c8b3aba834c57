"""Guesses at codes and passwords outside the sign-in form count like failed sign-ins: five, then a quarter of an hour's rest."""

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_lockout_response
from django.http import HttpRequest, HttpResponse

KEPT = ("REMOTE_ADDR", "HTTP_USER_AGENT", "PATH_INFO")


def locked(request: HttpRequest, name: str) -> HttpResponse | None:
    """The page that says so while this name is locked at this address; else None."""
    if AxesProxyHandler.is_allowed(_bare(request), {"login": name}):
        return None
    page: HttpResponse = get_lockout_response(request, credentials={"login": name})
    return page


def failed(request: HttpRequest, name: str) -> None:
    """Counts one wrong guess; at the fifth the answer to this request becomes the lock page."""
    bare = _bare(request)
    AxesProxyHandler.user_login_failed("anbiao", {"login": name}, bare)
    request.axes_locked_out = getattr(bare, "axes_locked_out", False)  # type: ignore[attr-defined]
    request.axes_credentials = {"login": name}  # type: ignore[attr-defined]


def _bare(request: HttpRequest) -> HttpRequest:
    """The request without its fields: axes keeps what was typed, and codes are not to be kept."""
    bare = HttpRequest()
    bare.method = "POST"
    bare.META = {key: request.META[key] for key in KEPT if key in request.META}
    return bare
