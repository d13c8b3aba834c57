"""The page of a hazard, and every step that may be taken with it at a desk."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.inspection import actions, queries
from anbiao.inspection.forms import hazards as forms
from anbiao.inspection.hazard_page import before_after, detail, sections
from anbiao.inspection.models import Hazard
from anbiao.inspection.queries import briefs
from anbiao.inspection.queries.local import local
from anbiao.kit.actor import Actor
from anbiao.kit.doors import Visit, door
from anbiao.kit.photos.receiving import receive_files
from anbiao.kit.register.detail import show
from anbiao.registry import queries as roster
from anbiao.registry.forms import show_refused
from anbiao.registry.models import Enterprise
from anbiao.rules import hazards as law
from anbiao.rules.refusal import Refused

Values = Mapping[str, Any]


def keep_photos(actor: Actor, unit: Enterprise, files: Any) -> list[UUID]:
    """Photos handed in at a desk: judged, sealed, their copies asked for. Raises Refused for what is no photo."""
    return receive_files(actor, files, region=unit.region, enterprise=unit.pk)


@door("read hazard")
def page(request: Visit, pk: UUID) -> HttpResponse:
    """One hazard: before and after, the five fixings, the offered steps, what happened."""
    row = get_object_or_404(queries.hazards(request.actor), pk=pk)
    return show(request, request.actor, detail(request.actor, row), sections=sections, row=row)


@door("report hazard", writes=True)
def new(request: Visit, pk: UUID) -> HttpResponse:
    """A hazard of a unit, entered at a desk."""
    actor = request.actor
    unit = get_object_or_404(roster.enterprises(actor, "report hazard"), pk=pk)
    criteria = briefs.criteria(unit, actor.today)
    people = queries.who_can_fix(actor, unit)
    first = {
        "due_on": forms.initial_deadline(actor.today, local(actor).deadlines.general), "responsible": next(iter(people), ""),
    }  # fmt: skip
    form = forms.HazardForm(criteria, request.POST or None, request.FILES or None, initial=first)
    if form.is_valid():
        try:
            photos = keep_photos(actor, unit, form.cleaned_data["photos"])
            row = actions.report_hazard(actor, unit, form.finding(photos))
        except Refused as refused:
            show_refused(form, refused)
        else:
            _tell_new(request, row)
            return redirect("hazard", pk=row.pk)
    context = {"form": form, "unit": unit, "people": people, "multipart": True}
    return render(request, "inspection/hazard_new.html", context, status=422 if form.errors else 200)


def _tell_new(request: Visit, row: Hazard) -> None:
    messages.success(request, gettext("Hazard %(serial)s is recorded.") % {"serial": row.serial})
    same = queries.alike(request.actor, row.enterprise, row.title, other_than=row.pk)
    if same:
        words = gettext("It looks like %(serial)s, which is open already: “%(title)s”. Compare both.")
        messages.warning(request, words % {"serial": same[0].serial, "title": same[0].title})


# ---------- steps ----------


@dataclass(frozen=True)
class DeskStep:
    """A step at a desk: its words, the capability that opens it, its form, and what it does with the form's values."""

    label: Any
    capability: str
    form: Callable[..., Any]
    act: Callable[[Actor, Hazard, Values], None]
    button: Any
    says: Any = ""
    with_photos: bool = False


def _fill_in(actor: Actor, row: Hazard, values: Values) -> None:
    given = dict(values)
    actions.fill_in(actor, row, values=given, version=given.pop("version"))


def _report_fixed(actor: Actor, row: Hazard, values: Values) -> None:
    photos = keep_photos(actor, row.enterprise, values["photos"])
    actions.report_fixed(actor, row, fixed_on=values["fixed_on"], note=values["note"], photos=photos)


def _verify(actor: Actor, row: Hazard, values: Values) -> None:
    actions.verify(
        actor, row, note=values["note"], photos=keep_photos(actor, row.enterprise, values["photos"])
    )


def _send_back(actor: Actor, row: Hazard, values: Values, *, inside: bool = False) -> None:
    photos = keep_photos(actor, row.enterprise, values["photos"])
    actions.send_back(actor, row, note=values["note"], due_on=values["due_on"], photos=photos, inside=inside)


def _plain(_actor: Actor, _row: Hazard, *args: Any, **kwargs: Any) -> Any:
    return forms.NoteForm(*args, **kwargs)


def _with_reason(_actor: Actor, _row: Hazard, *args: Any, **kwargs: Any) -> Any:
    return forms.NoteForm(*args, required=True, **kwargs)


def _made(form: Any, initial: Callable[[Actor, Hazard], dict[str, Any]] | None = None) -> Callable[..., Any]:
    def make(actor: Actor, row: Hazard, *args: Any, **kwargs: Any) -> Any:
        return form(*args, initial=initial(actor, row) if initial else {}, **kwargs)

    return make


def _grade_form(actor: Actor, row: Hazard, *args: Any, **kwargs: Any) -> Any:
    criteria = briefs.criteria(row.enterprise, actor.today)
    return forms.GradeForm(criteria, *args, initial={"criterion": row.criterion}, **kwargs)


def _same_form(actor: Actor, row: Hazard, *args: Any, **kwargs: Any) -> Any:
    return forms.SameForm(queries.alike(actor, row.enterprise, row.title, other_than=row.pk), *args, **kwargs)


def _name_same(actor: Actor, row: Hazard, values: Values) -> None:
    actions.point_out_same(actor, row, queries.hazards(actor, "grade hazard").get(pk=values["other"]))


def _fixings(_actor: Actor, row: Hazard) -> dict[str, Any]:
    keys = ("responsible", "measure", "funds", "plan", "control", "place", "note", "version")
    return {key: getattr(row, key) for key in keys}


def _second_deadline(actor: Actor, row: Hazard) -> dict[str, Any]:
    limits = local(actor).deadlines
    days = limits.major if row.grade == law.MAJOR else limits.escape
    return {"due_on": forms.initial_deadline(actor.today, days)}


def _today(actor: Actor, _row: Hazard) -> dict[str, Any]:
    return {"fixed_on": actor.today}


STEPS: dict[str, DeskStep] = {
    "fill-in": DeskStep(_("Enter the five fixings"), "read hazard", _made(forms.FillInForm, _fixings), _fill_in, _("Keep the fixings")),
    "begin": DeskStep(_("Begin rectification"), "rectify hazard", _plain, lambda actor, row, values: actions.begin(actor, row), _("Begin")),
    "fixed": DeskStep(_("Report as fixed"), "rectify hazard", _made(forms.FixedForm, _today), _report_fixed, _("Report as fixed"), with_photos=True),
    "extension": DeskStep(_("Ask for more time"), "rectify hazard", _made(forms.ExtensionForm), lambda actor, row, values: _do(actions.ask_extension(actor, row, **values)), _("Ask for more time")),
    "verify": DeskStep(_("Verify"), "verify hazard", _made(forms.VerifyForm), _verify, _("Verified on the spot: it is fixed"), _("Only after standing there. A general hazard is then closed, a major one waits for its approval."), with_photos=True),
    "send-back": DeskStep(_("Not fixed: set a second deadline"), "verify hazard", _made(forms.SendBackForm, _second_deadline), _send_back, _("Send back"), with_photos=True),
    "approve": DeskStep(_("Approve the closing"), "approve hazard", _plain, lambda actor, row, values: actions.approve(actor, row, note=values["note"]), _("Approve the closing")),
    "inside": DeskStep(_("Close inside the unit"), "close hazard", _plain, lambda actor, row, values: actions.close_inside(actor, row, note=values["note"]), _("Close inside the unit")),
    "inside-back": DeskStep(_("Not fixed: back to who rectifies"), "close hazard", _made(forms.SendBackForm, _second_deadline), partial(_send_back, inside=True), _("Send back"), with_photos=True),
    "grade": DeskStep(_("Change the grade"), "grade hazard", _grade_form, lambda actor, row, values: actions.regrade(actor, row, **values), _("Change the grade")),
    "same": DeskStep(_("Two reports of one hazard"), "grade hazard", _same_form, _name_same, _("Name it"), _("Both stay in the list until each is closed or void; this one then names the other.")),
    "stop": DeskStep(_("Stop work"), "stop work", _made(forms.StopForm), lambda actor, row, values: _do(actions.stop_work(actor, row, **values)), _("Stop work")),
    "list": DeskStep(_("Propose listed supervision"), "propose listing", _made(forms.ListingForm), lambda actor, row, values: _do(actions.propose_listing(actor, row, **values)), _("Propose listed supervision")),
    "void": DeskStep(_("Make void"), "void hazard", _with_reason, lambda actor, row, values: actions.void(actor, row, note=values["note"]), _("Void the hazard"), _("It stays in the list, marked void, with your reason.")),
}  # fmt: skip


# Steps that judge whether it is fixed: the pictures stand above the form.
JUDGING = frozenset({"verify", "send-back", "approve", "inside", "inside-back"})


def _do(_made: object) -> None:
    """What a use-case gives back is on the page already."""


@door("read hazard", writes=True)
def step(request: Visit, pk: UUID, step: str) -> HttpResponse:
    """One step of a hazard: its form, then the page again."""
    actor, desk = request.actor, STEPS.get(step)
    if desk is None or not actor.scope.may(desk.capability):
        raise Http404
    row = get_object_or_404(queries.hazards(actor, desk.capability), pk=pk)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = desk.form(actor, row, *posted)
    if form.is_valid():
        try:
            desk.act(actor, row, form.cleaned_data)
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(request, gettext("%(step)s: done.") % {"step": desk.label})
            return redirect("hazard", pk=pk)
    context = {
        "form": form, "row": row, "desk": desk, "url": reverse("hazard-step", args=[pk, step]), "multipart": desk.with_photos,
        "back": reverse("hazard", args=[pk]), "pair": before_after(actor, row) if step in JUDGING else {},
    }  # fmt: skip
    return render(request, "inspection/step.html", context, status=422 if form.errors else 200)


# ---------- requests, stops, listings: decided ----------

DECISIONS: dict[str, tuple[str, Callable[..., Any], Callable[..., None], dict[str, Any]]] = {
    "extension": ("decide extension", queries.extensions, actions.decide_extension, {"grant": _("Grant the extension"), "refuse": _("Refuse the extension"), "withdraw": _("Withdraw the request")}),
    "suspension": ("read hazard", queries.suspensions, actions.move_suspension, {"ask_resumption": _("Ask for resumption"), "approve_resumption": _("Approve the resumption"), "refuse_resumption": _("Refuse the resumption")}),
    "listing": ("approve listing", queries.listings, actions.decide_listing, {"list": pgettext_lazy("hazard", "List"), "drop": _("Do not list"), "delist": _("Take off the list")}),
}  # fmt: skip


@door("read hazard", writes=True)
def decide(request: Visit, pk: UUID, kind: str, step: str) -> HttpResponse:
    """A request for more time, stopped work, or a listing: decided with a reason where one is needed."""
    if kind not in DECISIONS or step not in DECISIONS[kind][3]:
        raise Http404
    _capability, rows, act, labels = DECISIONS[kind]
    row = get_object_or_404(rows(request.actor), pk=pk)
    needs_note = row.machine.step(step).needs_note
    form: Any = forms.NoteForm(request.POST or None, required=needs_note)
    if step == "list":
        form = forms.DecideListingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act(request.actor, row, step, **form.cleaned_data)
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(request, gettext("%(step)s: done.") % {"step": labels[step]})
            return redirect("hazard", pk=row.hazard_id)
    desk = DeskStep(labels[step], "", forms.NoteForm, _no_act, labels[step])
    context = {
        "form": form, "row": row.hazard, "desk": desk, "url": reverse("hazard-decide", args=[pk, kind, step]),
        "back": reverse("hazard", args=[row.hazard_id]), "asked": row,
    }  # fmt: skip
    return render(request, "inspection/step.html", context, status=422 if form.errors else 200)


def _no_act(_actor: Actor, _row: Hazard, _values: Values) -> None:
    """Decisions act by themselves."""


@door("read hazard")
def by_week(request: Visit) -> HttpResponse:
    """Clear to zero: what is open by its age in weeks."""
    ages = queries.weekly_ages(request.actor)
    most = max((number for _age, number, _late in ages), default=0) or 1
    rows = [
        {"age": age, "open": number, "late": late, "width": f"{number / most * 100:.1f}"}
        for age, number, late in ages
    ]
    return render(request, "inspection/by_week.html", {"rows": rows, "total": sum(n for _a, n, _l in ages)})
