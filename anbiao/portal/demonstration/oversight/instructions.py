"""The instructions of the demonstration, one in every state."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from django.utils.translation import override

from anbiao.inspection.models import Hazard
from anbiao.kit.actor import Actor
from anbiao.oversight import actions
from anbiao.oversight.actions import Order
from anbiao.oversight.models import Instruction
from anbiao.oversight.queries.instructions import About, about_what
from anbiao.portal.demonstration.catalogue import FULL_SIZE
from anbiao.portal.demonstration.oversight.stage import CHINESE, LEADER, OFFICE, STREET, Stage
from anbiao.portal.demonstration.oversight.words import TOLD, Step, Told
from anbiao.portal.demonstration.story import Story
from anbiao.rules.hazards import TO_FIX
from anbiao.standards.actions import approve_rule, propose_rule
from anbiao.standards.queries import local

RULE_SET = 100  # days ago: before the first day of what is ranked


def compose(story: Story) -> None:
    """Adds the instructions to the story; and of a small district, how few units a line of a ranking needs."""
    stage = Stage(story.cast.district, story.now)

    def on(ago: int, clock: str, happening: Callable[[datetime], None]) -> None:
        story.happenings.append((stage.at(stage.day(ago), clock), next(story.order), happening))

    if story.size < FULL_SIZE:
        on(RULE_SET, "09:30", partial(_smaller_lines, stage, story.size))
    for told in TOLD:
        given: list[Instruction] = []
        on(told.given, "09:40", partial(_give, stage, told, given))
        for place, step in enumerate(told.steps):
            on(step.ago, f"15:{10 * place + 10}", partial(_step, stage, step, given))


def _smaller_lines(stage: Stage, size: int, at: datetime) -> None:
    """The rule is made for a whole district; of a small one no town would be ranked. Proposed and approved like any change of a rule."""
    office = stage.cast(OFFICE, at)
    whole = local(stage.district, "ranking.least", office.today)
    value = {kind: max(1, number * size // FULL_SIZE) for kind, number in whole.items()}
    if value == whole:
        return
    reason = "示例辖区单位较少，按比例下调"
    row = propose_rule(office, "ranking.least", value, from_on=office.today, reason=reason)
    approve_rule(stage.cast(LEADER, at), row, note="同意")


def _give(stage: Stage, told: Told, given: list[Instruction], at: datetime) -> None:
    office = stage.cast(OFFICE, at)
    with override(CHINESE):
        about = _overdue(office) if told.about_overdue else None
    order = Order(
        told.text, stage.office(told.to), [(stage.day(-ahead), title) for ahead, title in told.days],
        source=told.source, origin=told.origin, about=about,
    )  # fmt: skip
    given.append(actions.give_instruction(office, order))


def _overdue(office: Actor) -> About | None:
    """The hazard of the street that is overdue for longest; None where there is none."""
    rows = Hazard.objects.visible_to(office.scope).filter(
        enterprise__region__startswith=STREET, state__in=sorted(TO_FIX), due_on__lt=office.today
    )
    found = rows.order_by("due_on", "serial").first()
    return about_what(office, "hazard", str(found.pk)) if found else None


# ---------- its steps ----------


def _step(stage: Stage, step: Step, given: Sequence[Instruction], at: datetime) -> None:
    row = given[0]
    actor = stage.cast(OFFICE, at) if step.by_office else stage.of_office(row.organisation, at)
    STEPS.get(step.name, _move)(stage, actor, row, step)


def _move(_stage: Stage, actor: Actor, row: Instruction, step: Step) -> None:
    actions.move_instruction(actor, row, step.name, note=step.note)


def _reach(_stage: Stage, actor: Actor, row: Instruction, step: Step) -> None:
    actions.reach_node(actor, row, row.nodes.filter(done_on=None).order_by("order")[0].pk, note=step.note)


def _ask(stage: Stage, actor: Actor, row: Instruction, step: Step) -> None:
    node = row.nodes.filter(done_on=None).order_by("order")[0]
    actions.ask_time(actor, row, node.pk, until=stage.day(-step.until), reason=step.note)


def _say(_stage: Stage, actor: Actor, row: Instruction, step: Step) -> None:
    actions.note_progress(actor, row, text=step.note)


STEPS: Mapping[str, Callable[[Stage, Actor, Instruction, Step], None]] = {
    "reach": _reach,
    "ask": _ask,
    "say": _say,
}
