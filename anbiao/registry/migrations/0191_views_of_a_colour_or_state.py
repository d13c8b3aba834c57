"""What views of a colour, a state, a town or a risk are counted by, without their table."""

from django.db import migrations, models

TOLD = ["supervised", "supervised_from", "supervised_to"]


class Migration(migrations.Migration):
    dependencies = [("registry", "0190_supervised_sectors_narrow_a_search")]

    operations = [
        migrations.RemoveIndex("enterprise", "unit_by_state"),
        migrations.AddIndex(
            "enterprise",
            models.Index(
                fields=["district", "state", "id"], include=["region", "sector", *TOLD], name="unit_by_state"
            ),
        ),
        migrations.RemoveIndex("enterprise", "unit_by_region"),
        migrations.AddIndex(
            "enterprise",
            models.Index("district", "region", "id", include=["state"], name="unit_by_region"),
        ),
        migrations.AddIndex(
            "enterprise",
            models.Index(
                fields=["district", "colour", "region", "sector", "state"],
                include=["id", *TOLD],
                name="unit_by_colour",
                condition=~models.Q(colour=""),
            ),
        ),
        migrations.AddIndex(
            "enterprise",
            models.Index(
                fields=["district", "region", "id"],
                include=["features", "sector", "state", *TOLD],
                name="unit_with_risk",
                condition=models.Q(features__0__isnull=False),
            ),
        ),
    ]
