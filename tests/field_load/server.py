"""The real `anbiao up` with a data folder of its own, filled with inspectors and units; and how its processes are killed."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from anbiao.kit.database import Cluster

READY_SECONDS = 300


@dataclass(frozen=True)
class Inspector:
    """Somebody who is signed in, and the unit at which she works."""

    session: str
    unit: str


@dataclass
class Server:
    """The running server: its address, its process, its database."""

    port: int
    up: "subprocess.Popen[bytes]"
    cluster: Cluster

    def kill_web(self, chance: random.Random) -> bool:
        """kill -9 of one web process, as the kernel does it when memory is short. False when none was there."""
        workers = [
            pid for master in _children(self.up.pid, "gunicorn") for pid in _children(master, "gunicorn")
        ]
        if not workers:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(chance.choice(workers), signal.SIGKILL)
        return True

    def kill_database(self) -> bool:
        """kill -9 of the whole database server, which is then started again and recovers."""
        pid = int((self.cluster.folder / "postmaster.pid").read_text().split()[0])
        for each in [pid, *_children(pid)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        for _ in range(60):
            try:
                self.cluster.start()
                return True
            except RuntimeError:
                time.sleep(0.25)  # its dead processes still hold their memory
        return False


def _children(pid: int, name: str = "") -> list[int]:
    told = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    rows = [line.split(None, 1) for line in told.stdout.splitlines()]
    return [int(row[0]) for row in rows if name in row[1]]


def seed(inspectors: int) -> list[Inspector]:
    """Tables, the district, and so many inspectors with a session and a unit each. Django is ready."""
    from django.conf import settings

    from anbiao.authority import founding
    from anbiao.portal.commands import setup
    from tests import people

    for _ in setup.tables_and_lists():
        pass
    founding.found_district(people.OPERATOR)
    units = people.make_enterprises(
        *({"name": f"负载测试单位{number:03d}", "sector": "schools"} for number in range(inspectors))
    )
    made = []
    for number, unit in enumerate(units):
        user = people.make_user(f"load{number:03d}", slug=people.SHUANGYANG)
        people.grant(user, "town_officer", region=people.SHUANGYANG, organisation=user.organisation)
        cookie = people.browser(user).cookies[settings.SESSION_COOKIE_NAME]
        made.append(Inspector(cookie.value, str(unit.pk)))
    return made


@contextlib.contextmanager
def serving(cluster: Cluster, log: Path) -> Iterator[Server]:
    """`anbiao up` on a free port, until the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with log.open("wb") as told:
        up = subprocess.Popen(
            [sys.executable, "-m", "anbiao.portal.commands.main", "up", "--port", str(port)], stdout=told, stderr=told,
        )  # fmt: skip
        try:
            _wait(up, port, log)
            yield Server(port, up, cluster)
        finally:
            up.terminate()
            up.wait(60)


def _wait(up: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    for _ in range(READY_SECONDS * 5):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        if up.poll() is not None:
            break
        time.sleep(0.2)
    raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')[-2000:]}")
