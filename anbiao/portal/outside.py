"""Doors of signing in by a service outside (OIDC, WeCom, DingTalk), and of linking what is proved there to the own account.

The service only says who somebody is. Which account that opens was linked before; the second factor, the lock after wrong guesses, and
the one session of an office account are the same as with a password.
"""

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, cast
from urllib.parse import urlsplit

from allauth.account.decorators import reauthentication_required
from allauth.account.utils import perform_login
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse

from anbiao.authority import queries
from anbiao.authority.actions import identities as actions
from anbiao.authority.forms import WhichForm
from anbiao.authority.naming import name_identities, said_way
from anbiao.kit import clock
from anbiao.kit.doors import ANYONE, SIGNED_IN, View, Visit, door
from anbiao.kit.logs import unnamed
from anbiao.kit.outside import Asking, Unanswered, Unproven, Way, ask
from anbiao.portal import attempts
from anbiao.portal.accounts import onward

ASKED, PROVED, MOVED = "outside_asked", "outside_proved", "moved"
SECONDS = 600  # between going there and coming back, and from there to linking
MOST = 5  # questions of one browser that wait for their answer
confirmed = cast(
    Callable[[View], View], reauthentication_required
)  # asks for the password or a code once more
log = logging.getLogger("anbiao.outside")


@dataclass(frozen=True)
class Kept:
    """A question as the session keeps it until its answer comes: by which way, for whom ("" to sign in), and where to go on."""

    way: str
    account: str
    next: str
    at: float
    asking: Asking


def _service(way: str) -> Way:
    """The service of that name; the ways that no setting opens are not there."""
    if way not in settings.ANBIAO_OUTSIDE:
        raise Http404
    service: Way = settings.ANBIAO_OUTSIDE[way]
    return service


def _account(request: HttpRequest) -> str:
    actor = getattr(request, "actor", None)
    return str(actor.person) if actor else ""


# ---------- there ----------


@door(ANYONE)
def start(request: HttpRequest, way: str) -> HttpResponse:
    """To the service, to sign in. Whoever is in already goes on."""
    _service(way)
    wanted = onward(request, request.GET.get("next", ""))
    return redirect(wanted) if _account(request) else _go(request, way, wanted)


@door(SIGNED_IN)
def prove(request: Visit, way: str) -> HttpResponse:
    """To the service, to show who one is there; linking it is asked for afterwards, on our page."""
    return _go(request, way, reverse("identities"))


def _go(request: HttpRequest, way: str, wanted: str) -> HttpResponse:
    service = _service(way)
    if urlsplit(settings.ANBIAO_URL).netloc != request.get_host() and MOVED not in request.GET:
        # The answer comes to our public name: this browser's cookie has to be of that name, too. Once only, should a proxy hide it.
        query = request.GET.copy()
        query[MOVED] = "1"
        return redirect(f"{settings.ANBIAO_URL}{request.path}?{query.urlencode()}")
    asking = ask(settings.ANBIAO_URL + reverse("outside-back", args=(way,)))
    try:
        address = service.address(asking, browser=request.META.get("HTTP_USER_AGENT", ""))
    except Unproven as why:
        return _failed(request, way, why)
    now = clock.now().timestamp()
    waiting = {
        key: kept for key, kept in request.session.get(ASKED, {}).items() if now - kept["at"] <= SECONDS
    }
    kept = Kept(way, _account(request), wanted, now, asking)
    newest = sorted(waiting.items(), key=lambda each: float(each[1]["at"]))[-MOST + 1 :]
    request.session[ASKED] = dict(newest) | {asking.state: asdict(kept)}
    response = redirect(address)
    response["Cache-Control"] = "no-store"
    return response


# ---------- and back ----------


@door(ANYONE)
def back(request: HttpRequest, way: str) -> HttpResponse:
    """From the service: an answer to a question that this browser asked, once."""
    service, kept = _service(way), _taken(request, way)
    if kept is None or kept.account != _account(request):
        return _told(request, way, "stale", 400)
    try:
        subject = service.prove(request.GET.dict(), kept.asking)
    except Unproven as why:
        return _failed(request, way, why)
    if kept.account:
        proved = {"way": way, "source": service.source, "subject": subject, "account": kept.account}
        request.session[PROVED] = proved | {"at": clock.now().timestamp()}
        return redirect("identities")
    return _enter(request, way, subject, kept.next)


def _taken(request: HttpRequest, way: str) -> Kept | None:
    """The question with this state; it is gone then, whatever becomes of the answer."""
    waiting = request.session.get(ASKED, {})
    found = waiting.pop(request.GET.get("state", ""), None)
    if found is None:
        return None
    request.session[ASKED] = waiting
    kept = Kept(**found | {"asking": Asking(**found["asking"])})
    fresh = clock.now().timestamp() - kept.at <= SECONDS
    return kept if fresh and kept.way == way else None


def _enter(request: HttpRequest, way: str, subject: str, wanted: str) -> HttpResponse:
    """In, by the second factor where there is one. An unknown name and an account that is ended get the same page."""
    identity = queries.identity_that_enters(way, _service(way).source, subject)
    if identity is None:
        log.warning("nobody by this name", extra={"facts": {"way": way}})
        return _told(request, way, "unknown", 403, subject=subject)
    if page := attempts.locked(request, identity.user.username):
        return page
    if not actions.note_use(identity, now=clock.now()):
        return _told(request, way, "unknown", 403, subject=subject)
    response: HttpResponse = perform_login(
        request, identity.user, redirect_url=wanted, signal_kwargs={"way": way}
    )
    return response


def _failed(request: HttpRequest, way: str, why: Unproven) -> HttpResponse:
    """What the service said is for the log; the visitor learns what to do."""
    log.warning("not proved", extra={"facts": {"way": way, "why": unnamed(str(why))[:300]}})
    if isinstance(why, Unanswered):
        return _told(request, way, "away", 503)
    return _told(request, way, "cancelled" if request.GET.get("error") == "access_denied" else "refused", 403)


def _told(request: HttpRequest, way: str, what: str, status: int, **more: Any) -> HttpResponse:
    context = {"way": way, "what": what, "label": said_way(way), "linking": bool(_account(request))}
    response = render(request, "portal/outside.html", context | more, status=status)
    response["Cache-Control"] = "no-store"
    return response


# ---------- the own links ----------


@door(SIGNED_IN)
@confirmed
def mine(request: Visit) -> HttpResponse:
    """By which services I sign in, and what I have just proved to be."""
    user = queries.own_account(request.actor)
    rows = name_identities(queries.identities_of(user))
    linked = {(row.way, row.source) for row in rows}
    services = settings.ANBIAO_OUTSIDE.items()
    context = {
        "rows": rows,
        "proved": _proved(request),
        "open": [(name, said_way(name)) for name, each in services if (name, each.source) not in linked],
        "everybodys": user.is_demonstration,
    }
    return render(request, "account/identities.html", context)


@door(SIGNED_IN, writes=True)
@confirmed
def link(request: Visit) -> HttpResponse:
    """What I have just proved opens my account from now on."""
    proved = _proved(request)
    if request.method == "POST" and proved:
        actions.link_own_identity(request.actor, way=proved["way"], subject=proved["subject"])
        del request.session[PROVED]
    return redirect("identities")


@door(SIGNED_IN, writes=True)
@confirmed
def unlink(request: Visit) -> HttpResponse:
    """It does so no more."""
    form = WhichForm(request.POST or None)
    if form.is_valid():
        own = queries.identities_of(queries.own_account(request.actor))
        actions.unlink_own_identity(request.actor, get_object_or_404(own, pk=form.cleaned_data["identity"]))
    return redirect("identities")


def _proved(request: Visit) -> dict[str, Any] | None:
    """What this account has proved within the last minutes, with the label of the service."""
    proved: dict[str, Any] = request.session.get(PROVED, {})
    service = settings.ANBIAO_OUTSIDE.get(proved.get("way", ""))
    if service is None or service.source != proved["source"] or proved["account"] != _account(request):
        return None
    if clock.now().timestamp() - proved["at"] > SECONDS:
        return None
    return proved | {"label": said_way(proved["way"])}


urlpatterns = [
    path("signin/by/<str:way>/", start, name="outside-start"),
    path("signin/by/<str:way>/back/", back, name="outside-back"),
    path("account/identities/", mine, name="identities"),
    path("account/identities/link/", link, name="identity-link"),
    path("account/identities/unlink/", unlink, name="identity-unlink"),
    path("account/identities/by/<str:way>/", prove, name="identity-prove"),
]
