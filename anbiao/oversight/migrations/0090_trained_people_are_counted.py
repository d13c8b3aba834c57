"""Trainings join the facts that figures are summed from: how many people were trained on which day, and which units trained since when.

The functions of 0011 that know what a unit counts for are written anew with one more fact, the last day of a training.
"""

from importlib import import_module

from django.db import migrations, models

FIRST = import_module("anbiao.oversight.migrations.0011_tallies_follow_the_facts")
LAST_TRAINING = (
    "(SELECT max(r.held_on) FROM readiness_training r WHERE r.district = d AND r.enterprise_id = e.id AND r.state <> 'void') AS trained_on"
)
PARTS = f"""
CREATE FUNCTION oversight_parts_training(state text, held_on date, number int) {FIRST.TOLD} AS $$
    SELECT 'trained_people', held_on, number::numeric WHERE state <> 'void'
$$;
CREATE FUNCTION oversight_parts_unit(
    is_in boolean, colour text, has_list boolean, is_created boolean, handed_on date, trained_on date
) {FIRST.TOLD} AS $$
    SELECT v.measure, v.day, v.number FROM oversight_parts_unit(is_in, colour, has_list, is_created, handed_on) v
    UNION ALL SELECT 'trained', trained_on, 1 WHERE is_in AND trained_on IS NOT NULL
$$;
"""


def _function(name: str) -> str:
    """The text of a function of 0011, to be written over."""
    begin = FIRST.WHOLE.index(f"CREATE FUNCTION {name}(")
    end = FIRST.WHOLE.index("$$;", FIRST.WHOLE.index("AS $$", begin)) + 3
    return str(FIRST.WHOLE[begin:end]).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)


def _with_training(text: str) -> str:
    """A unit's facts with the day of its last training behind the day on which it handed in."""
    text = text.replace("AS handed_on\n", f"AS handed_on,\n            {LAST_TRAINING}\n")
    text = text.replace("handed_on = f.handed_on", "trained_on = f.trained_on, handed_on = f.handed_on")
    for row in ("f.", "s.", ""):
        text = text.replace(f"{row}is_created, {row}handed_on", f"{row}is_created, {row}handed_on, {row}trained_on")
    return text


FACTS = _function("oversight_facts").replace(
    "\n$$;",
    """
    UNION ALL SELECT r.enterprise_id, NULL, v.* FROM readiness_training r, LATERAL oversight_parts_training(r.state, r.held_on, r.number) v
    WHERE r.district = d AND r.enterprise_id = ANY(ids)
$$;""",
)
WHOLE = FACTS + _with_training(_function("oversight_contribute")) + _with_training(_function("oversight_restate"))


def _triggers() -> str:
    """The three triggers of a fact, as 0011 makes them for the others."""
    made = []
    for verb, sides in FIRST.SIDES.items():
        rows = " UNION ALL ".join(
            "SELECT r.district, r.enterprise_id AS enterprise, NULL::uuid AS campaign, v.measure, v.day, "
            f"{sign} * v.number AS number FROM {side} r, LATERAL oversight_parts_training(r.state, r.held_on, r.number) v"
            for side, sign in sides.items()
        )
        each = " UNION ALL ".join(f"SELECT district, enterprise_id FROM {side}" for side in sides)
        made.append(FIRST.FACTS.format(
            name="training", verb=verb, table="readiness_training", rows=rows, campaigns=FIRST.CAMPAIGNS,
            units=" UNION ALL ".join(f"SELECT enterprise_id FROM {side}" for side in sides),
            then=FIRST.RESTATE.format(each=each), seen=" ".join(FIRST.SEEN[side] for side in sides),
        ))
    return "".join(made)


def _back() -> str:
    gone = "".join(f"DROP FUNCTION oversight_on_training_{verb}() CASCADE;" for verb in FIRST.SIDES)
    return (
        gone + "".join(_function(f"oversight_{name}") for name in ("facts", "contribute", "restate"))
        + "DROP FUNCTION oversight_parts_unit(boolean, text, boolean, boolean, date, date); DROP FUNCTION oversight_parts_training;"
    )


class Migration(migrations.Migration):
    dependencies = [("oversight", "0080_reports"), ("readiness", "0001_training")]

    operations = [
        migrations.AddField("unitstate", "trained_on", models.DateField(null=True)),
        migrations.RunSQL(PARTS + WHOLE + _triggers(), _back()),
    ]
