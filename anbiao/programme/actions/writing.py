"""Memberships and tasks by the hundred thousand: each one INSERT … SELECT, and one more for the journal's entries."""

from django.db import connection

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.bulk import NEW_ID
from anbiao.programme.models import Campaign, Membership, Task
from anbiao.programme.queries import campaigns as queries
from anbiao.programme.queries.spread import Sql, spread

TASKS, MEMBERS = Task._meta.db_table, Membership._meta.db_table
WEEK = """'IYYY-"W"IW'"""


def join(actor: Actor, campaign: Campaign, units: Sql) -> int:
    """Memberships for units that have none now; one statement, one for their entries. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {MEMBERS} (id, district, campaign_id, enterprise_id, joined_on, why_left) "  # noqa: S608 - constants only
            f"SELECT {NEW_ID}, %s, %s, f.id, %s, '' FROM ({units.text}) f (id, joins)",
            [actor.district, campaign.pk, actor.today, *units.values],
        )
        number = int(cursor.rowcount)
    journal.record_select(
        actor, "join", "membership",
        "SELECT id, jsonb_build_object('campaign_id', campaign_id, 'enterprise_id', enterprise_id, 'joined_on', joined_on) "  # noqa: S608
        f"FROM {MEMBERS} WHERE district = %s AND campaign_id = %s AND enterprise_id IN (SELECT f.id FROM ({units.text}) f (id, joins)) "
        "AND left_on IS NULL",
        [actor.district, campaign.pk, *units.values],
    )  # fmt: skip
    return number


def schedule(actor: Actor, campaign: Campaign, units: Sql) -> int:
    """A task for each step of units that have none yet; one statement, one for their entries. Returns how many."""
    steps = queries.steps_of(campaign)
    if not steps:
        return 0
    plan = spread(actor, campaign, steps, units)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{plan.text} INSERT INTO {TASKS} (id, district, campaign_id, step_id, enterprise_id, organisation_id, person_id, "  # noqa: S608 - constants and the plan
            f"scheduled_week, planned_week, due_on) SELECT {NEW_ID}, %s, %s, step_id, enterprise_id, organisation_id, person_id, "
            "week, week, due_on FROM task",
            [*plan.values, actor.district, campaign.pk],
        )
        number = int(cursor.rowcount)
    journal.record_select(
        actor, "schedule", "task",
        "SELECT id, jsonb_build_object('step_id', step_id, 'enterprise_id', enterprise_id, 'organisation_id', organisation_id, "  # noqa: S608
        f"'person_id', person_id, 'scheduled_week', to_char(scheduled_week, {WEEK}), 'planned_week', to_char(planned_week, {WEEK}), "
        f"'due_on', due_on) FROM {TASKS} WHERE district = %s AND campaign_id = %s AND enterprise_id IN "
        f"(SELECT f.id FROM ({units.text}) f (id, joins))",
        [actor.district, campaign.pk, *units.values],
    )  # fmt: skip
    return number
