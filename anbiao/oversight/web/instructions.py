"""The doors of instructions: given, read, answered, decided."""

from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.doors import Visit, door
from anbiao.kit.files import path_of
from anbiao.kit.register.detail import show
from anbiao.oversight import actions, instruction_page
from anbiao.oversight.actions import Order
from anbiao.oversight.forms import accountability as forms
from anbiao.oversight.models import Instruction, InstructionNode
from anbiao.oversight.queries import instructions as queries
from anbiao.oversight.queries.instructions import About
from anbiao.oversight.web.asking import asked, posted, step_named
from anbiao.rules import instructions as law


def _instruction(request: Visit, serial: str, capability: str = "read instruction") -> Instruction:
    return get_object_or_404(queries.instructions(request.actor, capability), serial=serial)


def _crumbs(row: Instruction) -> list[tuple[Any, str]]:
    return [(_("Instructions"), reverse("instructions")), (row.serial, reverse("instruction", args=[row.serial]))]  # fmt: skip


def _about(request: Visit) -> About | None:
    """What an address says that an instruction is about: "unit:<id>". Raises Http404 for what the reader does not see."""
    kind, _colon, key = request.GET.get("about", "").partition(":")
    if not kind:
        return None
    found = queries.about_what(request.actor, kind, key[:80]) if kind in law.ABOUT else None
    if found is None:
        raise Http404
    return found


@door("give instruction", writes=True)
def new(request: Visit) -> HttpResponse:
    """A new instruction, about something where the address names it."""
    about = _about(request)
    form = forms.InstructionForm(
        queries.owners(request.actor), queries.people(request.actor), posted(request)
    )
    return asked(
        request, form, lambda **_given: actions.give_instruction(request.actor, Order(**form.order(), about=about)),
        label=_("Give an instruction"), crumbs=[(_("Instructions"), reverse("instructions"))], back=reverse("instructions"), made="instruction",
        lead=about.label if about else "",
    )  # fmt: skip


@door("read instruction")
def page(request: Visit, serial: str) -> HttpResponse:
    """An instruction."""
    row = _instruction(request, serial)
    detail = instruction_page.detail(request.actor, row)
    return show(request, request.actor, detail, sections=instruction_page.sections, row=row)


@door("read instruction", writes=True)
def step(request: Visit, serial: str, step: str) -> HttpResponse:
    """A step, with its note: what was done where it is reported, the reason where it is sent back."""
    row, taken = _instruction(request, serial), step_named(law.INSTRUCTION, step)
    label = _("How it was carried out") if taken.name == "report" else None
    needed = taken.needs_note or taken.name == "report"
    form = forms.NoteForm(posted(request), required=needed, label=label)
    return asked(
        request, form, lambda note: actions.move_instruction(request.actor, row, taken.name, note=note), label=gettext(taken.label),
        crumbs=_crumbs(row), back=reverse("instruction", args=[serial]), lead=row.text,
    )  # fmt: skip


@door("read instruction", writes=True)
def note(request: Visit, serial: str) -> HttpResponse:
    """A word on how far it is, with evidence."""
    row = _instruction(request, serial)
    files = request.FILES if request.method == "POST" else None
    form = forms.ProgressForm(posted(request), files)
    return asked(
        request, form, lambda text, file: actions.note_progress(request.actor, row, text=text, file=file), label=_("Note progress"),
        crumbs=_crumbs(row), back=reverse("instruction", args=[serial]), lead=row.text,
    )  # fmt: skip


def _node(row: Instruction, order: int) -> InstructionNode:
    node = next((each for each in queries.nodes_of(row) if each.order == order), None)
    if node is None:
        raise Http404
    return node


@door("answer instruction", writes=True)
def reach(request: Visit, serial: str, order: int) -> HttpResponse:
    """What had to be there by one of the days is there."""
    row = _instruction(request, serial, "answer instruction")
    node = _node(row, order)
    form = forms.NoteForm(posted(request), required=True, label=_("What is there"))
    return asked(
        request, form, lambda note: actions.reach_node(request.actor, row, node.pk, note=note), label=_("Report a day as reached"),
        crumbs=_crumbs(row), back=reverse("instruction", args=[serial]), lead=f"{node.due_on.isoformat()} {node.title}",
    )  # fmt: skip


@door("answer instruction", writes=True)
def ask_time(request: Visit, serial: str, order: int) -> HttpResponse:
    """More time for one of its days."""
    row = _instruction(request, serial, "answer instruction")
    node = _node(row, order)
    form = forms.TimeForm(posted(request))
    return asked(
        request, form, lambda **given: actions.ask_time(request.actor, row, node.pk, **given), label=_("Ask for more time"),
        crumbs=_crumbs(row), back=reverse("instruction", args=[serial]), lead=f"{node.due_on.isoformat()} {node.title}",
    )  # fmt: skip


@door("approve instruction", writes=True)
def decide_time(request: Visit, serial: str, order: int) -> HttpResponse:
    """Gives the time that is asked for one of its days, or gives none."""
    row = _instruction(request, serial, "approve instruction")
    rows = queries.extensions(request.actor, "approve instruction")
    wanted = get_object_or_404(rows, instruction=row, node__order=order, state="asked")
    form = forms.NoteForm(posted(request), required=False)
    return asked(
        request, form, lambda note, step: actions.decide_time(request.actor, wanted, step, note=note), label=_("More time"),
        crumbs=_crumbs(row), back=reverse("instruction", args=[serial]),
        lead=f"{wanted.was_due_on.isoformat()} → {wanted.until.isoformat()} · {wanted.reason} ({wanted.asker})",
        answers=[(each.name, gettext(each.label)) for each in law.EXTENSION.steps],
    )  # fmt: skip


@door("read instruction")
def file(request: Visit, serial: str, note: str) -> HttpResponse:
    """The evidence of a note."""
    row = _instruction(request, serial)
    found = next((each for each in queries.notes_of(row) if str(each.pk) == note and each.file), None)
    if found is None or found.file is None:
        raise Http404
    return FileResponse(path_of(found.file).open("rb"), as_attachment=True, filename=found.file.name)  # type: ignore[return-value]


urlpatterns = [
    path("instruction/new/", new, name="instruction-new"),
    path("instruction/<str:serial>/", page, name="instruction"),
    path("instruction/<str:serial>/note/", note, name="instruction-note"),
    path("instruction/<str:serial>/day/<int:order>/", reach, name="instruction-reach"),
    path("instruction/<str:serial>/time/<int:order>/", ask_time, name="instruction-time"),
    path("instruction/<str:serial>/answer-time/<int:order>/", decide_time, name="instruction-decide-time"),
    path("instruction/<str:serial>/file/<str:note>/", file, name="instruction-file"),
    path("instruction/<str:serial>/<str:step>/", step, name="instruction-step"),
]
