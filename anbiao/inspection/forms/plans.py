"""Forms of floor plans and of places on them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.inspection.forms.hazards import text_field
from anbiao.inspection.models import Risk


class PlanForm(forms.Form):
    """A picture of the premises."""

    name = text_field(
        _("Floor or building"),
        required=True,
        most=60,
        help_text=_("As people call it: Workshop 1, ground floor"),
    )
    picture = forms.FileField(
        label=_("Picture of the floor plan"), widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
        help_text=_("A photo, scan or screenshot (JPEG, PNG, WebP, HEIC). The escape plan at the wall, photographed straight, will do."),
    )  # fmt: skip


class ReplaceForm(PlanForm):
    """A new picture in place of the one that stands."""

    marks = forms.MultipleChoiceField(
        label=_("Points at the same place on the new picture"), required=False, widget=forms.CheckboxSelectMultiple(attrs={"class": "check"}),
        help_text=_("Those that you leave out have to be placed again."),
    )  # fmt: skip

    def __init__(self, marked: Sequence[Risk], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["marks"]
        field.choices = [(str(risk.pk), risk.place) for risk in marked]
        if not marked:
            del self.fields["marks"]

    def kept(self) -> frozenset[UUID]:
        """The risks whose marks stay."""
        return frozenset(UUID(each) for each in self.cleaned_data.get("marks", ()))


def _per_cent(label: Any) -> forms.FloatField:
    words = {"min_value": gettext("From 0 to 100."), "max_value": gettext("From 0 to 100.")}
    widget = forms.NumberInput(attrs={"step": "0.5", "min": "0", "max": "100", "inputmode": "decimal"})
    return forms.FloatField(label=label, min_value=0, max_value=100, widget=widget, error_messages=words)


class PlaceForm(forms.Form):
    """Where a risk point lies: per cent of the picture."""

    plan = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["x"] = _per_cent(_("From the left (%)"))
        self.fields["y"] = _per_cent(_("From the top (%)"))

    def shares(self) -> dict[str, float]:
        """As the use-case takes them."""
        return {key: self.cleaned_data[key] / 100 for key in ("x", "y")}
