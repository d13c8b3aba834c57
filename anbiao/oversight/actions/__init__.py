"""What may be done in oversight, and the only writers of its tables."""

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
from anbiao.oversight.actions.snapshots import canonical, freeze
from anbiao.oversight.actions.tallies import fold, recount

__all__ = [
    "LineChange",
    "answer_ranking_objection",
    "canonical",
    "change_line",
    "correct_ranking",
    "draft_ranking",
    "fold",
    "freeze",
    "move_ranking",
    "object_to_ranking",
    "recount",
    "retake_figures",
    "undo_change",
]
