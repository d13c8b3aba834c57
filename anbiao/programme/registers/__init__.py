"""The lists of the programme, each one declaration."""

from anbiao.programme.registers.assessments import ASSESSMENTS
from anbiao.programme.registers.certificates import CERTIFICATES

ALL = (ASSESSMENTS, CERTIFICATES)

__all__ = ["ALL", "ASSESSMENTS", "CERTIFICATES"]
