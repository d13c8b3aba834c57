"""What doors share that answer in JSON: how a reason is told, what is wrong with what was sent, ids out of text."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, JsonResponse
from pydantic import ValidationError

from anbiao.kit.texts import say
from anbiao.rules.refusal import Refusal


def refused(refusals: Iterable[Refusal], *, status: int = 409) -> JsonResponse:
    """The reasons against, in the reader's language."""
    return told(
        [{"code": each.code, "text": say(each), "field": each.field, "article": each.article} for each in refusals],
        status=status,
    )  # fmt: skip


def wrong(found: ValidationError) -> JsonResponse:
    """What does not fit in what was sent, by the place where it stands; nothing of what was sent is said back."""
    return told(
        [{"code": each["type"], "text": each["msg"], "field": ".".join(map(str, each["loc"]))} for each in found.errors(include_input=False)],
        status=400,
    )  # fmt: skip


def told(reasons: Sequence[dict[str, Any]], *, status: int) -> JsonResponse:
    """The one form in which a client reads why not."""
    return JsonResponse({"refusals": list(reasons)}, status=status)


def id_in(text: str) -> UUID:
    """The id that a text is. Raises Http404 for any other text: nothing is named by it."""
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
