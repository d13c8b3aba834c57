"""A program of its own for test_import_killed.py: workers are killed (SIGKILL) while they write an import; prints what was left.

Run with DATABASE_URL naming an empty database of its own. Processes killed: one real worker of the queue, then forked ones.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

ROWS = 1000
TABLES = (
    "registry_enterprise",
    "kit_entry",
    "registry_responsibility",
)  # killed while the rows of each go over


def main() -> None:
    import django

    django.setup()
    run = prepare()
    left = [killed_worker(run), *(killed_child(run, table) for table in TABLES)]
    take_up()
    done = subprocess.run([*WORKER, "--one-shot"], check=False, capture_output=True, text=True, timeout=60)
    told = {
        "left": left,
        "end": state(run),
        "wrong": wrong_in_journal(),
        "jobs": jobs(),
        "worker": done.stderr[-2000:],
    }
    sys.stdout.write(json.dumps(told) + "\n")


def jobs() -> list[str]:
    """The jobs that are still there, for whoever has to find out why."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    return [
        f"{job.status} attempts={job.attempts} at={job.scheduled_at}"
        for job in ProcrastinateJob.objects.all()
    ]


WORKER = (
    sys.executable,
    "-m",
    "django",
    "procrastinate",
    "worker",
    "--queues",
    "imports",
    "--concurrency",
    "1",
)


def prepare() -> str:
    """Tables, the district, and a run that was just confirmed. Returns its id."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from anbiao.registry import jobs
    from anbiao.registry.actions import imports
    from tests import people
    from tests.registry.rosters import checked, row

    people.furnish()
    actor = people.acting(people.person("district_officer"))
    names = [f"虚构{number}号厂" for number in range(ROWS)]
    rows = [row(name, 联系电话="", 主要负责人=f"林{number}") for number, name in enumerate(names)]
    run = checked(actor, *rows)
    imports.take_step(actor, run, "confirm")
    jobs.carry_on(run)
    return str(run.pk)


def killed_worker(run: str) -> dict[str, Any]:
    """A worker of the queue, killed while it copies the units."""
    worker = subprocess.Popen(WORKER, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until(lambda: is_copying(TABLES[0]) or worker.poll() is not None or written(run))
    worker.kill()
    worker.wait()
    return state(run)


def killed_child(run: str, table: str) -> dict[str, Any]:
    """A copy of this process that does the job, killed while it copies rows into a table."""
    from django.db import connections

    connections["default"].close()
    connections["default"].close_pool()  # type: ignore[attr-defined]
    child = os.fork()
    if child == 0:
        from anbiao.registry import jobs

        jobs.carry_on_import(run_id=run)
        os._exit(0)
    wait_until(lambda: is_copying(table) or written(run))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return state(run)


def is_copying(table: str) -> bool:
    """Whether somebody's rows are on their way into the table."""
    return (
        ask(
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE %s",
            f'COPY "{table}"%',
        )
        > 0
    )


def written(run: str) -> bool:
    return ask("SELECT count(*) FROM kit_importrun WHERE id = %s AND state = 'written'", run) > 0


def ask(query: str, *values: str) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return int(cursor.fetchone()[0])


def wait_until(is_so: Callable[[], bool]) -> None:
    for _ in range(10_000):
        if is_so():
            return
        time.sleep(0.004)
    raise TimeoutError


def state(run: str) -> dict[str, Any]:
    """What is there once the server has noticed that nobody listens any more."""
    from uuid import UUID

    from anbiao.kit.models import Entry
    from anbiao.registry.actions import imports
    from anbiao.registry.models import Enterprise, Responsibility

    others = "datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
    wait_until(lambda: ask(f"SELECT count(*) FROM pg_stat_activity WHERE {others}") == 0)
    return {
        "state": imports.run_of(UUID(run)).state,
        "units": Enterprise.objects.count(),
        "held": Responsibility.objects.values("enterprise").distinct().count(),
        "entries": Entry.objects.filter(verb="register").count(),
    }


def take_up() -> None:
    """The killed worker gives no sign for long enough; its job is taken up as every 30 seconds."""
    from django.db import connection
    from procrastinate.contrib.django import app

    from anbiao.kit.jobs import take_up_stalled_jobs

    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 hour'")

    async def once() -> None:
        with app.replace_connector(app.connector.get_worker_connector()):
            async with app.open_async():
                await take_up_stalled_jobs(timestamp=0)

    asyncio.run(once())


def wrong_in_journal() -> int:
    from anbiao.kit import clock, journal

    heads = journal.seal(now=clock.now())
    return len(journal.verify(outside=heads))


if __name__ == "__main__":
    main()
