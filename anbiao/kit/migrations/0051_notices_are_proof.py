"""Triggers that keep notices as proof: what was told stays, a mark is set once, nothing is removed."""

from django.db import migrations

# The first argument names columns that are set once, the second those that may change; everything else never does.
PROOF = """
CREATE FUNCTION kit_proof() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    once text[] := string_to_array(TG_ARGV[0], ',');
    free text[] := string_to_array(TG_ARGV[1], ',');
    was jsonb; now jsonb; mark text;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        was := to_jsonb(OLD); now := to_jsonb(NEW);
        IF was - once - free = now - once - free THEN
            FOREACH mark IN ARRAY once LOOP
                IF was -> mark NOT IN ('null'::jsonb, '""'::jsonb) AND was -> mark IS DISTINCT FROM now -> mark THEN
                    RAISE EXCEPTION '% of % is set once', mark, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
                END IF;
            END LOOP;
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% on % is refused: what was told is proof', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
"""
TABLES = {
    "kit_notice": ("delivered_at,failed_at,seen_at,acted_at,over_at", ""),
    "kit_delivery": ("sent_at,delivered_at,failed_at,stopped_at,receipt", "due_at,tries"),
    "kit_attempt": ("outcome,words", ""),
}
TRIGGERS = "".join(
    f"CREATE TRIGGER proof BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION kit_proof('{once}', '{free}');"
    f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION kit_proof('', '');"
    for table, (once, free) in TABLES.items()
)
UNDO = "".join(f"DROP TRIGGER proof ON {table}; DROP TRIGGER never_emptied ON {table};" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("kit", "0050_notices")]

    operations = [migrations.RunSQL(PROOF + TRIGGERS, UNDO + "DROP FUNCTION kit_proof();")]
