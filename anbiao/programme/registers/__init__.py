"""The lists of the programme, each one declaration."""

from anbiao.programme.registers.assessments import ASSESSMENTS
from anbiao.programme.registers.campaigns import CAMPAIGNS
from anbiao.programme.registers.certificates import CERTIFICATES
from anbiao.programme.registers.experience import EXPERIENCE
from anbiao.programme.registers.tasks import TASKS

ALL = (CAMPAIGNS, TASKS, ASSESSMENTS, CERTIFICATES, EXPERIENCE)

__all__ = ["ALL", "ASSESSMENTS", "CAMPAIGNS", "CERTIFICATES", "EXPERIENCE", "TASKS"]
