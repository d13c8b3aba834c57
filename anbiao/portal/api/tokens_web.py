"""The doors of tokens: one's own made, shown once and revoked; anybody's seen and revoked by an administrator."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext

from anbiao.authority import queries, sessions
from anbiao.authority.actions.tokens import make_token, revoke_token
from anbiao.authority.forms import show_refused
from anbiao.authority.models import Token
from anbiao.authority.naming import said
from anbiao.authority.registers import token_state
from anbiao.kit.doors import Visit, door
from anbiao.kit.register.columns import joined
from anbiao.portal.api.application import opens
from anbiao.portal.api.forms import TokenForm
from anbiao.registry.queries import in_words, region_name, sectors
from anbiao.rules.refusal import Refused


def _opens() -> dict[str, list[str]]:
    from anbiao.portal.urls import API_REGISTERS  # the list of addresses, which names these doors too

    return opens(API_REGISTERS)


def _told(request: Visit, rows: Sequence[Token]) -> list[Token]:
    """Tokens with the words that pages show."""
    words = _opens()
    for row in rows:
        state = token_state(row, request.actor.today)
        row.state_mark, row.state_label = state.mark, gettext(state.label)  # type: ignore[attr-defined]
        row.may = [joined(words[each]) for each in row.capabilities if each in words]  # type: ignore[attr-defined]
        row.over = _over(row)  # type: ignore[attr-defined]
        row.who = said(row.user)  # type: ignore[attr-defined]
        row.is_open = state.name == "in_force"  # type: ignore[attr-defined]
    return list(rows)


def _over(row: Token) -> str:
    names = [in_words(names) for code, names in sectors().items() if code in (row.sectors or ())]
    parts = [region_name(row.region) if row.region else "", joined(names)]
    return " · ".join(part for part in parts if part) or gettext("as far as the person")


@door("use api")
def mine(request: Visit) -> HttpResponse:
    """My tokens."""
    rows = _told(request, list(queries.own_tokens(request.actor)[:100]))
    return render(request, "portal/api/tokens.html", {"rows": rows})


@door("use api", writes=True)
def new(request: Visit) -> HttpResponse:
    """A new token; its secret is on the next page, once."""
    form = TokenForm(request.actor, _opens(), request.POST or None)
    if form.is_valid():
        try:
            token, secret = make_token(request.actor, **form.values())
        except Refused as refused:
            show_refused(form, refused)
        else:
            # Not on the answer itself: answers to forms are kept, secrets are not.
            sessions.keep_once(request.session, "token", [token.name, secret])
            return redirect("my-token-shown")
    context = {"form": form, "boxes": [form["reads"], form["acts"]]}
    return render(request, "portal/api/token_new.html", context, status=422 if form.errors else 200)


@door("use api")
def shown(request: Visit) -> HttpResponse:
    """The secret that was just made; the second time there is none."""
    name, secret = sessions.take_once(request.session, "token") or ("", "")
    response = render(request, "portal/api/token_shown.html", {"name": name, "secret": secret})
    response["Cache-Control"] = "no-store"
    return response


@door("use api", writes=True)
def revoke_mine(request: Visit, pk: UUID) -> HttpResponse:
    """A token of mine ends at once."""
    token = get_object_or_404(queries.own_tokens(request.actor), pk=pk)
    if request.method != "POST":
        raise Http404
    revoke_token(request.actor, token)
    messages.success(request, gettext("The token “%(name)s” holds no more.") % {"name": token.name})
    return redirect("my-tokens")


@door("read token")
def one(request: Visit, pk: UUID) -> HttpResponse:
    """A token as an administrator sees it."""
    token = get_object_or_404(queries.tokens(request.actor.scope), pk=pk)
    may_revoke = queries.tokens(request.actor.scope, "revoke token").filter(pk=pk).exists()
    context = {"token": _told(request, [token])[0], "may_revoke": may_revoke}
    return render(request, "portal/api/token.html", context)


@door("revoke token", writes=True)
def revoke(request: Visit, pk: UUID) -> HttpResponse:
    """Anybody's token ends at once."""
    token = get_object_or_404(queries.tokens(request.actor.scope, "revoke token"), pk=pk)
    if request.method == "POST":
        revoke_token(request.actor, token)
    return redirect("token", pk=pk)


urlpatterns = [
    path("my-tokens/", mine, name="my-tokens"),
    path("my-tokens/new/", new, name="my-token-new"),
    path("my-tokens/shown/", shown, name="my-token-shown"),
    path("my-tokens/<uuid:pk>/revoke/", revoke_mine, name="my-token-revoke"),
    path("token/<uuid:pk>/", one, name="token"),
    path("token/<uuid:pk>/revoke/", revoke, name="token-revoke"),
]
