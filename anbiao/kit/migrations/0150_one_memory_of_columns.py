from django.db import migrations

# What offices had confirmed heading by heading becomes one row of the district, which every office is still offered.
CARRY_OVER = """
INSERT INTO kit_importshape (id, district, spec, office, shape, sheet, columns, confirmed_at)
SELECT (lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || '7'
        || substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid,
       district, spec, '', '', '', jsonb_object_agg(heading, "column"), now()
FROM kit_columnmemory GROUP BY district, spec
ON CONFLICT (district, spec, office, shape) DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("kit", "0140_acts_of_deputies")]

    operations = [
        migrations.RunSQL(CARRY_OVER, migrations.RunSQL.noop),
        migrations.DeleteModel(name="ColumnMemory"),
        migrations.RemoveField(model_name="importshape", name="sheet"),
    ]
