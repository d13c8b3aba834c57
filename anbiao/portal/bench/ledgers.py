"""Fills what happened to the units of the scratch database: hazards by the million, checks, risks and accidents.

Every number comes out of the row's own, hashed, so that two runs fill the same; days count backwards from today.
"""

from datetime import date
from typing import Any

from django.db import connection
from psycopg import sql

from anbiao.authority.people import operator
from anbiao.inspection.models import Accident, Check, CheckList, Hazard, Risk
from anbiao.kit import clock
from anbiao.kit.actor import Actor
from anbiao.kit.search import latin_of, reading, terms_of
from anbiao.portal.bench import filling, scratch
from anbiao.registry.models import Enterprise
from anbiao.standards.actions import load_library
from anbiao.standards.models import Clause

HAZARDS, CHECKS, LISTS, RISKS, ACCIDENTS = (
    model._meta.db_table for model in (Hazard, Check, CheckList, Risk, Accident)
)
WEEKLY = 10_000  # hazards that a city finds in a week
PLACES = ("一楼车间", "仓库东侧", "配电房", "后厨", "二楼走廊", "疏散通道", "装卸区", "宿舍楼")
# Of a thousand hazards so many are closed, by the days since they were found: (up to so many days, closed).
CLOSED = ((7, 300), (14, 600), (28, 850), (90, 970), (365, 992))
CLOSED_LATER = 998
DRAWS = 16
# Of a hundred hazards so many come from there.
SOURCES = {
    "self": 38, "grid": 30, "supervision": 12, "expert": 8, "staff": 5, "enforcement": 3, "joint": 2, "tip": 1, "look_back": 1,
}  # fmt: skip


def actor() -> Actor:
    """The district's own officer at the command line, today."""
    return operator(filling.DISTRICT, clock.now(), who="operator bench")


def found() -> None:
    """The district, and the standards that ship."""
    filling.found()
    load_library(now=filling.NOW)


def name_units() -> None:
    """A numbered table of the units with what a hazard is found by, and one of phrases: what the fillings below draw from."""
    scratch.as_owner(
        "DROP TABLE IF EXISTS bench_unit, bench_phrase",
        "CREATE TABLE bench_unit (number int PRIMARY KEY, id uuid, region text, terms text[], latin text)",
        "CREATE TABLE bench_phrase (number int PRIMARY KEY, title text, initials text, terms text[], latin text)",
        sql.SQL("GRANT ALL ON bench_unit, bench_phrase TO {}").format(
            sql.Identifier(connection.settings_dict["USER"])
        ),
    )
    units = list(
        Enterprise.objects.of_district(filling.DISTRICT).order_by("id").values_list("id", "region", "name")
    )
    # Asked for beforehand, since a COPY keeps its connection busy.
    phrases = Clause.objects.filter(edition__kind="phrases").order_by("ref")
    titles = list(dict.fromkeys(phrases.values_list("title_zh", flat=True)))
    with connection.cursor() as cursor:
        with cursor.copy("COPY bench_unit FROM STDIN") as copy:
            for number, (unit, region, name) in enumerate(units):
                copy.write_row((number, unit, region, terms_of(name), latin_of(reading(name))))
        with cursor.copy("COPY bench_phrase FROM STDIN") as copy:
            for number, title in enumerate(titles):
                read = reading(title)
                copy.write_row((number, title, read.initials, terms_of(title), latin_of(read)))
    scratch.analyse("bench_unit", "bench_phrase")


# ---------- hazards ----------

# `d` draws: d[k] is a whole number of the row, the same in every run. OFFSET 0: each part is worked out once, not at each mention.
HAZARD = """
INSERT INTO {table} (
    id, district, enterprise_id, serial, item, clause, title, place, note, basis, category, source, grade, criterion, state, round,
    found_on, found_by, finder, ordered_on, first_due_on, due_on, responsible, measure, funds, plan, control, reported_on, fixed_on, fixed_by, fixer,
    fix_note, photos_after, photo_after_on, verified_on, verified_by, verifier, approved_on, approved_by, approver, closed_on, closing,
    reopened, is_suspended, is_listed, changed_at, version, initials, terms, search_text
)
SELECT
    (lpad(to_hex((extract(epoch FROM found_on) * 1000)::bigint + n %% 86400000), 12, '0') || '7' || substr(md5(n::text), 1, 3) || 'a'
        || substr(md5(n::text), 4, 15))::uuid,
    %(district)s, unit, serial, '', '', title, place, '', '', '', source, grade,
    CASE WHEN grade = 'major' THEN 'cn.major-hazards.order10#GM10-3-1' ELSE '' END, state, CASE WHEN d[1] %% 20 = 0 THEN 2 ELSE 1 END,
    found_on, NULL, '林某某', found_on, due_on, due_on, '陈某某', '', NULL, '', CASE WHEN grade = 'major' THEN '停用' ELSE '' END,
    CASE WHEN is_fixed THEN done_on END, CASE WHEN is_fixed THEN done_on END, CASE WHEN is_fixed THEN {fixer}::uuid END, CASE WHEN is_fixed THEN '陈某某' ELSE '' END, '',
    CASE WHEN is_fixed THEN 1 ELSE 0 END, CASE WHEN is_fixed THEN done_on END,
    CASE WHEN is_seen THEN done_on END, CASE WHEN is_seen THEN {verifier}::uuid END, CASE WHEN is_seen THEN '黄某某' ELSE '' END,
    CASE WHEN is_approved THEN done_on END, CASE WHEN is_approved THEN {approver}::uuid END, '',
    CASE WHEN state = 'closed' THEN done_on END,
    CASE WHEN state <> 'closed' THEN '' WHEN grade = 'general' AND source IN ('self', 'staff') THEN 'inside'
        WHEN grade = 'general' AND d[2] %% 10 = 0 THEN 'on_spot' ELSE 'office' END,
    CASE WHEN d[3] %% 500 = 0 THEN 1 ELSE 0 END, state IN ('ordered', 'rectifying') AND d[4] %% 200 = 0,
    grade = 'major' AND d[5] %% 20 = 0, done_on + interval '9 hours', 1, initials, terms, search_text
FROM (
    SELECT *, state IN ('reported', 'verified', 'closed') AS is_fixed, state IN ('verified', 'closed') AS is_seen,
        state = 'closed' AND grade = 'major' AS is_approved,
        least(found_on + (d[6] %% 14)::int, %(today)s::date) AS done_on
    FROM (
        SELECT n, d, u.id AS unit, p.title, p.initials, found_on, source,
            (%(places)s::text[])[1 + d[7] %% {places}] AS place,
            CASE WHEN d[8] %% 1000 < 3 THEN 'void' WHEN d[9] %% 1000 < {closed} THEN 'closed'
                WHEN d[10] %% 50 = 0 THEN CASE WHEN d[11] %% 5 = 0 THEN 'verified' ELSE 'ordered' END
                ELSE (ARRAY['ordered', 'rectifying', 'reported', 'returned', 'ordered', 'reported'])[1 + d[12] %% 6] END AS state,
            CASE WHEN d[10] %% 50 = 0 THEN 'major' ELSE 'general' END AS grade,
            found_on + CASE WHEN d[10] %% 50 = 0 THEN 60 ELSE (ARRAY[3, 7, 15, 15, 30])[1 + d[13] %% 5] END AS due_on,
            to_char(found_on, 'YY-') || lpad(n::text, 7, '0') AS serial,
            u.terms || p.terms AS terms,
            p.latin || ' ' || to_char(found_on, 'YY') || lpad(n::text, 7, '0') || ' ' || u.latin AS search_text
        FROM (
            SELECT n, d, %(today)s::date - ((%(size)s - n) * 7 / {weekly})::int AS found_on,
                (%(sources)s::text[])[1 + d[14] %% 100] AS source,
                (power((d[15] %% 100000) / 100000.0, 1.5) * {units})::int AS unit_number, (d[16] %% {phrases})::int AS phrase_number
            FROM (SELECT n, ARRAY[{draws}] AS d
                FROM generate_series(1::bigint, %(size)s) n OFFSET 0) drawn
        OFFSET 0) placed
        JOIN bench_unit u ON u.number = unit_number JOIN bench_phrase p ON p.number = phrase_number
        OFFSET 0
    ) found OFFSET 0
) told ORDER BY n
"""


def hazards(size: int) -> None:
    """So many hazards, ten thousand a week back from today, most of the older ones closed. Indexes are made afterwards."""
    dropped = scratch.indexes(HAZARDS)
    scratch.as_owner(*(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)) for name, _ in dropped))
    today = actor().today
    ask: dict[str, Any] = {
        "district": filling.DISTRICT, "size": size, "today": today, "places": list(PLACES),
        "sources": [source for source, number in SOURCES.items() for _ in range(number)],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET work_mem = '256MB'")
        cursor.execute(_statement(today), ask)
        cursor.execute("SET work_mem TO DEFAULT")
    scratch.as_owner("SET maintenance_work_mem = '1GB'", *(definition for _, definition in dropped))
    scratch.analyse(HAZARDS)


def _statement(today: date) -> str:
    """HAZARD with its constants. Three different persons fix, verify and approve."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM bench_unit), (SELECT count(*) FROM bench_phrase)")
        units, phrases = cursor.fetchone()
    ages = " ".join(f"WHEN '{today}'::date - found_on < {days} THEN {closed}" for days, closed in CLOSED)
    fixer, verifier, approver = (f"'00000000-0000-7000-8000-00000000000{n}'" for n in (1, 2, 3))
    return HAZARD.format(
        table=HAZARDS, fixer=fixer, verifier=verifier, approver=approver, closed=f"CASE {ages} ELSE {CLOSED_LATER} END",
        weekly=WEEKLY, units=units - 1, phrases=phrases, places=len(PLACES),
        draws=", ".join(f"abs(hashint8extended(n, {each}) / 2)" for each in range(1, DRAWS + 1)),
    )  # fmt: skip


# ---------- what else a unit's standing rests on ----------

OTHERS = (
    # A check-list of twenty items for every third unit.
    f"INSERT INTO {LISTS} (id, district, enterprise_id, version, items, begun_from, note, who, at) "  # noqa: S608 - constants only
    "SELECT gen_random_uuid(), %(district)s, id, 1, (SELECT jsonb_agg(jsonb_build_object('id', k::text, 'title', '出口无遮挡', "
    "'frequency', 'daily', 'area', '车间', 'look', '目视', 'method', '现场查看', 'basis', '', 'post', '', 'clause', '')) "
    "FROM generate_series(1, 20) k), '[]', '', 'bench', %(now)s FROM bench_unit WHERE number %% 3 = 0",
    # Four checks a unit within two years: self-checks, grid visits, supervision, and now and then a refusal.
    f"INSERT INTO {CHECKS} (id, district, enterprise_id, kind, frequency, state, serial, items, answers, outcome, remark, for_a_case, "  # noqa: S608
    'who, companions, received_by, refused_signature, "on", begun_at, finished_at, failed, version) '
    "SELECT gen_random_uuid(), %(district)s, u.id, (ARRAY['self', 'grid', 'supervision', 'self'])[k], '', 'done', "
    "'26-' || lpad((u.number * 4 + k)::text, 8, '0'), '[]', '{}', CASE WHEN u.number %% 700 = 0 AND k = 3 THEN 'refused' ELSE 'done' END, "
    "'', false, '林某某', '', '', false, %(today)s::date - (u.number * 37 + k * 181) %% 720, %(now)s, %(now)s, 0, 1 "
    "FROM bench_unit u, generate_series(1, 4) k",
    # Three risk points a unit, most of them blue.
    f"INSERT INTO {RISKS} (id, district, enterprise_id, place, activity, consequence, method, values, product, colour, measures, "  # noqa: S608
    "emergency, responsible, reviewed_on, who, version) SELECT gen_random_uuid(), %(district)s, u.id, '配电房', '检修', '触电', 'ls', '{}', 4, "
    "CASE WHEN (u.number * 3 + k) %% 97 = 0 THEN 'orange' WHEN (u.number * 3 + k) %% 41 = 0 THEN 'yellow' ELSE 'blue' END, "
    "'上锁挂牌', '', '陈某某', %(today)s, 'bench', 1 FROM bench_unit u, generate_series(1, 3) k",
    # An accident for one unit of a hundred, a fatal one for one of a thousand.
    f"INSERT INTO {ACCIDENTS} (id, district, enterprise_id, region, serial, happened_at, \"on\", place, kind, kind_list, grade, dead, "  # noqa: S608
    "injured, hurt, loss, is_road_or_fire, course, cause, by, changed_at, version) SELECT gen_random_uuid(), %(district)s, u.id, u.region, "
    "'26-' || u.number, %(now)s, %(today)s::date - (u.number * 13) %% 700, '车间', 'other', 'bench', 'general', "
    "CASE WHEN u.number %% 1000 = 0 THEN 1 ELSE 0 END, 1, 1, 0, false, '', '', 'bench', %(now)s, 1 FROM bench_unit u WHERE u.number %% 100 = 0",
)  # fmt: skip


def others() -> None:
    """Check-lists, checks, risk points and accidents of every unit that is there."""
    office = actor()
    ask: dict[str, Any] = {"district": filling.DISTRICT, "today": office.today, "now": office.now}
    with connection.cursor() as cursor:
        for statement in OTHERS:
            cursor.execute(statement, ask)
    scratch.analyse(LISTS, CHECKS, RISKS, ACCIDENTS)
