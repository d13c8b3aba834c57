"""Triggers: an edition and its clauses never change, a confirmation stands for ever, a decided rule stays as it was decided."""

from django.db import migrations

GUARDS = """
CREATE FUNCTION standards_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: what is loaded or confirmed is never changed', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION standards_keep_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state <> 'proposed'
        OR (OLD.code, OLD.version, OLD.value, OLD.from_on) IS DISTINCT FROM (NEW.code, NEW.version, NEW.value, NEW.from_on)
    THEN
        RAISE EXCEPTION '% on % is refused: a local rule is changed by a new version', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON standards_localrule FOR EACH ROW EXECUTE FUNCTION standards_keep_rule();
"""
TABLES = ("standards_edition", "standards_clause", "standards_confirmation")
TRIGGERS = "".join(
    f"CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION standards_refuse();"
    for table in TABLES
)
UNDO = "".join(f"DROP TRIGGER never_changed ON {table};" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("standards", "0001_editions_clauses_local_rules"), ("kit", "0002_extensions_and_journal_guards")]

    operations = [
        migrations.RunSQL(
            GUARDS + TRIGGERS,
            UNDO + "DROP TRIGGER kept ON standards_localrule; DROP FUNCTION standards_refuse(); DROP FUNCTION standards_keep_rule();",
        ),
    ]
