"""What the field screens show, as plain data: the day, a unit before a visit, a hazard before it is fixed or verified."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext

from anbiao.inspection import queries
from anbiao.inspection.models import Check, Hazard, Picture
from anbiao.inspection.queries import lists
from anbiao.inspection.queries.local import Local, local
from anbiao.kit.actor import Actor
from anbiao.kit.models import Photo
from anbiao.registry import queries as roster
from anbiao.registry.models import Enterprise
from anbiao.registry.sections import where
from anbiao.rules import hazards as law
from anbiao.rules import visits
from anbiao.standards import queries as standards

MOST_UNITS = 50
MOST_CRITERIA = 200


def kinds(actor: Actor) -> list[dict[str, str]]:
    """The kinds of check that the actor may do, with their labels."""
    duties = {grant.duty for grant in actor.scope.allowing("make check")}
    return [{"name": kind.name, "label": gettext(kind.label)} for kind in visits.kinds_for(duties)]


def words() -> dict[str, dict[str, str]]:
    """The names that every screen uses, in the reader's language."""
    return {
        "results": {name: gettext(label) for name, label in visits.RESULTS.items()},
        "outcomes": {name: gettext(label) for name, label in visits.OUTCOMES.items()},
        "grades": {name: gettext(label) for name, label in law.GRADES.items()},
        "frequencies": {name: gettext(label) for name, label in visits.FREQUENCIES.items()},
        "fixings": {name: gettext(label) for name, label in law.FIXINGS.items()},
    }


def rules(given: Local) -> dict[str, Any]:
    """The local rules that a screen applies before the server does."""
    limits = given.deadlines
    return {
        "deadlines": {
            "general": limits.general, "general_most": limits.general_most, "major": limits.major,
            "major_most": limits.major_most, "escape": limits.escape,
        },
        "cap": given.visit_cap, "repeat_days": given.repeat_days,
    }  # fmt: skip


def today(actor: Actor) -> dict[str, Any]:
    """The day of a person: the units due this week, own self-checks, hazards to fix or to verify, checks begun. Six queries at most."""
    due = queries.to_visit(actor, until=queries.end_of_week(actor.today)).order_by("next_visit_on", "id")
    visits_due = list(due[:MOST_UNITS]) if queries.is_office(actor) else []
    own = (
        list(queries.routines(actor).filter(enterprise_id__in=actor.units).order_by("due_on"))
        if actor.units
        else []
    )
    return {
        "person": actor.who, "today": actor.today.isoformat(), "now": actor.now.isoformat(), "kinds": kinds(actor),
        "words": words(), "rules": rules(local(actor)), "is_own_unit": bool(actor.units),
        "visits": [unit_line(row.enterprise) | {"due_on": str(row.next_visit_on), "late": row.next_visit_on < actor.today, "open": row.open} for row in visits_due],
        "routines": [
            {"unit": str(row.enterprise_id), "name": row.enterprise.name, "frequency": row.frequency, "items": row.items,
             "due_on": row.due_on.isoformat(), "late": row.due_on < actor.today}
            for row in own
        ],
        "units": [unit_line(unit) for unit in roster.enterprises(actor).filter(pk__in=actor.units)] if actor.units else [],
        "to_fix": [hazard_line(actor, row) for row in queries.hazards(actor, "rectify hazard").filter(state__in=sorted(law.TO_FIX)).order_by("due_on", "id")[:MOST_UNITS]] if actor.scope.may("rectify hazard") else [],
        "to_verify": [hazard_line(actor, row) for row in queries.hazards(actor, "verify hazard").filter(state="reported").order_by("due_on", "id")[:MOST_UNITS]] if actor.scope.may("verify hazard") else [],
        "begun": [
            {"id": str(row.pk), "unit": str(row.enterprise_id), "name": row.enterprise.name, "kind": row.kind, "on": row.on.isoformat()}
            for row in queries.begun(actor).order_by("-on")[:MOST_UNITS]
        ] if actor.scope.may("make check") else [],
    }  # fmt: skip


def unit_line(unit: Enterprise) -> dict[str, Any]:
    """A unit as a line."""
    return {
        "id": str(unit.pk), "name": unit.name, "colour": unit.colour, "code": unit.uscc or "", "address": where(unit),
        "longitude": unit.longitude, "latitude": unit.latitude,
    }  # fmt: skip


def hazard_line(actor: Actor, row: Hazard) -> dict[str, Any]:
    """A hazard as a line."""
    state = law.HAZARD.state(row.state)
    late = law.is_overdue(row.due_on, row.state, actor.today)
    return {
        "id": str(row.pk), "serial": row.serial, "title": row.title, "unit": str(row.enterprise_id), "name": row.enterprise.name,
        "colour": row.enterprise.colour, "grade": row.grade, "place": row.place, "due_on": row.due_on.isoformat(),
        "found_on": row.found_on.isoformat(), "state": row.state, "mark": "late" if late else state.mark,
        "label": gettext(state.label), "late": late,
    }  # fmt: skip


def units_found(actor: Actor, rows: Any) -> list[dict[str, Any]]:
    """The first units of a search, as lines. One query."""
    return [unit_line(unit) for unit in rows[:MOST_UNITS]]


def brief(actor: Actor, unit: Enterprise) -> dict[str, Any]:
    """What a visitor knows before she goes in: colour, open hazards, last visits, the list, who can rectify, the criteria.

    Seven queries whatever stands there.
    """
    given, standing = local(actor), queries.standing(unit)
    own = lists.latest(unit.district, unit)
    items = [lists.item_of(item) for item in own.items] if own else lists.sector_items(unit, actor.today)
    recent = queries.last_visits(actor, unit)
    last = next((row.on for row in recent if row.kind in visits.VISITS), None)
    inspected = standing.inspections_this_year if standing else 0
    return {
        "unit": unit_line(unit) | {"sector": roster.sector_name(unit.sector), "employees": unit.employees},
        "kinds": kinds(actor), "rules": rules(given),
        "list": {"version": own.version if own else 0, "items": items},
        "hazards": [hazard_line(actor, row) for row in queries.open_hazards(actor, unit)],
        "visits": [visit_line(row) for row in recent],
        "visits_this_year": standing.visits_this_year if standing else 0, "inspections_this_year": inspected,
        "over_cap": inspected >= given.visit_cap,
        "visited_lately": visits.visited_lately(last, today=actor.today, within_days=given.repeat_days),
        "people": queries.who_can_fix(actor, unit),
        "criteria": criteria(unit, actor.today),
    }  # fmt: skip


def visit_line(row: Check) -> dict[str, Any]:
    """A past check as a line."""
    return {
        "on": row.on.isoformat(), "kind": gettext(visits.kind_named(row.kind).label), "who": row.who, "failed": row.failed,
        "outcome": gettext(visits.OUTCOMES.get(row.outcome, "")) if row.outcome else "",
    }  # fmt: skip


def criteria(unit: Enterprise, on: date) -> list[dict[str, str]]:
    """The major-hazard criteria that apply to a unit. Two queries."""
    rows = standards.criteria_for(unit.sector, unit.features, on, district=unit.district)
    return [
        {
            "ref": f"{row.edition.urn}#{row.ref}", "title": standards.in_words(row.title_zh, row.title_en),
            "text": standards.in_words(row.text_zh, row.text_en), "source": row.source,
        }
        for row in rows[:MOST_CRITERIA]
    ]  # fmt: skip


def phrases(words_: str, sector: str, on: date, district: str) -> list[dict[str, Any]]:
    """Hazard phrases offered for what was typed: text, law, measure, usual days, grade, criterion. Two queries."""
    rows = standards.phrases(words_, sector, on=on, district=district)
    return [
        {
            "ref": row.ref, "title": standards.in_words(row.title_zh, row.title_en), "law": list(row.more["phrase"]["law"]),
            "measure": standards.in_words(row.more["phrase"]["measure"]["zh"], row.more["phrase"]["measure"]["en"]),
            "days": row.more["phrase"]["days"], "grade": row.more["phrase"]["grade"],
            "criterion": row.more["phrase"].get("criterion", ""),
        }
        for row in rows
    ]  # fmt: skip


def hazard(actor: Actor, row: Hazard) -> dict[str, Any]:
    """A hazard before it is fixed or verified: the five fixings, the pictures before and after, what stands against a step."""
    shown = queries.pictures(actor, hazard=row)
    told: dict[str, Any] = hazard_line(actor, row) | {
        "note": row.note, "basis": row.basis, "responsible": row.responsible, "measure": row.measure, "funds": row.funds,
        "plan": row.plan, "control": row.control, "fixed_on": str(row.fixed_on or ""), "fixer": row.fixer,
        "fix_note": row.fix_note, "finder": row.finder, "ordered_on": row.ordered_on.isoformat(), "round": row.round,
        "before": _pictures(shown, ("found", "answer")), "after": _pictures(shown, ("fixed",), round_=row.round),
    }  # fmt: skip
    return told


def _pictures(
    shown: Sequence[tuple[Picture, Photo | None]], roles: Sequence[str], *, round_: int = 0
) -> list[dict[str, Any]]:
    return [
        {
            "id": str(row.photo), "state": photo.state if photo else "coming", "who": row.who, "at": row.at.isoformat(),
            "taken_at": photo.taken_at.isoformat() if photo and photo.taken_at else "",
            "annotation": photo.annotation if photo else [],
        }
        for row, photo in shown
        if row.role in roles and (not round_ or row.round == round_)
    ]  # fmt: skip
