"""The form of a decision: for each field that differs, which content counts; and why."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anbiao.rules.field import Path

FIRST, OTHER = "first", "other"


class DecisionForm(forms.Form):
    """A choice for each field, in the order given; nothing is chosen beforehand."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, paths: Sequence[Path], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.paths = {f"field-{number}": path for number, path in enumerate(paths, 1)}
        for name in self.paths:
            self.fields[name] = forms.ChoiceField(choices=[(FIRST, FIRST), (OTHER, OTHER)])
            self.fields[name].error_messages["required"] = _("Choose which of the two counts.")

    def choices(self) -> list[forms.BoundField]:
        """The choice of each field that differs."""
        return [self[name] for name in self.paths]

    def other(self) -> set[Path]:
        """The fields in which the other content counts."""
        return {path for name, path in self.paths.items() if self.cleaned_data[name] == OTHER}
