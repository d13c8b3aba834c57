"""Forms of merging and splitting: which other unit, what the new one gets, and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.registry import queries
from anbiao.registry.forms.units import UnitForm
from anbiao.registry.models import Enterprise


def _note(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, max_length=500, required=required, widget=widget, help_text=help_text)


class ReasonForm(forms.Form):
    """Why; a step that asks for no reason takes a remark."""

    note = _note(_("Reason"), help_text=_("It stays in the journal of both units."))

    def __init__(self, data: Any = None, *, needs_note: bool = True) -> None:
        super().__init__(data)
        if not needs_note:
            self.fields["note"].required = False
            self.fields["note"].label = gettext("Remark")


class MergeForm(forms.Form):
    """The other unit, which of the two stays, and why they are one."""

    THIS, OTHER = "this", "other"

    other = forms.CharField(
        label=_("The other unit"),
        max_length=120,
        help_text=_("Its credit code or whole name, as in the roster."),
    )
    keep = forms.ChoiceField(label=_("Which one stays"), widget=forms.RadioSelect(attrs={"class": "check"}))
    reason = _note(_("Reason"), help_text=_("How you know that they are one. The second person reads it."))

    def __init__(self, actor: Actor, unit: Enterprise, data: Any = None) -> None:
        super().__init__(data, initial={"keep": self.THIS})
        self.actor = actor
        keep: Any = self.fields["keep"]
        keep.choices = [
            (self.THIS, gettext("“%(name)s” stays") % {"name": unit.name}),
            (self.OTHER, gettext("The other unit stays")),
        ]

    def clean_other(self) -> Enterprise:
        """The one unit of that code or name."""
        text = self.cleaned_data["other"]
        found = queries.found_by(self.actor, text)
        if found is None:
            words = gettext(
                "“%(text)s” names no single unit that you can see. Search it first and copy its credit code."
            )
            raise forms.ValidationError(words % {"text": text})
        return found


class SplitForm(UnitForm):
    """The facts of the new unit, begun with place and sector of the old one; and what of the old one is its own."""

    contacts = forms.MultipleChoiceField(
        label=_("Contacts that go to the new unit"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "check"}),
    )
    sites = forms.MultipleChoiceField(
        label=_("Sites that go to the new unit"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "check"}),
    )
    reason = _note(_("Reason"), help_text=_("For example: the second plant has a licence of its own."))

    def __init__(self, actor: Actor, unit: Enterprise, data: Any = None) -> None:
        super().__init__(actor, data, initial=None if data else _begun(unit))
        self._choose(
            "contacts",
            [(str(each.pk), f"{each.name} · {each.post}") for each in queries.contacts(actor, unit)],
        )
        self._choose(
            "sites", [(str(each.pk), f"{each.name} · {each.address}") for each in queries.sites(actor, unit)]
        )


def _begun(unit: Enterprise) -> dict[str, Any]:
    keys = ("region", "address", "industry", "business_scope", "size_class", "features")
    return {**{key: getattr(unit, key) for key in keys}, "hint": unit.sector}
