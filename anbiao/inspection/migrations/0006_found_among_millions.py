from django.db import migrations, models


class Migration(migrations.Migration):
    """Hazards that few are like (major, listed, stopped, reopened, from a tip-off) are found without reading the closed millions."""

    dependencies = [
        ("authority", "0001_initial"),
        ("inspection", "0005_watched_from"),
        ("registry", "0004_unit_by_position"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="hazard",
            name="hazard_by_state",
        ),
        migrations.AddIndex(
            model_name="hazard",
            index=models.Index(
                models.F("district"),
                models.F("state"),
                models.F("due_on"),
                models.F("id"),
                include=("enterprise",),
                name="hazard_by_state",
            ),
        ),
        migrations.AddIndex(
            model_name="hazard",
            index=models.Index(
                models.F("district"),
                models.F("source"),
                models.F("found_on"),
                models.F("id"),
                include=("enterprise",),
                name="hazard_by_source",
            ),
        ),
        migrations.AddIndex(
            model_name="hazard",
            index=models.Index(
                models.F("district"),
                models.F("closing"),
                models.F("found_on"),
                models.F("id"),
                include=("enterprise",),
                name="hazard_by_way_closed",
            ),
        ),
        migrations.AddIndex(
            model_name="hazard",
            index=models.Index(
                models.F("district"),
                models.F("state"),
                models.F("found_on"),
                models.F("id"),
                condition=models.Q(("grade", "major")),
                include=("enterprise",),
                name="hazard_major",
            ),
        ),
        migrations.AddIndex(
            model_name="hazard",
            index=models.Index(
                models.F("district"),
                models.F("found_on"),
                models.F("id"),
                condition=models.Q(("is_listed", True)),
                name="hazard_listed",
            ),
        ),
        migrations.AddIndex(
            model_name="hazard",
            index=models.Index(
                models.F("district"),
                models.F("found_on"),
                models.F("id"),
                condition=models.Q(("is_suspended", True)),
                name="hazard_suspended",
            ),
        ),
        migrations.AddIndex(
            model_name="hazard",
            index=models.Index(
                models.F("district"),
                models.F("found_on"),
                models.F("id"),
                condition=models.Q(("reopened__gt", 0)),
                name="hazard_reopened",
            ),
        ),
        migrations.AddIndex(
            model_name="hazard",
            index=models.Index(
                models.F("district"),
                models.F("found_on"),
                models.F("id"),
                condition=models.Q(("round__gt", 1)),
                name="hazard_sent_back",
            ),
        ),
    ]
