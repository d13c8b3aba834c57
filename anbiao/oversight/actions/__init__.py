"""What may be done in oversight, and the only writers of its tables."""

from anbiao.oversight.actions.accountability import move_measure, propose_measure, propose_measures
from anbiao.oversight.actions.by_rule import give_by_rule, weigh_by_rule
from anbiao.oversight.actions.circulars import (
    draft_circular,
    edit_section,
    move_circular,
    set_head,
    sign_circular,
)
from anbiao.oversight.actions.instructions import (
    Order,
    ask_time,
    decide_time,
    give_instruction,
    give_instructions,
    move_instruction,
    note_progress,
    reach_node,
)
from anbiao.oversight.actions.meetings import (
    Plan,
    add_speech,
    call_statements,
    change_meeting,
    enter_attendance,
    instruct,
    move_meeting,
    plan_meeting,
    sign_in,
    write_minutes,
)
from anbiao.oversight.actions.rankings import (
    LineChange,
    answer_ranking_objection,
    change_line,
    correct_ranking,
    draft_ranking,
    move_ranking,
    object_to_ranking,
    retake_figures,
    undo_change,
)
from anbiao.oversight.actions.reports import (
    edit_report,
    move_report,
    open_reports,
    recount_report,
)
from anbiao.oversight.actions.snapshots import canonical, freeze
from anbiao.oversight.actions.tallies import fold, recount
from anbiao.oversight.actions.telling import settle_over, tell_happenings, write_digests

__all__ = [
    "LineChange",
    "Order",
    "Plan",
    "add_speech",
    "answer_ranking_objection",
    "ask_time",
    "call_statements",
    "canonical",
    "change_line",
    "change_meeting",
    "correct_ranking",
    "decide_time",
    "draft_circular",
    "draft_ranking",
    "edit_report",
    "edit_section",
    "enter_attendance",
    "fold",
    "freeze",
    "give_by_rule",
    "give_instruction",
    "give_instructions",
    "instruct",
    "move_circular",
    "move_instruction",
    "move_measure",
    "move_meeting",
    "move_ranking",
    "move_report",
    "note_progress",
    "object_to_ranking",
    "open_reports",
    "plan_meeting",
    "propose_measure",
    "propose_measures",
    "reach_node",
    "recount",
    "recount_report",
    "retake_figures",
    "set_head",
    "settle_over",
    "sign_circular",
    "sign_in",
    "tell_happenings",
    "undo_change",
    "weigh_by_rule",
    "write_digests",
    "write_minutes",
]
