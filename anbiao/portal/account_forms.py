"""The forms of the own account: allauth's, in our words, and the few that are ours alone."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.translation import gettext_lazy as _

from anbiao.authority.actions import LANGUAGES, THEMES
from anbiao.authority.models import User

ABOUT_PASSWORDS = _("At least 12 characters; no common password, and not your name, office or phone number.")
ABOUT_CODES = _("Six digits from your authenticator app, or one of your recovery codes.")


def reword(form: forms.BaseForm, **labels: Any) -> None:
    """Our labels; no texts inside the boxes, no help that leads to pages we do not have."""
    for name, label in labels.items():
        bound = form.fields[name]
        bound.label, bound.help_text = label, ""
        bound.widget.attrs.pop("placeholder", None)


class SignInForm(LoginForm):  # type: ignore[misc]
    """Account name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, login=_("Account name"), password=_("Password"))
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """The present password, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(
            self,
            oldpassword=_("Present password"),
            password1=_("New password"),
            password2=_("New password again"),
        )
        self.fields["password1"].help_text = ABOUT_PASSWORDS


class PasswordAgainForm(ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something delicate."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, password=_("Password"))


def _code_field(form: forms.BaseForm) -> None:
    reword(form, code=_("Code"))
    form.fields["code"].help_text = ABOUT_CODES
    form.fields["code"].widget.attrs |= {
        "autocomplete": "one-time-code",
        "inputmode": "numeric",
        "maxlength": "20",
    }


class SecondStepForm(AuthenticateForm):  # type: ignore[misc]
    """The code after the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self)


class SecondStepAgainForm(CodeAgainForm):  # type: ignore[misc]
    """The code once more, before something delicate."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self)


class SecondFactorForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self)
        self.fields["code"].help_text = _("Six digits that the app shows now.")


class EndSessionForm(forms.Form):
    """One session by its number, or all others when none is named."""

    session = forms.IntegerField(required=False, min_value=1, max_value=2**31)


class LanguageForm(forms.Form):
    """The language of the screen, and where to go on."""

    language = forms.ChoiceField(choices=[(code, code) for code in LANGUAGES])
    next = forms.CharField(required=False, max_length=2000)


class ThemeForm(forms.Form):
    """Light, dark, or as the machine has it."""

    theme = forms.ChoiceField(required=False, choices=[(name, name) for name in THEMES])
    next = forms.CharField(required=False, max_length=2000)


class ActivationForm(forms.Form):
    """The printed code, and who will use the account."""

    code = forms.CharField(
        label=_("Activation code"),
        max_length=60,
        help_text=_("16 letters and digits from the slip of paper."),
    )
    name = forms.CharField(label=_("Your name"), max_length=60)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    username = forms.CharField(
        label=_("Account name"), max_length=60, min_length=3,
        help_text=_("You sign in with it: small letters and digits, for example your phone number."),
    )  # fmt: skip
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        help_text=ABOUT_PASSWORDS,
        widget=forms.PasswordInput,
    )
    password_again = forms.CharField(
        label=_("Password again"), max_length=200, strip=False, widget=forms.PasswordInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, complete in {
            "username": "username",
            "password": "new-password",
            "password_again": "new-password",
        }.items():
            self.fields[name].widget.attrs |= {"autocomplete": complete}
        self.fields["code"].widget.attrs |= {"autocomplete": "off", "autocapitalize": "characters"}

    def clean(self) -> dict[str, Any]:
        """Both passwords alike, and good enough for this name."""
        given: dict[str, Any] = super().clean() or {}
        password = given.get("password", "")
        if password and password != given.get("password_again"):
            self.add_error("password_again", _("The two passwords differ."))
        elif password:
            person = User(
                username=given.get("username", ""), name=given.get("name", ""), phone=given.get("phone", "")
            )
            try:
                get_adapter().clean_password(password, person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return given
