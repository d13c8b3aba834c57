"""The doors of a register: list, export, bulk work, saved views. One call gives them all."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, path, reverse
from django.urls.resolvers import URLPattern
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext

from anbiao.kit.doors import Visit, door
from anbiao.kit.register import Act, Bulk, Register, undoing
from anbiao.kit.register.bulk import MOST_PICKED, SHOWN_REFUSED, Preview
from anbiao.kit.register.export import FORMATS, button, file_name, same_reach, write_file
from anbiao.kit.register.filters import ListState, clean
from anbiao.kit.register.known import know
from anbiao.kit.register.listing import Listing
from anbiao.kit.register.saved import delete_view, offices, save_view, uses_of
from anbiao.kit.register.undoing import last_act
from anbiao.rules.duties import DUTIES


def register_urls(register: Register) -> list[URLPattern]:
    """Every address of a list: the page under the register's own name, the others under "name-export" and so on."""
    at, name = register.path, register.name
    know(register)
    found = [
        path(f"{at}/", _list(register), name=name),
        path(f"{at}/views/", _save(register), name=f"{name}-views"),
        path(f"{at}/views/<uuid:pk>/delete/", _delete(register), name=f"{name}-view-delete"),
    ]
    if register.export:
        found += [
            path(f"{at}/export.{kind}", _export(register, kind), name=f"{name}-{kind}") for kind in FORMATS
        ]
    for bulk in register.bulk:
        found.append(path(f"{at}/bulk/{bulk.name}/", _bulk(register, bulk), name=f"{name}-{bulk.name}"))
    return found


# ---------- list ----------


def _list(register: Register) -> Callable[..., HttpResponse]:
    @door(register.capability)
    def show_list(request: HttpRequest) -> HttpResponse:
        listing = Listing(register, _visit(request).actor, request.GET)
        context = list_context(listing)
        template = "kit/register/list.html" if _is_fragment(request) else "kit/register/page.html"
        response = render(request, template, context)
        if _is_fragment(request):
            response["HX-Push-Url"] = (
                f"?{listing.state.query(after=listing.state.after, before=listing.state.before)}"
            )
        patch_vary_headers(response, ["HX-Request"])
        return response

    return show_list


def list_context(listing: Listing) -> dict[str, Any]:
    """What the list's templates show."""
    register, scope = listing.register, listing.actor.scope
    total = listing.total
    exact = total.number if total.is_exact and same_reach(register, listing.actor) else None
    exportable = bool(register.export) and scope.may(register.export)
    bulk = [
        {"label": each.label, "url": reverse(f"{register.name}-{each.name}"), "name": each.name}
        for each in register.bulk
        if scope.may(each.capability)
    ]
    prints = _acts(listing, register.prints)
    acts = _acts(listing, register.acts)
    return {
        "register": register,
        "listing": listing,
        "counted": register.noun(total.number, str(total)),
        "export_label": button(register, exact) if exportable and total.number else "",
        "query": listing.state.query(),
        "urls": {"list": reverse(register.name), **_urls(register)},
        "acts": acts,
        # One filled button a page: where the head has it, that of an empty list is a plain one.
        "leads": any(act["main"] for act in acts),
        "empty_act": next(iter(_acts(listing, (register.empty.act,) if register.empty.act else ())), None),
        "bulk": bulk,
        "prints": prints,
        "picks": bool(bulk or prints),
        "searches": register.search is not None,
        "may_save": scope.may("save view"),
        "span": len(listing.columns) + bool(bulk or prints),
        "columns_open": listing.params.get("_open") == "columns",
        "menu": view_menu(listing),
        "last_act": last_act(listing.actor, register),
    }


def view_menu(listing: Listing) -> dict[str, Any] | None:
    """What may be done with the kept view that is open; None on any other address. One query."""
    tab = next((tab for tab in listing.tabs if tab.current and tab.kept), None)
    if tab is None or tab.kept is None:
        return None
    actor, use = listing.actor, uses_of(listing.actor, tab.kept)
    return {
        "view": tab.kept, "is_own": tab.is_own, "is_pinned": bool(use and use.pinned_at),
        "has_feed": bool(use and use.token_sha256), "feed_since": use.feed_since if use else None,
        "duties": [(duty.name, gettext(duty.label)) for duty in DUTIES if duty.level != "system"],
        "offices": list(offices(actor).items()) if tab.is_own else (), "office": str(tab.kept.organisation or ""),
    }  # fmt: skip


def _urls(register: Register) -> dict[str, str]:
    kinds = FORMATS if register.export else ()
    return {
        "views": reverse(f"{register.name}-views"),
        **{kind: reverse(f"{register.name}-{kind}") for kind in kinds},
    }


def _acts(listing: Listing, acts: tuple[Act, ...]) -> list[dict[str, Any]]:
    shown = []
    for act in acts:
        if not listing.actor.scope.may(act.capability):
            continue
        try:
            shown.append({"label": act.label, "url": reverse(act.url_name), "main": act.is_main})
        except NoReverseMatch:
            continue
    return shown


# ---------- export ----------


def _export(register: Register, kind: str) -> Callable[..., HttpResponse]:
    @door(register.export)
    def export(request: HttpRequest) -> HttpResponse:
        actor = _visit(request).actor
        state = Listing(register, actor, request.GET).state
        with tempfile.TemporaryDirectory(prefix="anbiao-export-") as folder:
            target = Path(folder) / f"list.{kind}"
            write_file(register, actor, state, target, kind)
            # Opened here, removed with the folder: the open file stays readable until it is sent.
            file = target.open("rb")
        name = file_name(register, actor.today, kind)
        return FileResponse(file, as_attachment=True, filename=name, content_type=FORMATS[kind])  # type: ignore[return-value]

    return export


# ---------- bulk ----------


def _bulk(register: Register, bulk: Bulk) -> Callable[..., HttpResponse]:
    @door(bulk.capability, writes=True)
    def run_bulk(request: HttpRequest) -> HttpResponse:
        actor = _visit(request).actor
        given = request.POST if request.method == "POST" else request.GET
        picked, rows = picked_rows(
            register, Listing(register, actor, QueryDict(given.get("query", ""))), given
        )
        asked = any(name.startswith("f-") for name in given)
        form = bulk.form(actor, given if asked else None)
        back = f"{reverse(register.name)}?{picked['query']}"
        if request.method == "POST" and form.is_valid():
            done = undoing.write(actor, register, bulk, rows, form.cleaned_data)
            return _written(request, register, bulk, done, back)
        preview = bulk.preview(actor, rows, form.cleaned_data) if asked and form.is_valid() else None
        context = {
            "register": register, "bulk": bulk, "form": form, "picked": picked, "back": back, "asked": asked,
            "url": reverse(f"{register.name}-{bulk.name}"), **_previewed(actor, bulk, preview, form),
        }  # fmt: skip
        template = "kit/register/bulk.html" if _is_fragment(request) else "kit/register/bulk_page.html"
        return render(request, template, context)

    return run_bulk


def picked_rows(register: Register, listing: Listing, given: QueryDict) -> tuple[dict[str, Any], Any]:
    """The chosen rows as the form repeats them, and as a query: those ticked, or all that the filters leave."""
    state = listing.state
    if given.get("all"):
        return {"ids": [], "all": True, "query": state.query()}, register.rows(listing.actor, state)
    ids = [row for text in given.getlist("pick")[:MOST_PICKED] if (row := _uuid(text))]
    rows = register.rows(listing.actor, ListState()).filter(pk__in=ids)
    return {"ids": ids, "all": False, "query": state.query()}, rows


def _previewed(actor: Any, bulk: Bulk, preview: Preview | None, form: Any) -> dict[str, Any]:
    if preview is None:
        return {"preview": None}
    remark = bulk.remark(actor, preview, form.cleaned_data) if bulk.remark else ""
    return {
        "preview": preview, "refused": preview.refused[:SHOWN_REFUSED], "remark": remark,
        "more_refused": max(0, len(preview.refused) - SHOWN_REFUSED), "button": bulk.button(len(preview.change)),
    }  # fmt: skip


def _written(request: HttpRequest, register: Register, bulk: Bulk, done: Preview, back: str) -> HttpResponse:
    if done.refused:
        context = {
            "register": register, "bulk": bulk, "back": back, "preview": done, "refused": done.refused[:SHOWN_REFUSED],
            "more_refused": max(0, len(done.refused) - SHOWN_REFUSED),
        }  # fmt: skip
        return render(request, "kit/register/bulk_done.html", context)
    words = gettext("%(what)s: %(number)s written, %(same)s were so already.")
    counted = {"what": bulk.label, "number": f"{len(done.change):,}", "same": f"{len(done.same):,}"}
    messages.success(request, words % counted)
    return redirect(back)


# ---------- saved views ----------


def _save(register: Register) -> Callable[..., HttpResponse]:
    @door("save view", writes=True)
    def save(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            raise Http404
        actor = _visit(request).actor
        query = Listing(register, actor, QueryDict(request.POST.get("query", ""))).state.query()
        view = save_view(actor, register.name, name=clean(request.POST.get("name", ""))[:40], query=query)
        messages.success(request, gettext("The view “%(name)s” is kept.") % {"name": view.name})
        return redirect(f"{reverse(register.name)}?{view.query}")

    return save


def _delete(register: Register) -> Callable[..., HttpResponse]:
    @door("save view", writes=True)
    def delete(request: HttpRequest, pk: UUID) -> HttpResponse:
        if request.method != "POST" or not delete_view(_visit(request).actor, register.name, pk):
            raise Http404
        messages.success(request, gettext("The view is deleted."))
        return redirect(reverse(register.name))

    return delete


def _visit(request: HttpRequest) -> Visit:
    return request  # type: ignore[return-value]


def _is_fragment(request: HttpRequest) -> bool:
    htmx = _visit(request).htmx
    return bool(htmx) and not htmx.history_restore_request and not htmx.boosted


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
