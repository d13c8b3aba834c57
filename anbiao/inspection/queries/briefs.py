"""What a visitor reads before she goes in, and what she is offered while she writes."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext

from anbiao.inspection import queries
from anbiao.inspection.models import Check
from anbiao.inspection.queries import lists
from anbiao.inspection.queries.field import hazard_line, kinds, rules, unit_line, why
from anbiao.inspection.queries.local import local
from anbiao.kit.actor import Actor
from anbiao.registry import queries as roster
from anbiao.registry.models import Enterprise
from anbiao.rules import visits
from anbiao.standards import queries as standards

MOST_CRITERIA = 200


def units(actor: Actor) -> QuerySet[Enterprise, Enterprise]:
    """The units that the actor may read, each with what a brief asks of its standing, and how often her office inspected it."""
    office = next(
        (UUID(each.organisation) for each in actor.scope.allowing("make check") if each.organisation), None
    )
    counted = (
        lists.inspections(actor, office).filter(enterprise=OuterRef("pk")).order_by().values("enterprise")
    )
    return roster.enterprises(actor).annotate(
        list_version=F("standings__list_version"), visits_this_year=F("standings__visits_this_year"),
        inspected=Subquery(counted.annotate(number=Count("pk")).values("number")),
    )  # fmt: skip


def brief(actor: Actor, unit: Any) -> dict[str, Any]:
    """What a visitor knows before she goes in: colour, open hazards, last visits, the list, who can rectify, the criteria.

    `unit` comes from `units`. Seven queries, whatever stands there.
    """
    given, offered = local(actor), kinds(actor)
    own = lists.latest(unit.district, unit) if unit.list_version else None
    items = [lists.item_of(item) for item in own.items] if own else lists.sector_items(unit, actor.today)
    recent = queries.last_visits(actor, unit)
    last = next((row.on for row in recent if row.kind in visits.VISITS), None)
    may_inspect = any(kind["name"] in visits.INSPECTIONS for kind in offered)
    inspected = (unit.inspected or 0) if may_inspect else 0
    return {
        "unit": unit_line(unit) | {"sector": roster.sector_name(unit.sector), "employees": unit.employees, "why": why(actor, unit),
                                    "sector_code": unit.sector},
        "kinds": offered, "rules": rules(given),
        "list": {"version": own.version if own else 0, "items": items},
        "hazards": [hazard_line(actor, row) for row in queries.open_hazards(actor, unit)],
        "visits": [visit_line(row) for row in recent],
        "visits_this_year": unit.visits_this_year or 0, "inspections_this_year": inspected,
        "over_cap": may_inspect and inspected >= given.visit_cap,
        "visited_lately": visits.visited_lately(last, today=actor.today, within_days=given.repeat_days),
        "people": people(actor, unit),
        "criteria": criteria(unit, actor.today),
    }  # fmt: skip


def people(actor: Actor, unit: Enterprise) -> list[dict[str, str]]:
    """The people of a unit who may be named as the one who rectifies, with their posts. One query."""
    known = [(unit.safety_manager, gettext("Safety manager")), (unit.principal, gettext("Principal"))]
    known += [(each.name, each.post) for each in roster.contacts(actor, unit)]
    posts: dict[str, str] = {}
    for name, post in known:
        posts.setdefault(name, post)
    return [{"name": name, "post": post} for name, post in posts.items() if name]


def visit_line(row: Check) -> dict[str, Any]:
    """A past check as a line: when it was, whether somebody was there, and who."""
    return {
        "id": str(row.pk), "on": row.on.isoformat(), "kind": gettext(visits.kind_named(row.kind).label), "who": row.who, "failed": row.failed,
        "outcome": gettext(visits.OUTCOMES.get(row.outcome, "")) if row.outcome else "", "is_visit": row.kind in visits.VISITS,
        "was_done": row.outcome == "done", "at": (row.device_at or row.begun_at).isoformat(), "received_by": row.received_by,
    }  # fmt: skip


def criteria(unit: Enterprise, on: date) -> list[dict[str, str]]:
    """The major-hazard criteria that apply to a unit. One query."""
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
