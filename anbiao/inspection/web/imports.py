"""Hazards and check-lists out of files, and the three lists handed over."""

from urllib.parse import quote
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from anbiao.inspection import jobs
from anbiao.inspection.actions.incoming import CHECK_LISTS, HAZARDS
from anbiao.inspection.documents import handing
from anbiao.inspection.queries import signs
from anbiao.inspection.queries.three_lists import CAPABILITY
from anbiao.kit.actor import Actor
from anbiao.kit.doors import Visit, door
from anbiao.kit.imports.intake import Choices
from anbiao.kit.imports.web import Links, Pages, hand_in, run_urls
from anbiao.kit.texts import say
from anbiao.registry import queries as roster
from anbiao.registry.registers.words import towns
from anbiao.rules.refusal import N_, Refusal, Refused

# ---------- hazards ----------


def _hazards_written(counts: dict[str, int]) -> str:
    new = ngettext("%(number)s hazard was entered.", "%(number)s hazards were entered.", counts["created"])
    filled = ngettext(
        "%(number)s hazard was filled in.", "%(number)s hazards were filled in.", counts["updated"]
    )
    return f"{new % {'number': counts['created']}} {filled % {'number': counts['updated']}}"


HAZARD_PAGES = Pages(
    HAZARDS,
    "hazards-import",
    "hazards/import/",
    "hazard-import/",
    _("Import hazards"),
    _("Take the ledger as you keep it. Nothing is written before you have seen what would be written; known numbers are filled in, no state is moved."),
    lambda _actor, _choices: [(_("Checks"), ""), (_("Hazard list"), reverse("hazards")), (_("Import"), reverse("hazards-import"))],
    lambda _actor, _choices: [(_("See the hazards"), reverse("hazards"))],
    _hazards_written,
    jobs.carry_on,
)  # fmt: skip


@door("import hazard", writes=True)
def hazards_import(request: Visit) -> HttpResponse:
    """Hands a hazard ledger in."""
    return hand_in(request, HAZARD_PAGES)


# ---------- the check-list of a unit ----------


def _unit_name(actor: Actor, choices: Choices) -> str:
    unit = roster.enterprises(actor).filter(pk=choices["unit"]).first()
    return unit.name if unit else ""


def _list_crumbs(actor: Actor, choices: Choices) -> Links:
    pk = choices["unit"]
    return [
        (_unit_name(actor, choices), reverse("enterprise", args=[pk])),
        (_("Check-list"), reverse("check-list", args=[pk])),
        (_("Import"), reverse("check-list-import", args=[pk])),
    ]


def _list_written(counts: dict[str, int]) -> str:
    words = gettext("A new version of the check-list is kept: %(new)s new items, %(changed)s changed.")
    return words % {"new": counts["created"], "changed": counts["updated"]}


LIST_PAGES = Pages(
    CHECK_LISTS,
    "check-list-import",
    "",
    "check-list-import/",
    _("Import a check-list"),
    _("The file becomes a new version of the list; what it leaves out leaves the list. The version before stays readable."),
    _list_crumbs,
    lambda _actor, choices: [(_("See the check-list"), reverse("check-list", args=[choices["unit"]]))],
    _list_written,
    jobs.carry_on,
    _unit_name,
)  # fmt: skip


@door("import check-list", writes=True)
def check_list_import(request: Visit, pk: UUID) -> HttpResponse:
    """Hands the check-list of a unit in."""
    unit = get_object_or_404(roster.enterprises(request.actor, "import check-list"), pk=pk)
    return hand_in(request, LIST_PAGES, {"unit": str(unit.pk)})


# ---------- handing over ----------

NO_SUCH_TOWN = N_("Choose a town or street of the list.")


@door(CAPABILITY)
def three_lists(request: Visit, pk: UUID, kind: str) -> HttpResponse:
    """The three lists of a unit as a workbook or a print."""
    unit = get_object_or_404(roster.enterprises(request.actor, CAPABILITY), pk=pk)
    return _sent(handing.of_unit(request.actor, unit, _kind(kind)))


def _kind(text: str) -> str:
    return text if text in handing.KINDS else "xlsx"


def _sent(made: handing.Handed) -> HttpResponse:
    kind = made.name.rpartition(".")[2]
    response = HttpResponse(made.document.content, content_type=handing.KINDS[kind])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(made.name)}"
    return response


@door(CAPABILITY)
def three_lists_of_region(request: Visit) -> HttpResponse:
    """Chooses a town or street, and gives the three lists of all its units in one workbook or print."""
    actor, kind = request.actor, request.GET.get("kind", "")
    if not kind:
        return _choose(request)
    try:
        return _sent(handing.of_region(actor, _town(actor, request.GET.get("town", "")), _kind(kind)))
    except Refused as refused:
        return _choose(request, *refused.refusals)


def _town(actor: Actor, text: str) -> str:
    if text and text not in {option.value for option in towns(actor)}:
        raise Refused(Refusal("town-unknown", NO_SUCH_TOWN, field="town"))
    return text


def _choose(request: Visit, *refusals: Refusal) -> HttpResponse:
    context = {
        "towns": towns(request.actor), "chosen": request.GET.get("town", ""), "reasons": [say(each) for each in refusals],
        "may_sign": request.actor.scope.may(signs.CAPABILITY),
    }  # fmt: skip
    return render(request, "inspection/three_lists.html", context, status=409 if refusals else 200)


urlpatterns = [
    path("hazards/import/", hazards_import, name="hazards-import"),
    path("hazards/three-lists/", three_lists_of_region, name="three-lists"),
    path("units/<uuid:pk>/check-list/import/", check_list_import, name="check-list-import"),
    path("units/<uuid:pk>/three-lists.<str:kind>", three_lists, name="three-lists-of-unit"),
    *run_urls(HAZARD_PAGES),
    *run_urls(LIST_PAGES),
]
