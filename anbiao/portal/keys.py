"""Doors of security keys and passkeys (WebAuthn) as second factor. allauth does the work; each of its views stands behind a door of ours."""

from typing import Any

from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from django.http import HttpResponse
from django.urls import path, reverse_lazy

from anbiao.kit.doors import SIGNED_IN
from anbiao.portal import attempts
from anbiao.portal.accounts import Counted, behind, note_in_journal
from anbiao.portal.keys_forms import AddKeyForm, KeyAgainForm


class AddKey(AddWebAuthnView):  # type: ignore[misc]
    """A key is added; with the first factor come recovery codes."""

    form_class = AddKeyForm

    def form_valid(self, form: Any) -> HttpResponse:
        """Kept, with its entry in the journal."""
        response: HttpResponse = super().form_valid(form)
        note_in_journal(self.request, "add security key")
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """422: a new question goes out with the page, and the old one's answer is worth nothing any more."""
        return self.render_to_response(self.get_context_data(form=form) | {"form": form}, status=422)  # type: ignore[no-any-return]


class RemoveKey(RemoveWebAuthnView):  # type: ignore[misc]
    """One of the own keys goes; with the last factor the recovery codes, too."""

    pk_url_kwarg = "key"
    success_url = reverse_lazy("account")

    def form_valid(self, form: Any) -> HttpResponse:
        """Removed, with its entry in the journal."""
        note_in_journal(self.request, "remove security key")
        response: HttpResponse = super().form_valid(form)
        return response


class KeyAgain(Counted, ReauthenticateWebAuthnView):  # type: ignore[misc]
    """The key again, instead of the password."""

    form_class = KeyAgainForm

    def form_invalid(self, form: Any) -> HttpResponse:
        """An answer that is none counts like a wrong code; the page is shown with a new question."""
        if form.data.get("credential"):
            attempts.failed(self.request, self.request.user.get_username())
        return self.render_to_response(self.get_context_data() | {"form": form}, status=422)  # type: ignore[no-any-return]


urlpatterns = [
    path("account/keys/add/", behind(SIGNED_IN, AddKey), name="mfa_add_webauthn"),
    path("account/keys/<int:key>/remove/", behind(SIGNED_IN, RemoveKey), name="mfa_remove_webauthn"),
    path("account/confirm/key/", behind(SIGNED_IN, KeyAgain), name="mfa_reauthenticate_webauthn"),
]
