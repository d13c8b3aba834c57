"""The writers of the programme, by what they write."""

from anbiao.programme.actions.assessments import begin_assessment, mark_item, move_assessment
from anbiao.programme.actions.certificates import (
    BY_RULE,
    answer_objection,
    decide_certificate,
    enter_certificate,
    hear_of_harm,
    propose_certificate,
    receive_objection,
    record_grant,
    suspend_by_rule,
    suspend_overdue,
)

__all__ = [
    "BY_RULE",
    "answer_objection",
    "begin_assessment",
    "decide_certificate",
    "enter_certificate",
    "hear_of_harm",
    "mark_item",
    "move_assessment",
    "propose_certificate",
    "receive_objection",
    "record_grant",
    "suspend_by_rule",
    "suspend_overdue",
]
