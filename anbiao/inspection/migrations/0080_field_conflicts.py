"""Conflicts of the field are decided by a person; records say what the device's clock showed."""

import django.db.models.deletion
from django.db import migrations, models

import anbiao.kit.district


class Migration(migrations.Migration):
    dependencies = [("inspection", "0070_field_devices")]

    operations = [
        migrations.RemoveField("fieldconflict", "decision"),
        *(
            migrations.AddField(model, name, field)
            for model in ("fieldrecord", "fieldconflict")
            for name, field in (
                ("clock_at", models.DateTimeField(null=True)),
                ("skew", models.BigIntegerField(null=True)),
                ("device", models.CharField(default="", max_length=60)),
            )
        ),
        migrations.AddField("fieldrecord", "person", models.UUIDField(null=True)),
        migrations.AddField("fieldconflict", "kind", models.CharField(default="", max_length=20)),
        migrations.AddField("fieldconflict", "object_id", models.UUIDField(null=True)),
        migrations.AddField("fieldconflict", "region", models.CharField(default="", max_length=12)),
        migrations.AddField("fieldconflict", "state", models.CharField(default="open", max_length=8)),
        migrations.AddField("fieldconflict", "made_at", models.DateTimeField(null=True)),
        migrations.AddField("fieldconflict", "first_by", models.UUIDField(null=True)),
        migrations.AddField("fieldconflict", "other_by", models.UUIDField(null=True)),
        migrations.AddField("fieldconflict", "decided_by", models.UUIDField(null=True)),
        migrations.AddField("fieldconflict", "decider", models.TextField(default="")),
        migrations.AddField("fieldconflict", "reason", models.TextField(default="")),
        migrations.AddField("fieldconflict", "decision", models.JSONField(default=dict)),
        migrations.AddField(
            "fieldconflict",
            "enterprise",
            anbiao.kit.district.DistrictForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.enterprise",
            ),
        ),
        migrations.AddIndex(
            "fieldrecord", models.Index(models.F("district"), models.F("object_id"), name="record_of_object")
        ),
        migrations.AddIndex(
            "fieldconflict",
            models.Index(models.F("district"), models.F("received_at"), models.F("id"), name="conflict_in_order"),
        ),
        migrations.AddIndex(
            "fieldconflict",
            models.Index(models.F("district"), models.F("object_id"), name="conflict_of_object"),
        ),
        migrations.AddIndex(
            "fieldconflict",
            models.Index(
                models.F("district"),
                models.F("account"),
                condition=models.Q(("account__isnull", False)),
                name="conflict_of_account",
            ),
        ),
    ]
