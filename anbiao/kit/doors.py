"""Doors: every URL declares its action and object type; without a declaration it does not open.

    @door("assign responsibility", writes=True)
    def assign(request, pk): ...

Absent and forbidden look alike: both are 404. A refused action is answered with its reasons (409), a repeated write
with its first answer.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.http import urlencode

from anbiao.kit import idempotency, json_doors
from anbiao.kit.actor import Actor
from anbiao.kit.texts import say
from anbiao.rules.refusal import Refused

View = Callable[..., HttpResponse]
ANYONE = "anyone"
SIGNED_IN = "signed in"


@dataclass(frozen=True)
class Policy:
    """What a URL asks for: a capability ("action object"), ANYONE or SIGNED_IN; `writes` when it takes a POST, `by_token` when it is
    opened by a program's token and by no session.
    """

    capability: str
    writes: bool = False
    by_token: bool = False


class Visit(HttpRequest):
    """A request as doors see it: with its actor."""

    actor: Actor
    htmx: Any


def door(capability: str, *, writes: bool = False) -> Callable[[View], View]:
    """Declares what a view asks for, and holds it: sign-in, capability, method, first answer, refusals."""

    def declare(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in (("GET", "HEAD", "POST") if writes else ("GET", "HEAD")):
                return HttpResponseNotAllowed(["GET", "POST"] if writes else ["GET"])
            if capability != ANYONE and not getattr(request, "actor", None):
                return to_sign_in(request)
            if capability not in (ANYONE, SIGNED_IN) and not cast(Visit, request).actor.scope.may(capability):
                raise Http404
            return _answer(request, view, args, kwargs)

        guarded.policy = Policy(capability, writes)  # type: ignore[attr-defined]
        return guarded

    return declare


def _answer(request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse:
    try:
        if request.method == "POST" and getattr(request, "actor", None):
            return idempotency.once(cast(Visit, request), lambda: view(request, *args, **kwargs))
        return view(request, *args, **kwargs)
    except Refused as refused:
        return refusal_page(request, refused)
    except idempotency.NoKey:
        return render(request, "kit/no_key.html", status=400)
    except idempotency.OtherContent:
        return render(request, "kit/other_content.html", status=409)


def refusal_page(request: HttpRequest, refused: Refused) -> HttpResponse:
    """What was refused, why, and the way back. 409, so that scripts see it too; as JSON for whoever sent or asks for JSON."""
    if idempotency.is_json(request) or request.headers.get("Accept") == "application/json":
        return json_doors.refused(refused.refusals)
    context = {
        "reasons": [say(refusal) for refusal in refused.refusals],
        "back": request.headers.get("referer", "/"),
    }
    fragment = bool(getattr(request, "htmx", False))
    return render(
        request, "kit/refused_fragment.html" if fragment else "kit/refused.html", context, status=409
    )


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page, and afterwards back to where she wanted to go."""
    target = "/signin/?" + urlencode({"next": request.get_full_path()})
    if getattr(request, "htmx", False):
        return HttpResponse(status=401, headers={"HX-Redirect": "/signin/"})
    return redirect(target)


class Doorkeeper:
    """Deny by default: a view without a policy is not there."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Passes on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse | None:
        """Raises Http404 for a view that declares nothing, and for an address that nothing can have."""
        if (
            not hasattr(view, "policy") or "\0" in request.path
        ):  # the database keeps no NUL, so nothing is named by one
            raise Http404
        return None
