"""Forms of standards: what to look for, which text a clause was compared with, and the value of a local rule."""

import math
from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.authority.forms import show_refused
from anbiao.authority.founding import library
from anbiao.standards import queries, schema
from anbiao.standards.words import pair

__all__ = ["AnswerForm", "ConfirmForm", "RuleForm", "UnitsForm", "show_refused"]

BLANK_ROWS = 3
NOTE_LONGEST = 300


class ConfirmForm(forms.Form):
    """Which clauses were compared with which text."""

    note = forms.CharField(
        label=_("Text compared with"), max_length=NOTE_LONGEST,
        help_text=_("Source and date, such as: website of the ministry, 2026-11-20"),
    )  # fmt: skip


class UnitsForm(forms.Form):
    """For which units a book is made."""

    sector = forms.ChoiceField(label=_("Sector"), required=False)
    size_class = forms.ChoiceField(label=_("Class"), required=False)
    features = forms.MultipleChoiceField(
        label=_("Risk features"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "check"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        sector: Any = self.fields["sector"]
        sector.choices = [("", gettext("every sector")), *_listed("sectors")]
        size: Any = self.fields["size_class"]
        size.choices = [("", gettext("every class")), *_listed("classes")]
        features: Any = self.fields["features"]
        features.choices = _listed("features")

    def chosen(self) -> tuple[str, str, frozenset[str]]:
        """Sector, class and features; "" for every one, also where the address asks for what there is not."""
        self.is_valid()
        given = getattr(self, "cleaned_data", {})
        return given.get("sector", ""), given.get("size_class", ""), frozenset(given.get("features", ()))


def _listed(name: str) -> list[tuple[str, str]]:
    return [
        (e["code"], queries.in_words(e.get("zh") or e["name_zh"], e.get("en") or e["name_en"]))
        for e in library(name)
    ]


class AnswerForm(forms.Form):
    """Why a proposed value is approved or not."""

    note = forms.CharField(
        label=_("Remark"), required=False, max_length=NOTE_LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )


class RuleForm(forms.Form):
    """A new value of a local rule, the day from which it holds, and why. The fields are those of the rule's own shape."""

    def __init__(self, parameter: queries.Parameter, value: Any, today: date, data: Any = None) -> None:
        super().__init__(data)
        self.parameter, self.form = parameter, parameter.form
        self.rows = len(value) + BLANK_ROWS if self.form.kind == "table" else 0
        self._add_value(value)
        self.fields["from_on"] = forms.DateField(
            label=_("From which day on"), initial=today,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        )  # fmt: skip
        self.fields["reason"] = forms.CharField(
            label=_("Reason"), max_length=NOTE_LONGEST, widget=forms.Textarea(attrs={"rows": 3})
        )

    def _add_value(self, value: Any) -> None:
        form = self.form
        if form.kind == "table":
            for number in range(self.rows):
                self._add_row(number, value[number] if number < len(value) else {})
        elif form.by:
            for choice in form.by:
                self.fields[f"value-{choice.code}"] = _field(form, pair(choice), value[choice.code])
        else:
            self.fields["value"] = _field(form, gettext("New value"), value)

    def _add_row(self, number: int, row: dict[str, Any]) -> None:
        place = number + 1 if row else None
        self.fields[f"r{number}-place"] = forms.IntegerField(
            label=_("Place"), required=False, min_value=1, max_value=999, initial=place
        )
        for column in self.form.columns:
            self.fields[f"r{number}-{column.name}"] = _field(
                column, pair(column), row.get(column.name), empty=True
            )

    # ---------- for the template ----------

    def value_fields(self) -> list[BoundField]:
        """The fields of a value that is no table."""
        return [self[name] for name in self.fields if name.startswith("value")]

    def table_rows(self) -> Iterator[list[BoundField]]:
        """The fields of a table, row by row, the place first."""
        for number in range(self.rows):
            yield [self[f"r{number}-{name}"] for name in ("place", *(c.name for c in self.form.columns))]

    # ---------- what was typed ----------

    def clean(self) -> dict[str, Any]:
        """The value under "value", in the shape that the rule takes."""
        given: dict[str, Any] = super().clean() or {}
        form = self.form
        if form.kind == "table":
            given["value"] = self._table(given)
        elif form.by:
            given["value"] = {choice.code: given.get(f"value-{choice.code}") for choice in form.by}
        return given

    def _table(self, given: dict[str, Any]) -> list[dict[str, Any]]:
        """The rows that say anything, by their place; rows of one place keep their order."""
        rows = []
        for number in range(self.rows):
            row = {column.name: given.get(f"r{number}-{column.name}") for column in self.form.columns}
            if any(value not in (None, "", []) for value in row.values()):
                place = given.get(f"r{number}-place")
                rows.append(
                    (
                        place if place is not None else 1000,
                        number,
                        {k: v if v != "" else None for k, v in row.items()},
                    )
                )
        return [row for _place, _number, row in sorted(rows, key=lambda each: each[:2])]


def _field(
    form: schema.Parameter | schema.TableColumn, label: str, initial: Any, *, empty: bool = False
) -> forms.Field:
    """The field of one value. Bounds are checked by the rule itself, so that screen and command say the same."""
    required = not empty
    if form.kind == "choice":
        choices = [(c.code, pair(c)) for c in form.options]
        return forms.ChoiceField(
            label=label,
            initial=initial,
            required=required,
            choices=[("", "—"), *choices] if empty else choices,
        )
    if form.kind == "choices":
        return forms.MultipleChoiceField(
            label=label, initial=initial, required=False, choices=[(c.code, pair(c)) for c in form.options],
            widget=forms.CheckboxSelectMultiple(attrs={"class": "check"}),
        )  # fmt: skip
    if form.kind == "text":
        return forms.CharField(label=label, initial=initial, required=required)
    if form.kind in ("points", "per_cent"):
        return NumberField(label=label, initial=initial, required=required)
    return forms.IntegerField(label=label, initial=initial, required=required)


class NumberField(forms.FloatField):
    """A number: whole where it is whole, so that 15 does not become 15.0."""

    def to_python(self, value: Any) -> Any:
        """The number, or None for nothing."""
        number = super().to_python(value)
        return (
            int(number) if number is not None and math.isfinite(number) and number == int(number) else number
        )
