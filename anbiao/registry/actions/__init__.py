"""The writers of the roster, by what they write: units, who answers for them, duplicates, and whole files."""

from anbiao.registry.actions.duplicates import decide_duplicate
from anbiao.registry.actions.supervision import (
    acknowledge_many,
    answer_responsibility,
    assign_many,
    preview_assignment,
    route_unit,
)
from anbiao.registry.actions.units import add_site, change_unit, move_unit, register_unit, verify_unit

__all__ = [
    "acknowledge_many",
    "add_site",
    "answer_responsibility",
    "assign_many",
    "change_unit",
    "decide_duplicate",
    "move_unit",
    "preview_assignment",
    "register_unit",
    "route_unit",
    "verify_unit",
]
