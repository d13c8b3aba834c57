"""Figures of operation for Prometheus: how requests are answered, counted by each web process; how work stands, asked when it is read.

Nothing is counted by person. Web processes share their counts through a folder that `anbiao up` names (prometheus-client's way).
"""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count, Min, Q
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from anbiao.inspection.models import FieldDevice
from anbiao.kit import clock, journal
from anbiao.kit.notices.models import Delivery
from anbiao.portal import queue

SHARED = "PROMETHEUS_MULTIPROC_DIR"
OWN = CollectorRegistry()
ANSWERS = Counter("anbiao_requests", "Answers by address and status", ["route", "status"], registry=OWN)
SECONDS = Histogram(
    "anbiao_request_seconds", "Time to the answer, by address", ["route"], registry=OWN,
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)  # fmt: skip
SILENT_FOR = (("hour", 3600), ("day", 86400), ("week", 7 * 86400))
CONNECTIONS = "SELECT coalesce(state, 'none'), count(*) FROM pg_stat_activity WHERE datname = current_database() GROUP BY 1"
ARCHIVE = """
SELECT extract(epoch FROM now() - last_archived_time)::float, failed_count FROM pg_stat_archiver
WHERE current_setting('archive_mode') <> 'off'
"""


def count(route: str, status: int, seconds: float) -> None:
    """One answer."""
    ANSWERS.labels(route, str(status)).inc()
    SECONDS.labels(route).observe(seconds)


def exposed() -> bytes:
    """All figures in Prometheus' text format; about nine queries."""
    counted, asked = OWN, CollectorRegistry()
    if os.environ.get(SHARED):
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    asked.register(_Asked())
    return generate_latest(counted) + generate_latest(asked)


def shared_folder(mark: str) -> Path:
    """An empty folder for the counts of one server's processes: in memory where there is such a place, since a full disk would end a
    process that writes there. Raises OSError.
    """
    memory = Path("/dev/shm")  # noqa: S108 - the folder below is made anew and is ours alone
    folder = (
        memory if os.access(memory, os.W_OK) else Path(settings.DATA)
    ) / f"anbiao-counts-{os.getuid()}-{mark}"
    if folder.is_symlink() or (folder.exists() and folder.stat().st_uid != os.getuid()):
        raise PermissionError(f"{folder} belongs to somebody else; remove it")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder


class _Asked(Collector):
    """What is asked of database and disk at each reading."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The disk always; the rest when the database answers."""
        disk = shutil.disk_usage(settings.DATA)
        yield GaugeMetricFamily("anbiao_disk_free_bytes", "Room in the data folder", disk.free)
        yield GaugeMetricFamily("anbiao_disk_bytes", "Size of the data folder's disk", disk.total)
        up = GaugeMetricFamily("anbiao_database_up", "1 when the database answers")
        try:
            found = [*_queue(), *_journal(), *_server(), *_notices(), *_devices(clock.now())]
        except DatabaseError:
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        yield from found


def _queue() -> Iterator[GaugeMetricFamily]:
    stands = queue.standing()
    jobs = GaugeMetricFamily("anbiao_jobs", "Jobs that are due or under way", labels=["queue", "status"])
    oldest = GaugeMetricFamily(
        "anbiao_jobs_oldest_seconds", "Since the oldest of them was due", labels=["queue", "status"]
    )
    for each in stands.waiting:
        jobs.add_metric([each.queue, each.status], each.jobs)
        oldest.add_metric([each.queue, each.status], each.seconds)
    yield from (jobs, oldest)
    yield GaugeMetricFamily("anbiao_jobs_failed", "Jobs that ended in an error and lie there", stands.failed)
    if stands.silent is not None:
        yield GaugeMetricFamily("anbiao_worker_silent_seconds", "Since a worker gave a sign", stands.silent)


def _journal() -> Iterator[GaugeMetricFamily]:
    waiting = journal.unsealed_since()
    age = (clock.now() - waiting).total_seconds() if waiting else 0.0
    yield GaugeMetricFamily("anbiao_journal_unsealed_seconds", "Age of the oldest entry without a seal", age)


def _server() -> Iterator[GaugeMetricFamily]:
    with connection.cursor() as cursor:
        cursor.execute(CONNECTIONS)
        states = GaugeMetricFamily(
            "anbiao_database_connections", "Connections to the database", labels=["state"]
        )
        for state, number in cursor.fetchall():
            states.add_metric([state], number)
        yield states
        cursor.execute("SELECT current_setting('max_connections')::int, pg_database_size(current_database())")
        most, size = cursor.fetchone() or (0, 0)
        yield GaugeMetricFamily("anbiao_database_connections_most", "How many the server takes", most)
        yield GaugeMetricFamily("anbiao_database_bytes", "Size of the database", size)
        cursor.execute(ARCHIVE)
        if row := cursor.fetchone():
            yield GaugeMetricFamily(
                "anbiao_log_archived_seconds", "Since a segment of the log was archived", row[0]
            )
            yield GaugeMetricFamily("anbiao_log_archive_failures", "How often archiving failed", row[1])


def _notices() -> Iterator[GaugeMetricFamily]:
    due = Delivery.objects.filter(sent_at=None, failed_at=None, stopped_at=None, due_at__lte=clock.now())
    waiting = GaugeMetricFamily(
        "anbiao_notices_waiting", "Notices that are due and not sent", labels=["channel"]
    )
    oldest = GaugeMetricFamily(
        "anbiao_notices_oldest_seconds", "Since the oldest of them was due", labels=["channel"]
    )
    for channel, number, since in due.values_list("channel").annotate(Count("pk"), Min("due_at")):
        waiting.add_metric([channel], number)
        oldest.add_metric([channel], (clock.now() - since).total_seconds())
    yield from (waiting, oldest)


def _devices(now: datetime) -> Iterator[GaugeMetricFamily]:
    """As a histogram is: each bound counts all below it."""
    bounds = {
        name: Count(
            "pk", filter=Q(contact_at__gt=datetime.fromtimestamp(now.timestamp() - seconds, now.tzinfo))
        )
        for name, seconds in SILENT_FOR
    }
    told = FieldDevice.objects.filter(revoked_at=None, wiped_at=None).aggregate(ever=Count("pk"), **bounds)
    devices = GaugeMetricFamily(
        "anbiao_field_devices", "Phones in use by their last contact within", labels=["within"]
    )
    for name, number in told.items():
        devices.add_metric([name], number)
    yield devices
