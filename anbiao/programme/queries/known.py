"""What the program itself knows of a step at a unit, so that nobody types it twice: the day and the words, or None for nothing yet."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from anbiao.inspection.models import CheckList, Standing
from anbiao.kit.clock import day_of
from anbiao.programme.models import Assessment, Task
from anbiao.rules.refusal import N_


class Known(NamedTuple):
    """A marked sentence with a `%(day)s`, and its day."""

    text: str
    on: date


def known(task: Task) -> Known | None:
    """What is there of the step since its campaign began (CampaignStep.counts). At most one query."""
    found = _BY[task.step.counts](task) if task.step.counts else None
    return found if found and found.on >= task.campaign.starts_week.monday else None


def _profile(task: Task) -> Known | None:
    on = task.enterprise.verified_on
    return Known(N_("Somebody verified the unit on the spot on %(day)s."), on) if on else None


def _colour(task: Task) -> Known | None:
    on = task.enterprise.coloured_on
    return Known(N_("The unit has the colour of %(day)s."), on) if on else None


def _self_check(task: Task) -> Known | None:
    rows = Standing.objects.of_district(task.district).filter(enterprise=task.enterprise_id)
    on = rows.values_list("last_self_check_on", flat=True).first()
    return Known(N_("The unit's last self-check was on %(day)s."), on) if on else None


def _check_list(task: Task) -> Known | None:
    rows = CheckList.objects.of_district(task.district).filter(enterprise=task.enterprise_id)
    at = rows.order_by("-version").values_list("at", flat=True).first()
    return Known(N_("The unit's own check-list is of %(day)s."), day_of(at)) if at else None


def _assessment(task: Task) -> Known | None:
    rows = Assessment.objects.of_district(task.district).filter(
        enterprise=task.enterprise_id, submitted_on__isnull=False
    )
    on = rows.order_by("-submitted_on").values_list("submitted_on", flat=True).first()
    return Known(N_("The self-assessment was handed in on %(day)s."), on) if on else None


def _decided(task: Task) -> Known | None:
    rows = Assessment.objects.of_district(task.district).filter(
        enterprise=task.enterprise_id, state="accepted"
    )
    on = rows.order_by("-decided_on").values_list("decided_on", flat=True).first()
    return Known(N_("The result was decided on %(day)s."), on) if on else None


_BY: dict[str, Callable[[Task], Known | None]] = {
    "profile": _profile, "check_list": _check_list, "self_check": _self_check, "assessment": _assessment, "decided": _decided,
    "colour": _colour,
}  # fmt: skip
