"""The long steps of an import, in the background. Each may be begun twice: it looks at the run's state first."""

import contextlib
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from anbiao.authority.people import of_account
from anbiao.kit import clock
from anbiao.kit.actor import Actor
from anbiao.kit.imports import runs
from anbiao.kit.models import ImportRun
from anbiao.registry.actions import imports
from anbiao.registry.actions.addresses import ADDRESSES
from anbiao.registry.actions.positions import match_units
from anbiao.rules.refusal import Refused

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


# ---------- address points ----------


def carry_on_points(run: ImportRun) -> None:
    """Asks for the job of a file of address points, in the caller's transaction."""
    carry_on_address_points.configure(lock=f"import {run.pk}").defer(run_id=str(run.pk))


@app.task(queue="imports", retry=runs.DATABASE_AWAY)
def carry_on_address_points(run_id: str) -> None:
    """Does what the run's state asks for; once the points hold, units are looked for in them."""
    runs.carry_on(run_id, ADDRESSES.steps, imports.actor_behind)
    run = runs.run_of(UUID(run_id))
    if run.state == "written":
        look_for_units(imports.actor_behind(run, clock.now()))


def look_for_units(actor: Actor) -> None:
    """Asks for the job that looks for units; a second wish while one waits adds nothing. No lock besides: see above. Two at once wait for
    each other at the edition.
    """
    account = str(actor.person) if actor.person else ""
    waiting = match_positions.configure(queueing_lock=f"positions {actor.district}")
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        waiting.defer(district=actor.district, account=account)


@app.task(queue="imports", retry=runs.DATABASE_AWAY)
def match_positions(district: str, account: str) -> None:
    """Looks for the units of a district in its address points, for whoever asked for it; nothing where it has none."""
    with contextlib.suppress(Refused):
        match_units(of_account(district, UUID(account) if account else None, clock.now(), "job"))
