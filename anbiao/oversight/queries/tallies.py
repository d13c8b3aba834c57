"""Measures of today out of the sums that the database keeps up: read in one statement whatever the number of facts.

A window of days is cut into whole weeks and the days at its ends, so that a year is read from fifty rows a cell and not from 365. What
has changed since the last folding is added in the same statement: a sum is never behind its facts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from anbiao.kit.actor import Actor
from anbiao.oversight.models import Change, Tally
from anbiao.oversight.models.tallies import ALL, DAY, WEEK
from anbiao.rules.places import Scope

EVER, NEVER = date(1900, 1, 1), date(2999, 12, 30)
TOWN = 9


@dataclass(frozen=True)
class Window:
    """The sum of a kept measure over days, both included; `weighs` says that each counts for the days from it to the day asked."""

    kept: str
    first: date = EVER
    last: date = NEVER
    weighs: bool = False


def windows(first: date, last: date, day: date, since: date) -> dict[str, Sequence[Window]]:
    """Measure → the windows whose sums add up to it."""
    before = day - timedelta(days=1)
    within = ("found", "found_closed", "rectified", "due", "answered", "in_time", "planned", "planned_done", "decided", "passed", "sampled", "sample_passed", "reviewed", "deviation", "looked_at", "reopened", "trained_people")  # fmt: skip
    standing = ("surveyed", "created", "three_lists", "coloured", "red", "orange", "yellow", "blue")
    ago = {number: day - timedelta(days=number) for number in (7, 8, 30, 31)}
    return {
        **{name: (Window(name, first, last),) for name in within},
        **{name: (Window(name),) for name in standing},
        "self_assessed": (Window("handed", since, day),),
        "trained_units": (Window("trained", since, day),),
        "overdue": (Window("to_fix", EVER, before),),
        "overdue_week": (Window("to_fix", ago[7], before),),
        "overdue_month": (Window("to_fix", ago[30], ago[8]),),
        "overdue_more": (Window("to_fix", EVER, ago[31]),),
        "tasks_late": (Window("tasks_open", EVER, before),),
        "slip": (Window("slip_done", first, last), Window("slip_open", first, min(last, day), weighs=True)),
    }


def pieces(window: Window) -> Iterator[tuple[str, date, date]]:
    """The grains that make up a window: whole weeks by their Monday, and the days before and after them. What weighs has one day a week,
    its Sunday, and is read by days.
    """
    if window.first > window.last:
        return
    monday = window.first + timedelta(days=-window.first.weekday() % 7)
    after = window.last + timedelta(days=1)
    end = after - timedelta(days=after.weekday())  # the Monday of the week that is not whole any more
    if window.weighs or monday >= end:
        yield DAY, window.first, window.last
        return
    if window.first < monday:
        yield DAY, window.first, monday - timedelta(days=1)
    yield WEEK, monday, end - timedelta(days=1)
    if end <= window.last:
        yield DAY, end, window.last


def prefixes(scope: Scope, capability: str) -> list[str] | None:
    """The regions of a scope that reaches over whole towns; None for one that goes by sectors, villages or units, which sums by town and
    sector cannot tell apart.
    """
    found = []
    for grant in scope.allowing(capability):
        if not grant.region or grant.sectors is not None or len(grant.region) > TOWN:
            return None
        found.append(grant.region)
    return found


_KEPT, _CHANGED = Tally._meta.db_table, Change._meta.db_table
_SUMS = (
    "WITH piece (name, kept, grain, first, last, weighs) AS (SELECT * FROM unnest(%(names)s::text[], %(kept)s::text[], %(grains)s::text[], "  # noqa: S608 - constants only
    "%(firsts)s::date[], %(lasts)s::date[], %(weighs)s::bool[])), "
    "found AS (SELECT p.name, t.town, t.sector, sum(CASE WHEN p.weighs THEN t.number * (%(day)s::date - t.day) ELSE t.number END) AS number "
    f"FROM piece p JOIN {_KEPT} t ON t.measure = p.kept AND t.grain = p.grain AND t.day BETWEEN p.first AND p.last "
    "WHERE t.district = %(district)s AND t.campaign = %(campaign)s GROUP BY 1, 2, 3 UNION ALL "
    "SELECT p.name, c.town, c.sector, sum(CASE WHEN p.weighs THEN c.number * (%(day)s::date - c.day) ELSE c.number END) "
    f"FROM piece p JOIN {_CHANGED} c ON c.measure = p.kept "
    "AND CASE p.grain WHEN 'd' THEN c.day ELSE date_trunc('week', c.day)::date END BETWEEN p.first AND p.last "
    "WHERE c.district = %(district)s AND c.campaign = %(campaign)s GROUP BY 1, 2, 3) "
    "SELECT town, sector, name, sum(number) FROM found "
    "WHERE (%(sectors)s::text[] IS NULL OR sector = ANY(%(sectors)s::text[])) AND starts_with(town, %(region)s) "
    "AND EXISTS (SELECT FROM unnest(%(within)s::text[]) w WHERE starts_with(found.town, w)) "
    "GROUP BY 1, 2, 3 HAVING sum(number) <> 0"
)


def sums(
    actor: Actor, wanted: Sequence[str], given: dict[str, Any], within: list[str]
) -> list[tuple[str, str, str, Any]]:
    """Town, sector, measure and sum. One query; `given` are the parameters of the statement as of today."""
    told = windows(given["first"], given["last"], given["day"], given["since"])
    rows = [(name, w.kept, *piece, w.weighs) for name in wanted for w in told[name] for piece in pieces(w)]
    names, kept, grains, firsts, lasts, weighs = (list(column) for column in zip(*rows, strict=True))
    values = {
        **given, "names": names, "kept": kept, "grains": grains, "firsts": firsts, "lasts": lasts, "weighs": weighs, "within": within,
        "campaign": given["campaign"] or ALL,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, values)
        return list(cursor.fetchall())


# name of the line of weeks: the measure kept
_LINES = {"plan_line": "planned", "actual_line": "actual", "found": "found", "rectified": "rectified"}
_WEEKS = (
    "SELECT measure, monday, sum(number) FROM ("  # noqa: S608 - constants only
    f"SELECT t.measure, t.day AS monday, t.number, t.town, t.sector FROM {_KEPT} t WHERE t.district = %(district)s AND t.campaign = %(campaign)s "
    "AND t.measure = ANY(%(kept)s) AND t.grain = 'w' UNION ALL "
    f"SELECT c.measure, date_trunc('week', c.day)::date, c.number, c.town, c.sector FROM {_CHANGED} c WHERE c.district = %(district)s "
    "AND c.campaign = %(campaign)s AND c.measure = ANY(%(kept)s)) found "
    "WHERE (%(sectors)s::text[] IS NULL OR sector = ANY(%(sectors)s::text[])) AND starts_with(town, %(region)s) "
    "AND EXISTS (SELECT FROM unnest(%(within)s::text[]) w WHERE starts_with(found.town, w)) GROUP BY 1, 2"
)


def weeks(actor: Actor, given: dict[str, Any], within: list[str]) -> list[tuple[str, date, int]]:
    """Line of weeks, Monday and sum. One query."""
    names = {kept: name for name, kept in _LINES.items()}
    with connection.cursor() as cursor:
        values = {**given, "kept": list(names), "within": within, "campaign": given["campaign"] or ALL}
        cursor.execute(_WEEKS, values)
        return [(names[kept], monday, int(number)) for kept, monday, number in cursor.fetchall()]
