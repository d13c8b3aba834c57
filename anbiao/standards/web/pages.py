"""Reading standards: the register of editions, an edition with its clauses, what differs from another, phrases."""

from collections import Counter
from typing import Any
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from anbiao.kit.doors import Visit, door
from anbiao.kit.register.filters import clean
from anbiao.kit.search import LONGEST
from anbiao.rules.refusal import Refused
from anbiao.standards import actions, comparing, queries, telling
from anbiao.standards.forms import ConfirmForm, UnitsForm, show_refused
from anbiao.standards.models import Edition

MOST_PHRASES = 60


def found_edition(request: Visit, urn: str, number: str) -> Edition:
    """An edition of the reader's district, by its name. Raises Http404."""
    row = queries.edition(request.actor.district, urn, number)
    if row is None:
        raise Http404
    return row


@door("read standard")
def standards(request: Visit) -> HttpResponse:
    """Every edition, by kind; and the clauses in which what was typed stands."""
    actor, words = request.actor, clean(request.GET.get("q", ""))[:LONGEST]
    kind = request.GET.get("kind", "") if request.GET.get("kind", "") in Edition.Kind.values else ""
    rows = list(queries.editions(actor.district))
    numbers = Counter(row.kind for row in rows)
    confirmed = queries.confirmed(actor.district)
    tabs = [("", gettext("All"), len(rows))]
    tabs += [
        (code, gettext(str(label)), numbers[code]) for code, label in Edition.Kind.choices if numbers[code]
    ]
    context = {
        "words": words, "kind": kind, "tabs": [{"kind": k, "label": w, "number": n, "query": _query(k, words)} for k, w, n in tabs],
        "rows": [telling.edition_row(row, confirmed.get(row.pk, 0), actor.today) for row in rows if kind in ("", row.kind)],
        "found": [telling.found_clause(each) for each in queries.search(actor.district, words, kind=kind)] if words else [],
        "most": queries.MOST_FOUND, "clauses": sum(row.clause_count for row in rows), "confirmed": sum(confirmed.values()),
        "local": sum(1 for row in rows if row.route == Edition.Route.LOCAL),
    }  # fmt: skip
    return render(request, "standards/standards.html", context)


def _query(kind: str, words: str) -> str:
    return urlencode([(name, value) for name, value in (("kind", kind), ("q", words)) if value])


@door("read standard")
def standards_applying(request: Visit) -> HttpResponse:
    """Which scoring table and check-lists apply to a unit of a sector, class and features, and why not the others."""
    actor, form = request.actor, UnitsForm(request.GET)
    sector, size_class, features = form.chosen()
    asked: dict[str, Any] = {
        "sector": sector,
        "size_class": size_class,
        "features": features,
        "on": actor.today,
        "district": actor.district,
    }
    criteria = queries.criteria_for(sector, features, actor.today, district=actor.district)
    context = {
        "form": form, "query": request.GET.urlencode(), "criteria": telling.by_edition(criteria),
        "answers": [
            telling.answer(kind, queries.applying_to(kind=kind, **asked))
            for kind in (Edition.Kind.SCORING, Edition.Kind.CHECKLIST)
        ],
    }  # fmt: skip
    return render(request, "standards/applying.html", context)


@door("read standard")
def standard_newest(request: Visit, urn: str) -> HttpResponse:
    """To the newest edition of a standard, and there to a clause where one is named: `?ref=GM10-3-1`."""
    row = found_edition(request, urn, "")
    ref = clean(request.GET.get("ref", ""))[:LONGEST]
    address = reverse("standard", args=[row.urn, row.edition])
    return redirect(f"{address}#c-{quote(ref)}" if ref else address)


@door("read standard")
def standard(request: Visit, urn: str, number: str) -> HttpResponse:
    """One edition: contents, sections, clauses, each with its source and how far it is known."""
    return _page(request, found_edition(request, urn, number), ConfirmForm())


@door("confirm clause", writes=True)
def standard_confirm(request: Visit, urn: str, number: str) -> HttpResponse:
    """Records which clauses were compared with the official text."""
    row = found_edition(request, urn, number)
    if request.method != "POST":
        return redirect("standard", urn=urn, number=number)
    form = ConfirmForm(request.POST)
    refs = [clean(ref) for ref in request.POST.getlist("ref")]
    if form.is_valid() and not refs:
        form.add_error(None, gettext("Choose the clauses that you have compared."))
    if form.is_valid():
        try:
            done = actions.confirm(request.actor, row, refs, note=form.cleaned_data["note"])
        except Refused as refused:
            show_refused(form, refused)
        else:
            words = ngettext("%(number)s clause is confirmed.", "%(number)s clauses are confirmed.", done)
            messages.success(request, words % {"number": done})
            return redirect("standard", urn=urn, number=number)
    return _page(request, row, form, chosen=frozenset(refs))


def _page(
    request: Visit, row: Edition, form: ConfirmForm, *, chosen: frozenset[str] = frozenset()
) -> HttpResponse:
    actor = request.actor
    content = queries.content(row)
    confirmed = queries.confirmations(actor.district, row)
    others = [each for each in queries.editions(actor.district) if each.urn == row.urn and each.pk != row.pk]
    context = {
        "row": row, "told": telling.edition_row(row, len(confirmed), actor.today), "content": content,
        "sections": telling.sections(content, queries.clauses(row), confirmed, chosen),
        "head": telling.head(row, content), "form": form, "may_confirm": actor.scope.may("confirm clause"),
        "others": [{"row": each, "title": telling.title(each)} for each in others],
        "narrow": request.GET.get("open") == "1",
    }  # fmt: skip
    return render(request, "standards/standard.html", context, status=422 if form.errors else 200)


@door("read standard")
def standard_diff(request: Visit, urn: str, number: str, old: str) -> HttpResponse:
    """What differs between two editions, by the map of the newer one."""
    after, before = found_edition(request, urn, number), found_edition(request, urn, old)
    changes = comparing.diff(queries.content(before), queries.content(after))
    context = {
        "before": before, "after": after, "title": telling.title(after), "counts": telling.counted(comparing.counts(changes)),
        "changes": [telling.change(each) for each in changes if each.what != "same"],
    }  # fmt: skip
    return render(request, "standards/diff.html", context)


@door("read standard")
def phrases(request: Visit) -> HttpResponse:
    """Hazard phrases, found by keyword and pinyin: law, measure, usual days, grade."""
    actor, words = request.actor, clean(request.GET.get("q", ""))[:LONGEST]
    form = UnitsForm(request.GET)
    sector, _size, _features = form.chosen()
    rows = queries.phrases(words, sector, MOST_PHRASES, on=actor.today, district=actor.district)
    context: dict[str, Any] = {
        "words": words, "form": form, "rows": [telling.phrase(row) for row in rows], "most": MOST_PHRASES,
        "there_are": bool(rows) or queries.editions(actor.district, kind="phrases").exists(), "clear": reverse("phrases"),
    }  # fmt: skip
    return render(request, "standards/phrases.html", context)
