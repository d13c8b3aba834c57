"""The writers of the roster, by what they write: units, who answers for them, duplicates, and whole files."""

from anbiao.registry.actions.duplicates import decide_duplicate
from anbiao.registry.actions.placing import Placing, place_units, preview_placing
from anbiao.registry.actions.supervision import (
    acknowledge_many,
    answer_responsibility,
    assign_many,
    followers,
    not_yours,
    own_place,
    preview_assignment,
    route_unit,
)
from anbiao.registry.actions.units import (
    add_contact,
    add_site,
    change_unit,
    move_unit,
    register_unit,
    reveal_personal,
    verify_unit,
)

__all__ = [
    "Placing",
    "acknowledge_many",
    "add_contact",
    "add_site",
    "answer_responsibility",
    "assign_many",
    "change_unit",
    "decide_duplicate",
    "followers",
    "move_unit",
    "not_yours",
    "own_place",
    "place_units",
    "preview_assignment",
    "preview_placing",
    "register_unit",
    "reveal_personal",
    "route_unit",
    "verify_unit",
]
