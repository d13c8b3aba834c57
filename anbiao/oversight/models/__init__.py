"""What oversight keeps: figures that were published, and what was done because of them."""

from anbiao.oversight.models.circulars import Circular, CircularReceipt, CircularSection
from anbiao.oversight.models.snapshots import Snapshot

__all__ = ["Circular", "CircularReceipt", "CircularSection", "Snapshot"]
