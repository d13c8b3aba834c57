"""Forms of assessments, each bound to one use-case."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.programme.models import AssessedItem
from anbiao.rules import assessing
from anbiao.rules.scoring import Mark


class BeginForm(forms.Form):
    """What an assessment is for."""

    kind = forms.ChoiceField(
        label=_("What it is for"), widget=forms.RadioSelect, choices=list(assessing.KINDS.items()), initial="yearly"
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kind"]
        field.choices = [(name, gettext(label)) for name, label in assessing.KINDS.items()]


class ItemForm(forms.Form):
    """The marks of one item, as they are typed: marks left, not what is taken off."""

    marks = forms.DecimalField(required=False, max_digits=7, decimal_places=2)
    na = forms.BooleanField(required=False)
    reason = forms.CharField(required=False, max_length=500)
    version = forms.IntegerField(min_value=1)

    def mark(self, item: AssessedItem) -> Mark | None:
        """As the rules know it; None where nothing is typed."""
        values = self.cleaned_data
        if values["na"]:
            return Mark(Decimal(0), True, values["reason"])
        if values["marks"] is None:
            return None
        return Mark(item.full - values["marks"], False, values["reason"])


class EvidenceForm(forms.Form):
    """Which records stand beside an item."""

    records = forms.MultipleChoiceField(
        label=_("Records"), required=False, widget=forms.CheckboxSelectMultiple(attrs={"class": "check"})
    )

    def __init__(self, keys: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["records"]
        chosen.choices = [(key, key) for key in keys]


class StepForm(forms.Form):
    """A reason, where the step asks for one."""

    note = forms.CharField(
        label=_("Reason"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, required: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = required


class ExtraForm(forms.Form):
    """Marks taken off an element beyond its items."""

    element = forms.ChoiceField(label=_("Element"))
    marks = forms.DecimalField(label=_("Marks taken off further"), max_digits=7, decimal_places=2)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, elements: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["element"]
        chosen.choices = elements
