from django.db import migrations, models

# A run that had one sheet has one table.
CARRY_OVER = """
UPDATE kit_importrun SET tables = jsonb_build_array(jsonb_build_array(sheet, mapping)) WHERE sheet <> '' OR mapping <> '{}'
"""


class Migration(migrations.Migration):
    dependencies = [("kit", "0150_one_memory_of_columns")]

    operations = [
        migrations.AddField(
            model_name="importrun", name="tables", field=models.JSONField(default=list)
        ),
        migrations.RunSQL(CARRY_OVER, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="importrun", name="sheet"),
        migrations.RemoveField(model_name="importrun", name="mapping"),
    ]
