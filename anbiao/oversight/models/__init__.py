"""What oversight keeps: figures that were published, and what was done because of them."""

from anbiao.oversight.models.rankings import Ranking, RankingChange, RankingObjection
from anbiao.oversight.models.snapshots import Snapshot

__all__ = ["Ranking", "RankingChange", "RankingObjection", "Snapshot"]
