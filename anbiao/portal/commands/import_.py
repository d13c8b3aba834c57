"""`anbiao import enterprises FILE`: the whole way at once, for scripts. Exit 0 all good, 2 some bad, 3 the file refused."""

import argparse
from pathlib import Path
from time import perf_counter
from typing import Any

from anbiao.portal.commands.main import CommandError, Outcome

HELP = "import a roster (xlsx, csv): good rows are written, bad cells are reported"
NO_COUNTS = {"rows": 0, "good": 0, "bad": 0, "duplicates": 0, "created": 0, "updated": 0, "unchanged": 0}


def add(parser: argparse.ArgumentParser) -> None:
    """What, from where, and how carefully."""
    parser.add_argument("what", choices=["enterprises"])
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--district", required=True, metavar="CODE")
    parser.add_argument("--dry-run", action="store_true", help="write nothing, report everything")
    parser.add_argument(
        "--all-or-nothing", action="store_true", help="write nothing when a single cell is wrong"
    )
    parser.add_argument("--report", type=Path, metavar="OUT.xlsx", help="write the wrong cells to a workbook")


def run(given: argparse.Namespace) -> Outcome:
    """Imports, and says what came of it."""
    from anbiao.kit.texts import say
    from anbiao.portal.commands import people
    from anbiao.registry.actions.imports import import_file
    from anbiao.registry.import_report import write_report
    from anbiao.rules.refusal import Refused

    if not given.file.is_file():
        raise CommandError(f"There is no file {given.file}.")
    actor = people.actor(given, given.district)
    if not actor.scope.may("import enterprise"):
        raise CommandError("This account may not import.")
    started = perf_counter()
    try:
        _, plan = import_file(actor, given.file, dry_run=given.dry_run, all_or_nothing=given.all_or_nothing)
    except Refused as refused:
        first = refused.refusals[0]
        data: dict[str, Any] = {**NO_COUNTS, "seconds": round(perf_counter() - started, 3)}
        data |= {"refused": {"code": first.code, "message": say(first)}, "warnings": [], "errors": []}
        return Outcome(data, (say(first),), 3)
    counts = plan.counts()
    held = given.all_or_nothing and bool(plan.errors)
    if held:
        counts |= {
            "created": 0,
            "updated": 0,
            "unchanged": 0,
            "good": 0,
            "bad": counts["rows"],
            "duplicates": 0,
        }
    errors = [
        {"sheet": plan.sheet, "row": e.row, "column": e.column, "value": e.value, "code": e.refusal.code,
         "message": say(e.refusal)}
        for e in sorted(plan.errors, key=lambda e: (e.row, e.column))
    ]  # fmt: skip
    if given.report:
        write_report(given.report, plan)
    warnings = [{"code": w.code, "message": say(w)} for w in plan.warnings]
    data = {
        **counts,
        "seconds": round(perf_counter() - started, 3),
        "refused": None,
        "warnings": warnings,
        "errors": errors,
    }
    return Outcome(data, _lines(data, held, given.dry_run), 2 if errors else 0)


def _lines(data: dict[str, Any], held: bool, dry_run: bool) -> list[str]:
    done = "Would write" if dry_run else "Held back all" if held else "Wrote"
    lines = [
        f"{data['rows']} rows: {data['good']} good ({data['created']} new, {data['updated']} changed, "
        f"{data['unchanged']} unchanged), {data['bad']} bad, {data['duplicates']} likely duplicates. "
        f"{done} in {data['seconds']} s."
    ]
    lines += [f"  row {e['row']}, {e['column']} {e['value']!r}: {e['message']}" for e in data["errors"][:50]]
    if len(data["errors"]) > 50:
        lines.append(f"  … and {len(data['errors']) - 50} more; --report OUT.xlsx lists all.")
    return lines
