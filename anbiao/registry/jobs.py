"""The long steps of an import, in the background. Each may be begun twice: it looks at the run's state first."""

import logging
from uuid import UUID

from django.db import IntegrityError, InterfaceError, OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from anbiao.kit import clock
from anbiao.kit.models import ImportRun
from anbiao.registry.actions import imports

STEPS = {"uploaded": imports.read_columns, "checking": imports.check, "writing": imports.write_rows}
LOG = logging.getLogger(__name__)
DATABASE_AWAY = RetryStrategy(
    max_attempts=10, linear_wait=3, retry_exceptions={OperationalError, InterfaceError}
)


def carry_on(run: ImportRun) -> None:
    """Asks for the job of a run, in the caller's transaction; one at a time works on a run, a job too many finds nothing to do.

    No queueing lock: a job that waits would keep the job of a killed worker from being taken up again, and wait for it for ever.
    """
    carry_on_import.configure(lock=f"import {run.pk}").defer(run_id=str(run.pk))


@app.task(queue="imports", retry=DATABASE_AWAY)
def carry_on_import(run_id: str) -> None:
    """Does what the run's state asks for; nothing when it waits for a person or is at its end."""
    try:
        _carry_on(UUID(run_id))
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        LOG.exception("import %s could not go on", run_id)
        run = imports.run_of(UUID(run_id))
        imports.give_up(imports.actor_behind(run, clock.now()), run)


def _carry_on(pk: UUID) -> None:
    try:
        _take_step(pk)
    except IntegrityError:
        # Somebody else wrote the same unit between our look and our write. The next look sees it.
        _take_step(pk)


def _take_step(pk: UUID) -> None:
    run = imports.run_of(pk)
    step = STEPS.get(run.state)
    if step is not None:
        step(imports.actor_behind(run, clock.now()), run)
