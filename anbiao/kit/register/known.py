"""The registers of the program by their names, for what is said of any list: its columns, a view of it, its rows side by side."""

from typing import TYPE_CHECKING

from anbiao.kit.actor import Actor

if TYPE_CHECKING:
    from anbiao.kit.register import Register

_known: "dict[str, Register]" = {}


def know(register: "Register") -> None:
    """Every register that has addresses is known by them."""
    _known[register.name] = register


def register_for(actor: Actor, name: str) -> "Register | None":
    """A register of which the actor sees rows; None for one that is not there or not hers."""
    register = _known.get(name)
    return register if register and actor.scope.may(register.capability) else None
