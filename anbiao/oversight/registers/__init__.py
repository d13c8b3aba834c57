"""The lists of oversight, each one declaration."""

from anbiao.kit.register import Register
from anbiao.oversight.registers.notices import NOTICES

ALL: tuple[Register, ...] = (NOTICES,)

__all__ = ["ALL", "NOTICES"]
