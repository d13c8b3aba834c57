"""The field screens as an app: shell, worker, manifest, and what comes down before the day.

The shell is the same page for everybody: who is here, and her form token, come as JSON. So a phone may keep it, and two people on
one phone never meet each other's data in it.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.translation import get_language, gettext, override

from anbiao.inspection.queries import bundle
from anbiao.inspection.queries.texts import screen_texts
from anbiao.kit.doors import ANYONE, Visit, door
from anbiao.registry.queries import in_words

STATIC = Path(__file__).parents[1] / "static"
# All at once: a browser would find them one import after the other, each a round trip further.
MODULES = sorted(str(path.relative_to(STATIC)) for path in (STATIC / "inspection" / "field").rglob("*.js"))
# What is loaded only when it is needed, and so stands in no page.
LATER = ("vendor/jsqr.js",)
WORKER = STATIC / "inspection" / "worker.js"
LANGUAGES = ("zh-hans", "en")
ICONS = ((192, "any"), (512, "any"), (512, "maskable"))


@dataclass(frozen=True)
class Release:
    """What belongs together: the addresses of all files that the shell loads, under a version made of them, of the shell, of the worker
    and of the texts.
    """

    version: str
    assets: tuple[str, ...]


@lru_cache(maxsize=1)
def release() -> Release:
    """What this program ships; worked out once a process."""
    pages = [_page(language, "") for language in LANGUAGES]
    named = re.findall(rf'(?:href|src)="({re.escape(settings.STATIC_URL)}[^"]+)"', pages[0])
    assets = (*dict.fromkeys(named), *(static(name) for name in LATER))
    told = [pages, assets, WORKER.read_text(), [_texts(language) for language in LANGUAGES]]
    return Release(hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16], assets)


def _page(language: str, version: str) -> str:
    with override(language):
        return render_to_string("inspection/field.html", {"modules": MODULES, "version": version})


@lru_cache(maxsize=len(LANGUAGES))
def shell(language: str) -> str:
    """The shell in a language; nobody's name is in it."""
    return _page(language, release().version)


def _texts(language: str) -> dict[str, str]:
    with override(language):
        return screen_texts()


@door("read hazard")
def field(request: Visit) -> HttpResponse:
    """The field screens: one page, drawn by the client from JSON."""
    return HttpResponse(shell(get_language() or LANGUAGES[0]))


@door(ANYONE)
def bare(request: HttpRequest) -> HttpResponse:
    """The same page for the worker to keep: it may come while nobody is signed in."""
    return HttpResponse(shell(get_language() or LANGUAGES[0]))


@door(ANYONE)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, with the release that it keeps. A browser asks at each visit whether it is another one."""
    shipped = {
        "version": release().version, "assets": release().assets, "page": reverse("field"), "shell": reverse("field-shell"), "files": settings.STATIC_URL,
        "texts": [reverse("field-words", args=[language]) for language in LANGUAGES],
    }  # fmt: skip
    code = f"const SHIPPED = {json.dumps(shipped)};\n{WORKER.read_text()}"
    return HttpResponse(code, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@door(ANYONE)
def words(request: HttpRequest, language: str) -> HttpResponse:
    """The field screens' own texts in a language, with the version that they belong to."""
    if language not in LANGUAGES:
        raise Http404
    return JsonResponse({"version": release().version, "texts": _texts(language)})


@door(ANYONE)
def manifest(request: HttpRequest) -> HttpResponse:
    """By what a phone installs the field screens as an app."""
    told = {
        "id": reverse("field"), "start_url": reverse("field"), "scope": reverse("field"), "display": "standalone",
        "name": gettext("Anbiao field app"), "short_name": gettext("Anbiao"), "lang": get_language(),
        "background_color": "#ffffff", "theme_color": "#11505a",
        "icons": [
            {"src": static(f"portal/app-{purpose}-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for size, purpose in ICONS
        ],
    }  # fmt: skip
    return JsonResponse(told, content_type="application/manifest+json", headers={"Cache-Control": "no-cache"})


def _name(request: Visit) -> str:
    """As she reads her own name."""
    return (
        in_words((str(getattr(request.user, "name", "")), str(getattr(request.user, "name_en", ""))))
        or request.actor.who
    )


@door("read hazard")
def me(request: Visit) -> HttpResponse:
    """Who is here, how she reads, and the token of her forms."""
    told = {
        "account": str(request.actor.person or ""), "person": _name(request), "language": get_language(),
        "theme": getattr(request.user, "theme", ""), "token": get_token(request), "version": release().version,
    }  # fmt: skip
    return JsonResponse(told, headers={"Cache-Control": "no-store"})


# ---------- what comes down before the day ----------


def _unless_known(request: Visit, told: Any) -> HttpResponse:
    """An answer under its stamp; to whoever has it already only that it is unchanged. It says whose it is, since a phone may have
    changed hands.
    """
    mark, account = bundle.stamp(told), str(request.actor.person or "")
    same = request.GET.get("known") == mark
    return JsonResponse(
        {"account": account, "stamp": mark, **({"unchanged": True} if same else {"told": told})}
    )


@door("read hazard")
def bundle_index(request: Visit) -> HttpResponse:
    """Which units come down."""
    return _unless_known(request, bundle.index(request.actor))


@door("read hazard")
def bundle_page(request: Visit) -> HttpResponse:
    """The briefs of some of these units, as far as the device does not have them."""
    try:
        known = bundle.wanted(request.GET.get("units", ""))
    except ValueError:
        raise Http404 from None
    have = frozenset(request.GET.get("have", "").split(","))
    return JsonResponse(
        {"account": str(request.actor.person or ""), **bundle.page(request.actor, known, have)}
    )


@door("read hazard")
def bundle_hazards(request: Visit) -> HttpResponse:
    """Hazards and look-backs that wait for the actor, each as its page shows it."""
    return _unless_known(request, bundle.hazards(request.actor))


@door("read standard")
def bundle_phrases(request: Visit) -> HttpResponse:
    """Every phrase."""
    return _unless_known(request, bundle.phrases(request.actor))


urlpatterns = [
    path("field/", field, name="field"),
    path("field/shell/", bare, name="field-shell"),
    path("field/worker.js", worker, name="field-worker"),
    path("field/words/<str:language>.json", words, name="field-words"),
    path("field/manifest.webmanifest", manifest, name="field-manifest"),
    path("field/api/me.json", me, name="field-me"),
    path("field/api/bundle.json", bundle_index, name="field-bundle"),
    path("field/api/bundle-units.json", bundle_page, name="field-bundle-units"),
    path("field/api/bundle-hazards.json", bundle_hazards, name="field-bundle-hazards"),
    path("field/api/bundle-phrases.json", bundle_phrases, name="field-bundle-phrases"),
]
