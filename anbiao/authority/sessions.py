"""Sessions: an office account has one on the web (the newest wins, the older is told), and everybody may end the own ones.

A session that was ended leaves a note under a key made from its own, so that the browser which still sends the old
key is told why, once, and cannot come back: the old row itself is gone.
"""

import hashlib
import json
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode

from anbiao.authority.models import User
from anbiao.kit import clock
from anbiao.kit.doors import View

ENDED = "session_ended"
NEEDS_SECOND_FACTOR = "needs_second_factor"
# The session was begun by a service outside: its holder may never have had a password.
BY_SERVICE = "by_service"
FREE_PATHS = ("/account/", "/signout/", "/static/", "/language/", "/theme/")
ASSIGNED_DUTIES = ("expert",)
SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def sessions_of(user: User) -> list[UserSession]:
    """The account's open sessions, newest first; those that have run out are forgotten."""
    open_ones = UserSession.objects.purge_and_list(user)
    return sorted(open_ones, key=lambda row: row.created_at, reverse=True)


def end_sessions(user: User, *, reason: str, now: datetime, keep: str = "", only: int | None = None) -> int:
    """Ends the account's sessions (all, or one by its number) but the kept key; each browser is told why. Returns how many."""
    rows = UserSession.objects.filter(user_id=user.pk).exclude(session_key=keep)
    if only is not None:
        rows = rows.filter(pk=only)
    ended = list(rows)
    for row in ended:
        row.end()
        _leave_note(row.session_key, {"reason": reason, "at": now.isoformat()}, now)
    return len(ended)


def _note_key(session_key: str) -> str:
    return hashlib.sha256(f"ended {session_key}".encode()).hexdigest()[:32]


def _leave_note(session_key: str, told: dict[str, str], now: datetime) -> None:
    until = now + timedelta(seconds=settings.SESSION_ABSOLUTE_SECONDS)
    data = {"session_data": SessionStore().encode({ENDED: told}), "expire_date": until}
    Session.objects.update_or_create(session_key=_note_key(session_key), defaults=data)


def take_note(session_key: str) -> dict[str, str] | None:
    """Why the session of this key was ended; said once."""
    row = Session.objects.filter(session_key=_note_key(session_key)).first()
    if row is None:
        return None
    row.delete()
    told: dict[str, str] | None = row.get_decoded().get(ENDED)
    return told


# ---------- shown once ----------


def cipher() -> Fernet:
    """AES under a key made from SECRET_KEY: whoever has only the database cannot read what it hides."""
    return Fernet(
        urlsafe_b64encode(hashlib.sha256(b"anbiao hidden " + settings.SECRET_KEY.encode()).digest())
    )


def keep_once(session: SessionBase, name: str, value: Any) -> None:
    """Keeps a secret (a one-time password, activation codes) for the next page, enciphered."""
    session[f"once {name}"] = cipher().encrypt(json.dumps(value).encode()).decode()


def take_once(session: SessionBase, name: str) -> Any:
    """The secret that the page before kept; None the second time."""
    kept = session.pop(f"once {name}", None)
    return None if kept is None else json.loads(cipher().decrypt(kept.encode()))


# ---------- at sign-in, and at every request ----------


@receiver(user_logged_in)
def begin(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    """A session begins: its clock starts anew, other sessions of an office account end, a missing second factor is noted."""
    for key in ("signed_in_at", "seen_at", NEEDS_SECOND_FACTOR, BY_SERVICE):
        request.session.pop(key, None)
    if request.session.session_key is None:
        request.session.save()
    if user.is_government:
        end_sessions(user, reason="elsewhere", now=clock.now(), keep=str(request.session.session_key))
    if request.META.get("REMOTE_ADDR"):
        UserSession.objects.create_from_request(request)
    if needs_second_factor(user):
        request.session[NEEDS_SECOND_FACTOR] = True


def needs_second_factor(user: User) -> bool:
    """Offices and experts sign in with a second factor; a demonstration does without (reliability 4.3)."""
    if settings.DEMONSTRATION or has_second_factor(user):
        return False
    return user.is_government or user.grants.filter(duty__in=ASSIGNED_DUTIES).exists()


def security_keys(user: User) -> list[Authenticator]:
    """The security keys and passkeys of an account, oldest first."""
    rows = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.WEBAUTHN)
    return list(rows.order_by("created_at", "pk"))


def has_second_factor(user: User) -> bool:
    """True when signing in asks for more than the password."""
    return bool(is_mfa_enabled(user, SECOND_FACTORS))


def forget_second_factors(user: User) -> int:
    """Removes the app, the keys and the recovery codes of an account. Returns how many."""
    removed, _models = Authenticator.objects.filter(user_id=user.pk).delete()
    return int(removed)


class Sessions:
    """Tells a browser whose session was ended, and leads who lacks the second factor to setting it up."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answers, or redirects. One more query for a browser with a key that is no session, none for others."""
        if request.user.is_authenticated:
            if request.session.get(NEEDS_SECOND_FACTOR) and not request.path.startswith(FREE_PATHS):
                if needs_second_factor(request.user):
                    return _to(request, "/account/totp/")
                del request.session[NEEDS_SECOND_FACTOR]
            return self.get_response(request)
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        if key and request.session.session_key is None and (told := take_note(key)):
            request.session[ENDED] = told
            if not request.path.startswith((settings.LOGIN_URL, "/static/")):
                return _to(request, f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}")
        return self.get_response(request)


def _to(request: HttpRequest, address: str) -> HttpResponse:
    if getattr(request, "htmx", False):
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return redirect(address)
