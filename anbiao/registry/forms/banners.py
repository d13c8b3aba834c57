"""The form of an alert or a time of contact."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.rules import banners as law


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class BannerForm(forms.Form):
    """What is said, how grave it is, from which day to which."""

    kind = forms.ChoiceField(label=_("Kind"))
    severity = forms.ChoiceField(label=_("How grave"))
    text = forms.CharField(
        label=_("What has to be known"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: dog in the yard; or: afternoons only, ask for the workshop head. No telephone numbers."),
    )  # fmt: skip
    from_on = _day(_("From which day on"))
    to_on = _day(_("Until"))

    def __init__(self, actor: Actor, data: Any = None) -> None:
        super().__init__(data, initial={"from_on": actor.today, "severity": "warning"})
        for name, labels in (("kind", law.KINDS), ("severity", law.SAID)):
            field: Any = self.fields[name]
            field.choices = [(key, gettext(label)) for key, label in labels.items()]
