"""The first spread of a campaign's tasks over weeks, as one SELECT: shown before a launch, written at it, and for units that join later.

The rules stand in rules/tasks.py (week_in_turn, earliest, due_on); here they are SQL, and a test demands that both agree.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from anbiao.authority.models import User
from anbiao.kit.actor import Actor
from anbiao.programme.models import Campaign, CampaignStep
from anbiao.registry.models import Enterprise, Responsibility
from anbiao.registry.queries import calendar_at
from anbiao.rules.tasks import due_on

UNIT, HELD, USER = (model._meta.db_table for model in (Enterprise, Responsibility, User))
JOINERS_WEEKS = 60  # weeks after its end for which last days are at hand: who joins late is given the time that others had
# Red before blue, then neighbours together.
RANKED = "CASE u.colour WHEN 'red' THEN 0 WHEN 'orange' THEN 1 WHEN 'yellow' THEN 2 ELSE 3 END"
MEMBERS = f"""member AS MATERIALIZED (
    SELECT u.id AS enterprise_id, u.region, u.sector, {RANKED} AS rank, m.joins FROM ({{units}}) m (enterprise_id, joins)
    JOIN {UNIT} u ON u.district = %s AND u.id = m.enterprise_id)"""  # noqa: S608 - constants only
# Who answers for each unit in one respect, today; where several bureaus do, the one of the unit's own sector.
HOLDER = f"""held_{{kind}} AS MATERIALIZED (
    SELECT DISTINCT ON (m.enterprise_id) m.enterprise_id, coalesce(r.organisation_id, p.organisation_id) AS organisation_id, r.person_id
    FROM member m JOIN {HELD} r ON r.district = %s AND r.enterprise_id = m.enterprise_id AND r.kind = %s
        AND r.from_on <= %s AND (r.to_on IS NULL OR r.to_on >= %s)
    LEFT JOIN {USER} p ON p.id = r.person_id
    ORDER BY m.enterprise_id, (r.sector = m.sector) DESC, r.from_on, r.id)"""  # noqa: S608 - constants only
# A step: its window as of the week in which the unit joins, not before what it follows, and each one who answers week by week.
STEP = """step_{number} AS (
    SELECT enterprise_id, organisation_id, person_id, closes,
        greatest(base, opens + 7 * ((row_number() OVER turn - 1) / greatest(%s, ceil(count(*) OVER (PARTITION BY holder)::numeric / %s))::int)::int)
            AS week
    FROM (
        SELECT m.enterprise_id, m.rank, m.region, {held}, greatest(%s, m.joins) AS opens,
            greatest({base}) AS base, greatest({closes}) AS closes
        FROM member m {joins}
    ) turned
    WINDOW turn AS (PARTITION BY holder ORDER BY base, rank, region, enterprise_id))"""
ROWS = "SELECT '{id}'::uuid AS step_id, enterprise_id, organisation_id, person_id, week, closes FROM step_{number}"


@dataclass(frozen=True)
class Sql:
    """A statement and its values."""

    text: str
    values: tuple[Any, ...]


def spread(actor: Actor, campaign: Campaign, steps: Sequence[CampaignStep], units: Sql) -> Sql:
    """A WITH that ends in `task` (step_id, enterprise_id, organisation_id, person_id, week, due_on): one row for each of the units (id,
    Monday of the week in which it joins) and each step.
    """
    kinds = sorted({step.answers for step in steps} - {"enterprise"})
    today = actor.today
    parts = [MEMBERS.format(units=units.text)]
    values: list[Any] = [*units.values, actor.district]
    for kind in kinds:
        parts.append(HOLDER.format(kind=kind))
        values += [actor.district, kind, today, today]
    numbers = {step.code: number for number, step in enumerate(steps)}
    for step in steps:
        text, given = _step(step, numbers)
        parts.append(text)
        values += given
    weeks = campaign.starts_week.until(campaign.ends_week.plus(JOINERS_WEEKS))
    calendar = calendar_at(actor.now)
    parts.append("due AS (SELECT * FROM unnest(%s::date[], %s::date[]) AS w (monday, due_on))")
    values += [[week.monday for week in weeks], [due_on(week, calendar) for week in weeks]]
    rows = " UNION ALL ".join(ROWS.format(id=step.pk, number=numbers[step.code]) for step in steps)
    parts.append(
        "task AS (SELECT s.step_id, s.enterprise_id, s.organisation_id, s.person_id, s.week, d.due_on "  # noqa: S608 - constants, and ids of steps
        f"FROM ({rows}) s JOIN due d ON d.monday = greatest(s.closes, s.week))"
    )
    return Sql("WITH " + ",\n".join(parts), tuple(values))


def _step(step: CampaignStep, numbers: dict[str, int]) -> tuple[str, list[Any]]:
    opens, closes = step.opens_week.monday, step.closes_week.monday
    window = step.closes_week.since(step.opens_week) + 1
    base, ends = "%s, m.joins", "%s, m.joins + %s"
    given: list[Any] = [step.per_week, window, opens, opens]
    ending: list[Any] = [closes, 7 * (window - 1)]
    joins: list[str] = []
    if step.after:
        base, ends = f"{base}, b.week + %s", f"{ends}, b.closes + %s"
        given.append(7 * step.lag)
        ending.append(7 * step.lag)
        joins.append(f"JOIN step_{numbers[step.after]} b ON b.enterprise_id = m.enterprise_id")
    if step.answers == "enterprise":
        held = "NULL::uuid AS organisation_id, NULL::uuid AS person_id, left(m.region, 9) AS holder"
    else:
        held = "h.organisation_id, h.person_id, coalesce(h.person_id::text, h.organisation_id::text, left(m.region, 9)) AS holder"
        joins.append(f"LEFT JOIN held_{step.answers} h ON h.enterprise_id = m.enterprise_id")
    text = STEP.format(number=numbers[step.code], held=held, base=base, closes=ends, joins=" ".join(joins))
    return text, [*given, *ending]
