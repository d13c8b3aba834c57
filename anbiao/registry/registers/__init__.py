"""The lists of the roster, each one declaration: units, who answers for them, gaps, without a sector, likely duplicates."""

from anbiao.registry.registers.duplicates import DUPLICATES
from anbiao.registry.registers.merging import MERGERS
from anbiao.registry.registers.placing import PLACES
from anbiao.registry.registers.positions import POSITIONS
from anbiao.registry.registers.responsibilities import RESPONSIBILITIES
from anbiao.registry.registers.survey import SURVEY_FINDINGS
from anbiao.registry.registers.transfers import TRANSFERS
from anbiao.registry.registers.units import ENTERPRISES, GAPS, UNROUTED

ALL = (
    ENTERPRISES,
    RESPONSIBILITIES,
    GAPS,
    UNROUTED,
    PLACES,
    DUPLICATES,
    MERGERS,
    TRANSFERS,
    SURVEY_FINDINGS,
    POSITIONS,
)

__all__ = [
    "ALL",
    "DUPLICATES",
    "ENTERPRISES",
    "GAPS",
    "MERGERS",
    "PLACES",
    "POSITIONS",
    "RESPONSIBILITIES",
    "SURVEY_FINDINGS",
    "TRANSFERS",
    "UNROUTED",
]
