"""Checks and hazards 检查执法: the three lists of each unit, what is found, what becomes of it, and the colour that follows."""

from anbiao.inspection.models.accidents import Accident
from anbiao.inspection.models.checks import Check, CheckList, Routine
from anbiao.inspection.models.colours import ColourChange, ColourProposal, Standing
from anbiao.inspection.models.devices import FieldDevice, Quarantine, QuarantinedPiece
from anbiao.inspection.models.field import FieldConflict, FieldRecord
from anbiao.inspection.models.hazards import Extension, Hazard, Listing, Suspension
from anbiao.inspection.models.lookback import Look, LookBack
from anbiao.inspection.models.pictures import Picture
from anbiao.inspection.models.risks import FloorPlan, Risk

__all__ = [
    "Accident",
    "Check",
    "CheckList",
    "ColourChange",
    "ColourProposal",
    "Extension",
    "FieldConflict",
    "FieldDevice",
    "FieldRecord",
    "FloorPlan",
    "Hazard",
    "Listing",
    "Look",
    "LookBack",
    "Picture",
    "Quarantine",
    "QuarantinedPiece",
    "Risk",
    "Routine",
    "Standing",
    "Suspension",
]
