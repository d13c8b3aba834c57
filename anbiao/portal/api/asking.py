"""A form as JSON: its fields say what a body holds, and the form itself judges it, so that screens and programs are judged alike."""

import base64
import binascii
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from pydantic import BaseModel, ConfigDict, Field, create_model

from anbiao.portal.api.problems import Reason

LONGEST = 5000
MOST_CHOSEN = 100
MOST_FILES = 9
LARGEST_FILE = 5 * 1024 * 1024
File = Annotated[
    str, Field(max_length=LARGEST_FILE * 4 // 3, json_schema_extra={"contentEncoding": "base64"})
]


class Body(BaseModel):
    """Keys that are not declared are refused, never passed over."""

    model_config = ConfigDict(extra="forbid")


class Wrong(Exception):  # noqa: N818 - an answer, not an error
    """The body does not pass the form."""

    def __init__(self, reasons: Iterable[Reason]) -> None:
        super().__init__()
        self.reasons = list(reasons)


# ---------- what a body holds ----------


def body_of(name: str, form: type[forms.Form] | None, *, keeps: bool = False) -> type[BaseModel]:
    """The body that a form takes. With `keeps` only the version has to be named: whatever else is left out stays as it is."""
    fields = {each: field for each, field in (form.base_fields if form else {}).items() if field is not None}
    shown: dict[str, Any] = {}
    for each, field in fields.items():
        needed = each == "version" if keeps else field.required
        kind, described = type_of(field), _described(field)
        shown[each] = (
            (kind, Field(description=described, json_schema_extra=_choices(field)))
            if needed
            else (kind | None, Field(None, description=described, json_schema_extra=_choices(field)))
        )
    return create_model(name, __base__=Body, **shown)


def type_of(field: forms.Field) -> Any:
    """The JSON type of a form field."""
    if isinstance(field, forms.FileField):
        return Annotated[list[File], Field(max_length=MOST_FILES)] if _takes_many(field) else File
    if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
        return Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=MOST_CHOSEN)]
    if isinstance(field, forms.BooleanField):
        return bool
    if isinstance(field, forms.DecimalField):
        return Annotated[Decimal, Field(max_digits=field.max_digits, decimal_places=field.decimal_places)]
    if isinstance(field, forms.IntegerField):
        return Annotated[int, Field(ge=_bound(field.min_value, 0), le=_bound(field.max_value, 2**31 - 1))]
    if isinstance(field, forms.DateField):
        return date
    return Annotated[str, Field(max_length=getattr(field, "max_length", None) or LONGEST)]


def _bound(value: Any, otherwise: int) -> int:
    return otherwise if value is None else int(value)


def _takes_many(field: forms.Field) -> bool:
    return bool(getattr(field.widget, "allow_multiple_selected", False))


def _described(field: forms.Field) -> str:
    parts = (str(field.label or ""), str(field.help_text or ""))
    return ". ".join(part.rstrip("。.") for part in parts if part)


def _choices(field: forms.Field) -> Any:
    """The choices, where they are the same for everybody."""
    chosen = getattr(field, "choices", None) if type(field) is forms.ChoiceField else None
    flat = [str(each[0]) for each in chosen or () if isinstance(each[1], str)]
    return {"examples": flat} if flat else None


# ---------- what the form gets of it ----------


def typed(form: Any, given: Mapping[str, Any], *, keeps: bool = False) -> tuple[Any, Any]:
    """What a page would have sent: texts and files, for the same form unbound. With `keeps` what is not given is taken from what the
    form shows. Raises Wrong for a file that is not base64.
    """
    fields, files = MultiValueDict[str, Any](), MultiValueDict[str, Any]()
    shown = (
        {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
        if keeps
        else {}
    )
    for name, value in {**shown, **given}.items():
        field = form.fields.get(name)
        if value is None:
            continue
        if isinstance(field, forms.FileField):
            files.setlist(form.add_prefix(name), _files(name, value if isinstance(value, list) else [value]))
        elif texts := _texts(value):
            fields.setlist(form.add_prefix(name), texts)
    return fields, files


def _texts(value: Any) -> list[str]:
    if isinstance(value, bool):
        return ["on"] if value else []
    if isinstance(value, list | tuple):
        return [str(each) for each in value]
    return [value.isoformat() if isinstance(value, date) else str(value)]


def _files(name: str, texts: Iterable[str]) -> list[SimpleUploadedFile]:
    found = []
    for number, text in enumerate(texts, start=1):
        try:
            content = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raise Wrong(
                [Reason(code="no-base64", field=name, text=gettext("A file is sent as base64."))]
            ) from None
        found.append(SimpleUploadedFile(f"{name}-{number}", content))
    return found
