"""`anbiao doctor`: looks at the installation and says, for each thing that is wrong, what to do."""

import argparse
from dataclasses import asdict

from anbiao.portal.commands.main import Outcome

HELP = "examine the installation, also a broken one: folder, settings, database, rights, migrations, worker, journal, keys, files, disk"
ALONE = True  # it runs where there is no database to be started
SIGNS = {"ok": "ok  ", "bad": "BAD ", "unknown": "?   "}


def add(parser: argparse.ArgumentParser) -> None:
    """Where the program is served, and how thoroughly files are looked at."""
    parser.add_argument("--port", type=int, default=8000, help="where anbiao is served (default 8000)")
    parser.add_argument("--files", action="store_true", help="every stored file with its hash, not a sample")


def run(given: argparse.Namespace) -> Outcome:
    """Exit 0 when all is well, 2 otherwise."""
    from anbiao.portal import doctor

    found = list(doctor.examine(port=given.port, every_file=given.files))
    lines = [f"{SIGNS[each.state]} {each.name}{': ' if each.remedy else ''}{each.remedy}" for each in found]
    good = all(each.state == "ok" for each in found)
    return Outcome({"ok": good, "checks": [asdict(each) for each in found]}, lines, 0 if good else 2)
