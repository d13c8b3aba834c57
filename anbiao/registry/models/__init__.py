"""The tables of the roster: units and what belongs to one, units merged and split, and what is said of them."""

from anbiao.registry.models.banners import Banner
from anbiao.registry.models.merging import Merger, Split
from anbiao.registry.models.positions import AddressEdition, AddressPoint, Position
from anbiao.registry.models.surveys import SurveyFinding
from anbiao.registry.models.transfers import Transfer
from anbiao.registry.models.units import (
    TOWN_DOUBTFUL,
    Contact,
    DuplicatePair,
    Enterprise,
    FormerCode,
    Responsibility,
    Site,
    StatusChange,
    plain,
)

__all__ = [
    "TOWN_DOUBTFUL",
    "AddressEdition",
    "AddressPoint",
    "Banner",
    "Contact",
    "DuplicatePair",
    "Enterprise",
    "FormerCode",
    "Merger",
    "Position",
    "Responsibility",
    "Site",
    "Split",
    "StatusChange",
    "SurveyFinding",
    "Transfer",
    "plain",
]
