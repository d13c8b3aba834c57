"""Circulars as tests need them."""

from datetime import date
from typing import Any

from anbiao.inspection.models import Hazard
from anbiao.kit.actor import Actor
from anbiao.oversight import actions
from anbiao.oversight.models import Circular
from anbiao.oversight.outlines import outlines
from anbiao.registry.models import Enterprise
from tests import people

PERIOD = {"first_on": date(2026, 11, 16), "last_on": date(2026, 11, 23)}  # to the frozen day itself


def drafted(officer: Actor, outline: str = "progress", **over: Any) -> Circular:
    """A circular on the figures of last week."""
    return actions.draft_circular(officer, outlines()[outline], **{"campaign": None, **PERIOD, **over})


def issued(officer: Actor, leader: Actor, row: Circular | None = None) -> Circular:
    """The same handed in, approved by the leader and issued."""
    row = row or drafted(officer)
    for actor, step in ((officer, "submit"), (leader, "approve"), (officer, "issue")):
        row = actions.move_circular(actor, row, step)
    return row


def hazard(unit: Enterprise, serial: str, **over: Any) -> Hazard:
    """A hazard of a unit that has to be fixed, found last week."""
    found_on = over.pop("found_on", date(2026, 11, 18))
    days = {"ordered_on": found_on, "first_due_on": date(2026, 12, 1), "due_on": date(2026, 12, 1)}
    given = {
        "title": "疏散通道堵塞",
        "source": "supervision",
        "grade": "general",
        "finder": "test",
        **days,
        **over,
    }
    return Hazard.objects.create(
        district=unit.district,
        enterprise=unit,
        serial=serial,
        found_on=found_on,
        changed_at=people.NOW,
        **given,
    )
