"""What may be done in oversight, and the only writers of its tables."""

from anbiao.oversight.actions.accountability import move_measure, propose_measure, propose_measures
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
from anbiao.oversight.actions.snapshots import canonical, freeze
from anbiao.oversight.actions.tallies import fold, recount

__all__ = [
    "Order",
    "Plan",
    "add_speech",
    "ask_time",
    "call_statements",
    "canonical",
    "change_meeting",
    "decide_time",
    "enter_attendance",
    "fold",
    "freeze",
    "give_instruction",
    "give_instructions",
    "instruct",
    "move_instruction",
    "move_measure",
    "move_meeting",
    "note_progress",
    "plan_meeting",
    "propose_measure",
    "propose_measures",
    "reach_node",
    "recount",
    "sign_in",
    "write_minutes",
]
