"""The long steps of an import, in the background. Each may be begun twice: it looks at the run's state first."""

from uuid import UUID

from procrastinate.contrib.django import app

from anbiao.authority.models import User
from anbiao.authority.people import actor_of
from anbiao.kit import clock
from anbiao.kit.models import ImportRun
from anbiao.registry.actions import imports

STEPS = {"uploaded": imports.read_columns, "checking": imports.check, "writing": imports.write_rows}


@app.task(queue="imports")
def carry_on_import(run_id: str) -> None:
    """Does what the run's state asks for; nothing when it waits for a person or is at its end."""
    run = ImportRun.objects.select_related("file").get(pk=UUID(run_id))
    step = STEPS.get(run.state)
    if step is not None:
        actor = actor_of(User.objects.get(pk=run.by), clock.now(), "job")
        step(actor, run)
