"""The form of a token: for which program, till when, what it may do, and how far."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.register.columns import joined
from anbiao.registry import queries
from anbiao.registry.forms import region_choices

USUAL = timedelta(days=90)


def _boxes(label: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    widget = forms.CheckboxSelectMultiple(attrs={"class": "check"})
    return forms.MultipleChoiceField(label=label, required=False, widget=widget, help_text=help_text)


class TokenForm(forms.Form):
    """A new token. What may be chosen is what the person may do herself."""

    name = forms.CharField(
        label=_("Which program is it for?"), max_length=60, help_text=_("The journal and the administrators show it.")
    )  # fmt: skip
    expires_on = forms.DateField(
        label=_("Holds until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), help_text=_("A year at most.")
    )  # fmt: skip
    reads = _boxes(_("It may read"))
    acts = _boxes(_("It may do"))
    region = forms.ChoiceField(
        label=_("Only in"), required=False, widget=forms.Select(attrs={"data-places": ""}),
        help_text=_("Left open, it reaches as far as you do."),
    )  # fmt: skip
    sectors = _boxes(_("Only these sectors"), _("None ticked: all that you reach."))

    def __init__(self, actor: Actor, opens: Mapping[str, Sequence[str]], data: Any = None) -> None:
        super().__init__(data, initial={"expires_on": actor.today + USUAL})
        held = [(name, joined(words)) for name, words in opens.items() if actor.scope.may(name)]
        self._offer("reads", [each for each in held if each[0].startswith("read ")])
        self._offer("acts", [each for each in held if not each[0].startswith("read ")])
        self._offer(
            "region", [("", gettext("everywhere that I reach")), *region_choices(actor, "use api")[1:]]
        )
        self._offer("sectors", [(code, queries.in_words(names)) for code, names in queries.sectors().items()])

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def values(self) -> dict[str, Any]:
        """What the use-case takes."""
        given = self.cleaned_data
        return {
            "name": given["name"], "expires_on": given["expires_on"], "capabilities": [*given["reads"], *given["acts"]],
            "region": given["region"], "sectors": given["sectors"] or None,
        }  # fmt: skip
