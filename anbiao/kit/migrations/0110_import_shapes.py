import anbiao.kit.district
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kit", "0101_bulk_acts")]

    operations = [
        migrations.CreateModel(
            name="ImportShape",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=anbiao.kit.district.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("district", models.CharField(max_length=6)),
                ("spec", models.CharField(max_length=40)),
                ("office", models.CharField(max_length=40)),
                ("shape", models.CharField(max_length=64)),
                ("sheet", models.TextField()),
                ("columns", models.JSONField(default=dict)),
                ("confirmed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "spec", "office", "shape"), name="one_choice_a_shape"
                    )
                ],
            },
        ),
    ]
