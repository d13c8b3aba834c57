"""The use-cases of standards: load editions, confirm clauses, propose and decide local rules."""

from anbiao.standards.actions.clauses import confirm
from anbiao.standards.actions.loading import load_editions, load_library
from anbiao.standards.actions.rules import approve_rule, propose_rule, refuse_rule, withdraw_rule

__all__ = [
    "approve_rule",
    "confirm",
    "load_editions",
    "load_library",
    "propose_rule",
    "refuse_rule",
    "withdraw_rule",
]
