"""The forms of a unit's facts; what was typed is kept, and each error says what would be right."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.registry import queries
from anbiao.registry.forms.fields import day_field, long_field, refuse_where, region_choices
from anbiao.registry.models import Enterprise
from anbiao.rules.coordinates import in_china, to_wgs
from anbiao.rules.identifiers import (
    check_industry_code,
    check_phone,
    check_uscc,
    industry_digits,
    is_masked,
    mask_phone,
    means_none,
    normalise,
    normalise_phone,
)

DATUMS = (
    ("wgs", _("WGS-84 (satellite receiver, CGCS2000)")),
    ("gcj", _("GCJ-02 (Amap, Tencent, phone maps)")),
)
_NUMBER = re.compile(r"-?\d{1,3}(?:\.\d{1,17})?", re.ASCII)
_BETWEEN = re.compile(r"[,，、;；\s]+")
_SEPARATORS = re.compile(r"[、，,;；\n]+")


class UnitForm(forms.Form):
    """The basic facts of a unit, when it is registered."""

    capability = "register enterprise"

    name = forms.CharField(
        label=pgettext_lazy("thing", "Name"), max_length=120, help_text=_("As on the licence.")
    )
    uscc = forms.CharField(
        label=_("Credit code (USCC)"), max_length=40, required=False,
        help_text=_("18 places, from the licence. A trader without one is known by the principal."),
    )  # fmt: skip
    aliases = forms.CharField(
        label=_("Other names"),
        max_length=400,
        required=False,
        help_text=_("Former names and shop signs, separated by 、"),
    )
    region = forms.ChoiceField(label=_("Town and village"), widget=forms.Select(attrs={"data-places": ""}))
    address = forms.CharField(label=_("Address"), max_length=300)
    coordinates = forms.CharField(
        label=_("Coordinates"),
        max_length=60,
        required=False,
        help_text=_("Longitude first: 118.6712, 24.9405"),
    )
    datum = forms.ChoiceField(label=_("Coordinate system"), choices=DATUMS, required=False)
    industry = forms.CharField(
        label=_("Industry code"),
        max_length=10,
        required=False,
        help_text=_("2 to 4 digits of GB/T 4754, such as 1953"),
    )
    business_scope = long_field(_("Business scope"), rows=3, most=3000)
    hint = forms.ChoiceField(
        label=_("Sector"),
        required=False,
        help_text=_("Leave it to the routing rules unless you know it for certain."),
    )
    size_class = forms.ChoiceField(
        label=_("Class"), required=False, help_text=_("Derived from the employees when left open.")
    )
    employees = forms.IntegerField(label=_("Employees"), required=False, min_value=0, max_value=99_999)
    principal = forms.CharField(label=_("Principal"), max_length=60, required=False)
    safety_manager = forms.CharField(label=_("Safety manager"), max_length=60, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    established_on = day_field(_("Established on"), required=False)
    features = forms.MultipleChoiceField(
        label=_("Risk features"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "check"}),
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self._choose("region", region_choices(actor, self.capability))
        self._choose("size_class", [("", gettext("from the employees")), *queries.listed("classes").items()])
        self._choose("features", list(queries.listed("features").items()))
        if "hint" in self.fields:
            known = [(code, queries.in_words(names)) for code, names in queries.sectors().items()]
            self._choose("hint", [("", gettext("by the routing rules")), *known])

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def clean_uscc(self) -> str | None:
        """A good code, or none; a wrong check character is told with the right one."""
        text = self.cleaned_data["uscc"]
        if means_none(text):
            return None
        refuse_where(check_uscc(text))
        return normalise(text)

    def clean_aliases(self) -> list[str]:
        """The names, each once."""
        parts = (part.strip() for part in _SEPARATORS.split(self.cleaned_data["aliases"]))
        return list(dict.fromkeys(part for part in parts if part))

    def clean_industry(self) -> str:
        """The digits of a code that GB/T 4754 knows."""
        text = self.cleaned_data["industry"]
        if means_none(text):
            return ""
        refuse_where(check_industry_code(text))
        digits = industry_digits(text)
        if not queries.is_industry(digits):
            raise forms.ValidationError(gettext("GB/T 4754-2017 has no code %(value)s.") % {"value": text})
        return digits if digits.isdigit() else ""

    def clean_phone(self) -> str:
        """A telephone number in plain digits, or none."""
        text = self.cleaned_data["phone"]
        if means_none(text):
            return ""
        if is_masked(text):
            raise forms.ValidationError(gettext("Write the whole number, without stars."))
        refuse_where(check_phone(text))
        return normalise_phone(text)

    def clean_coordinates(self) -> tuple[float, float] | None:
        """Longitude and latitude as given; which system they are in is settled in `values`."""
        text = self.cleaned_data["coordinates"]
        if means_none(text):
            return None
        parts = [part for part in _BETWEEN.split(text.strip()) if part]
        if len(parts) != 2 or not all(_NUMBER.fullmatch(part) for part in parts):
            raise forms.ValidationError(
                gettext("Write two numbers in degrees, longitude first: 118.6712, 24.9405")
            )
        longitude, latitude = (float(part) for part in parts)
        if in_china(latitude, longitude):
            words = gettext("Longitude comes first. Write: %(right)s")
            raise forms.ValidationError(words % {"right": f"{parts[1]}, {parts[0]}"})
        if not in_china(longitude, latitude):
            raise forms.ValidationError(gettext("This point lies outside China."))
        return longitude, latitude

    def values(self) -> dict[str, Any]:
        """What the use-case takes: facts of a unit; coordinates as WGS-84 beside what was given."""
        given = self.cleaned_data
        found = {key: given[key] for key in PLAIN if key in given}
        found["features"] = sorted(given["features"])
        if not self.initial or {"coordinates", "datum"} & set(self.changed_data):
            found |= _coordinates(given["coordinates"], given["datum"])
        return found


PLAIN = (
    "name", "uscc", "aliases", "region", "address", "industry", "business_scope", "size_class", "employees", "principal",
    "safety_manager", "phone", "established_on",
)  # fmt: skip


def _coordinates(point: tuple[float, float] | None, datum: str) -> dict[str, Any]:
    if point is None:
        return {"longitude": None, "latitude": None, "coordinates_given": ""}
    longitude, latitude = to_wgs(*point) if datum == "gcj" else point
    system = "GCJ-02" if datum == "gcj" else "WGS-84"
    return {
        "longitude": longitude,
        "latitude": latitude,
        "coordinates_given": f"{point[0]}, {point[1]} {system}",
    }


class UnitEditForm(UnitForm):
    """The basic facts of a unit that stands in the roster. The telephone number is not shown: empty keeps it."""

    capability = "change enterprise"
    hint = None  # type: ignore[assignment]
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, actor: Actor, unit: Enterprise, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, initial=facts_typed(unit), **kwargs)
        self.unit = unit
        if unit.phone:
            words = gettext("Now %(phone)s. Leave empty to keep it, write 无 to remove it.")
            self.fields["phone"].help_text = words % {"phone": mask_phone(unit.phone)}

    def clean_phone(self) -> str:
        """Empty keeps the number; what means none removes it."""
        return super().clean_phone() if self.cleaned_data["phone"].strip() else self.unit.phone


def facts_typed(unit: Enterprise) -> dict[str, Any]:
    """The facts of a unit as the form would hold them."""
    found = {key: getattr(unit, key) for key in PLAIN if key not in ("phone", "aliases", "uscc")}
    point = None if unit.longitude is None else f"{unit.longitude}, {unit.latitude}"
    return {
        **found, "uscc": unit.uscc or "", "aliases": "、".join(unit.aliases), "features": list(unit.features),
        "coordinates": point or "", "datum": "wgs", "version": unit.version,
    }  # fmt: skip


def differing(form: UnitEditForm, now: Enterprise) -> Iterator[tuple[str, str, str]]:
    """Label, value in the roster, value typed: of each fact in which the two differ. The telephone number stays hidden."""
    typed, stands = form.cleaned_data, facts_typed(now)
    if "phone" in typed and typed["phone"] not in (form.unit.phone, now.phone):
        yield str(form.fields["phone"].label), mask_phone(now.phone), mask_phone(typed["phone"])
    for name in (*PLAIN, "features"):
        if name == "phone" or name not in typed:
            continue
        old, new = _shown(form, name, stands[name]), _shown(form, name, typed[name])
        if old != new:
            yield str(form.fields[name].label), old, new


def _shown(form: forms.Form, name: str, value: Any) -> str:
    if value is None:
        return ""
    words = _words_of(form.fields[name])
    if isinstance(value, (list, tuple)):
        return "、".join(words.get(str(each), str(each)) for each in value)
    return words.get(str(value), str(value))


def _words_of(field: Any) -> Mapping[str, str]:
    words: dict[str, str] = {}
    for value, label in getattr(field, "choices", ()):
        words |= (
            {str(v): str(text) for v, text in label}
            if isinstance(label, (list, tuple))
            else {str(value): str(label)}
        )
    return words


# ---------- what is done to a unit ----------
