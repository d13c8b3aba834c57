"""The doors of photos: the view, its thumb, and for few the sealed original."""

from pathlib import Path
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.cache import get_conditional_response

from anbiao.kit.doors import Visit, door
from anbiao.kit.models import Photo
from anbiao.kit.photos import originals, queries

COPIED_BY = "1"  # another number when copies are made in another way: browsers fetch them anew
SEALED_OFF = "sandbox; default-src 'none'"
PLACEHOLDERS = Path(__file__).parent
STATUS = {"waiting": 202, "unreadable": 404}


@door("read photo")
def view(request: Visit, pk: UUID) -> HttpResponse:
    """The picture, at most 1,600 pixels long."""
    photo = get_object_or_404(queries.photos(request.actor), pk=pk)
    return _copy(request, photo, "view")


@door("read photo")
def thumb(request: Visit, pk: UUID) -> HttpResponse:
    """The small picture, at most 320 pixels long."""
    photo = get_object_or_404(queries.photos(request.actor), pk=pk)
    return _copy(request, photo, "thumb")


@door("read original")
def original(request: Visit, pk: UUID) -> HttpResponse:
    """The file as it came, with everything that is in it; each look is journalled."""
    photo = get_object_or_404(queries.photos(request.actor, "read original").select_related("file"), pk=pk)
    name, content = originals.read_original(request.actor, photo)
    response = FileResponse(
        content, as_attachment=True, filename=name, content_type="application/octet-stream"
    )
    return _sealed_off(response, "no-store")  # type: ignore[arg-type]


def _copy(request: HttpRequest, photo: Photo, copy: str) -> HttpResponse:
    """The copy when it is there whole; until then, and for an unreadable photo, a grey sign that nobody keeps."""
    if photo.state != "ready":
        sign = (PLACEHOLDERS / f"{photo.state}.svg").read_bytes()
        response = HttpResponse(sign, content_type="image/svg+xml", status=STATUS[photo.state])
        return _sealed_off(response, "no-store")
    etag = f'"{photo.sha256[:32]}-{copy}-{COPIED_BY}"'
    unchanged: HttpResponse | None = get_conditional_response(request, etag=etag)
    response = unchanged or HttpResponse(
        queries.copy_path(photo, copy).read_bytes(), content_type="image/jpeg"
    )
    response["ETag"] = etag
    return _sealed_off(response, "private, max-age=31536000, immutable")


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
