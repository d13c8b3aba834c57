"""How somebody wants to be told, as it is typed."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.models import Wishes
from anbiao.rules.notices import CHANNELS

HELP = {
    "mail": _("Your official address. Empty: no mail."),
    "wecom": _("Your account name in the office's WeCom. Empty: nothing is sent there."),
    "dingtalk": _("Your account number in the office's DingTalk. Empty: nothing is sent there."),
}
WEBHOOK = _("It knows you by your account name here.")
HOUR = {"type": "time"}


class WishesForm(forms.Form):
    """The ways that are set up here, each with its address, and the quiet hours."""

    quiet_from = forms.TimeField(
        label=_("Quiet from"), widget=forms.TimeInput(attrs=HOUR, format="%H:%M"),
        help_text=_("In these hours nothing rings; it is sent when they end. The list here has it at once. From and until alike: no quiet hours."),
    )  # fmt: skip
    quiet_to = forms.TimeField(label=_("Quiet until"), widget=forms.TimeInput(attrs=HOUR, format="%H:%M"))

    def __init__(self, wishes: Wishes, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {
            **wishes.addresses, "webhook": "webhook" in wishes.addresses, "quiet_from": wishes.quiet_from,
            "quiet_to": wishes.quiet_to,
        }  # fmt: skip
        super().__init__(*args, **kwargs)
        ways = {name: self._field(name) for name in CHANNELS if name in settings.ANBIAO_CHANNELS}
        self.fields = {**ways, **self.fields}

    def _field(self, name: str) -> forms.Field:
        label = gettext(CHANNELS[name])
        if name == "webhook":
            return forms.BooleanField(label=label, required=False, help_text=WEBHOOK)
        return forms.CharField(label=label, required=False, max_length=254, help_text=HELP[name])

    def wanted(self, actor: Actor, username: str) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        given = dict(self.cleaned_data)
        hours = {key: given.pop(key) for key in ("quiet_from", "quiet_to")}
        addresses = {name: address for name, address in given.items() if address}
        if "webhook" in addresses:
            addresses["webhook"] = username
        return {"addresses": addresses, **hours}
