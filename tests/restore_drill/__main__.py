"""Runs the drill and prints one JSON object; exit 1 when a row, a file or a seal of the instant is not there as it was."""

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from anbiao.kit import database
from anbiao.kit.database import Cluster, socket_folder
from tests.field_load.device import Ledger
from tests.field_load.photographs import bases
from tests.field_load.server import seed, serving
from tests.restore_drill import archive, comparing
from tests.restore_drill.load import Load, environment, held, program

INSPECTORS = 6


def main() -> None:
    """Everything, in folders of its own that are removed at the end."""
    asked = argparse.ArgumentParser(prog="restore-drill", description=__doc__)
    asked.add_argument(
        "--seconds", type=int, default=20, help="how long is written before the instant, and after it"
    )
    asked.add_argument(
        "--binaries",
        type=Path,
        help="another PostgreSQL than the embedded, such as /usr/lib/postgresql/15/bin",
    )
    asked.add_argument("--keep", action="store_true", help="leave the folders there")
    given = asked.parse_args()
    if given.binaries:
        database._binaries = lambda: given.binaries
    folder = Path(tempfile.mkdtemp(prefix="restore-drill-"))
    folder.chmod(0o711)
    clusters: list[Cluster] = []
    try:
        told = Drill(folder, clusters).run(given.seconds)
    finally:
        for cluster in clusters:
            cluster.stop("immediate")
            shutil.rmtree(cluster.sockets, ignore_errors=True)
        if not given.keep:
            shutil.rmtree(folder, ignore_errors=True)
    sys.stdout.write(json.dumps(told) + "\n")
    sys.exit(0 if told["equal"] else 1)


class Drill:
    """One installation that is lost, its archive, and the installation that takes its place."""

    def __init__(self, folder: Path, clusters: list[Cluster]) -> None:
        self.lost, self.found = folder / "lost", folder / "found"
        self.archive = archive.Archive(folder / "archive")
        self.outside = folder / "outside-heads.jsonl"
        self.clusters = clusters

    def run(self, seconds: int) -> dict[str, Any]:
        """Writes, notes the instant, writes on, kills, restores, compares."""
        cluster = self._cluster(self.lost)
        self.archive.switch_on(cluster)
        cluster.prepare()
        os.environ |= environment(cluster, self.lost)
        import django

        django.setup()
        people = seed(INSPECTORS)
        ledger = Ledger()
        with serving(cluster, self.lost / "server.log") as server:
            load = Load(server.port, people, ledger, bases(12), self.lost)
            load.start()
            load.wait(imports=1)
            begun = time.monotonic()
            self.archive.base(cluster)
            base_seconds = time.monotonic() - begun
            time.sleep(seconds)
            known = dict(ledger.acknowledged)
            with held():
                stood = comparing.noted(cluster)
                shutil.copy(self.lost / "heads.jsonl", self.outside)  # what the auditor holds
            self.archive.copy_files(self.lost)
            time.sleep(max(seconds, 2 * archive.TIMEOUT))
            server.up.send_signal(signal.SIGSTOP)  # it would start again what is killed
            killed = load.kill(cluster, server.up)
        told = {
            "server": stood.server, "instant": stood.at, "tables": len(stood.tables), "rows": stood.rows, "acknowledged_before": len(known),
            "acknowledged_after": len(ledger.acknowledged) - len(known), "imports": load.imported, "base_seconds": round(base_seconds, 1),
            "log_lost_seconds": round(self.archive.age(killed), 1), "segments": self.archive.segments(),
        }  # fmt: skip
        return told | self._restore(stood, known)

    def _cluster(self, data: Path) -> Cluster:
        data.mkdir(mode=0o711)
        cluster = Cluster(folder=data / "postgres", sockets=socket_folder(data))
        self.clusters.append(cluster)
        return cluster

    def _restore(self, stood: comparing.State, known: dict[str, str]) -> dict[str, Any]:
        """Nothing of what was lost is read: only base, log, and copied files."""
        shutil.rmtree(self.lost / "postgres")
        begun = time.monotonic()
        cluster = self._cluster(self.found)
        self.archive.restore(cluster, stood.at)
        self.archive.give_files(self.found)
        shutil.copy(
            self.lost / "secret-key", self.found / "secret-key"
        )  # kept apart from the backups, as the document says
        back = time.monotonic() - begun
        told = comparing.compared(stood, comparing.noted(cluster)) | comparing.files(
            cluster, self.found, known
        )
        os.environ |= environment(cluster, self.found)
        told |= {"database_back_seconds": round(back, 1)}
        told |= {"journal": program("journal", "verify", "--heads", str(self.outside))["findings"]}
        newer = program("journal", "verify", "--heads", str(self.lost / "heads.jsonl"))["findings"]
        told |= {
            "cut_by_newer_heads": len(newer),
            "newer_heads_say": sorted({each["kind"] for each in newer}),
        }
        told |= self._served(cluster, back)
        good = not (
            told["tables_unequal"]
            or told["sequences_behind"]
            or told["files_wrong"]
            or told["acknowledged_lost"]
        )
        return told | {"equal": good and not told["journal"] and told["healthy"]}

    def _served(self, cluster: Cluster, back: float) -> dict[str, Any]:
        """The restored installation at work, as far as it comes: what was compared before is told in any case."""
        begun = time.monotonic()
        try:
            with serving(cluster, self.found / "server.log") as server:
                well = healthy(server.port)
                seconds = back + time.monotonic() - begun
                wrong = [each for each in program("doctor")["checks"] if each["state"] == "bad"]
        except RuntimeError as error:
            return {"healthy": False, "doctor": [str(error)]}
        lines = [f"{each['name']}: {each['remedy']}" for each in wrong]
        return {"healthy": well, "page_seconds": round(seconds, 1), "doctor": lines}


def healthy(port: int) -> bool:
    """/healthz says so within a minute."""
    import urllib.request

    for _ in range(120):
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
            return True
        time.sleep(0.5)
    return False


if __name__ == "__main__":
    main()
