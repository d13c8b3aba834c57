"""The programme 创建: what is planned for every unit, what it is assessed at, and what it is granted."""

from anbiao.programme.models.assessments import AssessedItem, Assessment, ExtraDeduction, ReviewDraw
from anbiao.programme.models.benchmarks import Benchmark, Experience
from anbiao.programme.models.campaigns import (
    Campaign,
    CampaignException,
    CampaignStep,
    Membership,
    Programme,
    ProgrammeEdition,
    Stage,
    Target,
    Task,
)
from anbiao.programme.models.certificates import Certificate, Objection
from anbiao.programme.models.evidence import Evidence
from anbiao.programme.models.planning import Absence, KeyPeriod, PlanRun

__all__ = [
    "Absence",
    "AssessedItem",
    "Assessment",
    "Benchmark",
    "Campaign",
    "CampaignException",
    "CampaignStep",
    "Certificate",
    "Evidence",
    "Experience",
    "ExtraDeduction",
    "KeyPeriod",
    "Membership",
    "Objection",
    "PlanRun",
    "Programme",
    "ProgrammeEdition",
    "ReviewDraw",
    "Stage",
    "Target",
    "Task",
]
