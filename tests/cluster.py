"""The temporary PostgreSQL of a test run: one for all workers, in a folder that the environment hands on."""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from anbiao.kit.database import Cluster, socket_folder

VARIABLE = "ANBIAO_TEST_DATA"
TEMPLATE = "anbiao_template"


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
    """The name of a database with all tables and no rows. Made once a run: a copy takes a third of a second, migrating eight."""
    with alone(TEMPLATE):
        if TEMPLATE not in cluster().sql("SELECT datname FROM pg_database").split():
            _migrate(f"{TEMPLATE}_begun")
            cluster().sql(f"ALTER DATABASE {TEMPLATE}_begun RENAME TO {TEMPLATE}")
    return TEMPLATE


def copy(database: str) -> None:
    """A new database with all tables and no rows, for a program of its own."""
    cluster().sql(f"CREATE DATABASE {database} TEMPLATE {template()} OWNER anbiao_owner")


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
