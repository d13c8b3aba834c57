"""Runs the drill and prints one JSON object; exit 1 when a row of the last release is not there as it was, or tables differ."""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from anbiao.kit.database import Cluster, socket_folder
from tests.field_load.server import _children, serving
from tests.restore_drill.__main__ import healthy
from tests.restore_drill.load import program
from tests.upgrade_drill.keeping import Kept, kept, schema, unlike

ROOT = Path(__file__).parents[2]
# Until the first tag: what landed last before the field screens became an app.
BEFORE_TAGS = "cbc98ef"


def main() -> None:
    """Everything, in folders of its own that are removed at the end."""
    asked = argparse.ArgumentParser(prog="upgrade-drill", description=__doc__)
    asked.add_argument(
        "--from", dest="release", default=last_release(), help="tag or commit of the last release"
    )
    asked.add_argument("--kills", type=int, default=20)
    asked.add_argument("--size", type=int, default=120, help="units of the district that is upgraded")
    given = asked.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="upgrade-drill-"))
    folder.chmod(0o711)
    os.environ |= {"ANBIAO_MODE": "demonstration", "DJANGO_SETTINGS_MODULE": "anbiao.portal.settings"}
    os.environ.pop("DATABASE_URL", None)
    try:
        told = Drill(folder).run(given.release, given.size, given.kills)
    finally:
        for data in folder.glob("*/postgres"):
            _cluster(data.parent).stop("immediate")
            shutil.rmtree(socket_folder(data.parent), ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
    sys.stdout.write(json.dumps(told) + "\n")
    sys.exit(0 if told["safe"] else 1)


def last_release() -> str:
    """The newest tag below this commit (v1.2.3), else the commit named above."""
    told = subprocess.run(
        ["git", "describe", "--tags", "--abbrev=0", "--match", "v*", "HEAD^"], cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return told.stdout.strip() or BEFORE_TAGS


def _cluster(data: Path) -> Cluster:
    return Cluster(folder=data / "postgres", sockets=socket_folder(data))


class Drill:
    """The data as the last release left them, and copies that are upgraded."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.old, self.copies = folder, folder / "old", 0
        self.chance = random.Random(20)

    def run(self, release: str, size: int, kills: int) -> dict[str, Any]:
        """Fills by the last release, upgrades once undisturbed, then under kills, and compares."""
        before = self._filled(release, size)
        data = self.copy()
        begun = time.monotonic()
        self._prepare(data).wait()
        whole = time.monotonic() - begun
        aim = self._looked(data)
        told = {
            "from": release, "rows": before.rows, "tables": len(before.tables), "migrations": len(aim.migrations) - len(before.migrations),
            "undisturbed_seconds": round(whole, 1), "changed_undisturbed": unlike(before, aim), "gained": before.gained(aim),
        }  # fmt: skip
        self._forget(data)
        return told | self._killed(before, aim, whole, kills)

    def _filled(self, release: str, size: int) -> Kept:
        """A district by the program of that release itself."""
        program_folder = self.folder / "program"
        program_folder.mkdir()
        packed = subprocess.run(["git", "archive", release], cwd=ROOT, capture_output=True, check=True)
        subprocess.run(["tar", "x", "-C", str(program_folder)], input=packed.stdout, check=True)
        self.old.mkdir(mode=0o711)
        subprocess.run(
            [sys.executable, "-m", "anbiao.portal.commands.main", "demo", "--size", str(size)], cwd=program_folder, check=True,
            capture_output=True, env={**os.environ, "ANBIAO_DATA": str(self.old), "PYTHONPATH": str(program_folder)},
        )  # fmt: skip
        return self._looked(self.old)

    def copy(self) -> Path:
        """The data of the last release once more, with a server of their own."""
        self.copies += 1
        data = self.folder / f"copy{self.copies}"
        subprocess.run(["cp", "-a", str(self.old), str(data)], check=True)
        config = data / "postgres" / "postgresql.conf"
        config.write_text(config.read_text().replace(str(socket_folder(self.old)), str(socket_folder(data))))
        return data

    def _prepare(self, data: Path) -> "subprocess.Popen[bytes]":
        with (data / "prepare.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.upgrade_drill.preparing"], cwd=ROOT, stdout=log, stderr=log, start_new_session=True,
                env={**os.environ, "ANBIAO_DATA": str(data), "PYTHONPATH": str(ROOT)},
            )  # fmt: skip

    def _looked(self, data: Path) -> Kept:
        """Starts the server if it does not run, as after a crash, and reads everything."""
        cluster = _cluster(data)
        for _ in range(60):
            try:
                cluster.start()
                break
            except RuntimeError:
                time.sleep(0.25)  # its dead processes still hold their memory
        found = kept(cluster)
        cluster.stop()
        return found

    def _forget(self, data: Path) -> None:
        _cluster(data).stop("immediate")
        shutil.rmtree(data)
        shutil.rmtree(socket_folder(data), ignore_errors=True)

    def _killed(self, before: Kept, aim: Kept, whole: float, kills: int) -> dict[str, Any]:
        """One life after another: killed at any moment, sometimes with its database, and begun again on what is left."""
        data, broken, middle, lives, done = self.copy(), [], 0, 1, 0
        while done < kills:
            begun = self._prepare(data)
            with suppress(subprocess.TimeoutExpired):
                begun.wait(self.chance.uniform(0.1, 1.0) * whole)
            was_running = begun.poll() is None
            self._kill(data, begun, with_database=self.chance.random() < 0.5)
            found = self._looked(data)
            done += was_running
            middle += was_running and len(before.migrations) < len(found.migrations) < len(aim.migrations)
            broken += unlike(before, found)
            if not was_running or self.chance.random() < 0.3:
                broken += self._completed(data, before, aim)
                self._forget(data)
                data, lives = self.copy(), lives + 1
        broken += self._completed(data, before, aim)
        told = self._served(data)
        safe = not broken and told["healthy"] and not told["journal"] and not told["doctor"]
        return {
            "kills": done,
            "between_two_migrations": middle,
            "lives": lives,
            "broken": broken,
            **told,
            "safe": safe,
        }

    def _kill(self, data: Path, begun: "subprocess.Popen[bytes]", *, with_database: bool) -> None:
        with suppress(ProcessLookupError):
            os.killpg(begun.pid, signal.SIGKILL)
        begun.wait()
        pid_file = data / "postgres" / "postmaster.pid"
        if with_database and pid_file.exists():
            postmaster = int(pid_file.read_text().split()[0])
            for each in [postmaster, *_children(postmaster)]:
                with suppress(ProcessLookupError):
                    os.kill(each, signal.SIGKILL)

    def _completed(self, data: Path, before: Kept, aim: Kept) -> list[str]:
        """Begun once more and left alone: the same rows, and the very tables, triggers and rights of an undisturbed upgrade."""
        code = self._prepare(data).wait()
        found = self._looked(data)
        wrong = [f"ended in {code}: {(data / 'prepare.log').read_text()[-500:]}"] if code else []
        wrong += unlike(before, found)
        wrong += [] if schema(found) == schema(aim) else ["tables differ from an undisturbed upgrade"]
        wrong += (
            [] if before.gained(found) == before.gained(aim) else ["other rows were gained than undisturbed"]
        )
        return wrong

    def _served(self, data: Path) -> dict[str, Any]:
        os.environ["ANBIAO_DATA"] = str(data)
        journal = program("journal", "verify")["findings"]
        with serving(_cluster(data), data / "server.log") as server:
            well = healthy(server.port)
            checks = program("doctor", "--files", "--port", str(server.port))["checks"]
        return {
            "journal": journal,
            "healthy": well,
            "doctor": [each for each in checks if each["state"] == "bad"],
        }


if __name__ == "__main__":
    main()
