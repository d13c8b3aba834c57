"""What a use-case of the API is: an act with the form of its screen, or a bulk act of a register."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from pydantic import BaseModel, Field, create_model

from anbiao.kit.actor import Actor
from anbiao.kit.register import Bulk, Register, undoing
from anbiao.kit.register.bulk import MOST_PICKED
from anbiao.kit.register.columns import Text
from anbiao.kit.texts import say
from anbiao.portal.api.asking import Body, Wrong, body_of, typed
from anbiao.portal.api.problems import of_form


class Written(BaseModel):
    """What an act was done to, as it stands now; its version for the next change."""

    id: UUID
    serial: str | None
    state: str | None
    version: int | None


class Refusal(BaseModel):
    """A row of a bulk act that was refused, and why."""

    id: UUID
    label: str
    code: str
    text: str


class Bulked(BaseModel):
    """What a bulk act did: changed, so already, refused; `absent` are ids that are not there for this token."""

    changed: list[UUID]
    same: list[UUID]
    refused: list[Refusal]
    absent: list[UUID]


@dataclass(frozen=True)
class UseCase:
    """An act. `body()` makes the shape of what it takes, in the language spoken; `do(actor, pk, given)` does it. `of` is
    the path of the register that it belongs to, where its own begins otherwise.
    """

    name: str
    path: str
    capability: str
    label: Text
    body: Callable[[], type[BaseModel]]
    do: Callable[[Actor, UUID | None, Any], HttpResponse]
    answer: type[BaseModel] = Written
    of: str = ""


def written(row: Any) -> HttpResponse:
    """What is told of a row after an act."""
    state, version = getattr(row, "state", None), getattr(row, "version", None)
    serial = getattr(row, "serial", None)
    return JsonResponse({"id": str(row.pk), "serial": serial, "state": state, "version": version})


def by_form(
    name: str, path: str, capability: str, label: Text, *, act: Callable[[Actor, Any, Any], Any],
    bind: Callable[..., Any] | None = None, form: type[forms.Form] | None = None,
    find: Callable[[Actor, str], Any] | None = None, keeps: bool = False, of: str = "",
) -> UseCase:  # fmt: skip
    """A use-case whose screen has a form. `find(actor, capability)` are the rows among which the id of the address is looked for,
    `bind(actor, row, data, files)` makes the form, `act(actor, row, form)` does it and gives the row, where it is another than was found.
    """
    bound = bind or (lambda _actor, _row, *data: (form or forms.Form)(*data))

    def do(actor: Actor, pk: UUID | None, given: Any) -> HttpResponse:
        row = get_object_or_404(find(actor, capability), pk=pk) if find else None
        filled = bound(
            actor,
            row,
            *typed(bound(actor, row, None, None), given.model_dump(exclude_unset=True), keeps=keeps),
        )
        if not filled.is_valid():
            raise Wrong(of_form(filled))
        made = act(actor, row, filled)
        if made is None and find and row is not None:
            made = find(actor, capability).filter(pk=pk).first() or row
        return written(made)

    shape = "".join(part.title() for part in name.split("-"))
    return UseCase(name, path, capability, label, lambda: body_of(shape, form, keeps=keeps), do, of=of)


# ---------- bulk acts of registers ----------


def bulk_case(register: Register, bulk: Bulk) -> UseCase:
    """A bulk act as a use-case: the same form, the same preview, the same refusals."""
    name = f"{register.name}-{bulk.name}"
    shape = "".join(part.title() for part in name.split("-"))

    def body() -> type[BaseModel]:
        form: Any = bulk.form
        return create_model(
            shape, __base__=Body,
            ids=(Annotated[list[UUID], Field(min_length=1, max_length=MOST_PICKED)], ...),
            values=(body_of(f"{shape}Values", form), ...), preview=(bool, False),
        )  # fmt: skip

    def do(actor: Actor, _pk: UUID | None, given: Any) -> HttpResponse:
        fields, _files = typed(bulk.form(actor, None), given.values.model_dump(exclude_unset=True))
        filled = bulk.form(actor, fields)
        if not filled.is_valid():
            raise Wrong(of_form(filled))
        rows = register.rows(actor).filter(pk__in=given.ids)
        present = set(rows.values_list("pk", flat=True))
        values = filled.cleaned_data
        done = (
            bulk.preview(actor, rows, values)
            if given.preview
            else undoing.write(actor, register, bulk, rows, values)
        )
        return JsonResponse(
            {
                "changed": [str(pk) for pk in done.change], "same": [str(pk) for pk in done.same],
                "refused": [{"id": str(pk), "label": label, "code": why.code, "text": say(why)} for pk, label, why in done.refused],
                "absent": [str(pk) for pk in dict.fromkeys(given.ids) if pk not in present],
            }
        )  # fmt: skip

    return UseCase(name, f"{register.path}/bulk/{bulk.name}", bulk.capability, bulk.label, body, do, Bulked)
