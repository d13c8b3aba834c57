"""A colour is changed in the row's own page: no index holds it, and pages are filled by half."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0004_unit_by_position'),
    ]

    operations = [
        migrations.RunSQL(
            'ALTER TABLE registry_enterprise SET (fillfactor = 50)', 'ALTER TABLE registry_enterprise RESET (fillfactor)'
        ),
        migrations.RemoveIndex(
            model_name='enterprise',
            name='unit_by_colour',
        ),
        migrations.RemoveIndex(
            model_name='enterprise',
            name='unit_by_position',
        ),
        migrations.AddIndex(
            model_name='enterprise',
            index=models.Index(fields=['district', 'longitude', 'latitude'], include=('id', 'region', 'sector', 'state'), name='unit_by_position'),
        ),
    ]
