"""What may be done in oversight, and the only writers of its tables."""

from anbiao.oversight.actions.rankings import (
    Change,
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

__all__ = [
    "Change",
    "answer_ranking_objection",
    "canonical",
    "change_line",
    "correct_ranking",
    "draft_ranking",
    "freeze",
    "move_ranking",
    "object_to_ranking",
    "retake_figures",
    "undo_change",
]
