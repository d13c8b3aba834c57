"""The facts as they stood at the end of a day, in SQL: today the tables themselves, for a past day undone by what the journal kept.

An entry keeps what it changed, before and after. Of each row the first entry after the day says what stood there at its end; a row that was
entered afterwards was not there. So a past figure costs what has happened since, and no second history is written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from anbiao.inspection.models import CheckList, Hazard, Look
from anbiao.kit.models import Entry
from anbiao.programme.models import Assessment, Campaign, Membership, Task
from anbiao.readiness.models import Training
from anbiao.rules import units

ALIVE = ", ".join(f"'{state}'" for state in sorted(units.ALIVE))
LAUNCHED = f"campaign_id IN (SELECT id FROM {Campaign._meta.db_table} WHERE district = %(district)s AND launched_on <= %(day)s)"  # noqa: S608 - constants only
HANDED_IN = "'submitted', 'review', 'reviewed', 'accepted', 'corrected'"


@dataclass(frozen=True)
class Told:
    """A table whose past the journal tells: under which type, which key only its first entry has, the columns that never change, and those
    that do with their types. `where` is which rows count at all.
    """

    table: str
    type: str
    made: str
    fixed: Sequence[str]
    changing: Mapping[str, str] = field(default_factory=dict)
    where: str = "TRUE"


TOLD: Mapping[str, Told] = {
    "enterprise": Told(
        "seen", "enterprise", "region", ("id",), {"region": "text", "sector": "text", "state": "text", "colour": "text"}
    ),
    "hazard": Told(
        Hazard._meta.db_table, "hazard", "serial", ("id", "enterprise_id", "found_on", "category", "title"),
        {"state": "text", "grade": "text", "due_on": "date", "reported_on": "date", "closed_on": "date", "closing": "text"}, "state <> 'void'",
    ),
    "task": Told(
        Task._meta.db_table, "task", "step_id", ("id", "enterprise_id", "campaign_id", "scheduled_week", "due_on"),
        {"state": "text", "done_on": "date"},
        f"state <> 'exempted' AND (campaign_id = %(campaign)s OR NOT %(of_campaign)s) AND {LAUNCHED}",
    ),
    "assessment": Told(
        Assessment._meta.db_table, "assessment", "begun_on", ("id", "enterprise_id"),
        {"state": "text", "submitted_on": "date", "concluded_on": "date", "decided_on": "date", "own_score": "numeric", "score": "numeric",
         "result": "text", "sample": "text"},
    ),
    "training": Told(
        Training._meta.db_table, "training", "topic", ("id", "enterprise_id", "held_on", "number"), {"state": "text"}, "state <> 'void'",
    ),
    "look": Told(Look._meta.db_table, "look-back", "hazard_id", ("id", "hazard_id"), {"state": "text", "looked_on": "date"}),
}  # fmt: skip


def _undone(name: str, told: Told) -> str:
    """What the changed rows of a table were at the end of the day. Entries of one row are undone from the latest to the first."""
    keys = ", ".join(f"'{key}'" for key in told.changing)
    return (
        f"{name}_was AS (SELECT e.object_id AS id, "  # noqa: S608 - constants only
        f"bool_or(e.before IS NULL AND e.after ? '{told.made}') AS is_new, "
        "coalesce(jsonb_object_agg(k.key, k.value ORDER BY e.at DESC, e.number DESC) FILTER (WHERE k.key IS NOT NULL), '{}') AS was "
        f"FROM {Entry._meta.db_table} e LEFT JOIN LATERAL jsonb_each(e.before) k ON k.key IN ({keys}) "
        f"WHERE e.district = %(district)s AND e.object_type = '{told.type}' AND e.at >= %(after)s GROUP BY e.object_id)"
    )


def _now(name: str, told: Told) -> str:
    columns = ", ".join((*told.fixed, *told.changing))
    district = "" if told.table == "seen" else "district = %(district)s AND "
    return f"{name} AS (SELECT {columns} FROM {told.table} WHERE {district}{told.where})"  # noqa: S608 - constants only


def _then(name: str, told: Told) -> str:
    """A key that was not undone stands as it is; one that was is what it was, also nothing."""
    kept = [f"t.{column}" for column in told.fixed]
    kept += [
        f"CASE WHEN w.was ? '{column}' THEN (w.was->>'{column}')::{kind} ELSE t.{column} END AS {column}"
        for column, kind in told.changing.items()
    ]
    district = "" if told.table == "seen" else "t.district = %(district)s AND "
    return (
        f"{_undone(name, told)}, {name} AS (SELECT * FROM (SELECT {', '.join(kept)} FROM {told.table} t "  # noqa: S608 - constants only
        f"LEFT JOIN {name}_was w ON w.id = t.id WHERE {district}w.is_new IS NOT TRUE) t WHERE {told.where})"
    )


def stood(name: str, *, is_past: bool) -> str:
    """A table as it stood, as a common table expression."""
    return _then(name, TOLD[name]) if is_past else _now(name, TOLD[name])


_IN = (
    f"EXISTS (SELECT FROM {Membership._meta.db_table} m WHERE m.district = %(district)s AND m.enterprise_id = e.id "
    "AND m.campaign_id = %(campaign)s AND m.joined_on <= %(day)s AND (m.left_on IS NULL OR m.left_on > %(day)s))"
)


def units_stood(*, of_campaign: bool) -> str:
    """Units with their place on the day, and whether they have to be created."""
    is_in = _IN if of_campaign else f"e.state IN ({ALIVE})"
    return (
        f"unit AS MATERIALIZED (SELECT e.id, e.region, e.sector, e.colour, {is_in} AS is_in FROM enterprise e "  # noqa: S608 - constants only
        "WHERE (%(region)s = '' OR starts_with(e.region, %(region)s)) "
        "AND (%(sectors)s::text[] IS NULL OR e.sector = ANY(%(sectors)s::text[])) AND (%(unit)s::uuid IS NULL OR e.id = %(unit)s::uuid))"
    )


# What else is asked of a unit itself. Day and id order two decisions of one day.
UNITS_ASKED = (
    "unit u LEFT JOIN (SELECT DISTINCT ON (enterprise_id) enterprise_id, result FROM assessment "  # noqa: S608 - constants only
    "WHERE state = 'accepted' AND decided_on <= %(day)s ORDER BY enterprise_id, decided_on DESC, id DESC) decided "
    "ON decided.enterprise_id = u.id "
    f"LEFT JOIN (SELECT DISTINCT enterprise_id FROM assessment WHERE state IN ({HANDED_IN}) "
    "AND submitted_on BETWEEN %(since)s AND %(day)s) handed ON handed.enterprise_id = u.id "
    "LEFT JOIN (SELECT DISTINCT enterprise_id FROM training WHERE held_on BETWEEN %(since)s AND %(day)s) trained ON trained.enterprise_id = u.id "
    f"LEFT JOIN (SELECT DISTINCT enterprise_id FROM {CheckList._meta.db_table} WHERE district = %(district)s AND at < %(after)s) lists "
    "ON lists.enterprise_id = u.id"
)
