"""Memberships and tasks by the hundred thousand: each one statement, which writes the journal's entries with them."""

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.bulk import NEW_ID
from anbiao.programme.models import Campaign, Membership, Task
from anbiao.programme.queries import campaigns as queries
from anbiao.programme.queries.spread import Sql, spread

TASKS, MEMBERS = Task._meta.db_table, Membership._meta.db_table
WEEK = """'IYYY-"W"IW'"""


def join(actor: Actor, campaign: Campaign, units: Sql) -> int:
    """Memberships for units that have none now, with their entries; one statement. Returns how many."""
    return journal.record_made(
        actor, "join", "membership",
        f"WITH made AS (INSERT INTO {MEMBERS} (id, district, campaign_id, enterprise_id, joined_on, why_left) "  # noqa: S608 - constants only
        f"SELECT {NEW_ID}, %s, %s, f.id, %s, '' FROM ({units.text}) f (id, joins) "
        "RETURNING id, campaign_id, enterprise_id, joined_on)",
        "jsonb_build_object('campaign_id', campaign_id, 'enterprise_id', enterprise_id, 'joined_on', joined_on)",
        [actor.district, campaign.pk, actor.today, *units.values],
    )  # fmt: skip


def schedule(actor: Actor, campaign: Campaign, units: Sql) -> int:
    """A task for each step of units that have none yet, with its entry; one statement. Returns how many."""
    steps = queries.steps_of(campaign)
    if not steps:
        return 0
    plan = spread(actor, campaign, steps, units)
    return journal.record_made(
        actor, "schedule", "task",
        f"{plan.text}, made AS (INSERT INTO {TASKS} (id, district, campaign_id, step_id, enterprise_id, organisation_id, person_id, "  # noqa: S608 - constants and the plan
        f"scheduled_week, planned_week, due_on) SELECT {NEW_ID}, %s, %s, step_id, enterprise_id, organisation_id, person_id, "
        "week, week, due_on FROM task "
        "RETURNING id, step_id, enterprise_id, organisation_id, person_id, scheduled_week, planned_week, due_on)",
        "jsonb_build_object('step_id', step_id, 'enterprise_id', enterprise_id, 'organisation_id', organisation_id, "
        f"'person_id', person_id, 'scheduled_week', to_char(scheduled_week, {WEEK}), 'planned_week', to_char(planned_week, {WEEK}), "
        "'due_on', due_on)",
        [*plan.values, actor.district, campaign.pk],
    )  # fmt: skip
