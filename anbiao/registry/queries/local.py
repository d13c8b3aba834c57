"""Local rules that the roster reads. They stand in `standards`, which the roster does not know: the portal joins the two."""

from collections.abc import Callable
from datetime import date
from typing import Any

from anbiao.kit.actor import Actor

Rule = Callable[[str, str, date], Any]
_told_by: list[Rule] = []


def tell_local_rules(rule: Rule) -> None:
    """Says who tells the value of a local rule: district, code and day → value. The last one said counts."""
    _told_by[:] = [rule]


def local_rule(actor: Actor, code: str) -> Any:
    """The value of a local rule in the actor's district today. One query. Raises IndexError when nobody tells local rules."""
    return _told_by[0](actor.district, code, actor.today)
