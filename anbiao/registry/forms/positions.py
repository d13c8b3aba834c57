"""The form by which a file of address points is handed in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.registry.actions.addresses import SYSTEMS


class PointsForm(forms.Form):
    """The file, and what it does not say of itself: from whom it is, of which day, in which system where no column says so."""

    source = forms.CharField(
        label=_("From whom"),
        max_length=120,
        help_text=_("For example: civil affairs bureau, standard addresses."),
    )
    as_of = forms.DateField(label=_("Of which day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))  # fmt: skip
    system = forms.ChoiceField(label=_("Coordinate system"), choices=list(SYSTEMS.items()), help_text=_("Maps of Chinese providers are GCJ-02; surveys are CGCS2000. A column of the file goes before."))  # fmt: skip
    file = forms.FileField(label=_("File"), help_text=_("Up to 200,000 rows: address or its parts, longitude, latitude."))  # fmt: skip

    def __init__(self, actor: Actor, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"as_of": actor.today})

    def choices(self) -> dict[str, str]:
        """What the run keeps beside the file."""
        given = self.cleaned_data
        return {
            "source": given["source"].strip(),
            "as_of": given["as_of"].isoformat(),
            "system": given["system"],
        }
