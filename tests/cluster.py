"""The temporary PostgreSQL of a test run: one for all workers, in a folder that the environment hands on."""

import os
import shutil
import tempfile
from pathlib import Path

from anbiao.kit.database import Cluster, socket_folder

VARIABLE = "ANBIAO_TEST_DATA"


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


def remove() -> None:
    """Stops the cluster and leaves nothing behind."""
    cluster().stop("immediate")
    shutil.rmtree(folder(), ignore_errors=True)
    shutil.rmtree(socket_folder(folder()), ignore_errors=True)
