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
    kept = ROOT / "build" / "tests" / f"{_migrations()}.sql"
    reached = ("-h", str(cluster().sockets), "-U", "postgres")
    if not kept.exists():
        _migrate(database)
        kept.parent.mkdir(parents=True, exist_ok=True)
        begun = kept.with_suffix(f".{os.getpid()}")
        begun.write_text(cluster().run("pg_dump", *reached, database).stdout)
        begun.rename(kept)
        return
    cluster().prepare(database)
    script = folder() / "template.sql"  # where the server's user may read it
    shutil.copyfile(kept, script)
    script.chmod(0o644)
    cluster().run("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", *reached, "-d", database, "-f", str(script))


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
