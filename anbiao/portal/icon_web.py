"""`GET /favicon.ico`: what browsers ask for where no page names the icon, as beside a print or a picture."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static

from anbiao.kit.doors import ANYONE, door


@door(ANYONE)
def favicon(request: HttpRequest) -> HttpResponse:
    """Leads to the mark that every page names."""
    answer = redirect(static("portal/mark.svg"))
    answer["Cache-Control"] = "public, max-age=86400"
    return answer
