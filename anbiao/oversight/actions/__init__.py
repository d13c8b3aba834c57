"""What may be done in oversight, and the only writers of its tables."""

from anbiao.oversight.actions.circulars import (
    draft_circular,
    edit_section,
    move_circular,
    set_head,
    sign_circular,
)
from anbiao.oversight.actions.snapshots import canonical, freeze

__all__ = [
    "canonical",
    "draft_circular",
    "edit_section",
    "freeze",
    "move_circular",
    "set_head",
    "sign_circular",
]
