"""What a program may do: each use-case with the form of its screen, and every bulk act of every register."""

from collections.abc import Sequence

from anbiao.portal.api.use_cases import inspection, oversight, programme, readiness, roster
from anbiao.portal.api.use_cases.declaring import UseCase, bulk_case

__all__ = ["ALL", "UseCase", "bulk_case"]

ALL: Sequence[UseCase] = (*roster.ALL, *inspection.HAZARDS, *readiness.ALL, *programme.ALL, *oversight.ALL)
