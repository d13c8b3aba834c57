"""What oversight hangs on the pages of units, hazards and tasks: the instructions about them, and where to give one."""

from collections.abc import Callable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anbiao.inspection import hazard_page
from anbiao.kit.actor import Actor
from anbiao.kit.register.detail import Section, StepLink
from anbiao.oversight.accountability_words import name_of, state_of
from anbiao.oversight.queries import instructions as queries
from anbiao.programme import task_page
from anbiao.registry.models import Enterprise
from anbiao.registry.sections import UNIT


def _new(kind: str, pk: Any) -> str:
    """Where an instruction about something is given."""
    return f"{reverse('instruction-new')}?about={kind}:{pk}"


def _about(kind: str) -> Callable[[Actor, Any], dict[str, Any]]:
    """The instructions about a row that the reader sees. Two queries."""

    def context(actor: Actor, row: Any) -> dict[str, Any]:
        found = queries.with_nodes(list(queries.about(actor, kind, str(row.pk))))
        lines = [
            {"row": each, "office": name_of(each.organisation), "state": state_of((each.state, queries.standing_of(each, actor.today)))}
            for each in found
        ]  # fmt: skip
        may_give = actor.scope.may("give instruction")
        return {"rows": lines, "count": len(lines), "give": _new(kind, row.pk) if may_give else ""}

    return context


def _instruct(actor: Actor, unit: Enterprise) -> Sequence[StepLink]:
    """A step of the unit's page, for whoever gives instructions."""
    if not actor.scope.may("give instruction"):
        return []
    return [StepLink(_("Give an instruction"), _new("unit", unit.pk))]


UNIT.steps.append(_instruct)
for _page, _kind in ((UNIT, "unit"), (hazard_page.sections, "hazard"), (task_page.sections, "task")):
    _page.styles.append("oversight/accountability.css")
    _page.add(
        Section("instructions", _("Instructions"), "oversight/instruction/about.html", _about(_kind), "read instruction")
    )  # fmt: skip
