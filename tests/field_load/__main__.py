"""Runs the load, then the kills, checks, and prints one JSON object. `--full` is the whole of it, else a tenth.

Inspectors do not send fifty records at a stroke: each begins one in `pace` seconds, so that the district's records come evenly. A tenth of
the inspectors at a tenth of the pace is the same load for less time: 200 a minute, a whole working day of 200 people within the hour.
`--pace 0` is the burst: everybody sends as fast as answers come. The kills are always under a burst.
"""

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import quantiles
from typing import Any

from tests.field_load.device import Device, Ledger
from tests.field_load.photographs import bases, distinct
from tests.field_load.server import Inspector, Server, seed, serving

EACH, PHOTOS = 50, 2
RATE = 200 / 60  # records a second, of all inspectors together
DATABASE_EVERY = 10  # each tenth kill takes the database
PAUSE = 1.5  # seconds between kills, and as long as half of it again by chance


def main() -> None:
    """Everything, in a data folder of its own that is removed at the end."""
    asked = argparse.ArgumentParser(prog="field-load", description=__doc__)
    asked.add_argument(
        "--full", action="store_true", help="200 inspectors and 1,000 kills instead of 20 and 100"
    )
    asked.add_argument("--inspectors", type=int)
    asked.add_argument("--kills", type=int)
    asked.add_argument("--records", type=int, default=EACH)
    asked.add_argument("--pace", type=float, help="seconds between the records of one inspector")
    asked.add_argument("--keep", action="store_true", help="leave the data folder there")
    given = asked.parse_args()
    inspectors = given.inspectors or (200 if given.full else 20)
    kills = given.kills if given.kills is not None else (1000 if given.full else 100)
    pace = given.pace if given.pace is not None else inspectors / RATE
    data = Path(tempfile.mkdtemp(prefix="field-load-"))
    os.environ |= {"ANBIAO_DATA": str(data), "DJANGO_SETTINGS_MODULE": "anbiao.portal.settings"}
    os.environ.pop("DATABASE_URL", None)
    try:
        told = run(data, inspectors, given.records, kills, pace)
    finally:
        if not given.keep:
            shutil.rmtree(data, ignore_errors=True)
    sys.stdout.write(json.dumps(told) + "\n")
    sys.exit(1 if told["lost"] or told["duplicates"] or told["conflicts"] else 0)


def run(data: Path, inspectors: int, records: int, kills: int, pace: float) -> dict[str, Any]:
    """Seeds, serves, loads, kills, checks."""
    from anbiao.kit.database import running

    with running(data) as cluster:
        import django

        django.setup()
        people = seed(inspectors)
        drawn = bases()
        with serving(cluster, data / "server.log") as server:
            load = Ledger()
            begun = time.monotonic()
            send(server, people, load, drawn, records=records, pace=pace)
            seconds = time.monotonic() - begun
            killed = Ledger()
            done = kill(server, people, killed, drawn, kills=kills)
        from django.db import connections

        from tests.field_load.checking import check

        connections["default"].close_pool()  # type: ignore[attr-defined]
        connections["default"].close()
        both = Ledger(
            load.photos | killed.photos,
            load.records | killed.records,
            load.acknowledged | killed.acknowledged,
        )
        told = check(both)
    return told | figures(load) | {
        "kills": done, "inspectors": inspectors, "pace": round(pace, 1), "seconds": round(seconds), "requests": load.requests + killed.requests,
        "cut": load.cut + killed.cut, "failed": load.failed + killed.failed, "cores": os.cpu_count(), "load": os.getloadavg()[0],
    }  # fmt: skip


def send(
    server: Server, people: list[Inspector], ledger: Ledger, drawn: list[bytes], *, records: int, pace: float
) -> None:
    """Every inspector sends so many records at the same time as the others, one in `pace` seconds."""
    devices = [Device(server.port, who, ledger, number) for number, who in enumerate(people)]
    _together(
        [
            threading.Thread(
                target=device.records, args=([Work(drawn, device.chance) for _ in range(records)], pace)
            )
            for device in devices
        ]
    )


class Work(list[bytes]):
    """The photos of one record, made when they are sent: all at once would not fit into memory."""

    def __init__(self, drawn: list[bytes], chance: random.Random) -> None:
        super().__init__()
        self.drawn, self.chance = drawn, chance

    def __iter__(self) -> Any:
        return iter([distinct(self.chance.choice(self.drawn)) for _ in range(PHOTOS)])


def kill(server: Server, people: list[Inspector], ledger: Ledger, drawn: list[bytes], *, kills: int) -> int:
    """The same load, without end, while processes are killed; then what is under way is ended. Returns how many kills."""
    if not kills:
        return 0
    chance, done = random.Random(6), 0
    devices = [Device(server.port, who, ledger, 1000 + number) for number, who in enumerate(people)]
    threads = [
        threading.Thread(target=device.records, args=([Work(drawn, device.chance) for _ in range(100_000)],))
        for device in devices
    ]
    for thread in threads:
        thread.start()
    while done < kills:
        time.sleep(PAUSE * (0.5 + chance.random()))
        is_database = done % DATABASE_EVERY == DATABASE_EVERY - 1
        done += server.kill_database() if is_database else server.kill_web(chance)
    for device in devices:
        device.until = time.monotonic()
    for thread in threads:
        thread.join()
    return done


def _together(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def figures(ledger: Ledger) -> dict[str, Any]:
    """Median and 99th percentile of the answers, in milliseconds."""
    told = {}
    for name, took in (("receipt", ledger.receipts_ms), ("photo", ledger.photos_ms)):
        cuts = quantiles(took, n=100) if len(took) > 1 else [0.0] * 99
        told |= {f"{name}_p50_ms": round(cuts[49]), f"{name}_p99_ms": round(cuts[98])}
    return told


if __name__ == "__main__":
    main()
