"""Forms of reviews: a hazard found at an item, who reviews, a draw, a correction."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anbiao.inspection.actions import Finding
from anbiao.inspection.forms.hazards import day_field, text_field
from anbiao.registry.queries import in_words, regions_of
from anbiao.rules.hazards import GENERAL


class HazardForm(forms.Form):
    """A general hazard found at an item: what stands there is offered, nothing is typed twice."""

    title = text_field(_("What is wrong"), required=True)
    place = text_field(pgettext_lazy("in a unit", "Place"), most=100)
    responsible = text_field(_("Responsible"), required=True, most=60)
    due_on = day_field(_("Deadline"))

    def finding(self, *, basis: str, item: str) -> Finding:
        """As the use-case takes it."""
        return Finding(**self.cleaned_data, grade=GENERAL, basis=basis, item=item)


class TeamForm(forms.Form):
    """Who reviews."""

    persons = forms.MultipleChoiceField(
        label=_("Reviewers"), required=False, widget=forms.CheckboxSelectMultiple(attrs={"class": "check"})
    )

    def __init__(self, people: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["persons"]
        chosen.choices = people


class DrawForm(forms.Form):
    """A draw of handed-in self-assessments."""

    name = text_field(pgettext_lazy("thing", "Name"), required=True, most=60)
    region = forms.ChoiceField(label=_("Region"))

    def __init__(self, district: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["region"]
        regions = {code: names for code, names in regions_of(district).items() if len(code) in (6, 9)}
        chosen.choices = [(code, in_words(names)) for code, names in regions.items()]
