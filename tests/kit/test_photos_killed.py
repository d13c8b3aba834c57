"""kill -9 of a worker in the middle of copying: no photo is shown half, none is lost, and the work is taken up again."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests import cluster
from tests.kit.photos_killing import KILLS, PHOTOS


def test_a_killed_worker_leaves_no_half_photo(tmp_path: Path, template: str) -> None:
    server, name = cluster.cluster(), f"anbiao_photos_{os.getpid()}"
    cluster.copy(name)
    environment = {
        **os.environ,
        "DATABASE_URL": server.url(user="anbiao_owner", database=name),
        "DJANGO_SETTINGS_MODULE": "anbiao.portal.settings",
        "ANBIAO_DATA": str(tmp_path),
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "tests.kit.photos_killing"], env=environment, capture_output=True, text=True, timeout=300,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        told = json.loads(done.stdout.splitlines()[-1])
    finally:
        server.sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    assert len(told["left"]) == KILLS
    for left in [*told["left"], told["end"]]:
        assert left["ready"] == left["whole"] == left["entries"] == left["prints"], left
        assert left["waiting"] + left["ready"] == left["sealed"] == PHOTOS, left
    assert told["left"][0]["waiting"] >= PHOTOS // 2, "the first worker was killed too late to show anything"
    assert told["end"]["ready"] == PHOTOS, told
