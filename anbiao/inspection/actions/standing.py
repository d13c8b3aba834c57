"""Where units stand, rolled up in this one place: from lists, checks, hazards, accidents and risks, by one statement for any number."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from anbiao.inspection.models import (
    Accident,
    Check,
    CheckList,
    Hazard,
    Look,
    Risk,
    Standing,
)
from anbiao.inspection.models.colours import NEVER
from anbiao.inspection.queries.local import Local
from anbiao.kit.actor import Actor
from anbiao.kit.bulk import copy_rows
from anbiao.kit.district import new_id
from anbiao.registry.models import Enterprise
from anbiao.rules import hazards, units, visits

YEAR = timedelta(days=365)
TABLES = {
    "unit": Enterprise, "standing": Standing, "list": CheckList, "check": Check, "hazard": Hazard, "look": Look, "accident": Accident,
    "risk": Risk,
}  # fmt: skip
_NAMES = {name: model._meta.db_table for name, model in TABLES.items()}

# Every number of a unit, from the rows it stands on. `{only}` limits each part to the units asked for.
ROLL_UP = """
UPDATE {standing} s SET
    list_version = coalesce(l.version, 0), list_items = coalesce(l.items, 0),
    found = coalesce(h.found, 0), open = coalesce(h.open, 0), open_major = coalesce(h.open_major, 0),
    overdue = coalesce(h.overdue, 0), overdue_orders = coalesce(h.overdue_orders, 0),
    false_closures = coalesce(f.number, 0), accidents = coalesce(a.number, 0), last_fatal_on = a.fatal,
    risk_red = coalesce(r.red, 0), risk_orange = coalesce(r.orange, 0), risk_yellow = coalesce(r.yellow, 0),
    refusals = coalesce(c.refusals, 0),
    visits_this_year = coalesce(c.visits, 0), inspections_this_year = coalesce(c.inspections, 0), last_visit_on = c.last_visit, last_self_check_on = c.last_self,
    rolled_at = %(now)s
FROM {unit} u
LEFT JOIN (
    SELECT DISTINCT ON (enterprise_id) enterprise_id, version, jsonb_array_length(items) AS items FROM {list}
    WHERE district = %(district)s {only} ORDER BY enterprise_id, version DESC
) l ON l.enterprise_id = u.id
LEFT JOIN (
    SELECT enterprise_id, count(*) AS found, count(*) FILTER (WHERE state = ANY(%(open)s)) AS open,
        count(*) FILTER (WHERE state = ANY(%(open)s) AND grade = 'major') AS open_major,
        count(*) FILTER (WHERE state = ANY(%(to_fix)s) AND due_on < %(today)s) AS overdue,
        count(*) FILTER (WHERE state = ANY(%(to_fix)s) AND due_on < %(today)s AND source = 'enforcement') AS overdue_orders
    FROM {hazard} WHERE district = %(district)s AND state <> 'void' {only} GROUP BY enterprise_id
) h ON h.enterprise_id = u.id
LEFT JOIN (
    SELECT o.enterprise_id, count(*) AS number FROM {look} k JOIN {hazard} o ON o.district = k.district AND o.id = k.hazard_id
    WHERE k.district = %(district)s AND k.state = 'false_closure' AND k.looked_on > %(a_year_ago)s {only_o}
    GROUP BY o.enterprise_id
) f ON f.enterprise_id = u.id
LEFT JOIN (
    SELECT enterprise_id, count(*) FILTER (WHERE "on" > %(a_year_ago)s) AS number, max("on") FILTER (WHERE dead > 0) AS fatal
    FROM {accident} WHERE district = %(district)s {only} GROUP BY enterprise_id
) a ON a.enterprise_id = u.id
LEFT JOIN (
    SELECT enterprise_id, count(*) FILTER (WHERE colour = 'red') AS red, count(*) FILTER (WHERE colour = 'orange') AS orange,
        count(*) FILTER (WHERE colour = 'yellow') AS yellow
    FROM {risk} WHERE district = %(district)s AND removed_on IS NULL {only} GROUP BY enterprise_id
) r ON r.enterprise_id = u.id
LEFT JOIN (
    SELECT enterprise_id, max("on") FILTER (WHERE kind = ANY(%(visits)s) AND outcome = 'done') AS last_visit,
        max("on") FILTER (WHERE kind = 'self') AS last_self,
        count(*) FILTER (WHERE kind = ANY(%(visits)s) AND outcome = 'done' AND "on" >= %(new_year)s) AS visits,
        count(*) FILTER (WHERE kind = ANY(%(inspections)s) AND NOT for_a_case AND outcome = 'done' AND "on" >= %(new_year)s) AS inspections,
        count(*) FILTER (WHERE outcome = 'refused' AND kind = ANY(%(official)s) AND "on" > %(a_year_ago)s) AS refusals
    FROM {check} WHERE district = %(district)s AND state = 'done' {only} GROUP BY enterprise_id
) c ON c.enterprise_id = u.id
WHERE s.district = %(district)s AND u.district = %(district)s AND s.enterprise_id = u.id {mine} {mine_unit}
"""
MISSING = """
SELECT u.id FROM {unit} u LEFT JOIN {standing} s ON s.district = u.district AND s.enterprise_id = u.id
WHERE u.district = %(district)s AND s.id IS NULL {mine_unit}
"""
# A visit is due so many days after the last one, or after the unit first stood here; a unit that is gone is not visited.
NEXT_VISIT = """
WITH next AS (
    SELECT u.id, CASE
        WHEN u.state = ANY(%(alive)s) AND (%(intervals)s::jsonb ->> u.colour) IS NOT NULL
        THEN coalesce(s.last_visit_on, s.watched_from) + (%(intervals)s::jsonb ->> u.colour)::int
            * (CASE WHEN u.colour = ANY(%(eased)s) THEN s.visit_percent ELSE 100 END) / 100
        ELSE %(never)s END AS visit_on
    FROM {standing} s JOIN {unit} u ON u.id = s.enterprise_id
    WHERE s.district = %(district)s AND u.district = %(district)s {mine}
)
UPDATE {standing} s SET next_visit_on = next.visit_on FROM next
WHERE s.district = %(district)s AND s.enterprise_id = next.id AND s.next_visit_on <> next.visit_on {mine}
"""


def roll_up(actor: Actor, unit_ids: Sequence[UUID] | None = None) -> None:
    """Brings the standing of units up to date: of those named, or of the whole district (three statements whatever their number)."""
    ask = _parameters(actor, unit_ids)
    with connection.cursor() as cursor:
        cursor.execute(_statement(MISSING, unit_ids), ask)
        missing = [unit for (unit,) in cursor.fetchall()]
        copy_rows(
            Standing,
            COLUMNS,
            [
                (new_id(), actor.district, unit, *([0] * ZEROS), visits.FULL, actor.today, NEVER, actor.now)
                for unit in missing
            ],
        )
        cursor.execute(_statement(ROLL_UP, unit_ids), ask)


def plan_visits(actor: Actor, rules: Local, unit_ids: Sequence[UUID] | None = None) -> None:
    """Sets by which day each unit is visited next, from its colour and its last visit (one statement)."""
    ask = _parameters(actor, unit_ids) | {
        "intervals": json.dumps(dict(rules.intervals)), "never": NEVER, "eased": sorted(visits.EASED),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_statement(NEXT_VISIT, unit_ids), ask)


_NUMBERS = (
    "list_version", "list_items", "found", "open", "open_major", "overdue", "overdue_orders", "false_closures", "accidents",
    "risk_red", "risk_orange", "risk_yellow", "refusals", "visits_this_year", "inspections_this_year",
)  # fmt: skip
COLUMNS = (
    "id",
    "district",
    "enterprise_id",
    *_NUMBERS,
    "visit_percent",
    "watched_from",
    "next_visit_on",
    "rolled_at",
)
ZEROS = len(_NUMBERS)


def _statement(template: str, unit_ids: Sequence[UUID] | None) -> str:
    """A statement for all units, or for some."""
    some = unit_ids is not None
    parts = {
        "only": "AND enterprise_id = ANY(%(units)s)" if some else "",
        "only_o": "AND o.enterprise_id = ANY(%(units)s)" if some else "",
        "mine": "AND s.enterprise_id = ANY(%(units)s)" if some else "",
        "mine_unit": "AND u.id = ANY(%(units)s)" if some else "",
    }
    return template.format(**_NAMES, **parts)


def _parameters(actor: Actor, unit_ids: Sequence[UUID] | None) -> dict[str, Any]:
    today: date = actor.today
    return {
        "district": actor.district, "now": actor.now, "today": today, "units": list(unit_ids or ()), "open": sorted(hazards.OPEN),
        "to_fix": sorted(hazards.TO_FIX), "visits": sorted(visits.VISITS), "inspections": sorted(visits.INSPECTIONS), "official": sorted(visits.OFFICIAL), "a_year_ago": today - YEAR,
        "new_year": date(today.year, 1, 1), "alive": sorted(units.ALIVE),
    }  # fmt: skip
