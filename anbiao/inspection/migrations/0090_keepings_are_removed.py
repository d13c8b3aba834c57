"""What is in keeping is removed days after somebody has decided on it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inspection", "0080_field_conflicts")]

    operations = [migrations.AddField("quarantine", "removed_at", models.DateTimeField(null=True))]
