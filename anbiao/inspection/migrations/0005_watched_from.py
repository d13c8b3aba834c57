from django.db import migrations, models


class Migration(migrations.Migration):
    """Units that stand already were watched from their present colour on, at the latest."""

    dependencies = [
        ("inspection", "0004_history_of_ledgers"),
        ("registry", "0004_unit_by_position"),
    ]

    operations = [
        migrations.AddField("standing", "watched_from", models.DateField(null=True)),
        migrations.RunSQL(
            "UPDATE inspection_standing s SET watched_from = coalesce(u.coloured_on, u.registered_on) "
            "FROM registry_enterprise u WHERE u.district = s.district AND u.id = s.enterprise_id",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField("standing", "watched_from", models.DateField()),
    ]
