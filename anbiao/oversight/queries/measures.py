"""Each measure once, in SQL: a source of facts, which of its rows count, and what each counts for.

Days: %(first)s, %(last)s (the period, both included, no later than the day) and %(day)s (as of its end). `u` is the unit of a row as it stood
on the day (queries/past.py says how a past day is read).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from anbiao.oversight.queries.past import UNITS_ASKED
from anbiao.rules import hazards, lookback, tasks

WITHIN = "BETWEEN %(first)s AND %(last)s"


def listed(values: frozenset[str]) -> str:
    """State names as SQL; they are constants of the machines."""
    return ", ".join(f"'{value}'" for value in sorted(values))


TO_FIX = f"h.state IN ({listed(hazards.TO_FIX)})"
OVERDUE = f"{TO_FIX} AND h.due_on < %(day)s"
IS_OPEN = f"h.state IN ({listed(hazards.OPEN)})"
DUE = f"h.due_on {WITHIN} AND h.closing <> 'before'"
ANSWERED = f"{DUE} AND NOT {TO_FIX}"
ENDED = f"t.scheduled_week + 6 {WITHIN}"
DONE = listed(tasks.DONE)
DECIDED = f"a.state = 'accepted' AND a.decided_on {WITHIN}"
REVIEWED = f"{DECIDED} AND a.concluded_on IS NOT NULL AND a.own_score IS NOT NULL AND a.score IS NOT NULL"
LOOKED = f"l.looked_on {WITHIN} AND l.state IN ({listed(frozenset({'kept'}) | lookback.REOPENING)})"


@dataclass(frozen=True)
class Measure:
    """What is counted: a source, the condition of a row, and what a row counts for."""

    source: str
    where: str
    worth: str = "1"


KEPT: dict[str, Measure] = {
    "surveyed": Measure("unit", "u.is_in"),
    "created": Measure("unit", "u.is_in AND decided.result <> ''"),
    "three_lists": Measure("unit", "u.is_in AND lists.enterprise_id IS NOT NULL"),
    "coloured": Measure("unit", "u.is_in AND u.colour <> ''"),
    **{colour: Measure("unit", f"u.is_in AND u.colour = '{colour}'") for colour in ("red", "orange", "yellow", "blue")},
    "self_assessed": Measure("unit", "u.is_in AND handed.enterprise_id IS NOT NULL"),
    "trained_units": Measure("unit", "u.is_in AND trained.enterprise_id IS NOT NULL"),
    "trained_people": Measure("training", f"r.held_on {WITHIN}", "r.number"),
    "found": Measure("hazard", f"h.found_on {WITHIN}"),
    "found_closed": Measure("hazard", f"h.found_on {WITHIN} AND h.state = 'closed'"),
    "rectified": Measure("hazard", f"h.state = 'closed' AND h.closed_on {WITHIN}"),
    "due": Measure("hazard", DUE),
    "answered": Measure("hazard", ANSWERED),
    # The day on which it was reported; what the unit typed as the day of rectification proves nothing.
    "in_time": Measure("hazard", f"{ANSWERED} AND h.reported_on <= h.due_on"),
    "overdue": Measure("hazard", OVERDUE),
    "overdue_week": Measure("hazard", f"{OVERDUE} AND h.due_on >= %(day)s - 7"),
    "overdue_month": Measure("hazard", f"{OVERDUE} AND h.due_on < %(day)s - 7 AND h.due_on >= %(day)s - 30"),
    "overdue_more": Measure("hazard", f"{OVERDUE} AND h.due_on < %(day)s - 30"),
    "planned": Measure("task", ENDED),
    "planned_done": Measure("task", f"{ENDED} AND t.state IN ({DONE})"),
    "slip": Measure("task", f"{ENDED} AND coalesce(t.done_on, %(day)s) > t.scheduled_week + 6", "coalesce(t.done_on, %(day)s) - (t.scheduled_week + 6)"),
    "tasks_late": Measure("task", f"t.state IN ({listed(tasks.OPEN)}) AND t.due_on < %(day)s"),
    "decided": Measure("assessment", DECIDED),
    "passed": Measure("assessment", f"{DECIDED} AND a.result <> ''"),
    "sampled": Measure("assessment", f"{DECIDED} AND a.sample = 'review'"),
    "sample_passed": Measure("assessment", f"{DECIDED} AND a.sample = 'review' AND a.result <> ''"),
    "reviewed": Measure("assessment", REVIEWED),
    "deviation": Measure("assessment", REVIEWED, "(a.own_score - a.score)"),
    "looked_at": Measure("look", LOOKED),
    "reopened": Measure("look", f"{LOOKED} AND l.state IN ({listed(lookback.REOPENING)})"),
}  # fmt: skip
# Of open hazards by their finding no sums are kept: these are counted from the facts, today too.
FROM_FACTS: dict[str, Measure] = {
    "open": Measure("hazard", IS_OPEN),
    "found_open": Measure("hazard", f"{IS_OPEN} AND h.found_on {WITHIN}"),
    "found_overdue": Measure("hazard", f"{OVERDUE} AND h.found_on {WITHIN}"),
}
MEASURES: Mapping[str, Measure] = KEPT | FROM_FACTS
_OF_UNIT = "JOIN unit u ON u.id = {}.enterprise_id AND (u.is_in OR NOT %(of_campaign)s)"


@dataclass(frozen=True)
class Source:
    """Rows of facts with their unit: the tables that it reads beside the units, how they are joined, and what a row is listed by."""

    tables: tuple[str, ...]
    rows: str
    id: str


SOURCES: Mapping[str, Source] = {
    "unit": Source(("assessment", "training"), UNITS_ASKED, "u.id"),
    "hazard": Source(("hazard",), f"hazard h {_OF_UNIT.format('h')}", "h.id"),
    "task": Source(("task",), f"task t {_OF_UNIT.format('t')}", "t.id"),
    "assessment": Source(("assessment",), f"assessment a {_OF_UNIT.format('a')}", "a.id"),
    "training": Source(("training",), f"training r {_OF_UNIT.format('r')}", "r.id"),
    "look": Source(("hazard", "look"), f"look l JOIN hazard h ON h.id = l.hazard_id {_OF_UNIT.format('h')}", "l.id"),
}  # fmt: skip
