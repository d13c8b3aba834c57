"""The lists of oversight, each one declaration."""

from anbiao.kit.register import Register

ALL: tuple[Register, ...] = ()

__all__ = ["ALL"]
