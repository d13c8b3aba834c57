"""What oversight keeps: figures that were published, what was done because of them, and the sums that figures of today are read from."""

from anbiao.oversight.models.rankings import Ranking, RankingChange, RankingObjection
from anbiao.oversight.models.snapshots import Snapshot
from anbiao.oversight.models.tallies import Change, Tally, UnitPlace, UnitState

__all__ = [
    "Change",
    "Ranking",
    "RankingChange",
    "RankingObjection",
    "Snapshot",
    "Tally",
    "UnitPlace",
    "UnitState",
]
