"""The language of the screen follows the browser, then the user's choice (kept in a cookie and with the account)."""

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from anbiao.kit.doors import View

COOKIE = "anbiao_language"
SUPPORTED = ("zh-hans", "en")


def choose(request: HttpRequest) -> str:
    """`zh-hans` or `en`: the cookie, else the browser's first language that we have, else Chinese."""
    chosen = request.COOKIES.get(COOKIE, "")
    if chosen in SUPPORTED:
        return chosen
    for part in request.headers.get("Accept-Language", "")[:200].lower().split(","):
        tag = part.split(";")[0].strip()
        if tag.startswith("zh"):
            return "zh-hans"
        if tag.startswith("en"):
            return "en"
    return "zh-hans"


class Language:
    """Activates the language for the request."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answers in the chosen language."""
        language = choose(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response
