"""What tests of campaigns need: units, those who answer for them, and the standardization campaign launched for them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from anbiao.kit.actor import Actor
from anbiao.programme import actions
from anbiao.programme.models import Campaign, Task
from anbiao.programme.queries import campaigns as queries
from anbiao.registry.models import Enterprise, Responsibility
from anbiao.rules.calendar import IsoWeek
from tests import people

WEEK = IsoWeek(2026, 48)


def drafted(
    actor: Actor = people.OPERATOR, template: str = "standardization", *, starts: IsoWeek = WEEK, **scope: Any
) -> Campaign:
    edition = queries.edition(actor.district, template)
    assert edition
    campaign = actions.draft_campaign(actor, edition, starts=starts)
    return actions.scope_campaign(actor, campaign, scope=scope) if scope else campaign


def launched(actor: Actor = people.OPERATOR, template: str = "standardization", **over: Any) -> Campaign:
    return actions.launch_campaign(actor, drafted(actor, template, **over))


def later(actor: Actor, weeks: int) -> Actor:
    """The same actor so many weeks later."""
    now = actor.now + timedelta(weeks=weeks)
    return replace(actor, now=now, scope=replace(actor.scope, on=now.date()))


def with_grid(units: list[Enterprise], person: Any) -> None:
    for unit in units:
        Responsibility.objects.filter(enterprise=unit, kind="grid").delete()
        Responsibility.objects.create(
            district=unit.district, enterprise=unit, kind="grid", person=person, basis="test", from_on=people.TODAY - timedelta(days=9)
        )  # fmt: skip


def task_of(campaign: Campaign, unit: Enterprise, code: str) -> Task:
    rows = Task.objects.filter(campaign=campaign, enterprise=unit, step__code=code)
    return rows.select_related("enterprise", "step", "campaign").get()
