"""The lists of `inspection`, each one declaration."""

from anbiao.kit.register import Register

ALL: tuple[Register, ...] = ()
