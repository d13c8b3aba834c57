"""The lists of checks and hazards, each one declaration."""

from anbiao.inspection.registers.checks import CHECKS, VISITS_DUE
from anbiao.inspection.registers.conflicts import FIELD_CONFLICTS
from anbiao.inspection.registers.devices import DEVICES, QUARANTINES
from anbiao.inspection.registers.hazards import EXTENSIONS, HAZARDS, LISTINGS, RECTIFICATIONS, SUSPENSIONS
from anbiao.inspection.registers.others import (
    ACCIDENTS,
    COLOUR_CHANGES,
    COLOUR_PROPOSALS,
    LOOK_BACKS,
    LOOKS,
    RISKS,
)

ALL = (
    CHECKS, VISITS_DUE, HAZARDS, RECTIFICATIONS, EXTENSIONS, SUSPENSIONS, LISTINGS, LOOK_BACKS, LOOKS, COLOUR_CHANGES,
    COLOUR_PROPOSALS, ACCIDENTS, RISKS,
    DEVICES, QUARANTINES, FIELD_CONFLICTS,
)  # fmt: skip

__all__ = [
    "ACCIDENTS", "ALL", "CHECKS", "COLOUR_CHANGES", "COLOUR_PROPOSALS", "DEVICES", "EXTENSIONS", "FIELD_CONFLICTS", "HAZARDS", "LISTINGS",
    "LOOKS", "LOOK_BACKS", "QUARANTINES", "RECTIFICATIONS", "RISKS", "SUSPENSIONS", "VISITS_DUE",
]  # fmt: skip
