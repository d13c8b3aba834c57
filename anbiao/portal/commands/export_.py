"""`anbiao export enterprises | lists`: the unit list as a workbook; the three lists of units as workbooks and prints in a folder."""

import argparse
from pathlib import Path
from time import perf_counter
from typing import Any

from anbiao.portal.commands.main import CommandError, Outcome

HELP = "export the roster to a workbook, or the three lists of a region's units to a folder"
KINDS = ("xlsx", "pdf")


def add(parser: argparse.ArgumentParser) -> None:
    """What, of which district, region or unit, to where."""
    parser.add_argument("what", choices=["enterprises", "lists"])
    parser.add_argument("--district", required=True, metavar="CODE")
    parser.add_argument(
        "--region", metavar="CODE", help="lists: a town, street or village; default all of the district"
    )
    parser.add_argument("--unit", metavar="USCC", help="lists: one unit only")
    parser.add_argument("--kind", choices=KINDS, action="append", help="lists: only so (default both)")
    parser.add_argument("--out", required=True, type=Path, metavar="FILE.xlsx|DIR")


def run(given: argparse.Namespace) -> Outcome:
    """Writes the files and journals that they were written."""
    from anbiao.portal.commands import people

    actor = people.actor(given, given.district)
    return _lists(given, actor) if given.what == "lists" else _enterprises(given, actor)


def _enterprises(given: argparse.Namespace, actor: Any) -> Outcome:
    from anbiao.kit.register.export import write_file
    from anbiao.kit.register.filters import ListState
    from anbiao.registry.registers import ENTERPRISES

    if given.out.suffix != ".xlsx":
        raise CommandError("The file's name must end in .xlsx.")
    if not actor.scope.may("export enterprise"):
        raise CommandError("This account may not export.")
    done = write_file(ENTERPRISES, actor, ListState(), given.out, "xlsx")
    data = {"rows": done.rows, "file": str(given.out), "sha256": done.sha256}
    return Outcome(data, (f"{done.rows} units written to {given.out}.",))


def _lists(given: argparse.Namespace, actor: Any) -> Outcome:
    from anbiao.inspection.documents import handing
    from anbiao.inspection.queries.three_lists import CAPABILITY
    from anbiao.registry.queries import enterprises, region_name

    region = given.region or given.district
    if not region.startswith(given.district) or not region_name(region):
        raise CommandError(f"{region!r} is no region of district {given.district}.")
    if not actor.scope.may(CAPABILITY):
        raise CommandError("This account may not export.")
    if given.out.exists() and not given.out.is_dir():
        raise CommandError(f"{given.out} is a file; --out names a folder.")
    kinds, started = tuple(dict.fromkeys(given.kind or KINDS)), perf_counter()
    if given.unit:
        unit = enterprises(actor, CAPABILITY).filter(uscc=given.unit).first()
        if unit is None:
            raise CommandError(
                f"There is no unit with the code {given.unit!r} where this account may export."
            )
        made = list(handing.of_one_into_folder(actor, unit, given.out, kinds))
    else:
        made = list(handing.into_folder(actor, "" if region == given.district else region, given.out, kinds))
    files = [{"file": each.name, "hazards": each.hazards, "sha256": each.document.sha256} for each in made]
    data = {"files": files, "folder": str(given.out), "seconds": round(perf_counter() - started, 3)}
    return Outcome(data, (f"{len(files)} files written to {given.out} in {data['seconds']} s.",))
