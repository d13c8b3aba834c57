"""Instructions and meetings."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field, create_model

from anbiao.kit.actor import Actor
from anbiao.oversight import actions as oversight
from anbiao.oversight.forms import accountability as told_forms
from anbiao.oversight.models import Meeting
from anbiao.oversight.queries import instructions, meetings
from anbiao.portal.api.asking import Body, Wrong, body_of, typed
from anbiao.portal.api.problems import of_form
from anbiao.portal.api.use_cases.declaring import UseCase, by_form, written
from anbiao.rules.instructions import INSTRUCTION
from anbiao.rules.meetings import MEETING, MOST_ORDERS

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


# ---------- meetings ----------


def _plan(actor: Actor, _row: Any, form: Any) -> Any:
    given = dict(form.cleaned_data)
    called = list(given.pop("called"))
    return oversight.plan_meeting(actor, oversight.Plan(**given), called=called)


def _planned(row: Meeting) -> dict[str, Any]:
    return {name: getattr(row, name) for name in asdict(oversight.Plan("", row.on, "", ""))}


def _orders() -> type[BaseModel]:
    order: Any = body_of("MeetingOrder", told_forms.OrderForm)
    orders = Annotated[list[order], Field(min_length=1, max_length=MOST_ORDERS)]
    return create_model("InstructMeeting", __base__=Body, orders=(orders, ...))


def _instruct(actor: Actor, pk: UUID | None, given: Any) -> HttpResponse:
    """All instructions of a meeting, or none of them."""
    row = get_object_or_404(meetings.meetings(actor, "keep meeting"), pk=pk)
    offices, orders = instructions.owners(actor), []
    for number, each in enumerate(given.orders):
        fields, _files = typed(told_forms.OrderForm(offices=offices), each.model_dump(exclude_unset=True))
        form = told_forms.OrderForm(fields, offices=offices)
        if not form.is_valid():
            raise Wrong(
                reason.model_copy(update={"field": f"orders.{number}.{reason.field}"})
                for reason in of_form(form)
            )
        line = form.cleaned_data
        orders.append(oversight.Order(line["text"], line["organisation"], [(line["due_on"], "")]))
    oversight.instruct(actor, row, orders)
    row.refresh_from_db()
    return written(row)


def _meeting_step(name: str) -> UseCase:
    taken = MEETING.step(name)
    return by_form(
        f"{name}-meeting", f"meetings/{{uuid:pk}}/{name}", taken.duty, _(taken.label), form=told_forms.NoteForm, find=meetings.meetings,
        bind=lambda _actor, _row, data, _files: told_forms.NoteForm(data, required=taken.needs_note),
        act=lambda actor, row, form: oversight.move_meeting(actor, row, name, note=form.cleaned_data["note"]),
    )  # fmt: skip


KEPT, AT = "keep meeting", "meetings/{uuid:pk}"
MEETINGS = (
    by_form("plan-meeting", "meetings/plan", KEPT, _("Plan a meeting"), form=told_forms.PlanForm,
        bind=lambda actor, _row, data, _files: told_forms.PlanForm(instructions.owners(actor), data), act=_plan),
    by_form("change-meeting", f"{AT}/change", KEPT, _("Change the plan"), form=told_forms.MeetingForm, find=meetings.meetings, keeps=True,
        bind=lambda _actor, row, data, _files: told_forms.MeetingForm(data, initial=_planned(row)),
        act=lambda actor, row, form: oversight.change_meeting(actor, row, oversight.Plan(**form.cleaned_data))),
    by_form("enter-attendance", f"{AT}/enter-attendance", KEPT, _("Enter attendance"), form=told_forms.AttendForm, find=meetings.meetings,
        bind=lambda actor, _row, data, _files: told_forms.AttendForm(instructions.owners(actor), data),
        act=lambda actor, row, form: oversight.enter_attendance(actor, row, **form.cleaned_data)),
    by_form("add-speech", f"{AT}/add-speech", KEPT, _("Add a speech"), form=told_forms.SpeechForm, find=meetings.meetings,
        bind=lambda actor, _row, data, _files: told_forms.SpeechForm(instructions.owners(actor), data),
        act=lambda actor, row, form: oversight.add_speech(actor, row, **form.cleaned_data)),
    by_form("call-statements", f"{AT}/call-statements", KEPT, _("Call the last to speak"), form=told_forms.StatementsForm,
        find=meetings.meetings, act=lambda actor, row, form: oversight.call_statements(actor, row, **form.cleaned_data) and None),
    by_form("write-minutes", f"{AT}/write-minutes", KEPT, _("Write the minutes"), form=told_forms.MinutesForm, find=meetings.meetings,
        act=lambda actor, row, form: oversight.write_minutes(actor, row, **form.cleaned_data)),
    UseCase("instruct-meeting", f"{AT}/instruct", "give instruction", _("Give the instructions of a meeting"), _orders, _instruct),
    *(_meeting_step(step.name) for step in MEETING.steps),
)  # fmt: skip
ALL: Sequence[UseCase] = (*INSTRUCTIONS, *MEETINGS)
