"""The day from which whoever has the next step of an assessment is warned of its limit."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programme", "0011_benchmarks")]

    operations = [
        migrations.AddField("assessment", "warned_on", models.DateField(null=True)),
    ]
