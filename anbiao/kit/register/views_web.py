"""The doors of what a person makes of a list: her columns and groups, a view's own address, sharing, pins, feeds."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext

from anbiao.kit.doors import Visit, door
from anbiao.kit.models import SavedView
from anbiao.kit.register import Bulk, Preview, Register, beside, following, saved, undoing
from anbiao.kit.register.bulk import SHOWN_REFUSED
from anbiao.kit.register.filters import ListState
from anbiao.kit.register.known import register_for
from anbiao.kit.register.listing import Listing


@door("save view", writes=True)
def set_columns(request: Visit, register: str) -> HttpResponse:
    """Which columns a list shows, in which order, under which heads; kept for the next time."""
    found = _posted(request, register_for(request.actor, register))
    given = request.POST
    names = moved(given.getlist("cols"), up=given.get("up", ""), down=given.get("down", ""))
    asked = {"cols": ",".join(names), "group": given.get("group", "")}
    wanted = QueryDict("" if "reset" in given else urlencode(asked))
    listing = Listing(found, request.actor, QueryDict(given.get("query", "")))
    chosen = listing.read(wanted)
    saved.remember(request.actor, found.name, ListState(columns=chosen.columns, group=chosen.group).query())
    query = replace(listing.state, columns=chosen.columns, group=chosen.group).query()
    stays_open = "&_open=columns" if {"up", "down"} & set(given) else ""
    return redirect(f"{reverse(found.name)}?{query}{stays_open}")


def moved(names: list[str], *, up: str = "", down: str = "") -> list[str]:
    """The names with one of them a place nearer to the beginning or to the end."""
    for name, way in ((up, -1), (down, 1)):
        if name in names:
            place = names.index(name)
            other = min(max(place + way, 0), len(names) - 1)
            names[place], names[other] = names[other], names[place]
    return names


@door("save view")
def open_view(request: Visit, pk: UUID) -> HttpResponse:
    """The own address of a view: its list, as it was kept."""
    view, register = view_at(request, pk)
    return redirect(f"{reverse(register.name)}?{view.query}")


@door("save view", writes=True)
def pin(request: Visit, pk: UUID) -> HttpResponse:
    """Onto the home page."""
    view, register = view_to_write(request, pk)
    saved.pin_view(request.actor, view)
    messages.success(request, gettext("“%(name)s” stands on your home page now.") % {"name": view.name})
    return _back(register, view)


@door("save view", writes=True)
def unpin(request: Visit, pk: UUID) -> HttpResponse:
    """Off the home page."""
    view, register = view_to_write(request, pk)
    saved.unpin_view(request.actor, view)
    return _back(register, view)


@door("share view", writes=True)
def share(request: Visit, pk: UUID) -> HttpResponse:
    """With a duty, or with nobody any more."""
    view, register = view_to_write(request, pk)
    if view.person != request.actor.person:
        raise Http404
    if duty := request.POST.get("duty", ""):
        saved.share_view(request.actor, view, duty=duty, office=request.POST.get("office", ""))
        messages.success(request, gettext("The view “%(name)s” is shared.") % {"name": view.name})
    else:
        saved.unshare_view(request.actor, view)
        messages.success(request, gettext("The view “%(name)s” is yours alone again.") % {"name": view.name})
    return _back(register, view)


@door("save view", writes=True)
def close_feed(request: Visit, pk: UUID) -> HttpResponse:
    """The secret is taken back."""
    view, register = view_to_write(request, pk)
    saved.close_feed(request.actor, view)
    messages.success(request, gettext("Nothing is read by the old address any more."))
    return _back(register, view)


@door("save view", writes=True)
def follow(request: Visit, register: str, row: UUID) -> HttpResponse:
    """A star."""
    found = _row(request, register, row)
    following.follow(request.actor, found.name, row)
    return _where_she_was(request, found)


@door("save view", writes=True)
def unfollow(request: Visit, register: str, row: UUID) -> HttpResponse:
    """No star any more."""
    found = _row(request, register, row)
    following.unfollow(request.actor, found.name, row)
    return _where_she_was(request, found)


@door("read work")
def side_by_side(request: Visit, register: str) -> HttpResponse:
    """Some rows beside each other."""
    found = register_for(request.actor, register)
    if found is None:
        raise Http404
    query = Listing(found, request.actor, QueryDict(request.GET.get("query", ""))).state.query()
    rows = beside.beside(request, request.actor, found, beside.ids_of(request.GET.getlist("pick")))
    sections = beside.SECTIONS.get(found.name)
    context = {
        "register": found, "rows": rows, "few": beside.how_many(len(rows)), "back": f"{reverse(found.name)}?{query}",
        "styles": sections.styles if sections else (),
    }  # fmt: skip
    return render(request, "kit/register/beside.html", context)


@door("save view", writes=True)
def undo(request: Visit, register: str) -> HttpResponse:
    """The last bulk act of this list: what taking it back would do, then taking it back."""
    found = register_for(request.actor, register)
    if found is None:
        raise Http404
    if request.method == "POST":
        done = undoing.take_back(request.actor, found)
        return render(request, "kit/register/undo.html", _taken_back(found, done, None))
    last = undoing.last_act(request.actor, found)
    if last is None:
        raise Http404
    act, bulk = last
    preview = undoing.weighed(request.actor, found, act)
    return render(request, "kit/register/undo.html", {**_taken_back(found, preview, bulk), "at": act.at})


def _taken_back(register: Register, preview: Preview, bulk: Bulk | None) -> dict[str, Any]:
    words = {
        "will": gettext("Will be taken back") if bulk else gettext("Taken back"),
        "unchanged": gettext("Was so already"),
    }
    return {
        "register": register, "preview": preview, "refused": preview.refused[:SHOWN_REFUSED], "back": reverse(register.name),
        "more_refused": max(0, len(preview.refused) - SHOWN_REFUSED), "asked": bulk,
        "bulk": {**words, "cannot": gettext("Cannot be taken back")},
    }  # fmt: skip


def _row(request: Visit, register: str, row: UUID) -> Register:
    """The register of a row that the actor sees in it."""
    found = _posted(request, register_for(request.actor, register))
    if not found.follows or not found.rows(request.actor).filter(pk=row).exists():
        raise Http404
    return found


def _where_she_was(request: Visit, register: Register) -> HttpResponse:
    """Back to the page of the row, or to the list as it stood."""
    if "query" in request.POST:
        query = Listing(register, request.actor, QueryDict(request.POST["query"])).state.query()
        return redirect(f"{reverse(register.name)}?{query}")
    back = request.headers.get("referer", "")
    allowed = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return redirect(back if allowed else reverse(register.name))


def view_at(request: Visit, pk: UUID) -> tuple[SavedView, Register]:
    view = saved.view_of(request.actor, pk)
    register = register_for(request.actor, view.register) if view else None
    if view is None or register is None:
        raise Http404
    return view, register


def view_to_write(request: Visit, pk: UUID) -> tuple[SavedView, Register]:
    if request.method != "POST":
        raise Http404
    return view_at(request, pk)


def _posted(request: Visit, register: Register | None) -> Register:
    if request.method != "POST" or register is None:
        raise Http404
    return register


def address_of(register: Register, view: SavedView) -> str:
    return f"{reverse(register.name)}?{view.query}"


def _back(register: Register, view: SavedView) -> HttpResponse:
    return redirect(address_of(register, view))


urlpatterns: list[URLPattern] = [
    path("lists/<slug:register>/columns/", set_columns, name="list-columns"),
    path("lists/<slug:register>/undo/", undo, name="list-undo"),
    path("lists/<slug:register>/beside/", side_by_side, name="list-beside"),
    path("lists/<slug:register>/follow/<uuid:row>/", follow, name="list-follow"),
    path("lists/<slug:register>/unfollow/<uuid:row>/", unfollow, name="list-unfollow"),
    path("views/<uuid:pk>/", open_view, name="view"),
    path("views/<uuid:pk>/pin/", pin, name="view-pin"),
    path("views/<uuid:pk>/unpin/", unpin, name="view-unpin"),
    path("views/<uuid:pk>/share/", share, name="view-share"),
    path("views/<uuid:pk>/feed/end/", close_feed, name="view-feed-end"),
]
