"""Each request of a field screen names its device: the contact is noted, and a revoked device is told so and nothing else."""

from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from anbiao.inspection.actions.devices import REVOKED, hear_of
from anbiao.kit.doors import View, Visit
from anbiao.kit.json_doors import refused
from anbiao.rules.refusal import Refusal

HEADER = "X-Field-Device"
LOCKED = 423  # the client tells it from every other refusal: what is unsent goes into keeping, then the device empties itself
OWN = (
    "/field/api/device",
    "/field/api/quarantine",
    "/field-piece/",
    "/field-quarantine/",
)  # they ask about the device themselves


class FieldDevices:
    """One query more for a request that names a device, none for others."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answers 423 for a revoked device, else passes on."""
        actor, device = getattr(request, "actor", None), named(request)
        if actor and device and not request.path.startswith(OWN):
            row = hear_of(cast(Visit, request).actor, device)
            if row is not None and row.revoked_at is not None:
                return refused([Refusal("device-revoked", REVOKED)], status=LOCKED)
        return self.get_response(request)


def named(request: HttpRequest) -> UUID | None:
    """The device that a request names."""
    try:
        return UUID(request.headers.get(HEADER, ""))
    except ValueError:
        return None
