"""Colours by hand, look-backs, accidents."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from anbiao.inspection import actions, queries
from anbiao.inspection.forms import hazards as hazard_forms
from anbiao.inspection.forms import others as forms
from anbiao.inspection.models import Look
from anbiao.inspection.queries import photos, tables
from anbiao.inspection.queries.local import local
from anbiao.inspection.registers import LOOKS
from anbiao.inspection.web.hazards import keep_photos
from anbiao.kit.actor import Actor
from anbiao.kit.doors import Visit, door
from anbiao.kit.texts import say
from anbiao.kit.workflow import offers
from anbiao.registry import queries as roster
from anbiao.registry.forms import show_refused
from anbiao.registry.queries import place_of
from anbiao.rules import accidents as accident_law
from anbiao.rules import colours, hazards, lookback
from anbiao.rules.refusal import Refused
from anbiao.standards.queries import in_words


def _page(request: Visit, template: str, form: Any, **context: Any) -> HttpResponse:
    return render(
        request, f"inspection/{template}.html", {"form": form, **context}, status=422 if form.errors else 200
    )


# ---------- colours by hand ----------


@door("propose colour", writes=True)
def colour_propose(request: Visit, pk: UUID) -> HttpResponse:
    """Another colour for a unit, to be approved by a second person."""
    unit = get_object_or_404(roster.enterprises(request.actor, "propose colour"), pk=pk)
    form = forms.ColourForm(request.POST or None)
    if form.is_valid():
        try:
            actions.propose_colour(request.actor, unit, **form.cleaned_data)
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(request, gettext("Proposed; it holds once a second person has approved it."))
            return redirect("enterprise", pk=pk)
    return _page(request, "colour_propose", form, unit=unit, days=local(request.actor).by_hand_days)


@door("read colour", writes=True)
def colour_decide(request: Visit, pk: UUID) -> HttpResponse:
    """A colour by hand: what is proposed and why; approved, refused, withdrawn or ended."""
    row = get_object_or_404(queries.proposals(request.actor), pk=pk)
    step = request.POST.get("step", "")
    if request.method == "POST" and step not in {each.name for each in colours.COLOUR_PROPOSAL.steps}:
        raise Http404
    form = hazard_forms.NoteForm(
        request.POST or None, required=bool(step) and colours.COLOUR_PROPOSAL.step(step).needs_note
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide_colour(request.actor, row, step, note=form.cleaned_data["note"])
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(request, gettext("Decided."))
            return redirect("enterprise", pk=row.enterprise_id)
    offered = [
        {"step": offer.step, "reasons": [say(r) for r in offer.refusals if r.code != "note-missing"]}
        for offer in offers(request.actor, row, place=place_of(request.actor, row.enterprise))
    ]
    state = colours.COLOUR_PROPOSAL.state(row.state)
    return _page(request, "colour_decide", form, row=row, offered=offered, state=state)


# ---------- look-back ----------


@door("draw look-back", writes=True)
def look_back_new(request: Visit) -> HttpResponse:
    """A draw of closed hazards; first how many it would be, then the draw itself."""
    actor = request.actor
    sample = local(actor).look_back_sample
    first = {
        "region": actor.district, "from_on": hazard_forms.initial_deadline(actor.today, -90), "to_on": hazard_forms.initial_deadline(actor.today, -30),
        "general": sample["general"], "major": sample["major"],
    }  # fmt: skip
    form = forms.LookBackForm(actor.district, request.POST or None, initial=first)
    preview = None
    if form.is_valid():
        values = form.values()
        try:
            if "preview" in request.POST:
                asked = {key: values[key] for key in ("region", "from_on", "to_on", "sample")}
                closed, ids = actions.drawn(actor, **asked, seed="how many")
                preview = {"closed": closed, "drawn": len(ids)}
            else:
                row = actions.begin_look_back(actor, **values)
                messages.success(request, gettext("%(number)s hazards were drawn.") % {"number": row.drawn})
                return redirect("look-back", pk=row.pk)
        except Refused as refused:
            show_refused(form, refused)
    return _page(request, "look_back_new", form, preview=preview)


@door("read look-back")
def look_back(request: Visit, pk: UUID) -> HttpResponse:
    """One look-back: how it was drawn, and what was seen so far."""
    row = get_object_or_404(queries.look_backs(request.actor), pk=pk)
    looks = list(queries.looks(request.actor).filter(look_back=row).order_by("due_on", "id"))
    states = [
        (lookback.LOOK.state(state.name), sum(1 for each in looks if each.state == state.name))
        for state in lookback.LOOK.states
    ]
    shown = [{"row": each, "state": lookback.LOOK.state(each.state)} for each in looks[:200]]
    context = {
        "row": row, "looks": shown, "number": len(looks), "states": [pair for pair in states if pair[1]],
        "region": roster.region_name(row.region), "list_title": LOOKS.title,
        "ratios": [(gettext(hazards.GRADES.get(grade, grade)), share) for grade, share in row.ratios.items()],
    }  # fmt: skip
    return render(request, "inspection/look_back.html", context)


@door("read look-back", writes=True)
def look(request: Visit, pk: UUID) -> HttpResponse:
    """One closed hazard looked at again; whoever drew the sample also corrects what was seen, or leaves the hazard out."""
    actor = request.actor
    row = get_object_or_404(queries.looks(actor), pk=pk)
    offered = offers(actor, row, place=place_of(actor, row.hazard.enterprise))
    against = {offer.step.name: [r for r in offer.refusals if r.code != "note-missing"] for offer in offered}
    free = [name for name, reasons in against.items() if not reasons]
    form = forms.LookForm(free, request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            _keep_seen(actor, row, dict(form.cleaned_data))
        except Refused as refused:
            show_refused(form, refused)
        else:
            words = gettext("Kept: %(state)s.")
            messages.success(request, words % {"state": gettext(lookback.LOOK.state(row.state).label)})
            return redirect("look-back", pk=row.look_back_id)
    context = {
        "row": row, "hazard": row.hazard, "state": lookback.LOOK.state(row.state), "may": bool(free), "multipart": True,
        "reasons": dict.fromkeys(say(each) for reasons in against.values() for each in reasons),
        "pictures": photos.shown(actor, row.hazard.enterprise, hazard=row.hazard),
    }  # fmt: skip
    return _page(request, "look", form, **context)


def _keep_seen(actor: Actor, row: Look, values: dict[str, Any]) -> None:
    step = values.pop("step")
    if step in ("correct", "drop"):
        actions.settle_look(actor, row, step, note=values["note"])
        return
    values["photos"] = keep_photos(actor, row.hazard.enterprise, values["photos"])
    actions.look(actor, row, step, **values)


# ---------- accidents ----------


@door("record accident", writes=True)
def accident_new(request: Visit) -> HttpResponse:
    """An accident, as it is known now."""
    actor = request.actor
    name, rows = tables.accident_kinds(actor.district, actor.today)
    kinds = [(row.ref, in_words(row.title_zh, row.title_en)) for row in rows]
    form = forms.AccidentForm(actor.district, kinds, request.POST or None)
    if form.is_valid():
        values = dict(form.cleaned_data)
        words, region, happened = values.pop("unit"), values.pop("region"), values.pop("happened_at")
        unit = roster.found_by(actor, words) if words else None
        if words and unit is None:
            form.add_error("unit", gettext("No single unit has this name or code."))
        elif unit is None and not region:
            form.add_error("region", gettext("Choose the town where no unit is named."))
        else:
            try:
                row = actions.record_accident(
                    actor,
                    unit=unit,
                    region=region,
                    happened_at=happened,
                    values={**values, "kind_list": name},
                )
            except Refused as refused:
                show_refused(form, refused)
            else:
                messages.success(
                    request, gettext("Accident %(serial)s is recorded.") % {"serial": row.serial}
                )
                return redirect("accident", pk=row.pk)
    return _page(request, "accident_new", form)


@door("read accident", writes=True)
def accident(request: Visit, pk: UUID) -> HttpResponse:
    """One accident: the ledger's line, later reports, and the hazards that followed."""
    actor = request.actor
    capability = "record accident" if request.method == "POST" else "read accident"
    row = get_object_or_404(queries.accidents(actor, capability), pk=pk)
    first = {key: getattr(row, key) for key in ("dead", "injured", "hurt", "loss", "cause", "version")}
    form = forms.AccidentChangeForm(request.POST or None, initial=first)
    if form.is_valid():
        values = dict(form.cleaned_data)
        try:
            actions.change_accident(actor, row, version=values.pop("version"), values=values)
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(
                request, gettext("The later report is kept; the figures before stand in the journal.")
            )
            return redirect("accident", pk=pk)
    _name, kinds = tables.accident_kinds(actor.district, row.on)
    words = {each.ref: in_words(each.title_zh, each.title_en) for each in kinds}
    context = {
        "row": row, "kind": words.get(row.kind, row.kind), "grade": gettext(accident_law.GRADES[row.grade]),
        "counts_until": accident_law.counts_until(row.on, is_road_or_fire=row.is_road_or_fire),
        "hazards": list(queries.hazards(actor).filter(accident=row)), "may_change": actor.scope.may("record accident"),
        "place": roster.region_name(row.region),
    }  # fmt: skip
    return _page(request, "accident", form, **context)
