"""What the roster has for a person to do. Sources stand in "my work" in the order in which they are imported here."""

from anbiao.registry.work import findings as _findings  # noqa: F401
from anbiao.registry.work import passing as _passing  # noqa: F401 - registers its sources
from anbiao.registry.work.supervision import UNPLACED, lateness

__all__ = ["UNPLACED", "lateness"]
