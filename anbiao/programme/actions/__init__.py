"""The writers of the programme, by what they write."""

from anbiao.programme.actions.assessments import (
    begin_assessment,
    correct_assessment,
    mark_item,
    move_assessment,
    report_from_review,
)
from anbiao.programme.actions.benchmarks import (
    decide_benchmark,
    decide_experience,
    end_expired,
    propose_benchmark,
    write_experience,
)
from anbiao.programme.actions.campaigns import (
    draft_campaign,
    end_exception,
    launch_campaign,
    move_campaign,
    name_exception,
    scope_campaign,
)
from anbiao.programme.actions.certificates import (
    BY_RULE,
    answer_objection,
    decide_certificate,
    enter_certificate,
    hear_of_harm,
    keep_levers,
    propose_certificate,
    receive_objection,
    record_grant,
    suspend_by_rule,
    suspend_overdue,
)
from anbiao.programme.actions.deciding import decide_by_own
from anbiao.programme.actions.drafts import change_step, drop_target, move_stage, set_target
from anbiao.programme.actions.evidence import name_evidence
from anbiao.programme.actions.extras import give_back, take_off
from anbiao.programme.actions.filling import fill_items
from anbiao.programme.actions.members import Settled, hear_of_roster, settle_campaigns, settle_members
from anbiao.programme.actions.planning import keep_free, record_absence, withdraw
from anbiao.programme.actions.programmes import issue_edition, load_editions, load_programmes
from anbiao.programme.actions.reviews import assign_reviewers, draw_reviews, drawn
from anbiao.programme.actions.schedules import plan_campaign
from anbiao.programme.actions.tasks import (
    lock_tasks,
    move_task,
    move_tasks,
    plan_tasks,
    unlock_tasks,
    weighed,
    weighed_locks,
)
from anbiao.programme.actions.transfers import hear_of_handed

__all__ = [
    "BY_RULE",
    "Settled",
    "answer_objection",
    "assign_reviewers",
    "begin_assessment",
    "change_step",
    "correct_assessment",
    "decide_benchmark",
    "decide_by_own",
    "decide_certificate",
    "decide_experience",
    "draft_campaign",
    "draw_reviews",
    "drawn",
    "drop_target",
    "end_exception",
    "end_expired",
    "enter_certificate",
    "fill_items",
    "give_back",
    "hear_of_handed",
    "hear_of_harm",
    "hear_of_roster",
    "issue_edition",
    "keep_free",
    "keep_levers",
    "launch_campaign",
    "load_editions",
    "load_programmes",
    "lock_tasks",
    "mark_item",
    "move_assessment",
    "move_campaign",
    "move_stage",
    "move_task",
    "move_tasks",
    "name_evidence",
    "name_exception",
    "plan_campaign",
    "plan_tasks",
    "propose_benchmark",
    "propose_certificate",
    "receive_objection",
    "record_absence",
    "record_grant",
    "report_from_review",
    "scope_campaign",
    "set_target",
    "settle_campaigns",
    "settle_members",
    "suspend_by_rule",
    "suspend_overdue",
    "take_off",
    "unlock_tasks",
    "weighed",
    "weighed_locks",
    "withdraw",
    "write_experience",
]
