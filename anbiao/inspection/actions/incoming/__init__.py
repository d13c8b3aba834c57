"""Hazards and check-lists out of files: columns, what writing would do, and the writing itself. Dry run and writing share the plan."""

from anbiao.inspection.actions.incoming.check_lists import CHECK_LISTS
from anbiao.inspection.actions.incoming.hazards import HAZARDS

__all__ = ["CHECK_LISTS", "HAZARDS"]
