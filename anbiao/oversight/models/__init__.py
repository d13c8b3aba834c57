"""What oversight keeps: figures that were published, what was done because of them, and the sums that figures of today are read from."""

from anbiao.oversight.models.accountability import Measure
from anbiao.oversight.models.circulars import Circular, CircularReceipt, CircularSection
from anbiao.oversight.models.instructions import (
    Instruction,
    InstructionExtension,
    InstructionNode,
    InstructionNote,
)
from anbiao.oversight.models.meetings import Attendance, Meeting, Speech
from anbiao.oversight.models.rankings import Ranking, RankingChange, RankingObjection
from anbiao.oversight.models.reports import Report, ReportSection
from anbiao.oversight.models.snapshots import Snapshot
from anbiao.oversight.models.tallies import Change, Tally, UnitPlace, UnitState

__all__ = [
    "Attendance",
    "Change",
    "Circular",
    "CircularReceipt",
    "CircularSection",
    "Instruction",
    "InstructionExtension",
    "InstructionNode",
    "InstructionNote",
    "Measure",
    "Meeting",
    "Ranking",
    "RankingChange",
    "RankingObjection",
    "Report",
    "ReportSection",
    "Snapshot",
    "Speech",
    "Tally",
    "UnitPlace",
    "UnitState",
]
