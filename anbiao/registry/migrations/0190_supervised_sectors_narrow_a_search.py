"""The sectors under which anybody ever answered for a unit stand with it, in the same indexes as its town and the words it is found by; and
from which day to which day every one of them is in force, so that a bureau's reach is then read off the unit alone."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.contrib.postgres.operations import BtreeGinExtension
from django.db import migrations, models
from django.db.models import Value
from django.db.models.functions import Left

# Of a sector with several rows the one that lasts longest counts: the days may then be too few, never too many. The units are locked before
# the rows are read, so that of two who write at once the second reads what the first wrote.
TOLD = """
CREATE FUNCTION registry_tell_supervised(place text, touched uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM registry_enterprise WHERE id = ANY(touched) ORDER BY id FOR NO KEY UPDATE;
    UPDATE registry_enterprise e SET supervised = n.sectors, supervised_from = n.from_on, supervised_to = n.to_on
    FROM (
        SELECT t.id, coalesce(array_agg(r.sector ORDER BY r.sector) FILTER (WHERE r.sector IS NOT NULL), '{}') AS sectors,
            max(r.from_on) AS from_on, nullif(min(coalesce(r.to_on, 'infinity')), 'infinity') AS to_on
        FROM unnest(touched) t(id) LEFT JOIN (
            SELECT DISTINCT ON (enterprise_id, sector) enterprise_id, sector::text, from_on, to_on FROM registry_responsibility
            WHERE district = place AND enterprise_id = ANY(touched) AND sector <> ''
            ORDER BY enterprise_id, sector, to_on DESC NULLS FIRST, from_on
        ) r ON r.enterprise_id = t.id GROUP BY t.id
    ) n
    WHERE e.id = n.id AND (e.supervised, e.supervised_from, e.supervised_to) IS DISTINCT FROM (n.sectors, n.from_on, n.to_on);
END $$;
"""
UNTOLD = "DROP FUNCTION registry_tell_supervised(text, uuid[])"
FILLED = """
SELECT registry_tell_supervised(district, array_agg(DISTINCT enterprise_id)) FROM registry_responsibility WHERE sector <> '' GROUP BY district
"""
# What stands there is the triggers' own: whoever saves a unit as it was read before changes nothing of it. A new unit brings with it what
# its first rows say (an import writes thousands): then there is nothing to tell.
KEPT = """
CREATE FUNCTION registry_keep_supervised() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.supervised := OLD.supervised;
    NEW.supervised_from := OLD.supervised_from;
    NEW.supervised_to := OLD.supervised_to;
    RETURN NEW;
END $$;
CREATE TRIGGER registry_supervised_is_told BEFORE UPDATE OF supervised, supervised_from, supervised_to ON registry_enterprise
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION registry_keep_supervised();

CREATE FUNCTION registry_supervised_made() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM registry_tell_supervised(e.district, array_agg(e.id)) FROM registry_enterprise e JOIN (
        SELECT district, enterprise_id, array_agg(DISTINCT sector::text ORDER BY sector::text) AS sectors,
            max(from_on) AS from_on, min(to_on) AS to_on
        FROM fresh WHERE sector <> '' GROUP BY 1, 2
    ) n ON n.enterprise_id = e.id AND n.district = e.district
    WHERE (e.supervised, e.supervised_from, e.supervised_to) IS DISTINCT FROM (n.sectors, n.from_on, n.to_on) GROUP BY e.district;
    RETURN NULL;
END $$;
CREATE FUNCTION registry_supervised_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM registry_tell_supervised(district, array_agg(DISTINCT enterprise_id)) FROM (
        (SELECT district, enterprise_id, sector, from_on, to_on FROM stale EXCEPT SELECT district, enterprise_id, sector, from_on, to_on FROM fresh)
        UNION ALL
        (SELECT district, enterprise_id, sector, from_on, to_on FROM fresh EXCEPT SELECT district, enterprise_id, sector, from_on, to_on FROM stale)
    ) changed WHERE sector <> '' GROUP BY district;
    RETURN NULL;
END $$;
CREATE FUNCTION registry_supervised_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM registry_tell_supervised(district, array_agg(DISTINCT enterprise_id)) FROM stale WHERE sector <> '' GROUP BY district;
    RETURN NULL;
END $$;
CREATE TRIGGER registry_supervised_when_made AFTER INSERT ON registry_responsibility
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION registry_supervised_made();
CREATE TRIGGER registry_supervised_when_changed AFTER UPDATE ON registry_responsibility
    REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION registry_supervised_changed();
CREATE TRIGGER registry_supervised_when_removed AFTER DELETE ON registry_responsibility
    REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION registry_supervised_removed();
"""
LEFT = """
DROP TRIGGER registry_supervised_is_told ON registry_enterprise;
DROP FUNCTION registry_keep_supervised();
DROP TRIGGER registry_supervised_when_made ON registry_responsibility;
DROP TRIGGER registry_supervised_when_changed ON registry_responsibility;
DROP TRIGGER registry_supervised_when_removed ON registry_responsibility;
DROP FUNCTION registry_supervised_made();
DROP FUNCTION registry_supervised_changed();
DROP FUNCTION registry_supervised_removed();
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0180_indexes_that_say_it_twice")]

    operations = [
        BtreeGinExtension(),
        migrations.AddField(
            model_name="enterprise",
            name="supervised",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(),
                db_default=Value([], django.contrib.postgres.fields.ArrayField(models.TextField())),
                default=list,
                size=None,
            ),
        ),
        migrations.RemoveIndex(model_name="enterprise", name="unit_terms"),
        migrations.RemoveIndex(model_name="enterprise", name="unit_latin"),
        migrations.AddField("enterprise", "supervised_from", models.DateField(null=True)),
        migrations.AddField("enterprise", "supervised_to", models.DateField(null=True)),
        migrations.RunSQL(TOLD, UNTOLD),
        migrations.RunSQL(FILLED, migrations.RunSQL.noop),
        migrations.RunSQL(KEPT, LEFT),
        migrations.AddIndex(
            model_name="enterprise",
            index=django.contrib.postgres.indexes.GinIndex(
                "terms",
                "supervised",
                Left("region", 9),
                fastupdate=True,
                gin_pending_list_limit=256,
                name="unit_terms",
            ),
        ),
        migrations.AddIndex(
            model_name="enterprise",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("search_text", name="gin_trgm_ops"),
                "supervised",
                Left("region", 9),
                fastupdate=True,
                gin_pending_list_limit=256,
                name="unit_latin",
            ),
        ),
    ]
