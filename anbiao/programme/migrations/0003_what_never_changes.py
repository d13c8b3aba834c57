"""Triggers: an edition never changes; the scheduled week and the unit of a task stand for ever."""

from django.db import migrations

GUARDS = """
CREATE FUNCTION programme_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: this stands for ever', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE ON programme_programmeedition
    FOR EACH ROW EXECUTE FUNCTION programme_refuse();

CREATE TRIGGER scheduled_for_ever BEFORE UPDATE ON programme_task FOR EACH ROW
    WHEN ((OLD.scheduled_week, OLD.step_id, OLD.enterprise_id) IS DISTINCT FROM (NEW.scheduled_week, NEW.step_id, NEW.enterprise_id))
    EXECUTE FUNCTION programme_refuse();
"""
UNDO = """
DROP TRIGGER never_changed ON programme_programmeedition;
DROP TRIGGER scheduled_for_ever ON programme_task;
DROP FUNCTION programme_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("programme", "0002_campaigns")]

    operations = [migrations.RunSQL(GUARDS, UNDO)]
