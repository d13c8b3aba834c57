"""The lists of oversight, each one declaration."""

from anbiao.kit.register import Register
from anbiao.oversight.registers.circulars import CIRCULARS

ALL: tuple[Register, ...] = (CIRCULARS,)

__all__ = ["ALL", "CIRCULARS"]
