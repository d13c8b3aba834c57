"""The doors of notices: one's own, how one wants to be told, and for the office each with its proof."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from anbiao.authority.forms import show_refused
from anbiao.authority.queries import own_account
from anbiao.kit.doors import Visit, door
from anbiao.kit.notices import actions, queries
from anbiao.oversight.actions import settle_over
from anbiao.oversight.forms.notices import WishesForm
from anbiao.oversight.notices_page import SHOWN, shown
from anbiao.rules.refusal import Refused


@door("read work")
def mine(request: Visit) -> HttpResponse:
    """What I was told, the newest first; whoever has this page before her has seen it."""
    settle_over(request.actor)
    rows = queries.own(request.actor).order_by("-made_at", "-id")
    before = parse_datetime(request.GET.get("before", "")[:40])
    found = list((rows.filter(made_at__lt=before) if before and before.tzinfo else rows)[: SHOWN + 1])
    return _mine(request, found[:SHOWN], more=len(found) > SHOWN)


@door("read work")
def one(request: Visit, pk: UUID) -> HttpResponse:
    """One of them: where the link of a message leads."""
    return _mine(request, [get_object_or_404(queries.own(request.actor), pk=pk)], is_one=True)


def _mine(request: Visit, rows: list[Any], *, more: bool = False, is_one: bool = False) -> HttpResponse:
    found = shown(request.actor, rows)
    actions.look(request.actor, rows)
    context = {"notices": found, "new": sum(each.was_new for each in found), "more": more, "is_one": is_one}
    return render(request, "oversight/notices/mine.html", context)


@door("save notice", writes=True)
def wishes(request: Visit) -> HttpResponse:
    """Over which ways, at which addresses, and when not."""
    form = WishesForm(queries.wishes_of(request.actor), request.POST or None)
    if form.is_valid():
        account = own_account(request.actor)
        try:
            actions.keep_wishes(request.actor, **form.wanted(request.actor, account.username))
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(request, gettext("So you will be told from now on."))
            return redirect("my-notices")
    context = {"form": form, "ways": settings.ANBIAO_CHANNELS}
    return render(request, "oversight/notices/wishes.html", context, status=422 if form.errors else 200)


@door("read notice")
def proof(request: Visit, pk: UUID) -> HttpResponse:
    """One notice of somebody: what she was told, over which ways, every try, and what it led to."""
    row = get_object_or_404(queries.notices(request.actor), pk=pk)
    context = {"notice": shown(request.actor, [row])[0], "row": row, "ways": queries.tries_of(row)}
    return render(request, "oversight/notices/proof.html", context)


urlpatterns = [
    path("my-notices/", mine, name="my-notices"),
    path("my-notices/settings/", wishes, name="my-notices-settings"),
    path("my-notices/<uuid:pk>/", one, name="my-notice"),
    path("notice/<uuid:pk>/", proof, name="notice"),
]
