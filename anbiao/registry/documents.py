"""What is printed of the roster: the slip with the code by which a unit opens its account."""

from collections.abc import Iterable

from anbiao.authority.actions import issue_activations
from anbiao.kit.actor import Actor
from anbiao.registry.models import Enterprise


def activation_slips(actor: Actor, units: Iterable[Enterprise]) -> list[tuple[str, str]]:
    """Makes a code for each unit; returns name and code, which is kept nowhere. Raises Refused.

    The caller has found the units through `visible_to(scope, "issue activation")`.
    """
    names = {unit.id: unit.name for unit in units}
    codes = issue_activations(actor, names)
    return [(names[unit], code) for unit, code in codes.items()]
