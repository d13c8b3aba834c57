"""Triggers that refuse to change or remove a snapshot."""

from django.db import migrations

FROZEN = """
CREATE FUNCTION oversight_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: what was published is frozen', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON oversight_snapshot FOR EACH ROW EXECUTE FUNCTION oversight_frozen();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON oversight_snapshot FOR EACH STATEMENT EXECUTE FUNCTION oversight_frozen();
"""
THAWED = """
DROP TRIGGER frozen ON oversight_snapshot;
DROP TRIGGER never_emptied ON oversight_snapshot;
DROP FUNCTION oversight_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("oversight", "0001_snapshots")]

    operations = [migrations.RunSQL(FROZEN, THAWED)]
