"""The lists of oversight, each one declaration."""

from anbiao.kit.register import Register
from anbiao.oversight.registers.rankings import RANKINGS

ALL: tuple[Register, ...] = (RANKINGS,)

__all__ = ["ALL", "RANKINGS"]
