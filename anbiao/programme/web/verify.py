"""The public page of a certificate: whoever holds the paper sees what stands in the register now. No sign-in, no session, no cookie."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import translation
from django.utils.timezone import localtime

from anbiao.kit import clock
from anbiao.kit.doors import ANYONE, door
from anbiao.programme import certificate_words as words
from anbiao.programme.models import Certificate
from anbiao.programme.queries import certificates as queries

# The other language: its code, how a page names it, its own name.
OTHERS = {"en": ("zh-hans", "zh-CN", "中文"), "zh-hans": ("en", "en", "English")}


@door(ANYONE)
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Number, unit, result, validity and state; one answer for whatever is no certificate."""
    asked = request.GET.get("language", "")
    with translation.override(asked if asked in OTHERS else translation.get_language()):
        answer = _answer(request, queries.verified(code))
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _answer(request: HttpRequest, row: Certificate | None) -> HttpResponse:
    now = clock.now()
    language = "en" if (translation.get_language() or "").startswith("en") else "zh-hans"
    other, other_lang, other_name = OTHERS[language]
    context = {
        "found": _said(row) if row else None, "other": other, "other_lang": other_lang, "other_name": other_name,
        "at": localtime(now).strftime("%Y-%m-%d %H:%M"),
    }  # fmt: skip
    answer = render(request, "programme/verify.html", context, status=200 if row else 404)
    answer["Content-Language"] = language
    return answer


def _said(row: Certificate) -> dict[str, object]:
    state = words.state(row, clock.day_of(clock.now()))
    return {
        "unit": row.enterprise.name, "result": words.result(row.result), "number": row.number, "from": row.valid_from,
        "until": row.valid_until, "state": state, "holds": state.name == "valid",
    }  # fmt: skip


urlpatterns = [path("verify/<str:code>/", verify, name="verify")]
