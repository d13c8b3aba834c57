"""Units and who answers for them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.register.columns import Text
from anbiao.portal.api.use_cases.declaring import UseCase, by_form
from anbiao.registry import actions as roster
from anbiao.registry import queries as units
from anbiao.registry.forms import AnswerForm, ContactForm, SiteForm, StepForm, UnitEditForm, UnitForm
from anbiao.rules import units as law


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
        bind=lambda actor, row, data, _files: SiteForm(actor, row, data), find=units.enterprises,
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
ALL = (*UNITS, *ANSWERS)
