"""Photos in the background: copies are asked for when a photo arrives, and asked for again when that was lost."""

from datetime import timedelta
from uuid import UUID

from django.db import InterfaceError, OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from anbiao.kit import clock
from anbiao.kit.models import Photo
from anbiao.kit.photos import developing, queries
from anbiao.rules.refusal import Refused

LATE = timedelta(minutes=10)
MOST_AGAIN = 500
# A full disk is told by Refused, and may have room again.
LATER = RetryStrategy(
    max_attempts=8, exponential_wait=3, retry_exceptions={OperationalError, InterfaceError, Refused}
)


def ask_for_copies(photo: Photo) -> None:
    """Asks for the copies of a photo, in the caller's transaction. A job too many finds nothing to do."""
    develop_photo.configure(lock=_lock(photo)).defer(photo_id=str(photo.id))


def _lock(photo: Photo) -> str:
    return f"photo {photo.id}"


# Below everything else: a day's photos at once must not keep the journal from being sealed.
@app.task(queue="photos", priority=-1, retry=LATER)
def develop_photo(photo_id: str) -> None:
    """Makes the copies of one photo. Safe to begin twice."""
    developing.develop(UUID(photo_id), now=clock.now())


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="photos waiting", pass_context=False)
def ask_again(timestamp: int) -> None:
    """Every 10 minutes: photos that wait and that no job works for are given one."""
    ask_where_idle(queries.waiting(before=clock.now() - LATE, most=MOST_AGAIN))


def ask_where_idle(photos: list[Photo]) -> None:
    """Asks for the copies of those photos for which no job waits or works."""
    locks = [_lock(photo) for photo in photos]
    jobs = ProcrastinateJob.objects.filter(lock__in=locks, status__in=("todo", "doing"))
    busy = set(jobs.values_list("lock", flat=True))
    for photo in photos:
        if _lock(photo) not in busy:
            ask_for_copies(photo)
