"""The form by which the door signs of a unit are renewed."""

from django import forms
from django.utils.translation import gettext_lazy as _


class RenewForm(forms.Form):
    """Why the signs that hang there no longer hold."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: torn off, or hung at another door."),
    )
