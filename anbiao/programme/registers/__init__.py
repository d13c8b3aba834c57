"""The lists of the programme, each one declaration."""

from anbiao.programme.registers.assessments import ASSESSMENTS
from anbiao.programme.registers.campaigns import CAMPAIGNS
from anbiao.programme.registers.certificates import CERTIFICATES
from anbiao.programme.registers.tasks import TASKS

ALL = (CAMPAIGNS, TASKS, ASSESSMENTS, CERTIFICATES)

__all__ = ["ALL", "ASSESSMENTS", "CAMPAIGNS", "CERTIFICATES", "TASKS"]
