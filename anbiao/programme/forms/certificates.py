"""Forms of certificates, each bound to one use-case."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.inspection.forms.hazards import day_field, text_field
from anbiao.rules import certificates as law
from anbiao.rules.grading import GRANTED_BY


class ProposeForm(forms.Form):
    """Nothing is typed: the certificate follows from its assessment."""


class DecideForm(forms.Form):
    """A step of a certificate: its ground where it goes against the unit, and a reason where one is asked for."""

    ground = forms.ChoiceField(label=_("Ground"), required=False)
    note = text_field(_("Reason"), long=True, most=1000)

    def __init__(self, *args: Any, required: bool, grounded: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = required
        if grounded:
            chosen: Any = self.fields["ground"]
            chosen.required = True
            chosen.choices = [("", gettext("Choose"))] + [(code, gettext(words)) for code, words in law.GROUNDS.items()]  # fmt: skip
        else:
            del self.fields["ground"]


class GrantForm(forms.Form):
    """What the authority granted."""

    number = text_field(_("Certificate No."), required=True, most=60)
    granted_on = day_field(_("Announced on"), help_text=_("The certificate holds three years from this day."))


class EnterForm(GrantForm):
    """A grade from before."""

    result = forms.ChoiceField(label=_("Grade"))
    field_order = ("result", "number", "granted_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["result"]
        chosen.choices = [(code, gettext(law.RESULTS[code])) for code in GRANTED_BY]


class ObjectionForm(forms.Form):
    """What somebody says against a certificate."""

    text = text_field(_("What is objected"), required=True, most=2000, long=True)
    objector = text_field(
        _("Who objects"), most=100, help_text=_("May stay empty. Shown to nobody but the office.")
    )


class AnswerForm(forms.Form):
    """The answer to an objection."""

    note = text_field(_("Answer"), required=True, most=2000, long=True)
