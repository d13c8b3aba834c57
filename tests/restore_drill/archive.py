"""The archive as docs/running.md sets it up: its scripts are read out of that page, with other folders."""

import re
import subprocess
import time
from pathlib import Path

from anbiao.kit.database import Cluster, server_user

PAGE = Path(__file__).parents[2] / "docs" / "running.md"
TIMEOUT = 8  # seconds; the page says 60


def script(name: str) -> str:
    """The script that stands on the page under this name. Raises LookupError when it does not."""
    found = re.search(
        rf"`/etc/anbiao/{name}`[^\n]*(?:\n[^\n]+)*?:\n\n((?:    [^\n]*\n|\n(?=    ))+)", PAGE.read_text()
    )
    if not found:
        raise LookupError(f"{PAGE}: no script {name}")
    return re.sub(r"^    ", "", found[1], flags=re.MULTILINE)


class Archive:
    """A folder that outlives the installation: log, base and files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log, self.files, self._base = folder / "wal", folder / "files", folder / "base"
        for each in (folder, self.log):
            each.mkdir(mode=0o711)
        self._give(self.log)
        self._give(folder)
        for name in ("archive-wal", "copy-files"):
            text = script(name)
            for there, here in (
                ("/var/backups/anbiao-wal", self.log),
                ("/var/backups/anbiao-files", self.files),
            ):
                text = text.replace(there, str(here))
            (folder / name).write_text(text)
            (folder / name).chmod(0o755)

    def switch_on(self, cluster: Cluster) -> None:
        """Starts the cluster with its log archived."""
        cluster.start()
        cluster.stop()
        with (cluster.folder / "postgresql.conf").open("a") as config:
            config.write(
                f"archive_mode = on\narchive_command = '{self.folder}/archive-wal %p %f'\narchive_timeout = {TIMEOUT}\n"
            )
        cluster.start()

    def base(self, cluster: Cluster) -> None:
        """The base backup, under load, and PostgreSQL's own proof of it."""
        reach = ("--host", str(cluster.sockets), "--username", "postgres")
        cluster.run("pg_basebackup", *reach, "--checkpoint", "fast", "--pgdata", str(self._base))
        cluster.run("pg_verifybackup", str(self._base))

    def copy_files(self, data: Path) -> None:
        """What the timer runs."""
        subprocess.run(
            [str(self.folder / "copy-files")],
            check=True,
            env={"ANBIAO_DATA": str(data), "PATH": "/usr/bin:/bin"},
        )

    def restore(self, cluster: Cluster, at: str) -> None:
        """The state of an instant in a new folder; returns when writes are taken again."""
        subprocess.run(["cp", "-a", str(self._base), str(cluster.folder)], check=True)
        config = cluster.folder / "postgresql.conf"
        kept = re.sub(r"(?m)^(archive_\w+|unix_socket_directories) = .*\n", "", config.read_text())
        lines = [
            f"unix_socket_directories = '{cluster.sockets}'", f"restore_command = 'cp {self.log}/%f %p'",
            f"recovery_target_time = '{at}'", "recovery_target_action = 'promote'", "",
        ]  # fmt: skip
        config.write_text(kept + "\n".join(lines))
        (cluster.folder / "recovery.signal").touch()
        cluster.start()
        for _ in range(600):
            if cluster.sql("SELECT pg_is_in_recovery()") == "f":
                return
            time.sleep(0.1)
        raise TimeoutError("the recovery did not end within a minute")

    def give_files(self, data: Path) -> None:
        """The copied files into the new data folder."""
        subprocess.run(["cp", "-a", f"{self.files}/.", str(data)], check=True)

    def age(self, killed: float) -> float:
        """How old the newest archived segment was at the end: what is written after it is lost with the disk."""
        return killed - max(each.stat().st_mtime for each in self.log.iterdir())

    def segments(self) -> int:
        """How many segments there are."""
        return sum(1 for each in self.log.iterdir() if len(each.name) == 24)

    def _give(self, folder: Path) -> None:
        import os

        if who := server_user():
            os.chown(folder, who.pw_uid, who.pw_gid)
