"""The lists of the programme, each one declaration."""

from anbiao.programme.registers.assessments import ASSESSMENTS

ALL = (ASSESSMENTS,)

__all__ = ["ALL", "ASSESSMENTS"]
