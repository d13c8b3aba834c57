"""Jobs of the machinery: seal the journal, take up the work of killed workers, forget old answers."""

import contextlib
from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Status

from anbiao.kit import clock, files, journal, sweeping
from anbiao.kit.models import Answer
from anbiao.kit.photos import jobs as photo_jobs
from anbiao.kit.photos import pieces

__all__ = [
    "forget",
    "photo_jobs",
    "seal_journal",
    "take_up_stalled_jobs",
]  # the worker looks for jobs in this module

WORKER_IS_GONE_AFTER = 30.0
ANSWERS_ARE_KEPT = timedelta(days=7)
SIGN_INS_ARE_KEPT = 365  # days
HALVES_ARE_KEPT = timedelta(days=1)
# Longer than a device may stay away from the network (7 days): what it began is still here when it comes back.
PIECES_ARE_KEPT = timedelta(days=8)
# A file whose request is still under way has no row yet.
WRITERS_ARE_GONE_AFTER = timedelta(days=1)
ASIDE_IS_KEPT = timedelta(days=30)


@app.periodic(cron="* * * * * */15")
@app.task(queueing_lock="seal", pass_context=False)
def seal_journal(timestamp: int) -> None:
    """Every 15 seconds: seals what is not yet sealed and keeps the heads outside the database."""
    journal.keep_heads(journal.seal(now=clock.now()), settings.HEADS_FILE)


@app.periodic(cron="* * * * * */30")
@app.task(queueing_lock="take_up", pass_context=False)
async def take_up_stalled_jobs(timestamp: int) -> None:
    """Every 30 seconds: jobs whose worker no longer gives a sign are begun again. Each job is safe to begin twice."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=WORKER_IS_GONE_AFTER):
        with contextlib.suppress(ConnectorException):  # one that cannot be taken up must not stop the others
            try:
                await app.job_manager.retry_job(job)
            except UniqueViolation:
                # Another one waits in its place and does its work; for ever, if both have a lock and this one kept it.
                await app.job_manager.finish_job(job, Status.ABORTED, delete_job=True)


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="forget", pass_context=False)
def forget(timestamp: int) -> None:
    """Nightly: a form is not sent again after a week; dead sessions, old sign-in records, half files and files without a
    row go (reliability 4.3).
    """
    Answer.objects.filter(at__lt=clock.now() - ANSWERS_ARE_KEPT).delete()
    files.remove_halves(before=clock.now() - HALVES_ARE_KEPT)
    pieces.sweep(before=clock.now() - PIECES_ARE_KEPT)
    sweeping.put_aside(before=clock.now() - WRITERS_ARE_GONE_AFTER)
    sweeping.remove_aside(before=clock.now() - ASIDE_IS_KEPT)
    call_command("clearsessions")
    call_command("axes_reset_logs", age=SIGN_INS_ARE_KEPT, verbosity=0)
