"""What may be done in oversight, and the only writers of its tables."""

from anbiao.oversight.actions.snapshots import canonical, freeze

__all__ = ["canonical", "freeze"]
