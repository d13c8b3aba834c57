"""What a visitor reads before she goes in, and what she is offered while she writes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext

from anbiao.inspection import queries
from anbiao.inspection.models import Check
from anbiao.inspection.queries import lists
from anbiao.inspection.queries.field import hazard_line, kinds, rules, unit_line, whys
from anbiao.inspection.queries.local import local
from anbiao.kit.actor import Actor
from anbiao.registry import queries as roster
from anbiao.registry.models import Enterprise
from anbiao.rules import banners, visits
from anbiao.standards import queries as standards

MOST_CRITERIA = 200


def units(actor: Actor, capability: str = "read enterprise") -> QuerySet[Enterprise, Enterprise]:
    """The units that the actor may read, or on which she holds another capability, each with what a brief asks of its standing, how
    often her office inspected it, and its banners.
    """
    office = next(
        (UUID(each.organisation) for each in actor.scope.allowing("make check") if each.organisation), None
    )
    counted = (
        lists.inspections(actor, office).filter(enterprise=OuterRef("pk")).order_by().values("enterprise")
    )
    return roster.enterprises(actor, capability).annotate(
        list_version=F("standings__list_version"), visits_this_year=F("standings__visits_this_year"),
        inspected=Subquery(counted.annotate(number=Count("pk")).values("number")), said=roster.taken_along(actor),
    )  # fmt: skip


def brief(actor: Actor, unit: Any) -> dict[str, Any]:
    """What a visitor knows before she goes in: alerts and times of contact, colour, open hazards, last visits, the list, who can rectify,
    the criteria.

    `unit` comes from `units`. Seven queries, whatever stands there.
    """
    return briefs(actor, [unit])[0]


def briefs(actor: Actor, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """The same for many units, in their order and with as many queries as for one. Units alike share one list of items and one of
    criteria: the same object.
    """
    ids, given, offered = [row.pk for row in rows], local(actor), kinds(actor)
    may_inspect = any(kind["name"] in visits.INSPECTIONS for kind in offered)
    listed, reasons, recent = _lists(actor, rows), whys(actor, rows), queries.last_visits_of(actor, ids)
    named, applying = people_of(actor, rows), criteria_of(rows, actor.today)
    open_: dict[UUID, list[dict[str, Any]]] = {}
    for row in queries.open_at(actor, ids):
        open_.setdefault(row.enterprise_id, []).append(hazard_line(actor, row))
    told = []
    for unit in rows:
        past = recent.get(unit.pk, [])
        last = next((row.on for row in past if row.kind in visits.VISITS), None)
        inspected = (unit.inspected or 0) if may_inspect else 0
        told.append({
            "unit": unit_line(unit) | {"sector": roster.sector_name(unit.sector), "employees": unit.employees, "why": reasons[unit.pk],
                                        "sector_code": unit.sector},
            "kinds": offered, "rules": rules(given), "list": listed[unit.pk], "hazards": open_.get(unit.pk, []),
            "visits": [visit_line(row) for row in past],
            "visits_this_year": unit.visits_this_year or 0, "inspections_this_year": inspected,
            "over_cap": may_inspect and inspected >= given.visit_cap,
            "visited_lately": visits.visited_lately(last, today=actor.today, within_days=given.repeat_days),
            "people": named[unit.pk], "criteria": applying[unit.pk], "banners": [banner_line(each) for each in unit.said],
        })  # fmt: skip
    return told


def _lists(actor: Actor, rows: Sequence[Any]) -> dict[UUID, dict[str, Any]]:
    """What each unit is checked by: its own list, else its sector's."""
    listed = [row for row in rows if row.list_version]
    own = lists.latest_of(actor.district, listed) if listed else {}
    sector = lists.sector_items_of([row for row in rows if row.pk not in own], actor.today)
    return {pk: {"version": 0, "items": items} for pk, items in sector.items()} | {
        pk: {"version": kept.version, "items": [lists.item_of(item) for item in kept.items]}
        for pk, kept in own.items()
    }


def people_of(actor: Actor, rows: Sequence[Any]) -> dict[UUID, list[dict[str, str]]]:
    """The people of units who may be named as the one who rectifies, with their posts. One query."""
    known = {
        unit.pk: [(unit.safety_manager, gettext("Safety manager")), (unit.principal, gettext("Principal"))]
        for unit in rows
    }
    for each in roster.contacts_of(actor, known):
        known[each.enterprise_id].append((each.name, each.post))
    found: dict[UUID, list[dict[str, str]]] = {}
    for pk, named in known.items():
        posts: dict[str, str] = {}
        for name, post in named:
            posts.setdefault(name, post)
        found[pk] = [{"name": name, "post": post} for name, post in posts.items() if name]
    return found


def banner_line(said: Mapping[str, str]) -> dict[str, Any]:
    """What whoever comes to a unit has to know, and from which day to which."""
    kind, severity = said["kind"], said["severity"]
    return {
        "label": gettext(banners.KINDS[kind]), "severity": severity, "said": gettext(banners.SAID[severity]), "is_alert": kind == banners.ALERT,
        "text": said["text"], "from_on": said["from_on"], "to_on": said["to_on"],
    }  # fmt: skip


def visit_line(row: Check) -> dict[str, Any]:
    """A past check as a line: when it was, whether somebody was there, and who."""
    return {
        "id": str(row.pk), "on": row.on.isoformat(), "kind": gettext(visits.kind_named(row.kind).label), "who": row.who, "failed": row.failed,
        "outcome": gettext(visits.OUTCOMES.get(row.outcome, "")) if row.outcome else "", "is_visit": row.kind in visits.VISITS,
        "was_done": row.outcome == "done", "at": (row.device_at or row.begun_at).isoformat(), "received_by": row.received_by,
    }  # fmt: skip


def criteria(unit: Enterprise, on: date) -> list[dict[str, str]]:
    """The major-hazard criteria that apply to a unit. One query."""
    return criteria_of([unit], on)[unit.pk]


def criteria_of(rows: Sequence[Any], on: date) -> dict[UUID, list[dict[str, str]]]:
    """The same for many units of a district: those alike share one list, the same object. One or two queries."""
    if not rows:
        return {}
    district = rows[0].district
    known = list(standards.editions(district, kind="criteria"))
    standards.clauses_of(known)
    told = {
        kind: [_criterion(row) for row in standards.criteria_for(*kind, on, district=district, among=known)[:MOST_CRITERIA]]
        for kind in {_judged(unit) for unit in rows}
    }  # fmt: skip
    return {unit.pk: told[_judged(unit)] for unit in rows}


def _judged(unit: Any) -> tuple[str, frozenset[str]]:
    return unit.sector, frozenset(unit.features)


def _criterion(row: Any) -> dict[str, str]:
    return {
        "ref": f"{row.edition.urn}#{row.ref}", "title": standards.in_words(row.title_zh, row.title_en),
        "text": standards.in_words(row.text_zh, row.text_en), "source": row.source,
    }  # fmt: skip


def phrases(words_: str, sector: str, on: date, district: str) -> list[dict[str, Any]]:
    """Hazard phrases offered for what was typed: text, law, measure, usual days, grade, criterion. Two queries."""
    return [phrase_line(row) for row in standards.phrases(words_, sector, on=on, district=district)]


def phrase_line(row: Any) -> dict[str, Any]:
    """A phrase as it is offered."""
    given = row.more["phrase"]
    return {
        "ref": row.ref, "title": standards.in_words(row.title_zh, row.title_en), "law": list(given["law"]),
        "measure": standards.in_words(given["measure"]["zh"], given["measure"]["en"]),
        "days": given["days"], "grade": given["grade"], "criterion": given.get("criterion", ""),
    }  # fmt: skip
