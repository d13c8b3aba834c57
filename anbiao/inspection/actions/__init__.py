"""The writers of checks and hazards, by what they write."""

from anbiao.inspection.actions.checks import Visit, begin_check, finish_check, keep_list, void_check
from anbiao.inspection.actions.colours import (
    decide_colour,
    propose_colour,
    settle,
    settle_now,
    settled_together,
)
from anbiao.inspection.actions.conflicts import decide_conflict
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
    change_accident,
    follow_up,
    keep_risk,
    record_accident,
    remove_risk,
)
from anbiao.inspection.actions.lookback import begin_look_back, drawn, look, settle_look
from anbiao.inspection.actions.plans import (
    add_floor_plan,
    place_risk,
    remove_floor_plan,
    replace_floor_plan,
    take_off_plan,
)
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
    "decide_conflict",
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
    "place_risk",
    "point_out_same",
    "propose_colour",
    "propose_listing",
    "record_accident",
    "regrade",
    "remove_floor_plan",
    "remove_risk",
    "replace_floor_plan",
    "report_fixed",
    "report_hazard",
    "send_back",
    "settle",
    "settle_look",
    "settle_now",
    "settled_together",
    "stop_work",
    "take_off_plan",
    "verify",
    "void",
    "void_check",
]
