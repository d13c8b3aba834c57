"""The board of a city: its figures out of the kept sums, at full size and at a tenth; and what keeping the sums costs whoever writes."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from anbiao.inspection.models import Hazard
from anbiao.kit.actor import Actor
from anbiao.oversight import actions as oversight
from anbiao.oversight import queries
from anbiao.oversight.models import Change, Tally
from anbiao.portal.bench import filling, scratch
from anbiao.portal.bench.launching import MEMBERS, STEPS, TASKS, UNITS
from anbiao.portal.bench.measuring import Figure, Taken, least
from anbiao.programme import actions
from anbiao.programme.models import Campaign
from anbiao.programme.queries import campaigns
from anbiao.rules.calendar import IsoWeek

TIMES = 5
CAMPAIGNS = 12  # of eight steps each: 5 million tasks at 52,000 units; the last one runs, the others are over
A_UNIT_HAS = 40  # hazards, found within a year: 2 million at 52,000 units
TENTH = 10
SMALL = 1_000  # units; below this two campaigns will do
BULK, ONE_BY_ONE = 20_000, 200
DEMAND = "at most 15 queries and 300 ms; the floor is a tenth of the city, and the ratio below 1.2"
HAZARDS, SUMS, CHANGES = (model._meta.db_table for model in (Hazard, Tally, Change))
EMPTIED = (UNITS, "programme_campaign", SUMS, CHANGES, "oversight_unitplace", "oversight_unitstate")
COUNTED = (UNITS, HAZARDS, TASKS, MEMBERS)
JOINED = (
    f"INSERT INTO {MEMBERS} (id, district, campaign_id, enterprise_id, joined_on, left_on, why_left) "  # noqa: S608 - constants only
    f"SELECT gen_random_uuid(), district, %(campaign)s, id, %(joined)s, %(left)s, '' FROM {UNITS} WHERE district = %(district)s"
)
# Each step over the weeks of its window; what lies behind today is done but for a tenth, most of it in its week.
FILLED = (
    f"INSERT INTO {TASKS} (id, district, campaign_id, step_id, enterprise_id, scheduled_week, planned_week, due_on, state, done_on) "  # noqa: S608
    "SELECT gen_random_uuid(), u.district, s.campaign_id, s.id, u.id, m.monday, m.monday, s.due_on, "
    "CASE WHEN d.is_done THEN 'accepted' ELSE 'idle' END, CASE WHEN d.is_done THEN m.monday + u.spread %% 9 END "
    f"FROM (SELECT id, district, abs(hashtext(id::text)) AS spread FROM {UNITS}) u JOIN {STEPS} s ON s.district = u.district, "
    "LATERAL (SELECT s.opens_week + 7 * (u.spread %% (1 + (s.closes_week - s.opens_week) / 7)) AS monday) m, "
    "LATERAL (SELECT m.monday + 9 < %(today)s::date AND u.spread %% 10 <> 0 AS is_done) d "
    "WHERE u.district = %(district)s AND s.campaign_id = %(campaign)s"
)
# So many a unit over a year back from today; of what is older than five weeks nearly everything is closed.
FOUND = (
    f"INSERT INTO {HAZARDS} (id, district, enterprise_id, serial, item, clause, title, place, note, basis, category, source, grade, criterion, "  # noqa: S608
    "state, round, found_on, finder, ordered_on, first_due_on, due_on, responsible, measure, plan, control, reported_on, fixed_on, fixer, "
    "fix_note, photos_after, verifier, approver, closed_on, closing, reopened, is_suspended, is_listed, changed_at, version, initials, terms, "
    "search_text) SELECT gen_random_uuid(), %(district)s, id, n::text, '', '', '安全出口堵塞', '', '', '', '', 'grid', 'general', '', "
    "CASE WHEN is_closed THEN 'closed' ELSE 'ordered' END, 1, found_on, '林某某', found_on, found_on + 15, found_on + 15, '陈某某', '', '', '', "
    "CASE WHEN is_closed THEN done_on END, CASE WHEN is_closed THEN done_on END, '', '', CASE WHEN is_closed THEN 1 ELSE 0 END, '', '', "
    "CASE WHEN is_closed THEN done_on END, CASE WHEN is_closed THEN 'office' ELSE '' END, 0, false, false, %(now)s, 1, '', '{}', '' "
    "FROM (SELECT u.id, row_number() OVER () AS n, d.found_on, d.found_on + spread %% 20 AS done_on, "
    "%(today)s - d.found_on > 35 AND spread %% 50 <> 0 AS is_closed FROM "
    f"(SELECT id, k, abs(hashtext(id::text || k)) AS spread FROM {UNITS}, generate_series(1, {A_UNIT_HAS}) k WHERE district = %(district)s) u, "
    "LATERAL (SELECT %(today)s - u.spread %% 364 AS found_on) d) made"
)
REPORTED = (
    f"UPDATE {HAZARDS} SET state = 'reported', reported_on = %(today)s WHERE district = %(district)s AND id IN "  # noqa: S608
    f"(SELECT id FROM {HAZARDS} WHERE district = %(district)s AND state = 'ordered' LIMIT %(number)s)"
)


@dataclass(frozen=True)
class City:
    """A city of one size: its campaign, the board's time and queries, and what stands there."""

    campaign: UUID
    taken: Taken
    told: dict[str, Any]


def measure(size: int) -> list[Figure]:
    """A tenth of the city first, then the whole in the same tables; then what the writers of the whole pay."""
    filling.found()
    actions.load_programmes(now=filling.NOW)
    filling.people()
    office = filling.actor()
    few = _city(office, max(10, size // TENTH))
    scratch.empty(*EMPTIED)
    city = _city(office, size)
    told = {**city.told, "sums_at_tenth": few.told["sums"]}
    return [
        Figure("board", size, city.taken.seconds, few.taken.seconds, DEMAND, told),
        *_writing(office, city, size),
    ]


def _city(office: Actor, size: int) -> City:
    started = perf_counter()
    campaign = _filled(office, size)
    filled, started = perf_counter() - started, perf_counter()
    oversight.recount(office.district)
    counted = perf_counter() - started
    scratch.analyse(SUMS, CHANGES, *COUNTED)
    work: Callable[[], object] = lambda: board(office, campaign)  # noqa: E731 - it is handed on twice
    with CaptureQueriesContext(connection) as captured:
        work()
    taken = least(TIMES, work)
    told = {
        "queries": len(captured), "processor": round(taken.processor, 3), "filled": round(filled, 1), "recount": round(counted, 1),
        "tasks": _rows(TASKS), "hazards": _rows(HAZARDS), "sums": _rows(SUMS),
    }  # fmt: skip
    return City(campaign, taken, told)


def board(actor: Actor, campaign: UUID) -> object:
    """What the board asks: of a campaign and of the year the figures by town, bureau, sector and both, and the weeks."""
    tables = []
    for asked in (queries.ask(actor, campaign=campaign), queries.ask(actor)):
        counted = queries.count(actor, asked)
        tables += [queries.table(actor, counted, by=by) for by in ("region", "bureau", "sector", "cell")]
    return tables, queries.by_week(actor, queries.ask(actor, campaign=campaign))


def _rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - constants only
        return int(cursor.fetchone()[0])


def _filled(office: Actor, size: int) -> UUID:
    """Units, campaigns with their tasks, and hazards. The triggers are silent meanwhile; the sums are counted once, afterwards."""
    scratch.as_owner(*(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in COUNTED))
    filling.fill(size)
    number = CAMPAIGNS if size >= SMALL else 2
    pks = [_campaign(office, is_over=each < number - 1) for each in range(number)]
    with connection.cursor() as cursor:
        cursor.execute(FOUND, {"district": office.district, "today": office.today, "now": office.now})
    scratch.as_owner(*(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in COUNTED))
    return pks[-1]


def _campaign(office: Actor, *, is_over: bool) -> UUID:
    """A campaign in the middle of its weeks, for every unit; of one that is over the units have left."""
    starts = IsoWeek.of(office.today).plus(-13)
    edition = campaigns.edition(office.district, "standardization")
    if edition is None:
        raise LookupError("the standardization campaign does not ship")
    draft = actions.draft_campaign(office, edition, starts=starts)
    given: dict[str, Any] = {
        "district": office.district,
        "campaign": draft.pk,
        "today": office.today,
        "joined": starts.monday,
        "left": starts.sunday if is_over else None,
    }
    with connection.cursor() as cursor:
        cursor.execute(JOINED, given)
        cursor.execute(FILLED, given)
        cursor.execute(
            f"UPDATE {Campaign._meta.db_table} SET state = 'running', launched_on = %(joined)s WHERE id = %(campaign)s",  # noqa: S608
            given,
        )
    return draft.pk


# ---------- whoever writes ----------


def _writing(office: Actor, city: City, size: int) -> list[Figure]:
    """Many hazards by one statement, and one by one, with the sums and without them; then the board over what is not folded yet."""
    ask: dict[str, Any] = {"district": office.district, "today": office.today}
    bulk, one = {**ask, "number": min(BULK, size)}, {**ask, "number": 1}
    times = {name: _undone(lambda: _run(bulk), 1) for name in _both()}
    singly = {name: _undone(lambda: _run(one), ONE_BY_ONE) for name in _both()}
    _run(bulk)
    waiting = _rows(CHANGES)
    behind = least(TIMES, lambda: board(office, city.campaign))
    started = perf_counter()
    oversight.fold(office.district)
    fold = perf_counter() - started
    per_second = {"rows_a_second": round(bulk["number"] / times["kept"])}
    return [
        Figure("hazards by one statement, sums kept", bulk["number"], times["kept"], times["silent"], "20,000 rows a second", per_second),
        Figure("hazards one by one, sums kept", ONE_BY_ONE, singly["kept"], singly["silent"], "200 in a second"),
        Figure("board before folding", waiting, behind.seconds, None, "no lag", {"fold": round(fold, 3)}),
    ]  # fmt: skip


def _both() -> Any:
    """Once without the triggers, once with them."""
    scratch.as_owner(f"ALTER TABLE {HAZARDS} DISABLE TRIGGER USER")
    yield "silent"
    scratch.as_owner(f"ALTER TABLE {HAZARDS} ENABLE TRIGGER USER")
    yield "kept"


def _run(given: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(REPORTED, given)


def _undone(work: Callable[[], object], times: int) -> float:
    """The seconds of so many runs, taken back afterwards."""
    with transaction.atomic():
        started = perf_counter()
        for _ in range(times):
            work()
        seconds = perf_counter() - started
        transaction.set_rollback(True)
    return seconds
