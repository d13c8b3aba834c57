"""What may be done in oversight, and the only writers of its tables."""

from anbiao.oversight.actions.snapshots import canonical, freeze
from anbiao.oversight.actions.tallies import fold, recount

__all__ = ["canonical", "fold", "freeze", "recount"]
