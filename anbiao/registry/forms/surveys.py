"""Forms of a survey finding: a new unit put right before it is registered, a unit that is there already, a reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.registry import queries
from anbiao.registry.forms.units import UnitForm
from anbiao.registry.models import Enterprise, SurveyFinding


class NewUnitForm(UnitForm):
    """The facts of a unit, begun with what was seen in the field."""

    def __init__(self, actor: Actor, finding: SurveyFinding, data: Any = None) -> None:
        # What was sent is taken as it is; only an empty form begins with the finding.
        super().__init__(actor, data, initial=None if data else _begun(finding))


def _begun(finding: SurveyFinding) -> dict[str, Any]:
    point = None if finding.longitude is None else f"{finding.longitude}, {finding.latitude}"
    return {
        "name": finding.name, "uscc": finding.code, "region": finding.region, "address": finding.address, "coordinates": point or "",
        "datum": "wgs", "hint": finding.sector, "employees": finding.employees, "principal": finding.principal,
    }  # fmt: skip


def _note(label: Any, *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=500, required=required, widget=forms.Textarea(attrs={"rows": 2})
    )


class NoteForm(forms.Form):
    """A remark; a reason where the step needs one."""

    note = _note(_("Remark"))

    def __init__(self, data: Any = None, *, needs_note: bool = False) -> None:
        super().__init__(data)
        if needs_note:
            self.fields["note"].required = True
            self.fields["note"].label = gettext("Reason")
            self.fields["note"].help_text = gettext("The finder reads it.")


class MatchForm(forms.Form):
    """The unit of the roster that was found, and whether the name on its sign is kept with it."""

    unit = forms.CharField(
        label=_("Unit"), max_length=120, help_text=_("Its credit code or whole name, as in the roster.")
    )
    keeps_name = forms.BooleanField(
        label=_("Keep the name on the sign as another name of the unit"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "check"}),
    )
    note = _note(_("Remark"))

    def __init__(self, actor: Actor, data: Any = None, *, unit: Enterprise | None = None) -> None:
        super().__init__(data, initial={"unit": (unit.uscc or unit.name) if unit else ""})
        self.actor = actor

    def clean_unit(self) -> Enterprise:
        """The one unit of that code or name."""
        text = self.cleaned_data["unit"]
        found = queries.found_by(self.actor, text)
        if found is None:
            words = gettext(
                "“%(text)s” names no single unit that you can see. Search it first and copy its credit code."
            )
            raise forms.ValidationError(words % {"text": text})
        return found
