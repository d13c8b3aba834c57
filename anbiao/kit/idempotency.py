"""Every write form carries a key; the answer to a repeated key is the first answer, and nothing is done twice.

The key, the write and the answer are one transaction: either all are there or none. A second request with the same
key waits for the first (unique index) and then gets its answer. The same key with other content is a conflict (409).
"""

import hashlib
import hmac
from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from anbiao.kit.actor import DEPUTY
from anbiao.kit.models import Answer

if TYPE_CHECKING:
    from anbiao.kit.doors import Visit

FIELD = "_key"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
KEPT_HEADERS = ("Content-Type", "Location", "HX-Redirect", "HX-Trigger", "Content-Disposition")


class NoKey(Exception):  # noqa: N818 - answered by the door, each in its own way
    """A write came without a key."""


class OtherContent(Exception):  # noqa: N818
    """The key belongs to a write with other content."""


class _Undo(Exception):  # noqa: N818 - carries an answer out of a transaction that must not stay
    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def once(request: "Visit", answer: Callable[[], HttpResponse]) -> HttpResponse:
    """Answers a write in one transaction, or repeats the first answer to its key. Raises NoKey, and OtherContent.

    What an error wrote is undone, unless the answer `keeps` it: a conflict that a person has to decide.
    """
    key = _key(request)
    if key is None:
        raise NoKey
    person = str(request.actor.person)
    fingerprint = _fingerprint(request)
    try:
        with transaction.atomic():
            # INSERT … ON CONFLICT DO NOTHING waits for a first request that is still under way.
            Answer.objects.bulk_create(
                [
                    Answer(
                        person=person,
                        key=key,
                        path=request.path,
                        fingerprint=fingerprint,
                        at=request.actor.now,
                    )
                ],
                ignore_conflicts=True,
            )
            kept = Answer.objects.select_for_update().get(person=person, key=key)
            if kept.status is not None or kept.fingerprint != fingerprint:
                return _repeat(kept, fingerprint)
            response = answer()
            refused = response.status_code >= 400 and not getattr(response, "keeps", False)
            if refused or getattr(response, "streaming", False):
                raise _Undo(response)
            kept.status, kept.body = response.status_code, bytes(response.content)
            kept.headers = {name: response[name] for name in KEPT_HEADERS if name in response}
            kept.save()
            return response
    except _Undo as undone:
        return undone.response


def is_json(request: HttpRequest) -> bool:
    """True for a write whose body is JSON, as field screens and programs send it."""
    return request.content_type == "application/json"


def _key(request: "Visit") -> UUID | None:
    try:
        return UUID(request.headers.get("Idempotency-Key") or request.POST.get(FIELD, ""))
    except ValueError:
        return None


def _fingerprint(request: "Visit") -> str:
    fields = sorted(
        (k, v)
        for k in request.POST
        for v in request.POST.getlist(k)
        if k not in (FIELD, "csrfmiddlewaretoken")
    )
    uploads = [(name, f) for name in request.FILES for f in request.FILES.getlist(name)]
    files = sorted((name, f.name or "", f.size or 0) for name, f in uploads)
    # Keyed: a password among the fields must not be guessed from what is kept.
    body = "" if request.content_type in FORMS else hashlib.sha256(request.body).hexdigest()
    # What one token of a person was answered is not for another, which may see less; nor what she was answered in another's name.
    by = (request.actor.via,) if request.actor.via.startswith(("api ", DEPUTY)) else ()
    content = repr((request.path, fields, files, body, *by)).encode()
    return hmac.new(settings.SECRET_KEY.encode(), content, hashlib.sha256).hexdigest()


def _repeat(kept: Answer, fingerprint: str) -> HttpResponse:
    if kept.fingerprint != fingerprint:
        raise OtherContent
    response = HttpResponse(bytes(kept.body), status=kept.status)
    for name, value in kept.headers.items():
        response[name] = value
    response["Idempotent-Replayed"] = "true"
    return response
