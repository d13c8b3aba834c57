"""What went wrong, as a program reads it (RFC 9457): a stable code, the sentence, what to do, and each reason with its field."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext
from pydantic import BaseModel

from anbiao.kit.texts import say
from anbiao.rules.refusal import N_, Refusal

CONTENT_TYPE = "application/problem+json"


class Reason(BaseModel):
    """One reason: its code, the field that it concerns ("" for none), the sentence, and the article it stands on."""

    code: str
    field: str
    text: str
    article: str = ""


class Problem(BaseModel):
    """What an answer that is not a success says."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[Reason]


@dataclass(frozen=True)
class Kind:
    """A kind of problem: status, what is said, what to do."""

    status: int
    title: str
    todo: str


KINDS = {
    "bad-json": Kind(400, N_("The body is no JSON that can be read."), N_("Send one JSON object in UTF-8.")),
    "no-key": Kind(400, N_("A write carries a key."), N_("Send the header Idempotency-Key with a new UUID, and the same again only when you repeat the same write.")),
    "no-token": Kind(401, N_("There is no token, or it does not hold."), N_("Send the header “Authorization: Bearer” with a token. A token ends by its day, by being revoked, and with the account of its person.")),
    "not-found": Kind(404, N_("Not found."), N_("Either it is not there, or this token does not reach it.")),
    "no-method": Kind(405, N_("This address is not called so."), N_("Lists and single objects are read by GET, acts are done by POST.")),
    "refused": Kind(409, N_("It was refused, and nothing was written."), N_("Read the reasons; what stands against it has to change first.")),
    "other-content": Kind(409, N_("This key belongs to another write."), N_("Use a new key for every new write.")),
    "too-large": Kind(413, N_("The body is larger than 5 MB."), N_("Send fewer or smaller photos.")),
    "no-json": Kind(415, N_("The body is not declared as JSON."), N_("Send the header “Content-Type: application/json”.")),
    "invalid": Kind(422, N_("Something in the request is not right, and nothing was written."), N_("Correct what the reasons name.")),
    "too-many": Kind(429, N_("Too many calls within a minute."), N_("Wait for the seconds that the header Retry-After names.")),
    "failed": Kind(500, N_("The program failed, and nothing was written."), N_("Repeat the call with the same key. If it fails again, tell whoever runs this system the number in the header X-Request-ID.")),
}  # fmt: skip


def problem(code: str, errors: Iterable[Reason] = ()) -> HttpResponse:
    """The answer of a kind, in the language asked for."""
    kind = KINDS[code]
    told = {
        "type": "about:blank", "title": gettext(kind.title), "status": kind.status, "code": code, "detail": gettext(kind.todo),
        "errors": [reason.model_dump() for reason in errors],
    }  # fmt: skip
    return JsonResponse(told, status=kind.status, content_type=CONTENT_TYPE)


def of_refusals(refusals: Sequence[Refusal]) -> list[Reason]:
    """Refusals of an action."""
    return [Reason(code=r.code, field=r.field, text=say(r), article=r.article) for r in refusals]


def of_form(form: BaseForm) -> list[Reason]:
    """What a form found."""
    return [
        Reason(code=told["code"] or "invalid", field="" if name == "__all__" else name, text=told["message"])
        for name, several in form.errors.get_json_data().items()
        for told in several
    ]


def of_values(errors: Iterable[Any]) -> list[Reason]:
    """What was found before any form or action: missing, too long, of another type. `errors` as pydantic tells them."""
    return [
        Reason(code=str(e["type"]), field=".".join(str(part) for part in e["loc"][2:]), text=str(e["msg"]))
        for e in errors
    ]
