"""Checks and hazards."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from anbiao.inspection import actions as checks
from anbiao.inspection import queries as hazards
from anbiao.inspection.forms import hazards as asked
from anbiao.inspection.forms.records import CheckContent
from anbiao.inspection.queries import briefs
from anbiao.inspection.web.hazards import STEPS, keep_photos
from anbiao.kit.actor import Actor
from anbiao.portal.api.use_cases.declaring import UseCase, by_form, written
from anbiao.registry import queries as units


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
