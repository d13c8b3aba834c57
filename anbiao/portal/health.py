"""Whether everything is in order: database, worker, migrations, seals. For /healthz, the sign-in page and the doctor."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from anbiao.kit import clock, journal

SILENT = timedelta(seconds=60)


@dataclass(frozen=True)
class Health:
    """Each thing with True or False; `ok` when all are True."""

    database: bool
    migrations: bool
    worker: bool
    seals: bool

    @property
    def ok(self) -> bool:
        """Everything in order."""
        return self.database and self.migrations and self.worker and self.seals


def examine() -> Health:
    """Asks the database; about five queries. Raises OperationalError when it is away."""
    waiting = journal.unsealed_since()
    sealed = waiting is None or clock.now() - waiting < SILENT
    return Health(database=True, migrations=not unapplied(), worker=_worker_alive(), seals=sealed)


def unapplied() -> list[str]:
    """The migrations of this program that the database has not had, as `part.name`."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{step.app_label}.{step.name}" for step, _backwards in plan]


def _worker_alive() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM procrastinate_workers WHERE last_heartbeat > now() - %s::interval)",
            [f"{SILENT.seconds} seconds"],
        )
        row = cursor.fetchone()
    return bool(row and row[0])
