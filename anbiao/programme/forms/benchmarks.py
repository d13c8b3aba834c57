"""Forms of benchmarks and experience cards, each bound to one use-case."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anbiao.inspection.forms.hazards import PhotosField, text_field


class BenchmarkForm(forms.Form):
    """Why a unit is a benchmark."""

    reason = text_field(_("What others learn from it"), required=True, most=1000, long=True)


class CardForm(forms.Form):
    """An experience card."""

    title = text_field(_("Title"), required=True, most=60)
    practice = text_field(_("What is done"), required=True, most=4000, long=True)
    effect = text_field(pgettext_lazy("card", "What came of it"), required=True, most=2000, long=True)
    photos = PhotosField(label=_("Photos that others may see"), required=False)


class DecideForm(forms.Form):
    """A step of a benchmark or a card, with its reason where one is asked for."""

    note = text_field(_("Reason"), long=True, most=1000)

    def __init__(self, *args: Any, required: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = required
