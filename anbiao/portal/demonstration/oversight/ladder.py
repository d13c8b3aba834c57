"""The ladder of the demonstration: the program proposes, the office issues one reminder, drops one, and has the others before it."""

from dataclasses import replace
from datetime import datetime

from anbiao.authority.people import operator
from anbiao.kit.actor import Actor
from anbiao.oversight import actions
from anbiao.oversight.actions.accountability import PROGRAM
from anbiao.oversight.models import Measure
from anbiao.portal.demonstration.campaign import PLAYED
from anbiao.portal.demonstration.oversight.stage import OFFICE, Run, Stage
from anbiao.portal.demonstration.oversight.words import DEMANDS, DROPPED


def compose(run: Run) -> None:
    """Adds what the conditions called for at the end of last week, and what was decided on it."""
    stage, friday = run.stage, run.stage.of_week(-1, 4)
    proposed: list[Measure] = []
    run.on(friday, "16:00", lambda at: proposed.extend(actions.propose_measures(_program(stage, at))))
    run.on(friday, "17:10", lambda at: _decide(stage, proposed, at))


def _program(stage: Stage, at: datetime) -> Actor:
    return replace(operator(stage.district, at, who=PROGRAM), via=PLAYED)


def _decide(stage: Stage, proposed: list[Measure], at: datetime) -> None:
    """Late instructions first: whose word was given and not kept is reminded before whose tasks are late."""
    office = stage.cast(OFFICE, at)
    order = sorted(proposed, key=lambda row: (all(each["ground"] != "instructions_late" for each in row.why), row.serial))  # fmt: skip
    if order:
        actions.move_measure(office, order[0], "issue", demands=DEMANDS)
    if len(order) > 2:
        actions.move_measure(office, order[1], "drop", note=DROPPED)
