"""The writers of the programme, by what they write."""

from anbiao.programme.actions.assessments import (
    begin_assessment,
    correct_assessment,
    mark_item,
    move_assessment,
    report_from_review,
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
from anbiao.programme.actions.extras import give_back, take_off
from anbiao.programme.actions.reviews import assign_reviewers, draw_reviews, drawn

__all__ = [
    "BY_RULE",
    "answer_objection",
    "assign_reviewers",
    "begin_assessment",
    "correct_assessment",
    "decide_certificate",
    "draw_reviews",
    "drawn",
    "enter_certificate",
    "give_back",
    "hear_of_harm",
    "keep_levers",
    "mark_item",
    "move_assessment",
    "propose_certificate",
    "receive_objection",
    "record_grant",
    "report_from_review",
    "suspend_by_rule",
    "suspend_overdue",
    "take_off",
]
