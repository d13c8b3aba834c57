"""What goes on while the archive is made: records with photos from the field, imports, and the jobs that both ask for."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from anbiao.kit.database import Cluster
from tests.field_load.device import Device, Ledger
from tests.field_load.photographs import distinct
from tests.field_load.server import Inspector, _children
from tests.workbooks import code, text_table

ROWS = 150
PATIENCE = 240  # seconds


def environment(cluster: Cluster, data: Path) -> dict[str, str]:
    """An installation whose database is not the program's own to start, as in production."""
    return {
        "ANBIAO_DATA": str(data), "ANBIAO_MODE": "demonstration", "DJANGO_SETTINGS_MODULE": "anbiao.portal.settings",
        "DATABASE_URL": cluster.url(user="anbiao"), "ANBIAO_OWNER_URL": cluster.url(user="anbiao_owner"),
    }  # fmt: skip


def program(*words: str) -> dict[str, Any]:
    """What a command says as JSON."""
    command = [sys.executable, "-m", "anbiao.portal.commands.main", *words, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        return json.loads(done.stdout)  # type: ignore[no-any-return]
    except ValueError:
        raise RuntimeError(f"{words}: {done.returncode} {done.stderr[-2000:]}") from None


class Load:
    """Devices and imports that go on until everything is killed."""

    def __init__(
        self, port: int, people: list[Inspector], ledger: Ledger, drawn: list[bytes], folder: Path
    ) -> None:
        self.devices = [Device(port, who, ledger, number) for number, who in enumerate(people)]
        self.drawn, self.folder, self.imported, self.number = drawn, folder, 0, 500_000
        self.over = threading.Event()

    def start(self) -> None:
        """All at once; threads that end with the program, since a device never gives up."""
        for device in self.devices:
            threading.Thread(target=self._records, args=(device,), daemon=True).start()
        threading.Thread(target=self._imports, daemon=True).start()

    def wait(self, *, imports: int) -> None:
        """Until so many rosters are in. Raises TimeoutError."""
        for _ in range(PATIENCE * 5):
            if self.imported >= imports * ROWS:
                return
            time.sleep(0.2)
        raise TimeoutError("no roster came in")

    def _records(self, device: Device) -> None:
        while not self.over.is_set():
            device.record([distinct(device.chance.choice(self.drawn))])
            self.over.wait(0.3)

    def _imports(self) -> None:
        while not self.over.is_set():
            path = self.folder / "roster.csv"
            path.write_text(self._roster(), encoding="utf-8")
            try:
                done = program("import", "enterprises", str(path), "--district", "350504")
            except RuntimeError:
                if not self.over.is_set():
                    raise
                return  # killed with everything else
            self.imported += done["created"]

    def _roster(self) -> str:
        rows = []
        for _ in range(ROWS):
            self.number += 1
            n = self.number
            rows.append(
                [
                    n,
                    f"归档样例{n}号机械厂（虚构）",
                    code(n),
                    "双阳街道",
                    f"坪山社区工业路 {n} 号",
                    "10",
                    "2019-05-01",
                    "",
                ]
            )
        return text_table(rows)

    def kill(self, cluster: Cluster, up: "subprocess.Popen[bytes]") -> float:
        """kill -9 of the database and of everything that serves, at once. Returns when."""
        self.over.set()
        postmaster = int((cluster.folder / "postmaster.pid").read_text().split()[0])
        dying = [postmaster, *_tree(up.pid)]
        at = time.time()
        for pid in dying:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        up.wait()
        return at


@contextlib.contextmanager
def held() -> Iterator[None]:
    """Everything that this program has started stands still: web, worker, imports. The database, which is not its child, does not."""
    stopped: set[int] = set()
    while more := set(_tree(os.getpid())[1:]) - stopped:
        for pid in more:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)
        stopped |= more
        if _only_ps(more):
            break
    try:
        yield
        late = set(_tree(os.getpid())[1:]) - stopped
        if not _only_ps(late):
            raise RuntimeError("something was started while everything was to stand still")
    finally:
        for pid in stopped:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


def _only_ps(pids: set[int]) -> bool:
    """The listing sees itself among our children; by now it is gone."""
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)


def _tree(pid: int) -> list[int]:
    below = _children(pid)
    return [pid, *below, *(each for child in below for each in _tree(child)[1:])]
