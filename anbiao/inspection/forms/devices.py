"""What a device says of itself, and of what is unsent on it; and the reason for which the office acts."""

import base64
from typing import Annotated, Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter

from anbiao.inspection.forms.hazards import text_field

LONGEST_KEY = 1024


def _bytes(given: Any) -> Any:
    return base64.b64decode(given, validate=True) if isinstance(given, str) else given


Wrapped = Annotated[bytes, BeforeValidator(_bytes), Field(min_length=1, max_length=LONGEST_KEY)]


class Strict(BaseModel):
    """Unknown keys are refused."""

    model_config = ConfigDict(extra="forbid")


class Registration(Strict):
    """A device at its first use."""

    id: UUID
    name: str = Field(max_length=200)
    token: str = Field(min_length=40, max_length=100)
    wrapped: Wrapped
    key_id: str = Field(max_length=16)


class AnnouncedPiece(Strict):
    """A row of the device's store."""

    store: str = Field(max_length=10)
    key: str = Field(max_length=80)
    draft: UUID
    size: int = Field(ge=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    type: str = Field(default="", max_length=60)


class Announcement(Strict):
    """What is unsent on a device that gives itself up."""

    id: UUID
    wrapped: Wrapped
    pieces: list[AnnouncedPiece]


REGISTRATION: TypeAdapter[Registration] = TypeAdapter(Registration)
ANNOUNCEMENT: TypeAdapter[Announcement] = TypeAdapter(Announcement)


class WhyForm(forms.Form):
    """A reason that stays in the journal."""

    why = text_field(_("Reason"), required=True)


class DeviceForm(forms.Form):
    """Which of the own devices."""

    device = forms.UUIDField()
