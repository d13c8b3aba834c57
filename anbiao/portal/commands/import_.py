"""`anbiao import enterprises | hazards | checklist FILE`: the whole way at once, for scripts.

Exit 0 all rows good, 2 some bad (good ones written, bad ones in the report), 3 the file as a whole refused.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from anbiao.portal.commands.main import CommandError, Outcome

HELP = "import a roster, hazards or check-lists (xlsx, csv): good rows are written, bad cells are reported"
NO_COUNTS = {"rows": 0, "good": 0, "bad": 0, "duplicates": 0, "created": 0, "updated": 0, "unchanged": 0}
WHAT = ("enterprises", "hazards", "checklist")


def add(parser: argparse.ArgumentParser) -> None:
    """What, from where, and how carefully."""
    parser.add_argument("what", choices=WHAT)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--district", required=True, metavar="CODE")
    parser.add_argument(
        "--unit", metavar="USCC", help="of which unit the check-list is, when the file does not say so"
    )
    parser.add_argument("--dry-run", action="store_true", help="write nothing, report everything")
    parser.add_argument(
        "--all-or-nothing", action="store_true", help="write nothing when a single cell is wrong"
    )
    parser.add_argument("--report", type=Path, metavar="OUT.xlsx", help="write the wrong cells to a workbook")


@dataclass(frozen=True)
class Way:
    """How one kind of file comes in: the capability, what reads and writes it, and the columns of its report."""

    capability: str
    import_file: Callable[..., Any]
    columns: Sequence[Any]


def _way(given: argparse.Namespace) -> Way:
    if given.unit and given.what != "checklist":
        raise CommandError("--unit goes with checklist; every other file names its units in its rows.")
    if given.what == "enterprises":
        from anbiao.registry.actions.imports import import_file
        from anbiao.registry.actions.roster_columns import TAKEN

        return Way("import enterprise", lambda *args, **how: import_file(*args, **how)[1], TAKEN)
    from anbiao.inspection.actions import incoming

    intake = incoming.HAZARDS if given.what == "hazards" else incoming.CHECK_LISTS
    choices = {"unit": given.unit} if given.unit else {}

    def brought(actor: Any, path: Path, **how: bool) -> Any:
        return intake.import_file(actor, path, choices, **how)

    return Way(intake.capability, brought, intake.columns)


def run(given: argparse.Namespace) -> Outcome:
    """Imports, and says what came of it."""
    from anbiao.kit.imports.report import write_report
    from anbiao.kit.texts import say
    from anbiao.portal.commands import people
    from anbiao.rules.refusal import Refused

    way = _way(given)
    if not given.file.is_file():
        raise CommandError(f"There is no file {given.file}.")
    actor = people.actor(given, given.district)
    if not actor.scope.may(way.capability):
        raise CommandError("This account may not import.")
    started = perf_counter()
    try:
        plan = way.import_file(actor, given.file, dry_run=given.dry_run, all_or_nothing=given.all_or_nothing)
    except Refused as refused:
        first = refused.refusals[0]
        data: dict[str, Any] = {**NO_COUNTS, "seconds": round(perf_counter() - started, 3)}
        data |= {"refused": {"code": first.code, "message": say(first)}, "warnings": [], "errors": []}
        return Outcome(data, (say(first),), 3)
    if given.report:
        write_report(given.report, way.columns, plan.errors, plan.wrong, getattr(plan, "aside", ()))
    held = given.all_or_nothing and bool(plan.errors)
    data = {**_counts(plan, held), "seconds": round(perf_counter() - started, 3), "refused": None}
    data |= {
        "warnings": [{"code": w.code, "message": say(w)} for w in plan.warnings],
        "errors": _errors(plan),
    }
    return Outcome(data, _lines(data, held, given.dry_run), 2 if plan.errors else 0)


def _counts(plan: Any, held: bool) -> dict[str, int]:
    counts: dict[str, int] = plan.counts()
    return {**NO_COUNTS, "rows": counts["rows"], "bad": counts["rows"]} if held else counts


def _errors(plan: Any) -> list[dict[str, Any]]:
    from anbiao.kit.texts import say

    return [
        {"sheet": e.sheet or plan.sheet, "row": e.row, "column": e.column, "value": e.value, "code": e.refusal.code,
         "message": say(e.refusal)}
        for e in sorted(plan.errors, key=lambda e: (e.sheet, e.row, e.column))
    ]  # fmt: skip


def _more(data: dict[str, Any]) -> str:
    """What only a file without towns has."""
    words = {"aside": "set aside", "doubtful": "of the new with a doubtful town"}
    return "".join(f", {data[name]} {text}" for name, text in words.items() if data.get(name))


def _lines(data: dict[str, Any], held: bool, dry_run: bool) -> list[str]:
    done = "Would write" if dry_run else "Held back all" if held else "Wrote"
    lines = [
        f"{data['rows']} rows: {data['good']} good ({data['created']} new, {data['updated']} changed, "
        f"{data['unchanged']} unchanged), {data['bad']} bad{_more(data)}, {data['duplicates']} likely duplicates. "
        f"{done} in {data['seconds']} s."
    ]
    lines += [f"  {each['message']}" for each in data["warnings"]]
    lines += [
        f"  {e['sheet']} row {e['row']}, {e['column']} {e['value']!r}: {e['message']}"
        for e in data["errors"][:50]
    ]
    if len(data["errors"]) > 50:
        lines.append(f"  … and {len(data['errors']) - 50} more; --report OUT.xlsx lists all.")
    return lines
