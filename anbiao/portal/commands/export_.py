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
    from anbiao.kit.register.export import write_workbook
    from anbiao.portal.commands import people
    from anbiao.registry.registers import ENTERPRISES

    if given.out.suffix != ".xlsx":
        raise CommandError("The file's name must end in .xlsx.")
    actor = people.actor(given, given.district)
    rows = write_workbook(ENTERPRISES, actor, {}, given.out)
    return Outcome({"rows": rows, "file": str(given.out)}, (f"{rows} units written to {given.out}.",))
