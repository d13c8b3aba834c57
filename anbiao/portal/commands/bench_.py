"""`anbiao bench`: figures beside a floor measured in the same run, in a database of its own that is dropped afterwards."""

import argparse
from pathlib import Path
from typing import Any

from anbiao.portal.commands.main import CommandError, Outcome

NAMES = (
    "import",
    "list",
    "search",
    "views",
    "export",
    "journal",
    "photos",
    "map",
    "colours",
    "hazards",
    "check",
    "launch",
    "schedule",
    "board",
)
HELP = (
    f"measure {', '.join(NAMES[:-1])} and {NAMES[-1]}, each beside a floor of the same run; touches no data"
)


def add(parser: argparse.ArgumentParser) -> None:
    """Which bench, over how many rows."""
    parser.add_argument(
        "name", nargs="?", choices=NAMES, metavar="NAME", help=f"one of {', '.join(NAMES)} (default: all)"
    )
    parser.add_argument("--size", type=int, metavar="N", help="rows (default: what the programme demands)")
    parser.add_argument(
        "--rounds", type=int, metavar="N", help="take each time at most so often (default: as the bench says)"
    )
    parser.add_argument(
        "--instance", type=Path, metavar="FILE", help="schedule: plan this problem (JSON, docs/planning.md)"
    )
    parser.add_argument(
        "--plan", type=Path, metavar="FILE", help="schedule: write the plan of the problem here"
    )
    parser.add_argument(
        "--replan",
        action="store_true",
        help="schedule: disturb the plan (illness, slips) and measure the re-planning",
    )
    parser.add_argument(
        "--template",
        metavar="DATABASE",
        default="",
        help="copy this database (all tables, no rows) instead of making the tables anew",
    )


def run(given: argparse.Namespace) -> Outcome:
    """Measures, and says what came of it."""
    from django.db import ProgrammingError

    from anbiao.portal import bench
    from anbiao.portal.bench import measuring, scratch

    if given.size is not None and given.size < 1:
        raise CommandError("--size is a number of rows, 1 or more.")
    if given.instance or given.name == "schedule":
        return _schedule(given)
    measuring.most_rounds = max(1, given.rounds or measuring.most_rounds)
    figures: list[measuring.Figure] = []
    try:
        for name in [given.name] if given.name else NAMES:
            with scratch.database(given.template):
                figures += bench.run(name, given.size)
    except ProgrammingError as error:
        if "permission denied" not in str(error):
            raise
        raise CommandError(
            "The bench needs a database of its own, and the owner (ANBIAO_OWNER_URL) may not make one. "
            "Grant it CREATEDB, or run the bench on the embedded server."
        ) from error
    where = measuring.machine()
    words = ", ".join(f"{key} {value}" for key, value in where.items())
    lines = [*(figure.line() for figure in figures), f"machine: {words}"]
    return Outcome({"figures": [figure.told() for figure in figures], "machine": where}, lines)


def _schedule(given: argparse.Namespace) -> Outcome:
    """The weekly plan alone: one object, without a database of its own."""
    from anbiao.portal.bench import BENCHES, scheduling
    from anbiao.rules.refusal import Refused

    if given.replan and given.instance:
        raise CommandError("--replan disturbs a plan of the bench's own; it goes with --size.")
    if given.plan and not given.instance:
        raise CommandError("--plan writes the plan of a problem: name it by --instance.")
    try:
        if given.instance:
            told = scheduling.of_file(given.instance, given.plan)
        else:
            size = given.size or BENCHES["schedule"][1]
            told = scheduling.of_replanning(size) if given.replan else scheduling.of_size(size)
    except Refused as error:
        raise CommandError(str(error)) from None
    except OSError as error:
        raise CommandError(f"{error.filename}: {error.strerror}") from None
    lines = [*_lines("plan", told), *_lines("by due date", told["edd"])]
    if "had_to_move" in told:
        lines.append(
            f"re-planned: {told['had_to_move']} visits had to move, {told['moved_beside']} others moved, {told['dropped']} dropped; "
            f"of {told['locked']} locked ones {told['locked_moved']} moved"
        )
    return Outcome(told, lines)


def _lines(name: str, told: dict[str, Any]) -> list[str]:
    late = ", ".join(f"{colour} {weeks}" for colour, weeks in told["lateness"].items())
    bound = told["bound"]
    least = ", ".join(f"{colour} {weeks}" for colour, weeks in bound["lateness"].items())
    return [
        f"{name}: {told['seconds']} s; weeks late: {late}; without a week {told['unplaced']}; trips {told['trips']}",
        f"  at least: {least}; {bound['unplaced']}; {bound['trips']}  (gap of trips {told['gap']['trips']:.0%})",
    ]
