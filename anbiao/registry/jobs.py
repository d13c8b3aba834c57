"""The long steps of an import, in the background. Each may be begun twice: it looks at the run's state first."""

from procrastinate.contrib.django import app

from anbiao.kit.imports import runs
from anbiao.kit.models import ImportRun
from anbiao.registry.actions import imports

STEPS = {"uploaded": imports.read_columns, "checking": imports.check, "writing": imports.write_rows}


def carry_on(run: ImportRun) -> None:
    """Asks for the job of a run, in the caller's transaction; one at a time works on a run, a job too many finds nothing to do.

    No queueing lock: a job that waits would keep the job of a killed worker from being taken up again, and wait for it for ever.
    """
    carry_on_import.configure(lock=f"import {run.pk}").defer(run_id=str(run.pk))


@app.task(queue="imports", retry=runs.DATABASE_AWAY)
def carry_on_import(run_id: str) -> None:
    """Does what the run's state asks for; nothing when it waits for a person or is at its end."""
    runs.carry_on(run_id, STEPS, imports.actor_behind)
