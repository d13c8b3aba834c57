"""What oversight keeps: figures that were published, and what was done because of them."""

from anbiao.oversight.models.accountability import Measure
from anbiao.oversight.models.instructions import (
    Instruction,
    InstructionExtension,
    InstructionNode,
    InstructionNote,
)
from anbiao.oversight.models.meetings import Attendance, Meeting, Speech
from anbiao.oversight.models.snapshots import Snapshot

__all__ = [
    "Attendance",
    "Instruction",
    "InstructionExtension",
    "InstructionNode",
    "InstructionNote",
    "Measure",
    "Meeting",
    "Snapshot",
    "Speech",
]
