"""`anbiao export enterprises`: the unit list as the account sees it, to a workbook."""

import argparse
from pathlib import Path

from anbiao.portal.commands.main import CommandError, Outcome

HELP = "export the roster to a workbook: the list that the account sees, all columns"


def add(parser: argparse.ArgumentParser) -> None:
    """What, of which district, to where."""
    parser.add_argument("what", choices=["enterprises"])
    parser.add_argument("--district", required=True, metavar="CODE")
    parser.add_argument("--out", required=True, type=Path, metavar="FILE.xlsx")


def run(given: argparse.Namespace) -> Outcome:
    """Writes the file and journals that it was written."""
    from anbiao.kit.register.export import write_file
    from anbiao.kit.register.filters import ListState
    from anbiao.portal.commands import people
    from anbiao.registry.registers import ENTERPRISES

    if given.out.suffix != ".xlsx":
        raise CommandError("The file's name must end in .xlsx.")
    actor = people.actor(given, given.district)
    if not actor.scope.may("export enterprise"):
        raise CommandError("This account may not export.")
    done = write_file(ENTERPRISES, actor, ListState(), given.out, "xlsx")
    data = {"rows": done.rows, "file": str(given.out), "sha256": done.sha256}
    return Outcome(data, (f"{done.rows} units written to {given.out}.",))
