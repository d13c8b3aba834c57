"""A program of its own for test_photos_killed.py: workers are killed (SIGKILL) while they copy photos; prints what was left.

Run with DATABASE_URL naming an empty database of its own. The worker is a real one of the queue, killed with its child.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from typing import Any

PHOTOS, KILLS = 8, 3
WORKER = (
    sys.executable, "-m", "django", "procrastinate", "worker", "--queues", "photos", "--concurrency", "2",
)  # fmt: skip


def main() -> None:
    import django

    django.setup()
    prepare()
    left = [killed(number) for number in range(KILLS)]
    take_up()
    done = subprocess.run([*WORKER, "--one-shot"], check=False, capture_output=True, text=True, timeout=120)
    told = {"left": left, "end": state(), "worker": done.stderr[-2000:]}
    sys.stdout.write(json.dumps(told) + "\n")


def prepare() -> None:
    """Tables, the district, a unit and its photos, each with its job."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from tests import people, pictures

    people.furnish()
    actor = people.acting(people.person("district_officer"))
    unit = people.make_enterprise()
    for number in range(PHOTOS):
        pictures.receive(actor, unit, pictures.photo(number))


def killed(number: int) -> dict[str, Any]:
    """A worker that is killed with everything below it, each time when a few more copies are on disk."""
    before = len(copies())
    worker = subprocess.Popen(
        WORKER, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    # An odd number of copies is the middle of a photo, if the other thread does not just write, too.
    for _ in range(6000):
        if len(copies()) > before + number % 2 or worker.poll() is not None:
            break
        time.sleep(0.002)
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    take_up()
    return state()


def copies() -> list[str]:
    from anbiao.kit import files

    return [path.name for path in files.root().glob("*/*-*.jpg")]


def state() -> dict[str, Any]:
    """How many photos are in which state, how many ready ones have whole copies, and how many originals are as they came."""
    from anbiao.kit import files
    from anbiao.kit.models import Entry, Photo, PhotoPrint

    rows = list(Photo.objects.select_related("file"))
    ready = [row for row in rows if row.state == "ready"]
    return {
        "waiting": sum(row.state == "waiting" for row in rows), "ready": len(ready), "whole": sum(whole(row) for row in ready),
        "entries": Entry.objects.filter(verb="develop").count(), "prints": PhotoPrint.objects.count(),
        "sealed": sum(bool(files.read_back(row.file)) for row in rows),
    }  # fmt: skip


def whole(row: Any) -> bool:
    """Both copies can be decoded to their end."""
    from PIL import Image

    from anbiao.kit.photos import queries

    for copy in queries.COPIES:
        with Image.open(queries.copy_path(row, copy)) as image:
            image.load()
    return True


def take_up() -> None:
    """The killed worker gives no sign for long enough; its jobs are taken up as every 30 seconds."""
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


if __name__ == "__main__":
    main()
