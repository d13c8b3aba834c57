"""Jobs of checks and hazards: files that are imported; every night the units take the colour that the day gives them."""

from dataclasses import replace
from datetime import datetime

from procrastinate.contrib.django import app

from anbiao.authority.people import of_account, operator
from anbiao.authority.queries import founded
from anbiao.inspection import actions
from anbiao.inspection.actions.incoming import CHECK_LISTS, HAZARDS
from anbiao.inspection.actions.keepings import remove_decided
from anbiao.kit import clock
from anbiao.kit.actor import Actor
from anbiao.kit.imports import runs
from anbiao.kit.models import ImportRun

NAME = "Anbiao"


def program(district: str) -> Actor:
    """The program itself, at night, in one district."""
    return replace(operator(district, clock.now(), who=NAME), via="job")


@app.periodic(cron="5 16 * * *")  # UTC: five past midnight in China
@app.task(queueing_lock="settle districts", pass_context=False)
def settle_districts(timestamp: int) -> None:
    """Deadlines passed with the day: asks for a job for each district."""
    for district in founded():
        settle_district.configure(queueing_lock=f"settle {district}").defer(district=district)


@app.task(lock="settle", pass_context=False)
def settle_district(district: str) -> None:
    """Standings, colours and next visits of one district; doing it twice changes nothing."""
    actions.settle(program(district))


@app.periodic(cron="10 17 * * *")
@app.task(queueing_lock="remove keepings", pass_context=False)
def remove_keepings(timestamp: int) -> None:
    """Every night, in every district: what was in keeping and was decided on long enough ago is removed. Doing it twice changes nothing."""
    for district in founded():
        remove_decided(program(district))


# ---------- imports ----------

INTAKES = {intake.spec: intake for intake in (HAZARDS, CHECK_LISTS)}


def carry_on(run: ImportRun) -> None:
    """Asks for the job of a run, in the caller's transaction; one at a time works on a run."""
    carry_on_intake.configure(lock=f"import {run.pk}").defer(run_id=str(run.pk), spec=run.spec)


@app.task(queue="imports", retry=runs.DATABASE_AWAY)
def carry_on_intake(run_id: str, spec: str) -> None:
    """Does what the run's state asks for; nothing when it waits for a person or is at its end."""
    runs.carry_on(run_id, INTAKES[spec].steps, behind)


def behind(run: ImportRun, now: datetime) -> Actor:
    """Who handed the file in, with what she may do now; the job acts for her."""
    return of_account(run.district, run.by, now, "job")
