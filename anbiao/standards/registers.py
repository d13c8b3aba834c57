"""The lists of `standards`, each one declaration."""

from anbiao.kit.register import Register

ALL: tuple[Register, ...] = ()
