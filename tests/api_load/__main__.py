"""Sends made-up requests to the whole API over a district of its own and prints one JSON object. `--count` says how many."""

import argparse
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

USUAL = 3_000


def main() -> None:
    """Everything, in a data folder of its own that is removed at the end."""
    asked = argparse.ArgumentParser(prog="api-load", description=__doc__)
    asked.add_argument("--count", type=int, default=USUAL)
    asked.add_argument("--start", type=int, default=0, help="another number, other requests")
    asked.add_argument("--seconds", type=float, default=float("inf"), help="stop after so many seconds")
    given = asked.parse_args()
    data = Path(tempfile.mkdtemp(prefix="api-load-"))
    data.chmod(0o711)
    os.environ |= {
        "ANBIAO_DATA": str(data), "DJANGO_SETTINGS_MODULE": "anbiao.portal.settings", "ANBIAO_API_CALLS": str(10**9),
        "ANBIAO_LOG_LEVEL": "ERROR", "ANBIAO_MODE": "demonstration",
    }  # fmt: skip
    os.environ.pop("DATABASE_URL", None)
    try:
        told = run(data, given.count, given.start, given.seconds)
    finally:
        shutil.rmtree(data, ignore_errors=True)
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    sys.exit(1 if told["errors"] else 0)


def run(data: Path, count: int, start: int, seconds: float) -> dict[str, object]:
    """Founds a district, fills every list, and sends."""
    from anbiao.kit.database import Cluster, socket_folder

    cluster = Cluster(folder=data / "postgres", sockets=socket_folder(data), fast=True)
    cluster.start()
    try:
        cluster.prepare()
        import django

        django.setup()
        from django.db import connections

        from anbiao.portal.commands import setup

        for _ in setup.tables_and_lists():
            pass
        from anbiao.authority import founding
        from tests import people

        founding.found_district(people.OPERATOR)
        from tests.api_load.sending import send
        from tests.api_load.standing import stand

        told = send(*stand(), count, start=start, most_seconds=seconds)
        connections["default"].close_pool()  # type: ignore[attr-defined]
        connections["default"].close()
        return told.as_json()
    finally:
        cluster.stop()


if __name__ == "__main__":
    main()
