"""What the forms of the roster share: fields, regions to choose from, reasons put where they belong."""

from typing import Any

from django import forms
from django.utils.translation import gettext

from anbiao.kit.actor import Actor
from anbiao.kit.texts import say
from anbiao.registry import queries
from anbiao.rules.refusal import Refusal, Refused


def show_refused(form: forms.BaseForm, refused: Refused) -> None:
    """Puts each reason at its field, or at the head of the form."""
    for refusal in refused.refusals:
        form.add_error(refusal.field if refusal.field in form.fields else None, say(refusal))


def refuse_where(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise forms.ValidationError(say(refusal), code=refusal.code)


def day_field(label: Any, *, help_text: Any = "", required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, required=required, widget=widget)


def long_field(
    label: Any, *, rows: int, most: int, help_text: Any = "", required: bool = False
) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, max_length=most, required=required, help_text=help_text, widget=widget
    )


def region_choices(actor: Actor, capability: str) -> list[tuple[str, Any]]:
    """The towns where the actor holds a capability, as headings with their villages under them."""
    chosen: list[tuple[str, Any]] = [("", gettext("Choose a town and village"))]
    for (town, name), under in queries.regions_to_choose(actor, capability).items():
        whole = gettext("%(town)s, village not known") % {"town": name}
        chosen.append((name, [(code, whole if code == town else f"{name} {words}") for code, words in under]))
    return chosen
