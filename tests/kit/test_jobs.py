"""Jobs of a worker that was killed are begun again, and never stand in the way of those that wait."""

from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import connection, transaction
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob

from anbiao.kit.jobs import take_up_stalled_jobs

pytestmark = pytest.mark.django_db


def job(status: str, *, lock: str | None, queueing_lock: str | None) -> int:
    """A job without a worker, as it stands when its worker is gone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, status) VALUES ('default', 'test', %s, %s, %s) "
            "RETURNING id",
            [lock, queueing_lock, status],
        )
        return int(cursor.fetchone()[0])


def fetched() -> int | None:
    """The job that a worker would begin now."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        cursor.execute("SELECT id FROM procrastinate_fetch_job_v2(NULL, %s)", cursor.fetchone())
        found: int | None = cursor.fetchone()[0]
        return found


def take_up() -> None:
    """What the worker does every 30 seconds."""
    async_to_sync(take_up_stalled_jobs.func)(timestamp=0)


@pytest.fixture(autouse=True)
def own_savepoints(monkeypatch: pytest.MonkeyPatch) -> None:
    """A statement that fails ends itself alone, as it does for a worker, which works outside transactions."""
    execute = DjangoConnector.execute_query

    def inside(*args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            execute(*args, **kwargs)

    monkeypatch.setattr(DjangoConnector, "execute_query", inside)


def test_a_killed_job_is_begun_again() -> None:
    killed = job("doing", lock="digests", queueing_lock="digests")
    take_up()
    assert ProcrastinateJob.objects.get(pk=killed).status == "todo"


def test_a_killed_job_that_another_one_follows_makes_room_for_it() -> None:
    job("doing", lock="digests", queueing_lock="digests")
    waiting = job("todo", lock="digests", queueing_lock="digests")
    assert fetched() is None
    take_up()
    assert fetched() == waiting
