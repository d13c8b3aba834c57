"""The forms of security keys and passkeys: allauth's, held against what only a hostile browser would send."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from django import forms
from django.db import DatabaseError, InterfaceError
from django.utils.translation import gettext_lazy as _

from anbiao.authority import sessions

LONGEST = 20_000  # letters of an answer; the largest that a key gives is a tenth of it
MOST = 10
REFUSED = _(
    "The key did not answer in a way that fits this page. Try again; if the page is older than a few minutes, open it anew."
)
TOO_MANY = _("You have %(number)s keys. Remove one that you do not use any more.")


class Guarded(forms.Form):
    """A form with the answer of a key. Whatever breaks while it is read means that no key answered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["credential"]
        field.label, field.error_messages = _("Key"), field.error_messages | {"required": REFUSED}

    def clean_with(self, clean: Any) -> Any:
        """What allauth reads from the answer. Raises ValidationError in our words."""
        raw = self.data.get(self.add_prefix("credential"), "")
        if len(raw) > LONGEST or "\\u0000" in raw:  # the database keeps no NUL
            raise forms.ValidationError(REFUSED)
        try:
            return clean()
        except (DatabaseError, InterfaceError):
            raise
        except Exception:
            # Bytes of a stranger in parsers of CBOR, keys and signatures: what they raise has no common name.
            raise forms.ValidationError(REFUSED) from None


class AddKeyForm(Guarded, AddWebAuthnForm):  # type: ignore[misc]
    """A new key, under a name by which its holder knows it again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        name.label = _("Name of the key")
        name.widget.attrs |= {"maxlength": "60"}
        name.help_text = _("For example where you keep it: key ring, this phone.")

    def clean_name(self) -> str:
        """At most 60 letters."""
        return str(super().clean_name())[:60]

    def clean(self) -> dict[str, Any]:
        """Checked against the question that this page put."""
        if len(sessions.security_keys(self.user)) >= MOST:
            raise forms.ValidationError(TOO_MANY, params={"number": MOST})
        cleaned: dict[str, Any] = self.clean_with(super().clean)
        return cleaned


class KeyForm(Guarded, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """The key after the password."""

    def clean_credential(self) -> Authenticator:
        """Whose key it was."""
        return self.clean_with(super().clean_credential)


class KeyAgainForm(Guarded, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """The key once more, before something delicate."""

    def clean_credential(self) -> Authenticator:
        """Whose key it was."""
        return self.clean_with(super().clean_credential)
