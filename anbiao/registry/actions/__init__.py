"""The writers of the roster, by what they write: units, who answers for them, duplicates, and whole files."""

from anbiao.registry.actions.banners import end_banner, put_banner
from anbiao.registry.actions.duplicates import decide_duplicate
from anbiao.registry.actions.merging import around, propose_merger, step_merger
from anbiao.registry.actions.placing import Placing, place_units, preview_placing
from anbiao.registry.actions.signs import renew_sign
from anbiao.registry.actions.splitting import around_split, split_unit, undo_split
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
from anbiao.registry.actions.survey import (
    Found,
    match_finding,
    reject_finding,
    report_finding,
    take_change,
    take_new,
    withdraw_finding,
)
from anbiao.registry.actions.transfers import offer_transfer, step_transfer
from anbiao.registry.actions.undoing import take_back_assignment
from anbiao.registry.actions.units import (
    add_contact,
    add_site,
    change_unit,
    edit_unit,
    move_unit,
    register_unit,
    reveal_personal,
    verify_unit,
)

__all__ = [
    "Found",
    "Placing",
    "acknowledge_many",
    "add_contact",
    "add_site",
    "answer_responsibility",
    "around",
    "around_split",
    "assign_many",
    "change_unit",
    "decide_duplicate",
    "edit_unit",
    "end_banner",
    "followers",
    "match_finding",
    "move_unit",
    "not_yours",
    "offer_transfer",
    "own_place",
    "place_units",
    "preview_assignment",
    "preview_placing",
    "propose_merger",
    "put_banner",
    "register_unit",
    "reject_finding",
    "renew_sign",
    "report_finding",
    "reveal_personal",
    "route_unit",
    "split_unit",
    "step_merger",
    "step_transfer",
    "take_back_assignment",
    "take_change",
    "take_new",
    "undo_split",
    "verify_unit",
    "withdraw_finding",
]
