"""What a person decides: the sector that no rule reached, two units or one, a responsibility acknowledged or declined."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.kit.doors import Visit, door
from anbiao.kit.register.columns import joined
from anbiao.kit.templatetags.kit import say_day
from anbiao.kit.workflow import refusals
from anbiao.registry import actions, queries, sections
from anbiao.registry.forms import AnswerForm, DuplicateForm, RouteForm, show_refused
from anbiao.registry.models import DuplicatePair, Enterprise, Responsibility
from anbiao.rules import likeness, units
from anbiao.rules.identifiers import mask_phone
from anbiao.rules.places import Scope
from anbiao.rules.refusal import Refused

SHOWN_FOLLOWERS = 10
CONFIDENCE = {"certain": _("certain"), "likely": _("likely")}
MARKS = {"certain": "done", "likely": "doing"}


# ---------- why this bureau? ----------


@door("read routing", writes=True)
def unit_route(request: Visit, pk: UUID) -> HttpResponse:
    """Every answer of the rules with its reasons; and the district's own decision (业务相近原则)."""
    capability = "route enterprise" if request.method == "POST" else "read enterprise"
    unit = get_object_or_404(queries.enterprises(request.actor, capability), pk=pk)
    form = RouteForm(request.POST or None)
    if form.is_valid():
        try:
            number = actions.route_unit(request.actor, unit, **form.cleaned_data)
        except Refused as refused:
            show_refused(form, refused)
        else:
            words = ngettext(
                "%(number)s unit has its sector now.", "%(number)s units have their sector now.", number
            )
            messages.success(request, words % {"number": f"{number:,}"})
            return redirect("enterprise", pk=pk)
    return _route_page(request, unit, form)


def _route_page(request: Visit, unit: Enterprise, form: RouteForm) -> HttpResponse:
    offices = queries.regulators(unit.district)
    may_decide = request.actor.scope.allows("route enterprise", unit.place())
    asked = (
        form
        if form.is_bound
        else RouteForm(initial={key: request.GET[key] for key in form.fields if key in request.GET})
    )
    context: dict[str, Any] = {
        "unit": unit,
        "form": asked,
        "sector": queries.sector_name(unit.sector),
        "office": sections.name_of(offices.get(unit.sector)),
        "basis": queries.basis_words(unit.routed_by),
        "answers": [_answer(routed, offices) for routed in queries.explanation(unit)],
        "may_decide": may_decide,
        "listed": queries.listed("features"),
    }
    word = request.GET.get("word", "").strip()[:20]
    if may_decide and word and word in unit.name and len(word) > 1:
        rows = actions.followers(request.actor, unit, word).exclude(pk=unit.pk)
        context |= {
            "word": word,
            "followers": rows.order_by("name_key")[:SHOWN_FOLLOWERS],
            "number": rows.count(),
        }
    return render(request, "registry/route.html", context, status=422 if form.errors else 200)


def _answer(routed: Any, offices: dict[str, Any]) -> dict[str, Any]:
    return {
        "sector": queries.sector_name(routed.sector or ""),
        "office": sections.name_of(offices.get(routed.sector or "")),
        "rule": routed.rule if routed.rule is not None and routed.rule > 0 else None,
        "decision": -routed.rule if routed.rule is not None and routed.rule < 0 else None,
        "mark": MARKS.get(routed.confidence, "wait"),
        "confidence": CONFIDENCE.get(routed.confidence, ""),
        "reasons": queries.reasons(routed),
    }


# ---------- two units, or one? ----------


@dataclass(frozen=True)
class Compared:
    """One fact of both units; `differs` washes the row."""

    label: Any
    first: str
    second: str

    @property
    def differs(self) -> bool:
        """True when both say something and not the same, or only one says it."""
        return self.first != self.second


@door("read duplicate", writes=True)
def duplicate(request: Visit, pk: UUID) -> HttpResponse:
    """Two units that may be one, side by side; then the next pair."""
    capability = "resolve duplicate" if request.method == "POST" else "read duplicate"
    pair = get_object_or_404(queries.duplicates(request.actor, capability), pk=pk)
    form = DuplicateForm(_sides(pair), request.POST or None)
    if form.is_valid():
        chosen = form.cleaned_data["decision"]
        keep = {form.FIRST: pair.first_id, form.SECOND: pair.second_id}.get(chosen)
        try:
            actions.decide_duplicate(
                request.actor, pair, same=keep is not None, keep=keep, note=form.cleaned_data["note"]
            )
        except Refused as refused:
            show_refused(form, refused)
        else:
            return _decided(request, pair, keep)
    return _pair_page(request, pair, form)


def _sides(pair: DuplicatePair) -> tuple[str, str]:
    """What the two are called where one has to be chosen: with the code where the names are the same."""
    one, other = pair.first, pair.second
    if one.name != other.name:
        return one.name, other.name
    return (
        f"{one.name} {one.uscc or gettext('no credit code')}",
        f"{other.name} {other.uscc or gettext('no credit code')}",
    )


def _decided(request: Visit, pair: DuplicatePair, keep: UUID | None) -> HttpResponse:
    kept = pair.first if keep == pair.first_id else pair.second
    words = gettext("They are one unit; “%(name)s” stays with both codes.") % {"name": kept.name}
    messages.success(request, words if keep else gettext("They are two units; both stay."))
    _before, after, number = queries.beside(request.actor, pair)
    if after is not None and number:
        return redirect("duplicate", pk=after.pk)
    return redirect(f"{reverse('duplicates')}?state=open")


def _pair_page(request: Visit, pair: DuplicatePair, form: DuplicateForm) -> HttpResponse:
    actor = request.actor
    before, after, number = queries.beside(actor, pair)
    seen = queries.seen_units(actor, [pair.first_id, pair.second_id])
    state = units.DUPLICATE.state(pair.state)
    open_ = pair.state == units.DUPLICATE.initial
    allowed = all(actor.scope.allows("resolve duplicate", unit.place()) for unit in (pair.first, pair.second))
    may = actor.scope.allows("resolve duplicate", pair.place())
    context = {
        "pair": pair,
        "form": form,
        "compared": _compared(actor.scope, pair, seen, actor.today),
        "first_seen": pair.first_id in seen,
        "second_seen": pair.second_id in seen,
        "reasons": joined(gettext(likeness.REASONS[reason]) for reason in pair.reasons),
        "score": f"{pair.score:.0%}",
        "state": {"mark": state.mark, "label": gettext(state.label)},
        "before": before,
        "after": after,
        "number": number,
        "may_decide": open_ and may and allowed,
        "elsewhere": open_ and may and not allowed,
    }
    return render(request, "registry/duplicate.html", context, status=422 if form.errors else 200)


def _compared(scope: Scope, pair: DuplicatePair, seen: set[UUID], today: Any) -> Sequence[Compared]:
    """Every fact of both; of a unit elsewhere only what tells which one it is."""
    one, other = (_told(unit, unit.pk in seen, today) for unit in (pair.first, pair.second))
    return [Compared(label, one.get(key, ""), other.get(key, "")) for key, label in COMPARED.items()]


COMPARED = {
    "name": pgettext_lazy("thing", "Name"), "uscc": _("Credit code"), "aliases": _("Other names"), "place": _("Town and village"),
    "address": _("Address"), "principal": _("Principal"), "phone": _("Telephone"), "sector": _("Sector"),
    "industry": _("Industry code"), "business_scope": _("Business scope"), "size_class": _("Class"),
    "employees": _("Employees"), "features": _("Risk features"), "state": _("Status"),
    "verified_on": _("Verified"), "registered_on": _("Registered"),
}  # fmt: skip


def _told(unit: Enterprise, whole: bool, today: Any) -> dict[str, str]:
    short = {"name": unit.name, "uscc": unit.uscc or "", "place": sections.place_words(unit.region)}
    if not whole:
        return short
    known = queries.listed("features")
    return short | {
        "aliases": joined(unit.aliases),
        "address": unit.address,
        "principal": unit.principal,
        "phone": mask_phone(unit.phone) if unit.phone else "",
        "sector": queries.sector_name(unit.sector),
        "industry": unit.industry,
        "business_scope": unit.business_scope,
        "size_class": queries.listed("classes").get(unit.size_class, ""),
        "employees": "" if unit.employees is None else f"{unit.employees:,}",
        "features": joined(known.get(code, code) for code in unit.features),
        "state": gettext(units.UNIT.state(unit.state).label),
        "verified_on": say_day(unit.verified_on, today),
        "registered_on": say_day(unit.registered_on, today),
    }


# ---------- a responsibility ----------


@door("acknowledge responsibility", writes=True)
def responsibility_step(request: Visit, pk: UUID, step: str) -> HttpResponse:
    """A responsibility is acknowledged, or declined with a reason."""
    if step not in ("acknowledge", "decline"):
        raise Http404
    row = get_object_or_404(queries.responsibilities(request.actor, "acknowledge responsibility"), pk=pk)
    taken = units.RESPONSIBILITY.step(step)
    form = AnswerForm(taken, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.answer_responsibility(request.actor, row, step, note=form.cleaned_data.get("note", ""))
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(request, _answered(row))
            return redirect("home")
    return _answer_page(request, row, step, form)


def _answered(row: Responsibility) -> str:
    values = {"kind": sections.kind_words(row.kind), "unit": row.enterprise.name}
    if row.state == "declined":
        return gettext("Declined: %(kind)s of “%(unit)s”. It goes back to whoever assigned it.") % values
    return gettext("Acknowledged: %(kind)s of “%(unit)s”.") % values


def _answer_page(request: Visit, row: Responsibility, step: str, form: AnswerForm) -> HttpResponse:
    state = units.RESPONSIBILITY.state(row.state)
    place = actions.own_place(request.actor, row)
    against = refusals(request.actor, row, units.RESPONSIBILITY.step(step), place=place)
    other = actions.not_yours(request.actor, row)
    context = {
        "row": row,
        "form": form,
        "step": step,
        "kind": sections.kind_words(row.kind),
        "holder": joined(sections.name_of(each) for each in (row.organisation, row.person) if each),
        "basis": queries.basis_words(row.basis),
        "where": sections.where(row.enterprise),
        "state": {"mark": state.mark, "label": gettext(state.label)},
        "reasons": [*against, *([other] if other else [])],
        "may_open": row.enterprise_id in queries.seen_units(request.actor, [row.enterprise_id]),
        "may_decline": row.state != "declined",
    }
    return render(request, "registry/answer.html", context, status=422 if form.errors else 200)
