"""The sectors under which anybody ever answered for a unit stand with it, in the same indexes as the words it is found by."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models
from django.db.models import Value

# A sector is never taken away: a responsibility that ended narrows nothing wrongly, one that is missing would hide a unit.
WIDENED = """
CREATE FUNCTION registry_widen_supervised() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE registry_enterprise e SET supervised = ARRAY(SELECT unnest(e.supervised) UNION SELECT unnest(n.sectors) ORDER BY 1)
    FROM (SELECT district, enterprise_id, array_agg(DISTINCT sector::text) AS sectors FROM fresh WHERE sector <> '' GROUP BY 1, 2) n
    WHERE e.district = n.district AND e.id = n.enterprise_id AND NOT e.supervised @> n.sectors;
    RETURN NULL;
END $$;
CREATE TRIGGER registry_supervised_when_made AFTER INSERT ON registry_responsibility
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION registry_widen_supervised();
CREATE TRIGGER registry_supervised_when_changed AFTER UPDATE ON registry_responsibility
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION registry_widen_supervised();
-- Whoever saves a unit as it was read before does not take away what came in since.
CREATE FUNCTION registry_keep_supervised() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.supervised := ARRAY(SELECT unnest(OLD.supervised) UNION SELECT unnest(NEW.supervised) ORDER BY 1);
    RETURN NEW;
END $$;
CREATE TRIGGER registry_supervised_only_grows BEFORE UPDATE OF supervised ON registry_enterprise
    FOR EACH ROW WHEN (NOT NEW.supervised @> OLD.supervised) EXECUTE FUNCTION registry_keep_supervised();
"""
NARROWED = """
DROP TRIGGER registry_supervised_only_grows ON registry_enterprise;
DROP FUNCTION registry_keep_supervised();
DROP TRIGGER registry_supervised_when_made ON registry_responsibility;
DROP TRIGGER registry_supervised_when_changed ON registry_responsibility;
DROP FUNCTION registry_widen_supervised();
"""
FILLED = """
UPDATE registry_enterprise e SET supervised = n.sectors
FROM (SELECT district, enterprise_id, array_agg(DISTINCT sector::text) AS sectors FROM registry_responsibility WHERE sector <> '' GROUP BY 1, 2) n
WHERE e.district = n.district AND e.id = n.enterprise_id
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0180_indexes_that_say_it_twice")]

    operations = [
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
        migrations.RunSQL(FILLED, migrations.RunSQL.noop),
        migrations.RunSQL(WIDENED, NARROWED),
        migrations.AddIndex(
            model_name="enterprise",
            index=django.contrib.postgres.indexes.GinIndex(
                "terms",
                "supervised",
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
                fastupdate=True,
                gin_pending_list_limit=256,
                name="unit_latin",
            ),
        ),
    ]
