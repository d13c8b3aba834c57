"""Triggers by which the sums of figures follow every statement that changes a fact, and the first sums of what is there already.

What a row counts for stands in the oversight_parts_… functions and nowhere else in the database; the same measures stand, for any day, in
oversight/queries/measures.py, and tests hold both against a recount. States are named as the machines of rules/ name them.
"""

from django.db import migrations

NIL = "'00000000-0000-0000-0000-000000000000'::uuid"
STANDS = "DATE '2000-01-03'"  # the day of what has no day of its own; a Monday
TO_FIX, DONE, OPEN = "('ordered', 'rectifying', 'returned')", "('submitted', 'accepted')", "('idle', 'doing', 'returned')"
HANDED = "('submitted', 'review', 'reviewed', 'accepted', 'corrected')"
TOLD = "RETURNS TABLE (measure text, day date, number numeric) LANGUAGE sql IMMUTABLE PARALLEL SAFE"

PARTS = f"""
CREATE FUNCTION oversight_parts_hazard(state text, found_on date, due_on date, reported_on date, closed_on date, closing text) {TOLD} AS $$
    SELECT v.measure, v.day, 1::numeric FROM (VALUES
        ('found', found_on, true),
        ('found_closed', found_on, state = 'closed'),
        ('rectified', closed_on, state = 'closed'),
        ('due', due_on, closing <> 'before'),
        ('answered', due_on, closing <> 'before' AND state NOT IN {TO_FIX}),
        ('in_time', due_on, closing <> 'before' AND state NOT IN {TO_FIX} AND reported_on <= due_on),
        ('to_fix', due_on, state IN {TO_FIX})
    ) v (measure, day, counts) WHERE v.counts AND v.day IS NOT NULL AND state <> 'void'
$$;
CREATE FUNCTION oversight_parts_task(state text, scheduled date, due_on date, done_on date) {TOLD} AS $$
    SELECT v.measure, v.day, v.number::numeric FROM (VALUES
        ('planned', scheduled + 6, 1),
        ('planned_done', scheduled + 6, (state IN {DONE})::int),
        ('slip_done', scheduled + 6, greatest(0, done_on - (scheduled + 6))),
        ('slip_open', scheduled + 6, (done_on IS NULL)::int),
        ('tasks_open', due_on, (state IN {OPEN})::int),
        ('actual', done_on, (state IN {DONE})::int)
    ) v (measure, day, number) WHERE v.number <> 0 AND v.day IS NOT NULL AND state <> 'exempted'
$$;
CREATE FUNCTION oversight_parts_assessment(
    state text, decided_on date, result text, sample text, concluded_on date, own_score numeric, score numeric
) {TOLD} AS $$
    SELECT v.measure, decided_on, v.number::numeric FROM (VALUES
        ('decided', 1),
        ('passed', (result <> '')::int),
        ('sampled', (sample = 'review')::int),
        ('sample_passed', (sample = 'review' AND result <> '')::int),
        ('reviewed', (concluded_on IS NOT NULL AND own_score IS NOT NULL AND score IS NOT NULL)::int),
        ('deviation', CASE WHEN concluded_on IS NOT NULL THEN own_score - score END)
    ) v (measure, number) WHERE v.number <> 0 AND decided_on IS NOT NULL AND state = 'accepted'
$$;
CREATE FUNCTION oversight_parts_look(state text, looked_on date) {TOLD} AS $$
    SELECT v.measure, looked_on, 1::numeric FROM (VALUES
        ('looked_at', state IN ('kept', 'relapsed', 'false_closure')), ('reopened', state IN ('relapsed', 'false_closure'))
    ) v (measure, counts) WHERE v.counts AND looked_on IS NOT NULL
$$;
CREATE FUNCTION oversight_parts_unit(is_in boolean, colour text, has_list boolean, is_created boolean, handed_on date) {TOLD} AS $$
    SELECT v.measure, v.day, 1::numeric FROM (VALUES
        ('surveyed', {STANDS}, true), ('created', {STANDS}, is_created), ('three_lists', {STANDS}, has_list),
        ('coloured', {STANDS}, colour <> ''), (nullif(colour, ''), {STANDS}, colour <> ''), ('handed', handed_on, true)
    ) v (measure, day, counts) WHERE is_in AND v.counts AND v.day IS NOT NULL
$$;
"""

# Under which campaigns a fact is counted: under none in particular, and under each in which its unit takes part (a task under its own).
CAMPAIGNS = f"""LATERAL (SELECT {NIL} AS campaign WHERE just IS NULL
    UNION ALL SELECT k FROM unnest(p.campaigns) k WHERE (f.campaign IS NULL OR k = f.campaign) AND (just IS NULL OR k = just)) c"""
HAZARD_OF = "h.state, h.found_on, h.due_on, h.reported_on, h.closed_on, h.closing"
TASK_OF = "t.state, t.scheduled_week, t.due_on, t.done_on"
ASSESSMENT_OF = "a.state, a.decided_on, a.result, a.sample, a.concluded_on, a.own_score, a.score"

WHOLE = f"""
CREATE FUNCTION oversight_facts(d text, ids uuid[]) RETURNS TABLE (enterprise uuid, campaign uuid, measure text, day date, number numeric)
LANGUAGE sql STABLE AS $$
    SELECT h.enterprise_id, NULL::uuid, v.* FROM inspection_hazard h, LATERAL oversight_parts_hazard({HAZARD_OF}) v
    WHERE h.district = d AND h.enterprise_id = ANY(ids)
    UNION ALL SELECT t.enterprise_id, t.campaign_id, v.* FROM programme_task t, LATERAL oversight_parts_task({TASK_OF}) v
    WHERE t.district = d AND t.enterprise_id = ANY(ids)
    UNION ALL SELECT a.enterprise_id, NULL, v.* FROM programme_assessment a, LATERAL oversight_parts_assessment({ASSESSMENT_OF}) v
    WHERE a.district = d AND a.enterprise_id = ANY(ids)
    UNION ALL SELECT h.enterprise_id, NULL, v.* FROM inspection_look l JOIN inspection_hazard h ON h.id = l.hazard_id AND h.district = l.district,
        LATERAL oversight_parts_look(l.state, l.looked_on) v
    WHERE h.district = d AND h.enterprise_id = ANY(ids)
$$;
CREATE FUNCTION oversight_contribute(d text, ids uuid[], sign int, just uuid) RETURNS void LANGUAGE sql AS $$
    INSERT INTO oversight_change (district, campaign, town, sector, measure, day, number)
    SELECT d, campaign, town, sector, measure, day, sign * sum(number) FROM (
        SELECT c.campaign, p.town, p.sector, f.measure, f.day, f.number
        FROM oversight_facts(d, ids) f JOIN oversight_unitplace p ON p.id = f.enterprise, {CAMPAIGNS}
        UNION ALL
        SELECT c.campaign, p.town, p.sector, v.measure, v.day, v.number
        FROM (SELECT s.*, NULL::uuid AS campaign FROM oversight_unitstate s WHERE s.district = d AND s.id = ANY(ids)) f
        JOIN oversight_unitplace p ON p.id = f.id, {CAMPAIGNS},
        LATERAL oversight_parts_unit(f.is_alive OR c.campaign <> {NIL}, f.colour, f.has_list, f.is_created, f.handed_on) v
    ) x GROUP BY campaign, town, sector, measure, day HAVING sum(number) <> 0
$$;
-- Units under another town or sector: all that they count for goes with them. Whoever changes facts of a unit holds its place meanwhile.
CREATE FUNCTION oversight_move(d text, ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM oversight_unitplace WHERE id = ANY(ids) ORDER BY id FOR UPDATE;
    PERFORM oversight_contribute(d, ids, -1, NULL);
    UPDATE oversight_unitplace p SET town = left(e.region, 9), sector = e.sector
    FROM registry_enterprise e WHERE e.district = d AND e.id = p.id AND p.id = ANY(ids);
    PERFORM oversight_contribute(d, ids, 1, NULL);
END $$;
-- What units themselves count for, read anew; what did not change is not written.
CREATE FUNCTION oversight_restate(d text, ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE just uuid := NULL;
BEGIN
    PERFORM FROM oversight_unitplace WHERE id = ANY(ids) ORDER BY id FOR SHARE;
    PERFORM FROM oversight_unitstate WHERE id = ANY(ids) ORDER BY id FOR UPDATE;
    WITH fresh AS (
        SELECT e.id, e.state IN ('operating', 'suspended', 'not_found') AS is_alive, e.colour,
            EXISTS (SELECT FROM inspection_checklist l WHERE l.district = d AND l.enterprise_id = e.id) AS has_list,
            coalesce((SELECT a.result <> '' FROM programme_assessment a WHERE a.district = d AND a.enterprise_id = e.id AND a.state = 'accepted'
                ORDER BY a.decided_on DESC, a.id DESC LIMIT 1), false) AS is_created,
            (SELECT max(a.submitted_on) FROM programme_assessment a WHERE a.district = d AND a.enterprise_id = e.id AND a.state IN {HANDED}) AS handed_on
        FROM registry_enterprise e WHERE e.district = d AND e.id = ANY(ids)
    ), changed AS (
        SELECT f.* FROM fresh f JOIN oversight_unitstate s ON s.id = f.id
        WHERE (f.is_alive, f.colour, f.has_list, f.is_created, f.handed_on)
            IS DISTINCT FROM (s.is_alive, s.colour, s.has_list, s.is_created, s.handed_on)
    ), both_ways AS (
        SELECT id, is_alive, colour, has_list, is_created, handed_on, 1 AS sign, NULL::uuid AS campaign FROM changed
        UNION ALL SELECT s.id, s.is_alive, s.colour, s.has_list, s.is_created, s.handed_on, -1, NULL
        FROM oversight_unitstate s JOIN changed USING (id)
    ), told AS (
        INSERT INTO oversight_change (district, campaign, town, sector, measure, day, number)
        SELECT d, c.campaign, p.town, p.sector, v.measure, v.day, sum(f.sign * v.number)
        FROM both_ways f JOIN oversight_unitplace p ON p.id = f.id, {CAMPAIGNS},
        LATERAL oversight_parts_unit(f.is_alive OR c.campaign <> {NIL}, f.colour, f.has_list, f.is_created, f.handed_on) v
        GROUP BY 2, 3, 4, 5, 6 HAVING sum(f.sign * v.number) <> 0
    )
    UPDATE oversight_unitstate s
    SET is_alive = f.is_alive, colour = f.colour, has_list = f.has_list, is_created = f.is_created, handed_on = f.handed_on
    FROM changed f WHERE s.id = f.id;
END $$;
CREATE FUNCTION oversight_settle_in(d text, ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO oversight_unitplace (id, district, town, sector, campaigns)
    SELECT e.id, e.district, left(e.region, 9), e.sector,
        ARRAY(SELECT m.campaign_id FROM programme_membership m WHERE m.district = d AND m.enterprise_id = e.id AND m.left_on IS NULL)
    FROM registry_enterprise e WHERE e.district = d AND e.id = ANY(ids)
    ON CONFLICT (id) DO UPDATE SET town = excluded.town, sector = excluded.sector, campaigns = excluded.campaigns;
    INSERT INTO oversight_unitstate (id, district, is_alive, colour, has_list, is_created)
    SELECT e.id, e.district, false, '', false, false FROM registry_enterprise e WHERE e.district = d AND e.id = ANY(ids)
    ON CONFLICT (id) DO NOTHING;
    PERFORM oversight_restate(d, ids);
END $$;
-- Everything of a district anew, out of the facts.
CREATE FUNCTION oversight_recount(d text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE ids uuid[];
BEGIN
    SELECT array_agg(id) INTO ids FROM registry_enterprise WHERE district = d;
    DELETE FROM oversight_unitstate WHERE district = d;
    DELETE FROM oversight_unitplace WHERE district = d;
    PERFORM oversight_settle_in(d, ids);
    DELETE FROM oversight_change WHERE district = d;
    DELETE FROM oversight_tally WHERE district = d;
    PERFORM oversight_contribute(d, ids, 1, NULL);
END $$;
"""

# {rows} are the parts of new rows, and of old ones with the other sign.
FACTS = """
CREATE FUNCTION oversight_on_{name}_{verb}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE just uuid := NULL;
BEGIN
    PERFORM FROM oversight_unitplace WHERE id IN ({units}) ORDER BY id FOR SHARE;
    INSERT INTO oversight_change (district, campaign, town, sector, measure, day, number)
    SELECT f.district, c.campaign, p.town, p.sector, f.measure, f.day, sum(f.number)
    FROM (
        SELECT x.district, x.enterprise, x.campaign, x.measure, x.day, sum(x.number) AS number FROM ({rows}) x
        GROUP BY 1, 2, 3, 4, 5 HAVING sum(x.number) <> 0
    ) f JOIN oversight_unitplace p ON p.id = f.enterprise, {campaigns}
    GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(f.number) <> 0;
    {then}
    RETURN NULL;
END $$;
CREATE TRIGGER tallied_{verb} AFTER {verb} ON {table} REFERENCING {seen} FOR EACH STATEMENT EXECUTE FUNCTION oversight_on_{name}_{verb}();
"""
RESTATE = "PERFORM oversight_restate(district, array_agg(DISTINCT enterprise_id)) FROM ({each}) touched GROUP BY district;"
# name: table, rows with their unit and campaign ({rows} is where they come from), alias of the row, whether the unit itself is restated
COUNTED = {
    "hazard": ("inspection_hazard", "{rows} h", "h.enterprise_id", "NULL::uuid", f"oversight_parts_hazard({HAZARD_OF})", "h", ""),
    "task": ("programme_task", "{rows} t", "t.enterprise_id", "t.campaign_id", f"oversight_parts_task({TASK_OF})", "t", ""),
    "assessment": ("programme_assessment", "{rows} a", "a.enterprise_id", "NULL::uuid", f"oversight_parts_assessment({ASSESSMENT_OF})", "a", RESTATE),
    "look": (
        "inspection_look", "{rows} l JOIN inspection_hazard h ON h.id = l.hazard_id AND h.district = l.district", "h.enterprise_id",
        "NULL::uuid", "oversight_parts_look(l.state, l.looked_on)", "l", "",
    ),
}
SIDES = {"insert": {"new_rows": 1}, "update": {"new_rows": 1, "old_rows": -1}, "delete": {"old_rows": -1}}
SEEN = {"new_rows": "NEW TABLE AS new_rows", "old_rows": "OLD TABLE AS old_rows"}


def _facts() -> str:
    made = []
    for name, (table, source, unit, campaign, parts, alias, then) in COUNTED.items():
        for verb, sides in SIDES.items():
            rows = " UNION ALL ".join(
                f"SELECT {alias}.district, {unit} AS enterprise, {campaign} AS campaign, v.measure, v.day, {sign} * v.number AS number "
                f"FROM {source.format(rows=side)}, LATERAL {parts} v" for side, sign in sides.items()
            )
            units = " UNION ALL ".join(f"SELECT {unit} FROM {source.format(rows=side)}" for side in sides)
            each = " UNION ALL ".join(f"SELECT district, enterprise_id FROM {side}" for side in sides)
            made.append(FACTS.format(
                name=name, verb=verb, table=table, units=units, rows=rows, campaigns=CAMPAIGNS, then=then.format(each=each),
                seen=" ".join(SEEN[side] for side in sides),
            ))
    return "".join(made)


UNITS = f"""
CREATE FUNCTION oversight_on_unit_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM oversight_settle_in(district, array_agg(id)) FROM new_rows GROUP BY district;
    RETURN NULL;
END $$;
CREATE TRIGGER tallied_insert AFTER INSERT ON registry_enterprise REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION oversight_on_unit_insert();
CREATE FUNCTION oversight_on_unit_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM oversight_move(n.district, array_agg(n.id)) FROM new_rows n JOIN old_rows o USING (id)
    WHERE (left(n.region, 9), n.sector) <> (left(o.region, 9), o.sector) GROUP BY n.district;
    PERFORM oversight_restate(n.district, array_agg(n.id)) FROM new_rows n JOIN old_rows o USING (id)
    WHERE (n.state, n.colour) <> (o.state, o.colour) GROUP BY n.district;
    RETURN NULL;
END $$;
CREATE TRIGGER tallied_update AFTER UPDATE ON registry_enterprise REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION oversight_on_unit_update();
CREATE FUNCTION oversight_on_list_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM oversight_restate(district, array_agg(DISTINCT enterprise_id)) FROM new_rows GROUP BY district;
    RETURN NULL;
END $$;
CREATE TRIGGER tallied_insert AFTER INSERT ON inspection_checklist REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION oversight_on_list_insert();
-- Who joins a campaign brings what it counts for; who leaves takes it along.
CREATE FUNCTION oversight_on_membership() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE each record;
BEGIN
    FOR each IN SELECT n.district, n.campaign_id, n.left_on IS NULL AS is_in, array_agg(DISTINCT n.enterprise_id) AS ids
        FROM new_rows n JOIN oversight_unitplace p ON p.id = n.enterprise_id
        WHERE (n.left_on IS NULL) <> (n.campaign_id = ANY(p.campaigns)) AND (n.left_on IS NULL OR NOT EXISTS (
            SELECT FROM programme_membership m WHERE m.district = n.district AND m.enterprise_id = n.enterprise_id
            AND m.campaign_id = n.campaign_id AND m.left_on IS NULL))
        GROUP BY 1, 2, 3
    LOOP
        PERFORM FROM oversight_unitplace WHERE id = ANY(each.ids) ORDER BY id FOR UPDATE;
        IF each.is_in THEN
            UPDATE oversight_unitplace SET campaigns = campaigns || each.campaign_id WHERE id = ANY(each.ids);
            PERFORM oversight_contribute(each.district, each.ids, 1, each.campaign_id);
        ELSE
            PERFORM oversight_contribute(each.district, each.ids, -1, each.campaign_id);
            UPDATE oversight_unitplace SET campaigns = array_remove(campaigns, each.campaign_id) WHERE id = ANY(each.ids);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER tallied_insert AFTER INSERT ON programme_membership REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION oversight_on_membership();
CREATE TRIGGER tallied_update AFTER UPDATE ON programme_membership REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION oversight_on_membership();
"""
FILLED = "SELECT oversight_recount(district) FROM (SELECT DISTINCT district FROM registry_enterprise) each;"


def _undone() -> str:
    gone = [f"DROP FUNCTION oversight_on_{name}_{verb}() CASCADE;" for name in COUNTED for verb in SIDES]
    gone += [f"DROP FUNCTION {name} CASCADE;" for name in (
        "oversight_on_unit_insert", "oversight_on_unit_update", "oversight_on_list_insert", "oversight_on_membership", "oversight_recount",
        "oversight_settle_in", "oversight_restate", "oversight_move", "oversight_contribute", "oversight_facts", "oversight_parts_hazard",
        "oversight_parts_task", "oversight_parts_assessment", "oversight_parts_look", "oversight_parts_unit",
    )]
    return "".join(gone)


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0010_tallies"),
        ("registry", "0005_colour_without_index"),
        ("inspection", "0009_day_of_the_answer"),
        ("programme", "0011_benchmarks"),
    ]

    operations = [migrations.RunSQL(PARTS + WHOLE + _facts() + UNITS + FILLED, _undone())]
