"""The lists of oversight, each one declaration."""

from anbiao.kit.register import Register
from anbiao.oversight.registers.accountability import MEASURES
from anbiao.oversight.registers.called_for import CALLED_FOR
from anbiao.oversight.registers.circulars import CIRCULARS
from anbiao.oversight.registers.instructions import INSTRUCTIONS
from anbiao.oversight.registers.meetings import MEETINGS
from anbiao.oversight.registers.notices import NOTICES
from anbiao.oversight.registers.rankings import RANKINGS
from anbiao.oversight.registers.reports import REPORTS

ALL: tuple[Register, ...] = (
    INSTRUCTIONS,
    CALLED_FOR,
    MEASURES,
    MEETINGS,
    RANKINGS,
    CIRCULARS,
    REPORTS,
    NOTICES,
)

__all__ = [
    "ALL",
    "CALLED_FOR",
    "CIRCULARS",
    "INSTRUCTIONS",
    "MEASURES",
    "MEETINGS",
    "NOTICES",
    "RANKINGS",
    "REPORTS",
]
