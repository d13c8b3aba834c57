"""The doors of the ladder: proposed, read, decided, printed."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.doors import Visit, door
from anbiao.kit.register.detail import show
from anbiao.oversight import accountability_words as words
from anbiao.oversight import actions, measure_page
from anbiao.oversight.documents import measures as documents
from anbiao.oversight.forms import accountability as forms
from anbiao.oversight.models import Measure
from anbiao.oversight.queries import accountability as queries
from anbiao.oversight.web.asking import asked, pdf, posted, step_named
from anbiao.rules import accountability as law


def _measure(request: Visit, serial: str) -> Measure:
    return get_object_or_404(queries.measures(request.actor), serial=serial)


@door("propose measure", writes=True)
def new(request: Visit) -> HttpResponse:
    """A measure for a reason that no condition knows."""
    form = forms.MeasureForm(queries.offices(request.actor), posted(request))
    return asked(
        request, form, lambda organisation, **given: actions.propose_measure(request.actor, organisation, **given), label=_("Propose a measure"),
        crumbs=[(_("Accountability"), reverse("measures"))], back=reverse("measures"), made="measure",
    )  # fmt: skip


@door("read measure")
def page(request: Visit, serial: str) -> HttpResponse:
    """A measure with everything that led there."""
    row = _measure(request, serial)
    detail = measure_page.detail(request.actor, row)
    return show(request, request.actor, detail, sections=measure_page.sections, row=row)


def _form(row: Measure, step: Any, data: Any) -> Any:
    """The form that a step asks for."""
    if step.name == "issue":
        return (forms.CallForm if row.rung == "talk" else forms.IssueForm)(data)
    by_name = {"put_forward": forms.ReferForm, "hold": forms.TalkForm}
    if step.name in by_name:
        return by_name[step.name](data)
    label = _("What has been put right") if step.name == "hand_in" else None
    return forms.NoteForm(data, required=step.needs_note or step.name == "hand_in", label=label)


@door("read measure", writes=True)
def step(request: Visit, serial: str, step: str) -> HttpResponse:
    """A step of a measure, each with what it asks."""
    row, taken = _measure(request, serial), step_named(law.MEASURE, step)
    lead = gettext("%(rung)s: %(office)s") % {"rung": gettext(law.RUNG_WORDS[row.rung]), "office": words.name_of(row.organisation)}  # fmt: skip
    return asked(
        request, _form(row, taken, posted(request)), lambda **given: actions.move_measure(request.actor, row, taken.name, **given),
        label=gettext(taken.label), crumbs=[(_("Accountability"), reverse("measures")), (row.serial, reverse("measure", args=[serial]))],
        back=reverse("measure", args=[serial]), lead=lead,
    )  # fmt: skip


@door("read measure")
def document(request: Visit, serial: str) -> HttpResponse:
    """Its document, with everything that led there."""
    row = _measure(request, serial)
    if row.snapshot is None:
        raise Http404
    return pdf(*documents.print_measure(request.actor, row))


urlpatterns = [
    path("measure/new/", new, name="measure-new"),
    path("measure/<str:serial>/", page, name="measure"),
    path("measure/<str:serial>/document/", document, name="measure-document"),
    path("measure/<str:serial>/<str:step>/", step, name="measure-step"),
]
