"""Forms of check-lists, colours by hand, look-backs, accidents and risk points."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.inspection.forms.hazards import PhotosField, day_field, text_field
from anbiao.inspection.queries.lists import BOTH
from anbiao.registry.queries import in_words, regions_of
from anbiao.rules import accidents, colours, visits
from anbiao.rules.lookback import LOOK

# ---------- a unit's own check-list ----------


class ItemForm(forms.Form):
    """One item of a check-list."""

    id = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    title = text_field(_("What is checked"), required=True, most=200)
    area = text_field(_("Area, post or equipment"), most=60)
    look = text_field(_("What to look for"), most=400)
    method = text_field(_("Method"), most=60)
    basis = text_field(_("Basis"), most=200)
    frequency = forms.ChoiceField(label=_("How often"), choices=list(visits.FREQUENCIES.items()))
    post = text_field(_("Responsible post"), most=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["frequency"]
        field.choices = [(name, gettext(label)) for name, label in visits.FREQUENCIES.items()]


def with_english(given: dict[str, str], before: dict[str, str]) -> dict[str, str]:
    """An item keeps the English of its edition for every text that was left as it was."""
    kept = {f"{key}_en": before.get(f"{key}_en", "") for key in BOTH if given.get(key) == before.get(key)}
    return {**given, **kept, "clause": before.get("clause", "")}


# ---------- colours by hand ----------


class ColourForm(forms.Form):
    """Another colour than the rule gives."""

    colour = forms.ChoiceField(label=pgettext_lazy("risk", "Colour"), widget=forms.RadioSelect)
    reason = text_field(_("Reason"), required=True, most=1000, long=True)
    expires_on = day_field(_("Holds until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["colour"]
        field.choices = [(name, gettext(label)) for name, label in colours.COLOURS.items()]


# ---------- look-back ----------


class LookBackForm(forms.Form):
    """A draw of closed hazards."""

    name = text_field(pgettext_lazy("thing", "Name"), required=True, most=60)
    region = forms.ChoiceField(label=_("Region"))
    from_on = day_field(_("Closed from"))
    to_on = day_field(_("Closed until"))
    general = forms.FloatField(label=_("General hazards (%)"), min_value=0, max_value=100)
    major = forms.FloatField(label=_("Major hazards (%)"), min_value=0, max_value=100)

    def __init__(self, district: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["region"]
        regions = {code: names for code, names in regions_of(district).items() if len(code) in (6, 9)}
        field.choices = [(code, in_words(names)) for code, names in regions.items()]

    def values(self) -> dict[str, Any]:
        """What the use-case takes."""
        given = dict(self.cleaned_data)
        sample = {"general": given.pop("general"), "major": given.pop("major")}
        return {**given, "sample": sample}


class LookForm(forms.Form):
    """What was seen."""

    step = forms.ChoiceField(label=_("What was seen"), widget=forms.RadioSelect)
    note = text_field(_("Remark"), most=1000, long=True)
    due_on = day_field(_("New deadline"), required=False, help_text=_("When it is open again"))
    photos = PhotosField(label=_("Photos"), required=False)

    def __init__(self, steps: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["step"]
        field.choices = [(name, gettext(LOOK.step(name).label)) for name in steps]


# ---------- accidents ----------


class AccidentForm(forms.Form):
    """An accident as it is known now."""

    unit = text_field(
        _("Unit"), most=120, help_text=_("Name or credit code; leave it open when no unit is concerned")
    )
    region = forms.ChoiceField(label=_("Town"), required=False)
    happened_at = forms.DateTimeField(
        label=_("When"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    place = text_field(_("Where"), required=True)
    kind = forms.ChoiceField(label=_("Kind"))
    is_road_or_fire = forms.BooleanField(label=_("Road traffic or fire"), required=False)
    dead = forms.IntegerField(label=_("Dead"), min_value=0, max_value=9999, initial=0)
    injured = forms.IntegerField(label=_("Seriously injured"), min_value=0, max_value=9999, initial=0)
    hurt = forms.IntegerField(label=_("Slightly injured"), min_value=0, max_value=9999, initial=0)
    loss = forms.IntegerField(label=_("Direct loss (yuan)"), min_value=0, max_value=10**12, initial=0)
    course = text_field(_("What happened"), required=True, most=3000, long=True)
    cause = text_field(_("Cause"), most=3000, long=True)

    def __init__(self, district: str, kinds: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region: Any = self.fields["region"]
        towns = {code: names for code, names in regions_of(district).items() if len(code) == 9}
        region.choices = [
            ("", gettext("as the unit")),
            *((code, in_words(names)) for code, names in towns.items()),
        ]
        kind: Any = self.fields["kind"]
        kind.choices = kinds


class AccidentChangeForm(forms.Form):
    """A later report on an accident."""

    dead = forms.IntegerField(label=_("Dead"), min_value=0, max_value=9999)
    injured = forms.IntegerField(label=_("Seriously injured"), min_value=0, max_value=9999)
    hurt = forms.IntegerField(label=_("Slightly injured"), min_value=0, max_value=9999)
    loss = forms.IntegerField(label=_("Direct loss (yuan)"), min_value=0, max_value=10**12)
    cause = text_field(_("Cause"), most=3000, long=True)
    version = forms.IntegerField(widget=forms.HiddenInput)


GRADES = accidents.GRADES


# ---------- risk points ----------


class RiskForm(forms.Form):
    """A risk point: its factors are chosen from the tables of the method."""

    place = text_field(pgettext_lazy("in a unit", "Place"), required=True, most=120)
    activity = text_field(_("Activity"), required=True, most=200)
    consequence = text_field(_("What may happen"), required=True, most=200)
    measures = text_field(_("Measures"), required=True, most=1000, long=True)
    emergency = text_field(_("In an emergency"), most=500, long=True)
    responsible = text_field(_("Responsible"), required=True, most=60)

    def __init__(
        self, factors: list[tuple[str, str, list[tuple[str, str]]]], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, label, choices in factors:
            self.fields[f"factor_{name}"] = forms.ChoiceField(label=label, choices=choices)

    def values(self) -> dict[str, Any]:
        """The texts, and the factors by name."""
        given = {key: value for key, value in self.cleaned_data.items() if not key.startswith("factor_")}
        factors = {
            key.removeprefix("factor_"): float(value)
            for key, value in self.cleaned_data.items()
            if key.startswith("factor_")
        }
        return {**given, "values": factors}
