"""Trigrams for the search, and triggers that refuse to change or remove what the journal holds."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

GUARD = """
CREATE FUNCTION kit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: the journal is append-only', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
"""
TABLES = ("kit_entry", "kit_seal")
TRIGGERS = "".join(
    f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION kit_refuse();"
    f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION kit_refuse();"
    for table in TABLES
)
UNDO = "".join(
    f"DROP TRIGGER append_only ON {table}; DROP TRIGGER never_emptied ON {table};" for table in TABLES
)


class Migration(migrations.Migration):
    dependencies = [("kit", "0001_initial")]

    operations = [
        TrigramExtension(),
        migrations.RunSQL(GUARD + TRIGGERS, UNDO + "DROP FUNCTION kit_refuse();"),
    ]
