"""Taking time and memory: the least of several runs, since other programs share the machine."""

import gc
import os
import platform
import subprocess
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from django.db import connection

MEGABYTE = 1024 * 1024
most_rounds = 1000


@dataclass(frozen=True)
class Figure:
    """What was measured: seconds beside the floor's, what the programme demands of it, and whatever else is worth saying."""

    name: str
    rows: int
    seconds: float
    floor: float | None = None
    demand: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """How many times the floor; None without one."""
        return round(self.seconds / self.floor, 2) if self.floor else None

    def told(self) -> dict[str, Any]:
        """The figure as plain data."""
        floor = None if self.floor is None else round(self.floor, 4)
        return {
            "name": self.name, "rows": self.rows, "seconds": round(self.seconds, 4), "floor": floor, "ratio": self.ratio,
            "demand": self.demand, **self.more,
        }  # fmt: skip

    def line(self) -> str:
        """The figure as a line."""
        floor = f", floor {self.floor:.3f} s, ratio {self.ratio}" if self.floor else ""
        more = "".join(f", {key} {value}" for key, value in self.more.items())
        return f"{self.name}: {self.rows:,} rows in {self.seconds:.3f} s{floor}{more}  [{self.demand}]"


@dataclass(frozen=True)
class Taken:
    """The shortest time of several runs, and the least processor time that one took: here, in children, in the database."""

    seconds: float
    processor: float


def least(times: int, work: Callable[[], object], *, before: Callable[[], object] | None = None) -> Taken:
    """Runs work so many times, at most `most_rounds`; `before` each run is not counted."""
    times = min(times, most_rounds)
    seconds, processor = float("inf"), float("inf")
    gc.collect()
    for _ in range(times):
        if before:
            before()
        busy, started = _processor(), perf_counter()
        work()
        seconds = min(seconds, perf_counter() - started)
        processor = min(processor, _processor() - busy)
    return Taken(seconds, processor)


def _processor() -> float:
    """Processor seconds of this process, its finished children and its server process, where that runs on this machine."""
    own = os.times()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    return (
        own.user
        + own.system
        + own.children_user
        + own.children_system
        + _ticks(backend) / os.sysconf("SC_CLK_TCK")
    )


def _ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


def percentile(values: list[float], part: float) -> float:
    """The value below which so large a part of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def machine() -> dict[str, Any]:
    """What it ran on."""
    facts = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    model = next(
        (line.partition(":")[2].strip() for line in facts.splitlines() if line.startswith("model name")), ""
    )
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (version,) = cursor.fetchone()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MEGABYTE
    return {
        "processor": model or platform.machine(), "cores": os.cpu_count(), "memory_mb": memory, "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(), "postgresql": str(version).split(" ")[0],
    }  # fmt: skip


# ---------- memory of a whole tree of processes ----------


def run_watched(
    command: list[str], environment: Mapping[str, str]
) -> tuple[subprocess.CompletedProcess[str], float]:
    """Runs a program; returns what it said, and the most memory that it and its children held at once, in MB."""
    process = subprocess.Popen(
        command, env=dict(environment), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    most, done = 0, threading.Event()

    def watch() -> None:
        nonlocal most
        while not done.wait(0.02):
            most = max(most, _resident(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        said, complained = process.communicate()
    finally:
        done.set()
        watcher.join()
    return subprocess.CompletedProcess(command, process.returncode, said, complained), most / MEGABYTE


def _resident(pid: int) -> int:
    """Resident bytes of a process and all below it; 0 for one that is gone."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (OSError, IndexError, ValueError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") + sum(_resident(int(child)) for child in children)
