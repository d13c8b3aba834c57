"""The day on which an answer came, which so far only the journal knew. What came with a ledger came on the day of its import."""

from django.db import migrations, models

FILLED = """
UPDATE inspection_hazard h SET reported_on = (
    SELECT (e.at AT TIME ZONE 'Asia/Shanghai')::date FROM kit_entry e
    WHERE e.district = h.district AND e.object_id = h.id AND e.verb IN ('report_fixed', 'fix_on_spot', 'import')
    ORDER BY e.number DESC LIMIT 1)
WHERE h.state IN ('reported', 'verified', 'closed') AND h.closing <> 'before';
"""


class Migration(migrations.Migration):
    dependencies = [("inspection", "0008_visit_percent"), ("kit", "0001_initial")]

    operations = [
        migrations.AddField("hazard", "reported_on", models.DateField(null=True)),
        migrations.RunSQL(FILLED, migrations.RunSQL.noop),
    ]
