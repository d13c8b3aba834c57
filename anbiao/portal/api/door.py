"""The door of the API: opened by a token alone. Without one 401; what the token may not is not there (404)."""

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from anbiao.authority.actions.tokens import token_of
from anbiao.authority.people import actor_of_token
from anbiao.kit import clock, idempotency
from anbiao.kit.actor import Actor
from anbiao.kit.doors import SIGNED_IN, Policy, View, Visit
from anbiao.portal.api.problems import problem

MINUTE = 60


@dataclass(frozen=True)
class Called:
    """Who calls, and whether that was too often."""

    actor: Actor
    too_often: bool


def token_door(
    capability: str, *, writes: bool = False, or_session: bool = False, any_method: bool = False
) -> Callable[[View], View]:
    """Declares what an address of the API asks for, and holds it. `or_session` opens it also to who is signed in: for reading what
    the API is; `any_method` is for where nothing is, however it is called.
    """

    def declare(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            called = _called(request, or_session)
            if called is None:
                return _no_token()
            if called.too_often:
                return _too_many(called.actor)
            if not any_method and request.method != ("POST" if writes else "GET"):
                return problem("no-method")
            if capability != SIGNED_IN and not called.actor.scope.may(capability):
                return problem("not-found")
            visit = cast(Visit, request)
            visit.actor = called.actor
            return (
                _once(visit, lambda: view(request, *args, **kwargs))
                if writes
                else view(request, *args, **kwargs)
            )

        guarded.policy = Policy(capability, writes, by_token=True)  # type: ignore[attr-defined]
        return guarded

    return declare


def _called(request: HttpRequest, or_session: bool) -> Called | None:
    """By the token of the request. A session counts for nothing, so that no page of another site can use it."""
    kind, _blank, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer":
        actor: Actor | None = getattr(request, "actor", None)
        return Called(actor, too_often=False) if or_session and actor else None
    now = clock.now()
    token = token_of(secret.strip(), now=now, today=clock.day_of(now))
    if token is None:
        return None
    actor = actor_of_token(token, now)
    if not actor.scope.only:  # its person may not let programs act for her any more
        return None
    return Called(actor, token.calls > settings.ANBIAO_API_CALLS)


def _no_token() -> HttpResponse:
    answer = problem("no-token")
    answer["WWW-Authenticate"] = 'Bearer realm="Anbiao"'
    return answer


def _too_many(actor: Actor) -> HttpResponse:
    answer = problem("too-many")
    answer["Retry-After"] = str(MINUTE - actor.now.second)
    return answer


def _once(request: Visit, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """A write: JSON of bearable size under a key, done once."""
    if request.content_type != "application/json":
        return problem("no-json")
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not re.fullmatch("[0-9]{1,9}", length) or int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return problem("too-large")
    if "Idempotency-Key" not in request.headers:  # a key in a form is for pages
        return problem("no-key")
    try:
        return idempotency.once(request, answer)
    except idempotency.NoKey:
        return problem("no-key")
    except idempotency.OtherContent:
        return problem("other-content")
