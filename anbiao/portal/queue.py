"""How the queue of background work stands. For the doctor and for /metrics."""

from dataclasses import dataclass

from django.db import connection

QUEUES = """
WITH open AS (
    SELECT queue_name, status::text AS status, count(*) AS jobs, min(id) AS oldest FROM procrastinate_jobs
    WHERE status IN ('todo', 'doing') AND (scheduled_at IS NULL OR scheduled_at <= now()) GROUP BY 1, 2
)
SELECT queue_name, status, jobs, coalesce(extract(epoch FROM now() - (
    SELECT greatest(max(e.at), max(j.scheduled_at)) FROM procrastinate_events e JOIN procrastinate_jobs j ON j.id = e.job_id
    WHERE e.job_id = oldest AND e.type IN ('deferred', 'deferred_for_retry'))), 0)::float
FROM open ORDER BY 1, 2
"""
WORKER = "SELECT extract(epoch FROM now() - max(last_heartbeat))::float FROM procrastinate_workers"
FAILED = """
SELECT count(*), count(*) FILTER (WHERE EXISTS (SELECT FROM procrastinate_events e
    WHERE e.job_id = j.id AND e.type = 'failed' AND e.at > now() - interval '1 day')) FROM procrastinate_jobs j WHERE status = 'failed'
"""


@dataclass(frozen=True)
class Waiting:
    """Jobs of one queue in one status (todo | doing), and how many seconds ago the oldest of them was due."""

    queue: str
    status: str
    jobs: int
    seconds: float


@dataclass(frozen=True)
class Queue:
    """All queues; jobs that failed, and those of the last day; seconds since a worker gave a sign (None: never)."""

    waiting: tuple[Waiting, ...]
    failed: int
    failed_today: int
    silent: float | None


def standing() -> Queue:
    """Three queries."""
    with connection.cursor() as cursor:
        cursor.execute(QUEUES)
        waiting = tuple(Waiting(*row) for row in cursor.fetchall())
        cursor.execute(FAILED)
        failed, today = cursor.fetchone() or (0, 0)
        cursor.execute(WORKER)
        row = cursor.fetchone()
    return Queue(waiting, failed, today, row[0] if row else None)
