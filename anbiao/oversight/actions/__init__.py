"""What may be done in oversight, and the only writers of its tables."""

from anbiao.oversight.actions.snapshots import canonical, freeze
from anbiao.oversight.actions.telling import settle_over, tell_happenings, write_digests

__all__ = ["canonical", "freeze", "settle_over", "tell_happenings", "write_digests"]
