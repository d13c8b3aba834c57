"""kill -9 of a worker in the middle of writing leaves none of the rows or all, and the work is taken up again."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests import cluster
from tests.registry.killing import ROWS

NOTHING = {"state": "writing", "units": 0, "held": 0, "entries": 0}
ALL = {"state": "written", "units": ROWS, "held": ROWS, "entries": ROWS}


def test_a_killed_worker_leaves_none_or_all(tmp_path: Path, template: str) -> None:
    server, name = cluster.cluster(), f"anbiao_killed_{os.getpid()}"
    cluster.copy(name)
    environment = {
        **os.environ,
        "DATABASE_URL": server.url(user="anbiao_owner", database=name),
        "DJANGO_SETTINGS_MODULE": "anbiao.portal.settings",
        "ANBIAO_DATA": str(tmp_path),
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "tests.registry.killing"], env=environment, capture_output=True, text=True, timeout=120,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        told = json.loads(done.stdout.splitlines()[-1])
    finally:
        server.sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    assert all(left in (NOTHING, ALL) for left in told["left"]), told["left"]
    assert told["left"].count(NOTHING) >= 2, "the workers were killed too late to show anything"
    assert told["end"] == ALL, told
    assert told["wrong"] == 0
