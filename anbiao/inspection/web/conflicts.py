"""The page on which a person decides what counts of two contents under one number."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext

from anbiao.inspection import actions
from anbiao.inspection.forms.conflicts import DecisionForm
from anbiao.inspection.models import FieldConflict
from anbiao.inspection.queries import conflicts
from anbiao.kit.doors import Visit, door
from anbiao.kit.texts import say
from anbiao.kit.workflow import offers
from anbiao.registry.forms import show_refused
from anbiao.registry.queries import place_of
from anbiao.rules.field import FIELD_CONFLICT
from anbiao.rules.places import Place
from anbiao.rules.refusal import Refused

OPENS = {"check": "check", "hazard": "hazard", "fix": "hazard", "verify": "hazard", "look": "look"}


@door("read field_conflict", writes=True)
def conflict(request: Visit, pk: UUID) -> HttpResponse:
    """Both contents side by side; each field that differs is chosen, with a reason; afterwards the decision."""
    row = get_object_or_404(conflicts.conflicts(request.actor), pk=pk)
    first = conflicts.first_of(row)
    differing, equal = conflicts.lines(row, first)
    form = DecisionForm([line.path for line in differing], request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide_conflict(
                request.actor, row, other=form.other(), reason=form.cleaned_data["reason"]
            )
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(request, gettext("Decided. Both contents stay readable."))
            return redirect("field-conflict", pk=pk)
    context = {
        "row": row, "first": first, "form": form, "equal": equal, "kind": conflicts.kind_words(row.kind),
        "lines": list(zip(differing, form.choices(), strict=True)), "state": FIELD_CONFLICT.state(row.state),
        "decided": {tuple(path) for path in row.decision.get("other", ())}, "offered": _offered(request, row),
        "remains": conflicts.remains(row), "page": _page_of(row),
        "clocks": [round((each.skew or 0) / 60) for each in (first, row)],
    }  # fmt: skip
    return render(request, "inspection/field_conflict.html", context, status=422 if form.errors else 200)


def _offered(request: Visit, row: FieldConflict) -> list[dict[str, object]]:
    place = place_of(request.actor, row.enterprise) if row.enterprise else Place(region=row.region)
    return [
        {"step": offer.step, "reasons": [say(each) for each in offer.refusals if each.code != "note-missing"]}
        for offer in offers(request.actor, row, place=place)
    ]


def _page_of(row: FieldConflict) -> str:
    """Where the record that counts so far stands."""
    return reverse(OPENS[row.kind], args=[row.object_id]) if row.kind in OPENS and row.object_id else ""


urlpatterns: list[URLPattern] = [path("field-conflict/<uuid:pk>/", conflict, name="field-conflict")]
