"""Doors of field devices: what a device asks and hands over, and the pages of its owner and of the office."""

from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from pydantic import ValidationError

from anbiao.inspection.actions import devices as actions
from anbiao.inspection.actions import keepings
from anbiao.inspection.documents.quarantine import copy_of, shown_drafts
from anbiao.inspection.forms.devices import ANNOUNCEMENT, REGISTRATION, DeviceForm, WhyForm
from anbiao.inspection.models import FieldDevice, Quarantine
from anbiao.inspection.queries import devices as queries
from anbiao.inspection.registers.devices import device_state, why_revoked
from anbiao.inspection.web.contact import HEADER, named
from anbiao.kit import clock
from anbiao.kit.doors import ANYONE, SIGNED_IN, Visit, door
from anbiao.kit.json_doors import wrong
from anbiao.kit.secret import kept_as
from anbiao.rules import devices as law
from anbiao.rules.refusal import Refusal, Refused

TOKEN = "X-Field-Token"  # noqa: S105 - the name of a header
RULES = {
    "offline_days": law.OFFLINE_DAYS, "warned_days": law.WARNED_FROM_DAYS, "pin_length": law.PIN_LENGTH, "pin_waits": list(law.PIN_WAITS),
    "idle_minutes": law.IDLE_MINUTES,
}  # fmt: skip


# ---------- what a device asks ----------


@door(ANYONE)
def standing(request: HttpRequest) -> HttpResponse:
    """How this device stands; for whoever is signed in also the key to seal to and what she may take back."""
    row, actor = _device(request), getattr(request, "actor", None)
    told: dict[str, Any] = {
        "standing": _standing(row), "form_token": get_token(request), "now": clock.now().isoformat(), "account": None, "rules": RULES,
    }  # fmt: skip
    if actor:
        own = {"account": str(actor.person), "key": queries.installation_key()}
        told |= own | {"quarantines": queries.waiting_for_owner(actor)}
        if row is not None and row.user_id == actor.person:
            actions.hear_of(actor, row.pk)
    return _fresh(JsonResponse(told))


def _standing(row: FieldDevice | None) -> str:
    if row is None:
        return "unknown"
    return "wiped" if row.wiped_at else "revoked" if row.revoked_at else "known"


def _device(request: HttpRequest) -> FieldDevice | None:
    device, token = named(request), request.headers.get(TOKEN, "")
    return queries.device_by_token(device, kept_as(token)) if device and token else None


def _known(request: HttpRequest) -> FieldDevice:
    row = _device(request)
    if request.method != "POST" or row is None:
        raise Http404
    return row


def _fresh(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["Vary"] = f"Cookie, {HEADER}"
    return response


@door(SIGNED_IN, writes=True)
def register(request: Visit) -> HttpResponse:
    """A device at its first use, with its key sealed to us."""
    if request.method != "POST":
        raise Http404
    try:
        given = REGISTRATION.validate_json(request.body)
    except ValidationError as found:
        return wrong(found)
    row = actions.register_device(
        request.actor, device_id=given.id, name=given.name, token=given.token, wrapped=given.wrapped, key_id=given.key_id
    )  # fmt: skip
    return JsonResponse({"id": str(row.pk), "registered_at": row.registered_at.isoformat()})


# ---------- what a device hands over; signed in or not, by its token ----------


@door(ANYONE, writes=True)
def announce(request: HttpRequest) -> HttpResponse:
    """What is unsent on a device; the answer says which pieces are missing, or is the receipt."""
    row = _known(request)
    try:
        given = ANNOUNCEMENT.validate_json(request.body)
    except ValidationError as found:
        return wrong(found)
    pieces = [actions.Piece(**piece.model_dump()) for piece in given.pieces]
    now = clock.now()
    kept = actions.begin_quarantine(
        row, quarantine_id=given.id, wrapped=given.wrapped, pieces=pieces, now=now
    )
    return _receipt(kept, actions.close_quarantine(row, kept, now=now))


@door(ANYONE, writes=True)
def piece(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The bytes of one piece."""
    row, upload = _known(request), request.FILES.get("piece")
    if upload is None:
        raise Http404
    try:
        actions.keep_piece(row, pk, upload.read(), now=clock.now())
    except LookupError:
        raise Http404 from None
    return JsonResponse({"id": str(pk)})


def _receipt(kept: Quarantine, missing: list[Any]) -> HttpResponse:
    left = [{"id": str(each.pk), "store": each.store, "key": each.key} for each in missing]
    arrived = kept.arrived_at.isoformat() if kept.arrived_at else None
    pieces = (
        []
        if missing
        else [[each.store, each.key, each.sha256] for each in queries.pieces_of(kept, *actions.STORES)]
    )
    return JsonResponse({"id": str(kept.pk), "missing": left, "arrived_at": arrived, "pieces": pieces})


@door(ANYONE, writes=True)
def wiped(request: HttpRequest) -> HttpResponse:
    """The device has emptied itself."""
    row = _known(request)
    actions.note_wiped(row, now=clock.now())
    return JsonResponse({"id": str(row.pk)})


# ---------- the owner takes it back ----------


@door(SIGNED_IN)
def handed_back(request: Visit, pk: UUID) -> HttpResponse:
    """What was unsent, in the clear, for its owner who has signed in since."""
    return _fresh(JsonResponse(queries.handed_back(_own(request, pk))))


@door(SIGNED_IN)
def handed_back_file(request: Visit, pk: UUID, photo: UUID) -> HttpResponse:
    """The bytes of one photo of it; they are judged when they are sent as a photo."""
    found = queries.blob(_own(request, pk), photo)
    if found is None:
        raise Http404
    response = HttpResponse(found[1], content_type="application/octet-stream")
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return _fresh(response)


@door(SIGNED_IN, writes=True)
def taken(request: Visit, pk: UUID) -> HttpResponse:
    """It is on the owner's device again."""
    if request.method != "POST":
        raise Http404
    row = get_object_or_404(queries.own_quarantines(request.actor), pk=pk)
    keepings.take_back(request.actor, row, signed_in_at=_signed_in_at(request))
    return JsonResponse({"id": str(row.pk)})


def _own(request: Visit, pk: UUID) -> Quarantine:
    row = get_object_or_404(queries.own_quarantines(request.actor), pk=pk)
    against = keepings.against_taking_back(request.actor, row, _signed_in_at(request))
    if against:
        raise Refused(against)
    return row


def _signed_in_at(request: Visit) -> datetime:
    return datetime.fromtimestamp(request.session.get("signed_in_at", 0), UTC)


# ---------- pages ----------


@door(SIGNED_IN, writes=True)
def mine(request: Visit) -> HttpResponse:
    """The own devices; a lost one is revoked here."""
    form = DeviceForm(request.POST or None)
    if form.is_valid():
        row = get_object_or_404(queries.own_devices(request.actor), pk=form.cleaned_data["device"])
        actions.revoke_own(request.actor, row, why="lost", keep=str(request.session.session_key))
        messages.success(
            request,
            gettext(
                "The device is revoked. At its next contact it hands over what is unsent, then empties itself."
            ),
        )
        return redirect("my-devices")
    rows = list(queries.own_devices(request.actor))
    for row in rows:
        cast(Any, row).shown = device_state(row, request.actor.now)
    context = {
        "rows": rows,
        "waiting": queries.waiting_for_owner(request.actor),
        "account": request.actor.person,
    }
    return render(request, "inspection/my_devices.html", context)


@door("read device", writes=True)
def page(request: Visit, pk: UUID) -> HttpResponse:
    """One device for the office, and its revocation."""
    capability = "revoke device" if request.method == "POST" else "read device"
    row = get_object_or_404(queries.devices(request.actor, capability), pk=pk)
    form = WhyForm(request.POST or None)
    if form.is_valid():
        actions.revoke_device(request.actor, row, why=form.cleaned_data["why"])
        return redirect("device", pk=pk)
    context = {
        "row": row, "form": form, "shown": device_state(row, request.actor.now), "why": why_revoked(row), "may_revoke": request.actor.scope.may("revoke device"),
        "quarantines": queries.quarantines(request.actor).filter(device=row) if request.actor.scope.may("read quarantine") else [],
    }  # fmt: skip
    return render(request, "inspection/device.html", context, status=422 if form.errors else 200)


STEPS = {"give_back": keepings.give_back, "settle": keepings.settle_quarantine}


@door("read quarantine", writes=True)
def quarantine(request: Visit, pk: UUID) -> HttpResponse:
    """Unsent work in keeping: opened with a reason, then given back or settled."""
    actor, posted = request.actor, request.method == "POST"
    row = get_object_or_404(
        queries.quarantines(actor, "open quarantine" if posted else "read quarantine"), pk=pk
    )
    form, step = WhyForm(request.POST if posted else None), request.POST.get("step", "")
    if posted and step in STEPS:
        STEPS[step](actor, row)
        return redirect("quarantine", pk=pk)
    if posted and form.is_valid():
        keepings.open_quarantine(actor, row, why=form.cleaned_data["why"])
        return redirect("quarantine", pk=pk)
    may_open = actor.scope.may("open quarantine")
    context = {
        "row": row, "form": form, "shown": queries.quarantine_state(row), "may_open": may_open,
        "is_open": not (row.looked_at or row.given_back_at or row.taken_at or row.removed_at),
        "drafts": shown_drafts(row) if may_open and row.opened_at and not row.removed_at else [],
    }  # fmt: skip
    return render(request, "inspection/quarantine.html", context, status=422 if posted else 200)


@door("open quarantine")
def copy(request: Visit, pk: UUID) -> HttpResponse:
    """What was unsent as one archive, once it is opened."""
    row = get_object_or_404(queries.quarantines(request.actor, "open quarantine"), pk=pk)
    if row.removed_at is not None:
        raise Refused(Refusal("removed", law.REMOVED))
    if row.opened_at is None:
        raise Refused(Refusal("not-opened", keepings.NOT_OPENED))
    name = f"unsent-{row.begun_at:%Y%m%d}-{row.pk}.zip"
    return FileResponse(copy_of(row), as_attachment=True, filename=name)  # type: ignore[return-value]
