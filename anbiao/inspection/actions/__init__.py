"""The writers of checks and hazards, by what they write."""

from anbiao.inspection.actions.checks import Visit, begin_check, finish_check, keep_list, void_check
from anbiao.inspection.actions.colours import decide_colour, propose_colour, settle
from anbiao.inspection.actions.hazards import (
    Finding,
    approve,
    begin,
    close_inside,
    fill_in,
    point_out_same,
    regrade,
    report_fixed,
    report_hazard,
    send_back,
    verify,
    void,
)
from anbiao.inspection.actions.ledgers import (
    add_floor_plan,
    change_accident,
    follow_up,
    keep_risk,
    record_accident,
    remove_risk,
)
from anbiao.inspection.actions.lookback import begin_look_back, drawn, look, settle_look
from anbiao.inspection.actions.requests import (
    ask_extension,
    decide_extension,
    decide_listing,
    move_suspension,
    propose_listing,
    stop_work,
)

__all__ = [
    "Finding",
    "Visit",
    "add_floor_plan",
    "approve",
    "ask_extension",
    "begin",
    "begin_check",
    "begin_look_back",
    "change_accident",
    "close_inside",
    "decide_colour",
    "decide_extension",
    "decide_listing",
    "drawn",
    "fill_in",
    "finish_check",
    "follow_up",
    "keep_list",
    "keep_risk",
    "look",
    "move_suspension",
    "point_out_same",
    "propose_colour",
    "propose_listing",
    "record_accident",
    "regrade",
    "remove_risk",
    "report_fixed",
    "report_hazard",
    "send_back",
    "settle",
    "settle_look",
    "stop_work",
    "verify",
    "void",
    "void_check",
]
