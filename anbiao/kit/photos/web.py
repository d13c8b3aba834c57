"""The doors of photos: the view, its thumb, and for few the sealed original."""

import logging
from pathlib import Path
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.cache import get_conditional_response

from anbiao.kit.doors import Visit, door
from anbiao.kit.models import Photo
from anbiao.kit.photos import jobs, originals, queries

LOG = logging.getLogger(__name__)
COPIED_BY = "1"  # another number when copies are made in another way: browsers fetch them anew
SEALED_OFF = "sandbox; default-src 'none'"
PLACEHOLDERS = Path(__file__).parent
STATUS = {"waiting": 202, "unreadable": 404}


@door("read photo")
def view(request: Visit, pk: UUID) -> HttpResponse:
    """The picture, at most 1,600 pixels long."""
    photo = get_object_or_404(queries.photos(request.actor), pk=pk)
    return copy_of(request, photo, "view")


@door("read photo")
def thumb(request: Visit, pk: UUID) -> HttpResponse:
    """The small picture, at most 320 pixels long."""
    photo = get_object_or_404(queries.photos(request.actor), pk=pk)
    return copy_of(request, photo, "thumb")


@door("read original")
def original(request: Visit, pk: UUID) -> HttpResponse:
    """The file as it came, with everything that is in it; each look is journalled."""
    photo = get_object_or_404(
        queries.photos(request.actor, "read original").select_related("file", "original"), pk=pk
    )
    name, content = originals.read_original(request.actor, photo)
    response = _bytes(request, content, "application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return _sealed_off(response, "no-store")


def copy_of(request: HttpRequest, photo: Photo, copy: str) -> HttpResponse:
    """For a door that has found the photo: the copy when it is there whole; until then, and for an unreadable photo, a grey sign that nobody keeps."""
    if photo.state != "ready":
        return _sign(request, photo.state)
    etag = f'"{photo.sha256[:32]}-{copy}-{COPIED_BY}"'
    response: HttpResponse | None = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            content = queries.copy_path(photo, copy).read_bytes()
        except FileNotFoundError:
            LOG.exception("photo %s lost its %s; it is made again", photo.pk, copy)
            jobs.ask_where_idle([photo])
            return _sign(request, "waiting")
        response = _bytes(request, content, "image/jpeg")
    response["ETag"] = etag
    return _sealed_off(response, "private, max-age=31536000, immutable")


def _sign(request: HttpRequest, state: str) -> HttpResponse:
    content = (PLACEHOLDERS / f"{state}.svg").read_bytes()
    return _sealed_off(_bytes(request, content, "image/svg+xml", status=STATUS[state]), "no-store")


def _bytes(request: HttpRequest, content: bytes, media_type: str, *, status: int = 200) -> HttpResponse:
    """The bytes; for HEAD only how many there are."""
    body = b"" if request.method == "HEAD" else content
    return HttpResponse(
        body, content_type=media_type, status=status, headers={"Content-Length": str(len(content))}
    )


def _sealed_off(response: HttpResponse, keeping: str) -> HttpResponse:
    """Whatever these bytes are, a browser runs nothing of them and loads nothing for them."""
    response["Content-Security-Policy"] = SEALED_OFF
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = keeping
    return response


urlpatterns = [
    path("photos/<uuid:pk>/", view, name="photo"),
    path("photos/<uuid:pk>/thumb/", thumb, name="photo-thumb"),
    path("photos/<uuid:pk>/original/", original, name="photo-original"),
]
