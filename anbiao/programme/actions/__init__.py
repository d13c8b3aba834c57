"""The writers of the programme, by what they write."""

from anbiao.programme.actions.assessments import begin_assessment, mark_item, move_assessment

__all__ = ["begin_assessment", "mark_item", "move_assessment"]
