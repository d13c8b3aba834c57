"""What checks and hazards add to the page of a unit: facts of its head, steps, sections, and what happened."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from anbiao.inspection import queries
from anbiao.inspection.journal_words import (
    CHECK_WORDS,
    COLOUR_WORDS,
    HAZARD_WORDS,
    LIST_WORDS,
    RISK_WORDS,
)
from anbiao.inspection.models import Check, Hazard, Standing
from anbiao.inspection.models.colours import NEVER
from anbiao.inspection.queries.local import local
from anbiao.kit.actor import Actor
from anbiao.kit.register.columns import said_colour
from anbiao.kit.register.detail import Fact, Section, StepLink, Told
from anbiao.kit.templatetags.kit import say_day
from anbiao.registry.models import Enterprise
from anbiao.registry.queries import ASKED, LATE_ENDS, place_on_page
from anbiao.registry.queries.hanging import FOLLOWS
from anbiao.registry.sections import UNIT
from anbiao.rules import hazards as law
from anbiao.rules import units, visits

SHOWN_HAZARDS = 12
NEWEST = 10


def _standing(unit: Enterprise) -> Standing | None:
    """Read once for the page."""
    if "_inspection_standing" not in unit.__dict__:
        unit.__dict__["_inspection_standing"] = queries.standing(unit)
    found: Standing | None = unit.__dict__["_inspection_standing"]
    return found


# ---------- head ----------


def _facts(actor: Actor, unit: Enterprise) -> list[Fact]:
    if not actor.scope.may("read hazard"):
        return []
    standing = _standing(unit)
    since = (
        gettext("since %(day)s") % {"day": say_day(unit.coloured_on, actor.today)} if unit.coloured_on else ""
    )
    colour = Fact(pgettext("risk", "Colour"), said_colour(unit.colour), since)
    open_, overdue = (standing.open, standing.overdue) if standing else (0, 0)
    late = gettext("%(number)s of them overdue") % {"number": overdue} if overdue else gettext("none overdue")
    return [colour, Fact(_("Open hazards"), f"{open_:,}", late if open_ else "", "late" if overdue else "")]


def _steps(actor: Actor, unit: Enterprise) -> list[StepLink]:
    if unit.state not in units.ALIVE:
        return []
    place, links = place_on_page(actor, unit), []
    own = bool(actor.units)
    if actor.scope.allows("make check", place):
        label = _("Do a self-check") if own else _("Record a visit")
        links.append(StepLink(label, f"{reverse('field')}#/unit/{unit.pk}", is_main=True))
    if actor.scope.allows("report hazard", place):
        links.append(StepLink(_("Report a hazard"), reverse("hazard-new", args=[unit.pk])))
    if actor.scope.allows("propose colour", place):
        links.append(StepLink(_("Propose a colour"), reverse("colour-propose", args=[unit.pk])))
    links.append(StepLink(_("Door sign (QR code)"), reverse("door-sign", args=[unit.pk])))
    return links


# ---------- sections ----------


def hazard_row(actor: Actor, row: Hazard) -> dict[str, Any]:
    """A hazard as a line of a table."""
    state = law.HAZARD.state(row.state)
    late = law.is_overdue(row.due_on, row.state, actor.today)
    return {
        "row": row,
        "url": reverse("hazard", args=[row.pk]),
        "grade": gettext(law.GRADES[row.grade]),
        "source": gettext(law.SOURCES.get(row.source, row.source)),
        "mark": "late" if late else state.mark,
        "state": gettext("overdue, %(state)s") % {"state": gettext(state.label)}
        if late
        else gettext(state.label),
    }


def _hazards(actor: Actor, unit: Enterprise) -> dict[str, Any]:
    standing = _standing(unit)
    rows = [hazard_row(actor, row) for row in queries.of_unit(actor, unit, SHOWN_HAZARDS)]
    found, open_ = (standing.found, standing.open) if standing else (0, 0)
    items = standing.list_items if standing else 0
    version = standing.list_version if standing else 0
    words = {"version": version, "items": items, "found": found, "closed": found - open_}
    told = (
        gettext("check-list version %(version)s, %(items)s items; found %(found)s, closed %(closed)s")
        if version
        else gettext("no check-list of its own yet; found %(found)s, closed %(closed)s")
    )
    return {
        "hazards": rows,
        "count": found,
        "remark": told % words,
        "all_url": f"{reverse('hazards')}?{urlencode({'q': unit.name})}",
        "list_url": reverse("check-list", args=[unit.pk]),
        "list_version": version,
        "may_keep": actor.scope.allows("keep check-list", place_on_page(actor, unit)),
        "handed": _handed(actor, unit) if found or version else [],
    }


def _handed(actor: Actor, unit: Enterprise) -> list[tuple[Any, str]]:
    """The three lists as files, for whoever may hand them over."""
    if not actor.scope.allows("export hazard", place_on_page(actor, unit)):
        return []
    kinds = (("xlsx", _("As an Excel workbook (.xlsx)")), ("pdf", _("As a print (PDF)")))
    return [(label, reverse("three-lists-of-unit", args=[unit.pk, kind])) for kind, label in kinds]


def check_row(actor: Actor, row: Check) -> dict[str, Any]:
    """A check as a line of a table."""
    return {
        "row": row,
        "url": reverse("check", args=[row.pk]),
        "kind": gettext(visits.kind_named(row.kind).label),
        "outcome": gettext(visits.OUTCOMES.get(row.outcome, "")) if row.outcome else "",
        "state": visits.CHECK.state(row.state),
    }


def _checks(actor: Actor, unit: Enterprise) -> dict[str, Any]:
    standing, rules = _standing(unit), local(actor)
    words = {
        "number": standing.visits_this_year if standing else 0, "cap": rules.visit_cap,
        "inspections": standing.inspections_this_year if standing else 0,
    }  # fmt: skip
    remark = (
        gettext("visited %(number)s times this year, %(inspections)s of them inspections (cap %(cap)s)")
        % words
    )
    rows = queries.last_visits(actor, unit, NEWEST)
    return {
        "checks": [check_row(actor, row) for row in rows],
        "count": len(rows),
        "remark": remark,
        "next_on": standing.next_visit_on if standing and standing.next_visit_on != NEVER else None,
        "all_url": f"{reverse('checks')}?q={unit.uscc or unit.name}",
    }


def _colours(actor: Actor, unit: Enterprise) -> dict[str, Any]:
    changes = list(queries.colour_changes(actor).filter(enterprise=unit).order_by("-at", "-id")[:NEWEST])
    waiting = list(queries.proposals(actor).filter(enterprise=unit, state="proposed"))
    return {
        "changes": [change_row(row) for row in changes],
        "waiting": waiting,
        "count": len(changes),
    }


def change_row(row: Any) -> dict[str, Any]:
    """A change of colour with its reason in words, and the number behind it."""
    from anbiao.inspection.actions.colours import BY_HAND
    from anbiao.inspection.queries.local import AT_LEAST, BELOW, UP_TO
    from anbiao.rules.colours import MEASURES

    condition = row.criterion.partition(".")[2]
    measure = {**AT_LEAST, **BELOW, **UP_TO}.get(condition, "")
    by_hand = row.criterion == BY_HAND
    why = row.proposal.reason if by_hand and row.proposal else gettext(MEASURES[measure]) if measure else ""
    number = next(iter(row.evidence.values()), None)
    return {
        "row": row,
        "why": why or gettext("no condition of the local rule holds"),
        "number": None if number is None or by_hand else f"{number:g}",
        "by_hand": by_hand,
    }


def _risks(actor: Actor, unit: Enterprise) -> dict[str, Any]:
    rows = sorted(queries.risks(actor).filter(enterprise=unit), key=lambda row: -row.product)
    return {
        "risks": rows[:NEWEST],
        "count": len(rows),
        "url": reverse("risks-of-unit", args=[unit.pk]),
        "map_url": reverse("risk-map", args=[unit.pk]),
        "may_keep": actor.scope.allows("keep risk", place_on_page(actor, unit)),
    }


def _hang() -> None:
    """Everything that this part adds to the page of a unit."""
    folder = "inspection/sections"
    UNIT.facts.append(_facts)
    UNIT.steps.append(_steps)
    UNIT.add(Section("lists", _("Three lists"), f"{folder}/lists.html", _hazards, "read hazard"))
    UNIT.add(Section("visits", _("Checks and visits"), f"{folder}/visits.html", _checks, "read check"))
    UNIT.add(Section("colours", _("Course of the colour"), f"{folder}/colours.html", _colours, "read colour"))
    UNIT.add(Section("risks", _("Risk points"), f"{folder}/risks.html", _risks, "read risk"))
    UNIT.told.append(Told("hazard", _hazard_ids, HAZARD_WORDS))
    UNIT.told.append(Told("check", _check_ids, CHECK_WORDS))
    UNIT.told.append(Told("check-list", _list_ids, LIST_WORDS))
    UNIT.told.append(Told("colour", _proposal_ids, COLOUR_WORDS))
    UNIT.told.append(Told("risk", _risk_ids, RISK_WORDS))
    ASKED.append(queries.open_number)
    # Rolled up by rule for every unit; nobody's work.
    FOLLOWS.update({"inspection.Standing": Q(), "inspection.ColourChange": Q()})
    LATE_ENDS.append(queries.late_ends)


def _hazard_ids(actor: Actor, unit: Enterprise) -> list[Any]:
    return [row.pk for row in queries.of_unit(actor, unit, SHOWN_HAZARDS)]


def _check_ids(actor: Actor, unit: Enterprise) -> list[Any]:
    return [row.pk for row in queries.last_visits(actor, unit, NEWEST)]


def _list_ids(actor: Actor, unit: Enterprise) -> list[Any]:
    return [row.pk for row in queries.check_lists(actor, unit)[:NEWEST]]


def _proposal_ids(actor: Actor, unit: Enterprise) -> list[Any]:
    return [row.pk for row in queries.proposals(actor).filter(enterprise=unit).order_by("-id")[:NEWEST]]


def _risk_ids(actor: Actor, unit: Enterprise) -> list[Any]:
    """Risk points and floor plans: both are told as risks."""
    if not actor.scope.may("read risk"):
        return []
    risks = queries.risks(actor).filter(enterprise=unit).order_by("-id")[:NEWEST]
    return [*(row.pk for row in risks), *(row.pk for row in queries.plans_ever(actor, unit)[:NEWEST])]


_hang()
