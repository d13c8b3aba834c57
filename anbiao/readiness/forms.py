"""Forms of training, each bound to one use-case."""

from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.registry.forms.fields import day_field, long_field
from anbiao.rules import training


class TrainingForm(forms.Form):
    """A training as it was held. Whether it can be right is asked by the rule (rules/training.py: against)."""

    kind = forms.ChoiceField(label=_("Who was trained"), choices=list(training.KINDS.items()))
    topic = forms.CharField(label=_("Topic"), max_length=training.LONGEST_TOPIC)
    held_on = day_field(
        pgettext_lazy("training", "Held on"), help_text=_("The last day, where it took several")
    )
    hours = forms.DecimalField(
        label=_("Hours each"), max_digits=4, decimal_places=1, help_text=_("Hours that each person attended")
    )
    number = forms.IntegerField(label=_("People trained"), min_value=1, max_value=training.MOST_PEOPLE)
    passed = forms.IntegerField(
        label=pgettext_lazy("training", "Passed"), required=False, min_value=0, max_value=training.MOST_PEOPLE,
        help_text=_("Leave it open where there was no examination"),
    )  # fmt: skip
    trainer = forms.CharField(label=_("Trainer"), required=False, max_length=100)
    note = long_field(_("Remark"), rows=3, most=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [(name, gettext(label)) for name, label in training.KINDS.items()]


class VoidForm(forms.Form):
    """Why a record counts no longer."""

    note = long_field(_("Reason"), rows=3, most=1000, required=True)
