"""The form by which a unit is offered to another office."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.registry import queries
from anbiao.registry.models import Enterprise
from anbiao.rules.transferring import SECTOR, TOWN


class OfferForm(forms.Form):
    """To which town or sector, where the unit is now, and why."""

    to = forms.ChoiceField(label=_("To whom"))
    address = forms.CharField(
        label=_("New address"),
        max_length=300,
        required=False,
        help_text=_("When the unit moved; it is written when the unit is taken."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The other office reads it."),
    )

    def __init__(self, actor: Actor, unit: Enterprise, data: Any = None) -> None:
        super().__init__(data)
        to: Any = self.fields["to"]
        to.choices = [
            ("", gettext("Choose a town, a village or a sector")),
            *_towns(actor, unit),
            *_sectors(unit),
        ]

    def values(self) -> dict[str, Any]:
        """What the use-case takes."""
        given = self.cleaned_data
        kind, _colon, lies = given["to"].partition(":")
        return {
            "kind": kind,
            "to": lies,
            "address": given["address"] if kind == TOWN else "",
            "reason": given["reason"],
        }


def _towns(actor: Actor, unit: Enterprise) -> list[tuple[str, Any]]:
    """Every other town of the district with its villages."""
    names, found = queries.regions_of(actor.district), dict[str, list[tuple[str, str]]]()
    for code, words in names.items():
        town = code[: queries.TOWN]
        if len(code) >= queries.TOWN and town != unit.region[: queries.TOWN]:
            found.setdefault(town, []).append((f"{TOWN}:{code}", queries.in_words(words)))
    return [(queries.in_words(names[town]), under) for town, under in found.items()]


def _sectors(unit: Enterprise) -> list[tuple[str, Any]]:
    known = [
        (f"{SECTOR}:{code}", queries.in_words(names))
        for code, names in queries.sectors().items()
        if code != unit.sector
    ]
    return [(gettext("To another bureau, by sector"), known)]
