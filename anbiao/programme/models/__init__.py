"""The programme 创建: what is planned for every unit, what it is assessed at, and what it is granted."""

from anbiao.programme.models.assessments import AssessedItem, Assessment, ExtraDeduction, ReviewDraw
from anbiao.programme.models.certificates import Certificate, Objection

__all__ = ["AssessedItem", "Assessment", "Certificate", "ExtraDeduction", "Objection", "ReviewDraw"]
