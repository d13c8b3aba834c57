"""The temporary PostgreSQL of a test run: one for all workers, in a folder that the environment hands on."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from anbiao.kit.database import Cluster, socket_folder

VARIABLE = "ANBIAO_TEST_DATA"
TEMPLATE = "anbiao_template"
ROOT = Path(__file__).parents[1]


def folder() -> Path:
    """The folder of this run. Made, and named in the environment, by whoever asks first."""
    if VARIABLE not in os.environ:
        made = Path(tempfile.mkdtemp(prefix="anbiao-test-"))
        made.chmod(0o711)
        os.environ[VARIABLE] = str(made)
        os.environ["ANBIAO_TEST_OWNER"] = str(os.getpid())
    return Path(os.environ[VARIABLE])


def cluster() -> Cluster:
    """The cluster in it; it gives up durability for speed."""
    return Cluster(folder=folder() / "postgres", sockets=socket_folder(folder()), fast=True)


def is_ours() -> bool:
    """True in the process that made the folder: it starts the cluster and removes it."""
    return os.environ.get("ANBIAO_TEST_OWNER") == str(os.getpid())


@contextlib.contextmanager
def alone(name: str) -> Iterator[None]:
    """One process of this run at a time: what one worker makes for all, the others wait for."""
    with (folder() / f"{name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def template() -> str:
    """The name of a database with all tables and no rows. Made once a run: a copy takes a third of a second, migrating eight.

    The dump of a migrated database stays in build/ under the hash of the migrations, so that only the first run after a new one migrates.
    """
    with alone(TEMPLATE):
        if TEMPLATE not in cluster().sql("SELECT datname FROM pg_database").split():
            _fill(f"{TEMPLATE}_begun")
            cluster().sql(f"ALTER DATABASE {TEMPLATE}_begun RENAME TO {TEMPLATE}")
    return TEMPLATE


def copy(database: str) -> None:
    """A new database with all tables and no rows, for a program of its own."""
    cluster().sql(f"CREATE DATABASE {database} TEMPLATE {template()} OWNER anbiao_owner")


def _fill(database: str) -> None:
    """All tables, from the dump of an earlier run or by migrating."""
    if _kept().exists():
        load(cluster(), database)
        return
    _migrate(database)
    _kept().parent.mkdir(parents=True, exist_ok=True)
    begun = _kept().with_suffix(f".{os.getpid()}")
    begun.write_text(cluster().run("pg_dump", *_reached(cluster()), database).stdout)
    begun.rename(_kept())


def load(server: Cluster, database: str = "anbiao") -> None:
    """All tables and no rows into a server that runs, from the dump that is there once there is a template."""
    server.prepare(database)
    script = folder() / f"{database}.sql"  # where the server's user may read it
    shutil.copyfile(_kept(), script)
    script.chmod(0o644)
    server.run(
        "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", *_reached(server), "-d", database, "-f", str(script)
    )


def _reached(server: Cluster) -> tuple[str, ...]:
    return "-h", str(server.sockets), "-U", "postgres"


def _kept() -> Path:
    """The dump of what the migrations make."""
    return ROOT / "build" / "tests" / f"{_migrations()}.sql"


def _migrations() -> str:
    """What the tables depend on: our migrations, word for word, and the libraries with theirs."""
    told = hashlib.sha256((ROOT / "requirements" / "dev.txt").read_bytes())
    for each in sorted((ROOT / "anbiao").glob("*/migrations/*.py")):
        told.update(f"{each.relative_to(ROOT)}\n".encode() + each.read_bytes())
    return told.hexdigest()[:32]


def _migrate(database: str) -> None:
    """Brings all tables into a new database, by this process's own connection."""
    from django.core.management import call_command
    from django.db import connection

    cluster().prepare(database)
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database
    try:
        call_command("migrate", interactive=False, verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


def remove() -> None:
    """Stops the cluster and leaves nothing behind."""
    cluster().stop("immediate")
    shutil.rmtree(folder(), ignore_errors=True)
    shutil.rmtree(socket_folder(folder()), ignore_errors=True)
