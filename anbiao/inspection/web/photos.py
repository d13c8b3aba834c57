"""The doors by which photos come from the field: whole in one request, or piece by piece; and originals after them."""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path

from anbiao.inspection.forms.records import device_time
from anbiao.inspection.queries import surveys
from anbiao.kit.doors import Visit, door
from anbiao.kit.json_doors import id_in, refused
from anbiao.kit.models import Photo
from anbiao.kit.photos import originals, pieces
from anbiao.kit.photos import queries as kept
from anbiao.kit.photos.receiving import Position
from anbiao.kit.photos.receiving import receive as receive_photo
from anbiao.registry import queries as roster
from anbiao.rules.refusal import N_, Refusal

MISSING = Refusal("photo-missing", N_("No photo arrived. Send it again."))
BROKEN = Refusal(
    "photo-broken", N_("The photo did not arrive as it was sent. It is sent again from its beginning.")
)


@door("report hazard", writes=True)
def photo(request: Visit, pk: UUID) -> HttpResponse:
    """A photo, by the id that the device gave it; its hash comes back, or how much of it is here."""
    if request.method != "POST":
        return _progress(request, pk, "photo")
    region, unit = _place_of_photo(request)
    content = _content(request, pk, "photo")
    if isinstance(content, HttpResponse):
        return content
    made = receive_photo(
        request.actor, photo_id=pk, content=content, name=_name(request), region=region, enterprise=unit,
        place=_position(request.POST), taken_at_device=device_time(request.POST.get("taken_at", "")),
        annotation=_drawing(request.POST.get("annotation", "")),
    )  # fmt: skip
    return JsonResponse({"id": str(made.pk), "sha256": made.sha256, "state": made.state})


@door("report hazard", writes=True)
def original(request: Visit, pk: UUID) -> HttpResponse:
    """The file of the camera, after the smaller picture; by whoever sent that."""
    if request.method != "POST":
        return _progress(request, pk, "original")
    row = get_object_or_404(kept.photos(request.actor), pk=pk, by=request.actor.person)
    content = _content(request, pk, "original")
    if isinstance(content, HttpResponse):
        return content
    made = originals.keep_original(request.actor, row, content, name=_name(request))
    return JsonResponse({"id": str(made.pk), "sha256": made.original_sha256 or made.sha256})


def _place_of_photo(request: Visit) -> tuple[str, UUID | None]:
    """Where a photo lies: at its unit; of a new unit that no roster knows yet, in the region where it was found."""
    region = request.POST.get("region", "")
    if region and not request.POST.get("enterprise"):
        if not surveys.may_find(request.actor, region):
            raise Http404
        return region, None
    unit = id_in(request.POST.get("enterprise", ""))
    row = get_object_or_404(roster.enterprises(request.actor, "report hazard"), pk=unit)
    return row.region, row.pk


def _progress(request: Visit, pk: UUID, what: str) -> HttpResponse:
    """Whether it is here, or how much of it: the device goes on from there, also when an answer was lost on the way."""
    begun = pieces.begun(request.actor, pk, what)
    if begun is not None:
        return JsonResponse({"id": str(pk), "received": begun.received, "size": begun.size})
    known = _kept_hash(request, pk, what)
    if not known:
        raise Http404
    return JsonResponse({"id": str(pk), "sha256": known})


def _kept_hash(request: Visit, pk: UUID, what: str) -> str:
    """The hash of what the actor sent whole before, "" for nothing."""
    row: Photo | None = kept.photos(request.actor).filter(pk=pk, by=request.actor.person).first()
    if row is None:
        return ""
    return row.sha256 if what == "photo" else row.original_sha256


def _content(request: Visit, pk: UUID, what: str) -> bytes | HttpResponse:
    """The bytes once they are whole; else the answer: how much is here, or what is wrong."""
    upload = request.FILES.get("photo")
    if upload is None:
        return refused([MISSING], status=400)
    piece = _piece(request.POST)
    if piece and piece.sha256 == _kept_hash(request, pk, what):
        return JsonResponse({"id": str(pk), "sha256": piece.sha256})  # a late piece of what is whole
    if piece is None:
        content: bytes = upload.read()
        return content
    row = pieces.add(request.actor, pk, what, piece, upload.read(pieces.LARGEST + 1))
    if row.received < row.size:
        return JsonResponse({"id": str(pk), "received": row.received, "size": row.size})
    whole = pieces.whole(row)
    if whole is not None:
        return whole
    answer = refused([BROKEN])
    answer.keeps = True  # type: ignore[attr-defined]  # the pieces are gone
    return answer


def _piece(given: Mapping[str, Any]) -> pieces.Piece | None:
    if "at" not in given:
        return None
    with suppress(KeyError, ValueError):
        piece = pieces.Piece(int(given["at"]), int(given["size"]), str(given["sha256"]))
        if piece.at >= 0 and len(piece.sha256) == 64:
            return piece
    raise Http404


def _name(request: Visit) -> str:
    upload = request.FILES.get("photo")
    return str((upload and upload.name) or "photo")


def _position(given: Mapping[str, Any]) -> Position | None:
    try:
        return Position(float(given["longitude"]), float(given["latitude"]))
    except (KeyError, ValueError):
        return None


def _drawing(text: str) -> object:
    try:
        return json.loads(text) if text else ()
    except (ValueError, RecursionError):
        return None


urlpatterns: list[URLPattern] = [
    path("field-photo/<uuid:pk>/", photo, name="field-photo"),
    path("field-photo/<uuid:pk>/original/", original, name="field-original"),
]
