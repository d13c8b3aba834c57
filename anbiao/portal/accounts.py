"""Doors of signing in and of the own account. allauth does the work; each of its views stands behind a door of ours."""

import functools
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from typing import Any, cast

from allauth.account.views import LoginView, LogoutView, PasswordChangeView, ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as CodeAgainView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import (
    DownloadRecoveryCodesView,
    GenerateRecoveryCodesView,
    ViewRecoveryCodesView,
)
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import SimpleTemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic.base import View

from anbiao.authority import actions, queries, sessions
from anbiao.authority.naming import name_grants, said, said_place, said_way
from anbiao.kit import clock, doors
from anbiao.kit.browsers import browser_of
from anbiao.kit.doors import ANYONE, SIGNED_IN, Visit, door
from anbiao.kit.texts import say
from anbiao.portal import account_forms as forms
from anbiao.portal import attempts
from anbiao.portal.adapter import speak
from anbiao.portal.cards import card_groups
from anbiao.portal.health import examine
from anbiao.portal.keys_forms import KeyForm
from anbiao.rules.refusal import Refused

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ACTIVATION = "(activation)"  # counts guesses at codes; no account name has brackets


def behind(capability: str, view: type[View], *, writes: bool = True) -> doors.View:
    """An allauth view behind a door: declared, keyed, and its page drawn inside, so that its answer can be kept."""
    opened = cast(Callable[..., HttpResponse], view.as_view())

    @functools.wraps(opened)
    def drawn(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = opened(request, *args, **kwargs)
        return response.render() if isinstance(response, SimpleTemplateResponse) else response

    return door(capability, writes=writes)(drawn)


def onward(request: HttpRequest, wanted: str) -> str:
    """Where to go on, when it lies here; else the first page."""
    hosts = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=hosts, require_https=request.is_secure())
    return wanted if safe else "/"


# ---------- signing in and out ----------


class SignIn(LoginView):  # type: ignore[misc]
    """The sign-in page; in demonstration mode with the cards of the roles."""

    form_class = forms.SignInForm
    template_name = "portal/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What stands beside the form."""
        district = queries.only_district()
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "ended": self.request.session.pop(sessions.ENDED, None),
            "expired": "expired" in self.request.GET,
            "changed": "changed" in self.request.GET,
            "activated": "activated" in self.request.GET,
            "groups": card_groups(queries.demonstration_accounts(), clock.now())
            if settings.DEMONSTRATION
            else [],
            "place": said_place(queries.region_path(district)) if district else "",
            "contact": getattr(settings, "ANBIAO_CONTACT", "") or said(queries.committee_office(district)),
            "services": [(name, said_way(name)) for name in settings.ANBIAO_OUTSIDE],
            "wanted": self.request.POST.get("next") or self.request.GET.get("next", ""),
            "version": program_version(),
            "health": health_line(),
        }


def health_line() -> dict[str, Any]:
    """One sentence on whether everything runs."""
    health = examine()
    words = {
        "migrations": _("The tables are not up to date."),
        "worker": _("The background work stands still."),
        "seals": _("The journal waits for its seal."),
    }
    wrong = [text for name, text in words.items() if not getattr(health, name)]
    return {"ok": health.ok, "text": wrong[0] if wrong else _("Database and background work in order")}


def program_version() -> str:
    """The version as installed."""
    try:
        return version("anbiao")
    except PackageNotFoundError:
        return ""


class SecondStep(AuthenticateView):  # type: ignore[misc]
    """The key or the code after the password; wrong ones count like wrong passwords."""

    form_class = forms.SecondStepForm
    webauthn_form_class = KeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A key is asked for only where there is one."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"has_key": bool(sessions.security_keys(self.stage.login.user))}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Signs in, or shows the form again, or the lock page."""
        return attempts.locked(request, self.stage.login.user.username) or super().post(
            request, *args, **kwargs
        )

    def form_invalid(self, form: Any) -> HttpResponse:
        """One more wrong code or key, if one was given."""
        if any(form.data.get(field) for field in ("code", "credential")):
            attempts.failed(self.request, self.stage.login.user.username)
        response: HttpResponse = super().form_invalid(form)
        return response


sign_in = behind(ANYONE, SignIn)
second_step = behind(ANYONE, SecondStep)
sign_out = behind(ANYONE, LogoutView)


@door(ANYONE, writes=True)
def sign_in_as(request: HttpRequest, username: str) -> HttpResponse:
    """One click, no password: a demonstration account in demonstration mode, and nothing else ever."""
    if not settings.DEMONSTRATION or request.method != "POST":
        raise Http404
    user = get_object_or_404(queries.demonstration_accounts(), username=username)
    login(request, user, backend=BACKEND)
    return speak(redirect(onward(request, request.POST.get("next", ""))), user.language)


# ---------- the own account ----------


class Counted:
    """Wrong guesses at the own password or code count like failed sign-ins: a borrowed session helps nobody to guess."""

    request: HttpRequest
    guessed = ("password", "oldpassword", "code")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """As the view does, unless this account is locked at this address."""
        if page := attempts.locked(request, request.user.get_username()):
            return page
        response: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """Counts, if it was the secret that was wrong."""
        if any(form.data.get(field) and field in form.errors for field in self.guessed):
            attempts.failed(self.request, self.request.user.get_username())
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        return response


class NewPassword(Counted, PasswordChangeView):  # type: ignore[misc]
    """The own password; a one-time password has to be changed before anything else."""

    form_class = forms.NewPasswordForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A demonstration account is everybody's, and has no password of its own."""
        if request.user.is_demonstration or not request.user.has_usable_password():  # type: ignore[union-attr]
            return render(request, "account/no_password.html")
        return cast(HttpResponse, super().dispatch(request, *args, **kwargs))


class PasswordAgain(ReauthenticateView):  # type: ignore[misc]
    """The password again, before the second factor is touched. axes counts in the adapter."""

    form_class = forms.PasswordAgainForm


class CodeAgain(Counted, CodeAgainView):  # type: ignore[misc]
    """The code again, instead of the password."""

    form_class = forms.SecondStepAgainForm


class SetUpSecondFactor(ActivateTOTPView):  # type: ignore[misc]
    """The authenticator app: scan, type the first code."""

    form_class = forms.SecondFactorForm

    def form_valid(self, form: Any) -> HttpResponse:
        """Kept, with its entry in the journal."""
        response: HttpResponse = super().form_valid(form)
        note_in_journal(self.request, "set up second factor")
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """422, so that the page with its secret is not kept as the answer to this form."""
        return self.render_to_response(self.get_context_data(form=form), status=422)  # type: ignore[no-any-return]


class RemoveSecondFactor(DeactivateTOTPView):  # type: ignore[misc]
    """The authenticator app goes, and the recovery codes with it."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Removed, with its entry in the journal."""
        note_in_journal(self.request, "remove second factor")
        response: HttpResponse = super().form_valid(form)
        return response


class NewRecoveryCodes(GenerateRecoveryCodesView):  # type: ignore[misc]
    """New recovery codes; the old ones are void."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Made, with their entry in the journal."""
        note_in_journal(self.request, "make recovery codes")
        response: HttpResponse = super().form_valid(form)
        return response


def note_in_journal(request: HttpRequest, verb: str) -> None:
    """An entry of what was done to the own second factor."""
    actor = cast(Visit, request).actor
    actions.record_second_factor(actor, queries.own_account(actor), verb=verb)


new_password = behind(SIGNED_IN, NewPassword)
password_again = behind(SIGNED_IN, PasswordAgain)
code_again = behind(SIGNED_IN, CodeAgain)
set_up_second_factor = behind(SIGNED_IN, SetUpSecondFactor)
remove_second_factor = behind(SIGNED_IN, RemoveSecondFactor)
recovery_codes = behind(SIGNED_IN, ViewRecoveryCodesView, writes=False)
new_recovery_codes = behind(SIGNED_IN, NewRecoveryCodes)
download_recovery_codes = behind(SIGNED_IN, DownloadRecoveryCodesView, writes=False)


@door(SIGNED_IN)
def my_account(request: Visit) -> HttpResponse:
    """Who I am here, what I may do, and how I sign in."""
    user = queries.own_account(request.actor)
    context = {
        "user": user,
        "office": said(user.organisation),
        "grants": name_grants(queries.grants_of(user, on=request.actor.today)),
        "has_app": is_mfa_enabled(user, [Authenticator.Type.TOTP]),
        "keys": sessions.security_keys(user),
        "open_sessions": len(sessions.sessions_of(user)),
        "identities": queries.identities_of(user).count() if settings.ANBIAO_OUTSIDE else None,
        "may_use_api": request.actor.scope.may("use api"),
    }
    return render(request, "account/account.html", context)


@door(SIGNED_IN, writes=True)
def my_sessions(request: Visit) -> HttpResponse:
    """My open sessions; one of them, or all others, can be ended."""
    user, here = queries.own_account(request.actor), str(request.session.session_key)
    form = forms.EndSessionForm(request.POST or None)
    if form.is_valid():
        actions.end_own_sessions(request.actor, user, keep=here, only=form.cleaned_data["session"])
        return redirect("usersessions_list")
    rows = sessions.sessions_of(user)
    for row in rows:
        row.browser = browser_of(row.user_agent)
    context = {"rows": rows, "here": here, "single": user.is_government}
    return render(request, "usersessions/sessions.html", context)


# ---------- language and theme ----------


@door(ANYONE, writes=True)
def language(request: HttpRequest) -> HttpResponse:
    """The language of the screen: a POST keeps it with the account too, a link only in this browser."""
    form = forms.LanguageForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        raise Http404
    chosen, actor = form.cleaned_data["language"], getattr(request, "actor", None)
    if request.method == "POST" and actor:
        actions.choose_language(actor, queries.own_account(actor), language=chosen)
    return speak(redirect(onward(request, form.cleaned_data["next"])), chosen)


@door(SIGNED_IN, writes=True)
def theme(request: Visit) -> HttpResponse:
    """Light, dark, or as the machine has it."""
    form = forms.ThemeForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        raise Http404
    actions.choose_theme(request.actor, queries.own_account(request.actor), theme=form.cleaned_data["theme"])
    return redirect(onward(request, form.cleaned_data["next"]))


# ---------- activation of a unit's account ----------


@door(ANYONE, writes=True)
@sensitive_post_parameters("password", "password_again", "code")
def activate(request: HttpRequest) -> HttpResponse:
    """A printed code becomes an account. Wrong, used and expired codes get the same words, and count as guesses."""
    if getattr(request, "actor", None):
        return redirect("/")
    if request.method != "POST":
        return _activation_page(request, forms.ActivationForm())
    if page := attempts.locked(request, ACTIVATION):
        return page
    form = forms.ActivationForm(request.POST)
    if not form.is_valid():
        return _activation_page(request, form)
    given = {key: form.cleaned_data[key] for key in ("code", "username", "name", "phone", "password")}
    try:
        actions.activate(**given, now=clock.now())
    except Refused as refused:
        for refusal in refused.refusals:
            form.add_error(refusal.field or None, say(refusal))
            if refusal.code == "code":
                attempts.failed(request, ACTIVATION)
        return _activation_page(request, form)
    return redirect(f"{settings.LOGIN_URL}?activated=1")


def _activation_page(request: HttpRequest, form: forms.ActivationForm) -> HttpResponse:
    """422 when it was not accepted: then nothing is kept of what was typed."""
    return render(request, "portal/activation.html", {"form": form}, status=422 if form.errors else 200)


@door("issue activation")
def activation_slips(request: Visit) -> HttpResponse:
    """The codes that the page before has made, a slip a unit, to be printed and handed over. Shown once."""
    slips = sessions.take_once(request.session, "slips")
    context = {
        "slips": [{"unit": unit, "code": actions.grouped(code)} for unit, code in slips or []],
        "address": request.build_absolute_uri("/activate/"),
        "days": actions.ACTIVATION_DAYS,
        "title": _("Activation slips"),
    }
    response = render(request, "portal/activation_slip.html", context)
    response["Cache-Control"] = "no-store"
    return response
