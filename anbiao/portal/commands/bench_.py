"""`anbiao bench`: figures beside a floor measured in the same run, in a database of its own that is dropped afterwards."""

import argparse

from anbiao.portal.commands.main import CommandError, Outcome

NAMES = (
    "import",
    "list",
    "search",
    "export",
    "journal",
    "photos",
    "map",
    "colours",
    "hazards",
    "check",
    "launch",
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


def run(given: argparse.Namespace) -> Outcome:
    """Measures, and says what came of it."""
    from django.db import ProgrammingError

    from anbiao.portal import bench
    from anbiao.portal.bench import measuring, scratch

    if given.size is not None and given.size < 1:
        raise CommandError("--size is a number of rows, 1 or more.")
    measuring.most_rounds = max(1, given.rounds or measuring.most_rounds)
    figures: list[measuring.Figure] = []
    try:
        for name in [given.name] if given.name else NAMES:
            with scratch.database():
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
