"""Who supervises: regions, sectors, organisations, people, grants, the district's own routing rules and working days."""

from anbiao.authority.models.accounts import (
    Activation,
    DistrictRule,
    Grant,
    HandOver,
    Industry,
    Organisation,
    Region,
    Regulates,
    Sector,
    User,
    UserManager,
    WorkingDay,
)
from anbiao.authority.models.acting import Delegation, OutsideIdentity, Token

__all__ = [
    "Activation",
    "Delegation",
    "DistrictRule",
    "Grant",
    "HandOver",
    "Industry",
    "Organisation",
    "OutsideIdentity",
    "Region",
    "Regulates",
    "Sector",
    "Token",
    "User",
    "UserManager",
    "WorkingDay",
]
