"""The writers of the programme, by what they write."""

from anbiao.programme.actions.assessments import begin_assessment, mark_item, move_assessment
from anbiao.programme.actions.campaigns import (
    draft_campaign,
    end_exception,
    launch_campaign,
    move_campaign,
    name_exception,
    scope_campaign,
)
from anbiao.programme.actions.members import Settled, settle_campaigns, settle_members
from anbiao.programme.actions.planning import keep_free, record_absence, withdraw
from anbiao.programme.actions.programmes import load_editions, load_programmes
from anbiao.programme.actions.schedules import plan_campaign
from anbiao.programme.actions.tasks import move_task, move_tasks, plan_tasks, weighed

__all__ = [
    "Settled",
    "begin_assessment",
    "draft_campaign",
    "end_exception",
    "keep_free",
    "launch_campaign",
    "load_editions",
    "load_programmes",
    "mark_item",
    "move_assessment",
    "move_campaign",
    "move_task",
    "move_tasks",
    "name_exception",
    "plan_campaign",
    "plan_tasks",
    "record_absence",
    "scope_campaign",
    "settle_campaigns",
    "settle_members",
    "weighed",
    "withdraw",
]
