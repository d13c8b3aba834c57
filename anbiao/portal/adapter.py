"""How allauth signs in here: nobody signs up, wrong names and wrong passwords look alike, and axes counts every failure."""

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.password_validation import NumericPasswordValidator
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.authority import actions
from anbiao.authority.models import User
from anbiao.authority.sessions import BY_SERVICE, cipher, security_keys
from anbiao.kit.doors import Visit
from anbiao.portal.language import COOKIE, SUPPORTED

YEAR = 365 * 24 * 3600


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from an administrator or from an activation code, never from a form that anybody may fill in."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("The account name or the password is not right."),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This code is not right. Codes change every 30 seconds; wait for the next one."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """The account of a name and password, or None: for an unknown name, a wrong password and a disabled account alike.

        Names are compared in small letters, so that writing one differently does not begin a new count of failures.
        """
        name = str(credentials.get("username", "")).strip().lower()
        user: User | None = super().authenticate(request, **credentials | {"username": name, "login": name})
        return user if user is not None and user.is_active else None

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """The holder's own change, as an action with its entry in the journal."""
        request = cast(Visit, context.request)
        actions.change_password(request.actor, cast(User, user), password=password)

    def clean_password(self, password: str, user: AbstractBaseUser | None = None) -> str:
        """Django's validators; digits alone and the name of the own office are no password either. Raises ValidationError."""
        super().clean_password(password, user)
        NumericPasswordValidator().validate(password)
        if isinstance(user, User):
            office = user.organisation
            known = [user.phone, *((office.name, office.name_en, office.full_name) if office else ())]
            if any(len(text) >= 4 and text.lower() in password.lower() for text in known):
                raise ValidationError(
                    _("The password contains the name of your office or your phone number.")
                )
        return password

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """All sessions end with the old password: sign in with the new one."""
        return f"{settings.LOGIN_URL}?changed=1"

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **rest: Any) -> HttpResponse:
        """The language that the account chose follows it to this browser; by which service its holder came stays with the session."""
        if (rest.get("signal_kwargs") or {}).get("way"):
            request.session[BY_SERVICE] = True
        response: HttpResponse = super().post_login(request, user, **rest)
        return speak(response, cast(User, user).language)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Pages say themselves what happened; no notes that float."""


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of the second factor are kept enciphered, under a key made from the program's own."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": Adapter.error_messages["incorrect_code"]
    }

    def encrypt(self, text: str) -> str:
        """As it is stored."""
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """As it is used."""
        return cipher().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:
        """What a new key is called until its holder calls it otherwise."""
        return gettext("Key {number}").format(number=len(security_keys(cast(User, user))) + 1)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The name of the program beside the host: a key shows it where it has a screen."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": gettext("Anbiao")}


def speak(response: HttpResponse, language: str) -> HttpResponse:
    """Keeps the language of the screen in this browser for a year."""
    if language in SUPPORTED:
        response.set_cookie(
            COOKIE, language, max_age=YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax"
        )
    return response
