"""Units that do not tell on a day who answers for them are found by the two days between which they do."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0191_views_of_a_colour_or_state")]

    operations = [
        migrations.AddIndex("enterprise", models.Index("district", "supervised_from", name="unit_told_from")),
        migrations.AddIndex(
            "enterprise",
            models.Index(
                "district",
                "supervised_to",
                name="unit_told_to",
                condition=models.Q(supervised_to__isnull=False),
            ),
        ),
    ]
