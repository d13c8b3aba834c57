"""An experience card shows photos of its unit."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programme", "0070_warned_of_limits")]

    operations = [
        migrations.AddField("experience", "photos", models.JSONField(default=list)),
    ]
