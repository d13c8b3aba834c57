"""The page of a hazard: head, offered steps, sections."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from anbiao.inspection import queries
from anbiao.inspection.journal_words import HAZARD_WORDS
from anbiao.inspection.models import Hazard
from anbiao.inspection.queries import conflicts, photos
from anbiao.kit.actor import Actor
from anbiao.kit.register.detail import Detail, Fact, Section, Sections, StepLink, timeline
from anbiao.kit.templatetags.kit import say_day
from anbiao.kit.texts import say
from anbiao.kit.workflow import offers
from anbiao.registry.queries import place_of
from anbiao.registry.sections import place_words
from anbiao.rules import hazards as law
from anbiao.rules.colours import COLOURS
from anbiao.rules.places import Place
from anbiao.standards import queries as standards
from anbiao.standards.models import Clause

sections = Sections(styles=["portal/photos.css", "inspection/inspection.css"], modules=["portal/photos.js"])
# The step of the machine → the step at the desk, in the order in which they are offered.
DESK = {
    "report_fixed": "fixed", "verify": "verify", "verify_on_site": "verify", "approve": "approve", "close_inside": "inside",
    "send_back": "send-back", "send_back_inside": "inside-back", "begin": "begin", "void": "void",
}  # fmt: skip
MAIN = ("report_fixed", "verify", "verify_on_site", "approve", "close_inside")


def detail(actor: Actor, row: Hazard) -> Detail:
    """Everything above and beside the sections."""
    unit = row.enterprise
    late = law.is_overdue(row.due_on, row.state, actor.today)
    state = law.HAZARD.state(row.state)
    grade = gettext(law.GRADES[row.grade])
    tags = [
        *([gettext("Under listed supervision")] if row.is_listed else []),
        *([gettext("Work stopped")] if row.is_suspended else []),
        *([gettext("Reopened %(number)s times") % {"number": row.reopened}] if row.reopened else []),
        *([gettext("Round %(number)s") % {"number": row.round}] if row.round > 1 else []),
    ]
    due = say_day(row.due_on, actor.today)
    moved = gettext("first deadline %(day)s") % {"day": say_day(row.first_due_on, actor.today)}
    return Detail(
        title=row.title,
        crumbs=[(_("Checks"), ""), (_("Hazard list"), reverse("hazards")), (unit.name, reverse("enterprise", args=[unit.pk]))],
        code=f"{pgettext('hazard number', 'H')} {row.serial}",
        lines=[[unit.name, grade, gettext(law.SOURCES.get(row.source, row.source))], [place_words(unit.region), row.place]],
        tags=tags,
        facts=[
            Fact(_("State"), gettext(state.label), "", "late" if late else state.mark),
            Fact(_("Deadline"), due, moved if row.first_due_on != row.due_on else gettext("overdue") if late else "", "late" if late else ""),
            Fact(_("Responsible"), row.responsible, ""),
            Fact(_("Found"), say_day(row.found_on, actor.today), row.finder),
        ],
        steps=_steps(actor, row),
        timeline=timeline(actor, [row.pk], words=HAZARD_WORDS, reveal=True),
        colour=unit.colour if unit.colour in COLOURS else "",
    )  # fmt: skip


def _steps(actor: Actor, row: Hazard) -> list[StepLink]:
    place = place_of(actor, row.enterprise)
    found: dict[str, StepLink] = {}
    for offer in offers(actor, row, place=place):
        if offer.step.name not in DESK:
            continue
        reasons = [each for each in offer.refusals if each.code not in ASKED_FOR]
        if any(each.code in NOT_THIS_WAY for each in reasons):
            continue
        link = StepLink(
            gettext(offer.step.label),
            _url(row, DESK[offer.step.name]),
            offer.step.name in MAIN,
            [say(r) for r in reasons],
        )
        found.setdefault(DESK[offer.step.name], link)
    links = sorted(found.values(), key=lambda link: (bool(link.reasons), not link.is_main))
    return [*links, *_more(actor, row, place)]


# What the form of the step itself asks for, and what only says that another way of closing is meant.
ASKED_FOR = frozenset({"photo-missing", "note-missing"})
NOT_THIS_WAY = frozenset({"major-two-persons", "general-one-person", "not-own-find"})


def _more(actor: Actor, row: Hazard, place: Place) -> list[StepLink]:
    """What is not a step of the hazard's own machine."""
    if row.state not in law.OPEN:
        return []
    allows = actor.scope.allows
    links = []
    if allows("rectify hazard", place) or allows("grade hazard", place):
        links.append(StepLink(_("Enter the five fixings"), _url(row, "fill-in")))
    if row.state in law.TO_FIX and allows("rectify hazard", place):
        links.append(StepLink(_("Ask for more time"), _url(row, "extension")))
    if allows("grade hazard", place):
        links.append(StepLink(_("Change the grade"), _url(row, "grade")))
    if allows("stop work", place) and not row.is_suspended:
        links.append(StepLink(_("Stop work"), _url(row, "stop")))
    if allows("propose listing", place) and row.grade == law.MAJOR and not row.is_listed:
        links.append(StepLink(_("Propose listed supervision"), _url(row, "list")))
    return links


def _url(row: Hazard, step: str) -> str:
    return reverse("hazard-step", args=[row.pk, step])


# ---------- sections ----------


def before_after(actor: Actor, row: Hazard) -> dict[str, Any]:
    """The pictures of a hazard by when they were taken, side by side."""
    shown = photos.shown(actor, row.enterprise, hazard=row)
    groups = [
        (_("Before"), ("found", "answer"), row.finder, row.found_on),
        (_("After"), ("fixed",), row.fixer, row.fixed_on),
        (_("At the verification"), ("verified", "look_back"), row.verifier, row.verified_on),
    ]
    drawn = [
        {
            "label": label,
            "who": who,
            "on": on,
            "photos": [each for each in shown if each.picture.role in roles],
        }
        for label, roles, who, on in groups
    ]
    return {"groups": [g for g in drawn if g["photos"] or g["label"] != groups[2][0]], "count": len(shown)}


def _fixings(_actor: Actor, row: Hazard) -> dict[str, Any]:
    return {"criterion": _criterion(row), "count": None}


def _criterion(row: Hazard) -> Clause | None:
    """The clause that makes it a major one."""
    if "#" not in row.criterion:
        return None
    urn, ref = row.criterion.split("#", 1)
    try:
        return standards.clause(urn, ref)
    except Clause.DoesNotExist:
        return None


def _requests(actor: Actor, row: Hazard) -> dict[str, Any]:
    asked, stopped, listed = queries.standing_request(row)
    place = place_of(actor, row.enterprise)
    told = [
        {
            "row": each,
            "kind": kind,
            "state": each.machine.state(each.state),
            "offers": _offered(actor, each, kind, place),
        }
        for each, kind in ((asked, "extension"), (stopped, "suspension"), (listed, "listing"))
        if each is not None
    ]
    return {"told": told, "count": len(told)}


def _offered(actor: Actor, each: Any, kind: str, place: Place) -> list[StepLink]:
    return [
        StepLink(
            gettext(offer.step.label), reverse("hazard-decide", args=[each.pk, kind, offer.step.name]), False,
            [say(refusal) for refusal in offer.refusals if refusal.code != "note-missing"],
        )
        for offer in offers(actor, each, place=place)
    ]  # fmt: skip


def _alike(actor: Actor, row: Hazard) -> dict[str, Any]:
    rows = queries.alike(actor, row.enterprise, row.title, other_than=row.pk) if row.state in law.OPEN else []
    if not rows and row.same_as_id is None:
        return {"rows": [], "count": None}
    shown = photos.first_of(actor, row.enterprise, [row.pk, *(each.pk for each in rows)])
    pairs = [{"row": each, "photo": shown.get(each.pk)} for each in (row, *rows)]
    may_name = actor.scope.allows("grade hazard", place_of(actor, row.enterprise))
    url = _url(row, "same") if rows and may_name else ""
    return {"rows": rows, "pairs": pairs, "same": row.same_as, "same_url": url, "count": len(rows) or None}


def _came(actor: Actor, row: Hazard) -> dict[str, Any]:
    told = conflicts.came(actor, row.pk, row.check_made_id)
    may_read = actor.scope.allows("read field_conflict", place_of(actor, row.enterprise))
    return {"came": told, "may_read": may_read, "count": len(told.records) or None}


for _name, _label, _context in (
    ("pictures", _("Before and after"), before_after),
    ("fixings", _("Five fixings"), _fixings),
    ("requests", _("Requests and orders"), _requests),
    ("alike", _("Much like it"), _alike),
    ("came", _("From the field"), _came),
):
    sections.add(Section(_name, _label, f"inspection/hazard/{_name}.html", _context, "read hazard"))
