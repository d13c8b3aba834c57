"""What a program may do: each use-case with the form of its screen, and every bulk act of every register."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field, create_model

from anbiao.inspection import actions as checks
from anbiao.inspection import queries as hazards
from anbiao.inspection.forms import hazards as asked
from anbiao.inspection.forms.records import CheckContent
from anbiao.inspection.queries import briefs
from anbiao.inspection.web.hazards import STEPS, keep_photos
from anbiao.kit.actor import Actor
from anbiao.kit.register import Bulk, Register, undoing
from anbiao.kit.register.bulk import MOST_PICKED
from anbiao.kit.register.columns import Text
from anbiao.kit.texts import say
from anbiao.oversight import actions as oversight
from anbiao.oversight.forms import accountability as told_forms
from anbiao.oversight.queries import instructions
from anbiao.portal.api.asking import Body, Wrong, body_of, typed
from anbiao.portal.api.problems import of_form
from anbiao.programme import actions as programme
from anbiao.programme.forms import campaigns as task_forms
from anbiao.programme.queries import tasks
from anbiao.registry import actions as roster
from anbiao.registry import queries as units
from anbiao.registry.forms import AnswerForm, ContactForm, SiteForm, StepForm, UnitEditForm, UnitForm
from anbiao.rules import units as law
from anbiao.rules.instructions import INSTRUCTION
from anbiao.rules.tasks import TASK


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
    """An act. `body()` makes the shape of what it takes, in the language spoken; `do(actor, pk, given)` does it."""

    name: str
    path: str
    capability: str
    label: Text
    body: Callable[[], type[BaseModel]]
    do: Callable[[Actor, UUID | None, Any], HttpResponse]
    answer: type[BaseModel] = Written
    tag: Text = ""


def written(row: Any) -> HttpResponse:
    """What is told of a row after an act."""
    state, version = getattr(row, "state", None), getattr(row, "version", None)
    serial = getattr(row, "serial", None)
    return JsonResponse({"id": str(row.pk), "serial": serial, "state": state, "version": version})


def by_form(
    name: str, path: str, capability: str, label: Text, *, act: Callable[[Actor, Any, Any], Any],
    bind: Callable[..., Any] | None = None, form: type[forms.Form] | None = None,
    find: Callable[[Actor, str], Any] | None = None, keeps: bool = False,
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
    return UseCase(name, path, capability, label, lambda: body_of(shape, form, keeps=keeps), do)


# ---------- units ----------


def _register(actor: Actor, _row: Any, form: Any) -> Any:
    return roster.register_unit(actor, values=form.values(), hint=form.cleaned_data["hint"])


def _change(actor: Actor, row: Any, form: Any) -> Any:
    return roster.edit_unit(actor, row, values=form.values(), version=form.cleaned_data["version"])


def _move(step: str) -> UseCase:
    taken = law.UNIT.step(step)
    return by_form(
        f"{step.replace('_', '-')}-unit", f"enterprises/{{uuid:pk}}/{step.replace('_', '-')}", taken.duty, _(taken.label),
        form=StepForm, bind=lambda actor, _row, data, _files: StepForm(actor, taken, data), find=units.enterprises,
        act=lambda actor, row, form: roster.move_unit(actor, row, step, **form.cleaned_data),
    )  # fmt: skip


UNITS = (
    by_form("register-unit", "enterprises/register", "register enterprise", _("Register a unit"), form=UnitForm,
        bind=lambda actor, _row, data, _files: UnitForm(actor, data), act=_register),
    by_form("change-unit", "enterprises/{uuid:pk}/change", "change enterprise", _("Change the facts of a unit"), form=UnitEditForm,
        bind=lambda actor, row, data, _files: UnitEditForm(actor, row, data), act=_change, find=units.enterprises, keeps=True),
    by_form("verify-unit", "enterprises/{uuid:pk}/verify", "verify enterprise", _("Verify a unit on the spot"), find=units.enterprises,
        act=lambda actor, row, _form: roster.verify_unit(actor, row)),
    by_form("add-site", "enterprises/{uuid:pk}/add-site", "change enterprise", _("Add a site"), form=SiteForm,
        bind=lambda actor, _row, data, _files: SiteForm(actor, data), find=units.enterprises,
        act=lambda actor, row, form: roster.add_site(actor, row, values=form.cleaned_data)),
    by_form("add-contact", "enterprises/{uuid:pk}/add-contact", "change enterprise", _("Add a contact"), form=ContactForm,
        find=units.enterprises, act=lambda actor, row, form: roster.add_contact(actor, row, **form.cleaned_data)),
    *(_move(step.name) for step in law.UNIT.steps),
)  # fmt: skip


def _answer(step: str, label: Text) -> UseCase:
    taken = law.RESPONSIBILITY.step(step)
    return by_form(
        f"{step}-responsibility", f"responsibilities/{{uuid:pk}}/{step}", "acknowledge responsibility", label, form=AnswerForm,
        bind=lambda _actor, _row, data, _files: AnswerForm(taken, data), find=units.responsibilities,
        act=lambda actor, row, form: roster.answer_responsibility(actor, row, step, note=form.cleaned_data.get("note", "")),
    )  # fmt: skip


ANSWERS = (
    _answer("acknowledge", _("Acknowledge a responsibility")),
    _answer("decline", _("Decline a responsibility")),
)


# ---------- checks and hazards ----------


def _report(actor: Actor, unit: Any, form: Any) -> Any:
    photos = keep_photos(actor, unit, form.cleaned_data["photos"])
    return checks.report_hazard(actor, unit, form.finding(photos))


# Which form each step of the desk has; the others take a note.
STEP_FORMS: dict[str, type[forms.Form]] = {
    "fill-in": asked.FillInForm, "fixed": asked.FixedForm, "extension": asked.ExtensionForm, "verify": asked.VerifyForm,
    "send-back": asked.SendBackForm, "inside-back": asked.SendBackForm, "grade": asked.GradeForm, "same": asked.SameForm,
    "stop": asked.StopForm, "list": asked.ListingForm,
}  # fmt: skip


def _step(name: str) -> UseCase:
    desk = STEPS[name]
    return by_form(
        f"{name}-hazard", f"hazards/{{uuid:pk}}/{name}", desk.capability, desk.label, form=STEP_FORMS.get(name, asked.NoteForm),
        bind=lambda actor, row, *data: desk.form(actor, row, *data), find=hazards.hazards, keeps=name == "fill-in",
        act=lambda actor, row, form: desk.act(actor, row, form.cleaned_data),
    )  # fmt: skip


def _record_check(actor: Actor, _pk: UUID | None, content: CheckContent) -> HttpResponse:
    """A visit as it was made, begun and finished at once."""
    unit = get_object_or_404(units.enterprises(actor, "make check"), pk=content.enterprise)
    begun = checks.begin_check(
        actor, unit, kind=content.type, frequency=content.frequency, for_a_case=content.for_a_case, begun_at=content.begun_at,
        list_version=content.list_version,
    )  # fmt: skip
    return written(checks.finish_check(actor, begun, content.visit(actor.now)))


HAZARDS = (
    by_form("report-hazard", "enterprises/{uuid:pk}/report-hazard", "report hazard", _("Report a hazard"), form=asked.HazardForm,
        bind=lambda actor, unit, *data: asked.HazardForm(briefs.criteria(unit, actor.today), *data), find=units.enterprises, act=_report),
    *(_step(name) for name in STEPS),
    UseCase("record-check", "checks/record", "make check", _("Record a visit"), lambda: CheckContent, _record_check),
)  # fmt: skip


# ---------- tasks ----------


def _done_form(actor: Actor, row: Any, data: Any, _files: Any) -> Any:
    asks = not row.slip and actor.today > row.scheduled_week.sunday
    return task_forms.DoneForm(data, evidence=row.step.evidence, asks_slip=asks)


def _done(actor: Actor, row: Any, form: Any) -> None:
    given = form.cleaned_data
    programme.move_task(actor, row, "submit", done_note=given["done_note"], slip=given.get("slip", ""))


def _task_step(name: str, label: Text) -> UseCase:
    taken = TASK.step(name)
    return by_form(
        f"{name.replace('_', '-')}-task", f"tasks/{{uuid:pk}}/{name.replace('_', '-')}", taken.duty, label, form=task_forms.NoteForm,
        bind=lambda _actor, _row, data, _files: task_forms.NoteForm(data, required=taken.needs_note), find=tasks.tasks,
        act=lambda actor, row, form: programme.move_task(actor, row, name, note=form.cleaned_data["note"]) and None,
    )  # fmt: skip


TASKS = (
    by_form("submit-task", "tasks/{uuid:pk}/submit", TASK.step("submit").duty, _("Report a task as done"), form=task_forms.DoneForm,
        bind=_done_form, find=tasks.tasks, act=_done),
    *(_task_step(step.name, _(step.label)) for step in TASK.steps if step.name != "submit"),
)  # fmt: skip


# ---------- instructions ----------


def _give(actor: Actor, _row: Any, form: Any) -> Any:
    return oversight.give_instruction(actor, oversight.Order(**form.order()))


def _instruction_form(actor: Actor, _row: Any, data: Any, _files: Any) -> Any:
    return told_forms.InstructionForm(instructions.owners(actor), instructions.people(actor), data)


def _instruction_step(name: str) -> UseCase:
    taken = INSTRUCTION.step(name)
    needed = taken.needs_note or name == "report"
    return by_form(
        f"{name.replace('_', '-')}-instruction", f"instructions/{{uuid:pk}}/{name.replace('_', '-')}", taken.duty, _(taken.label),
        form=told_forms.NoteForm, find=instructions.instructions,
        bind=lambda _actor, _row, data, _files: told_forms.NoteForm(data, required=needed),
        act=lambda actor, row, form: oversight.move_instruction(actor, row, name, note=form.cleaned_data["note"]),
    )  # fmt: skip


INSTRUCTIONS = (
    by_form("give-instruction", "instructions/give", "give instruction", _("Give an instruction"), form=told_forms.InstructionForm,
        bind=_instruction_form, act=_give),
    *(_instruction_step(step.name) for step in INSTRUCTION.steps),
)  # fmt: skip


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


ALL: Sequence[UseCase] = (*UNITS, *ANSWERS, *HAZARDS, *TASKS, *INSTRUCTIONS)
