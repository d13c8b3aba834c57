"""`anbiao catalogue check | load | diff | list | confirm`: the editions of standards, for scripts. Exit 0 good, 2 some bad."""

import argparse
import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anbiao.portal.commands.main import CommandError, Outcome

if TYPE_CHECKING:
    from anbiao.kit.actor import Actor
    from anbiao.standards.editions import Problem, Source
    from anbiao.standards.workbooks import Reading

HELP = "the editions of standards: check files, load a district's own (yaml, xlsx), compare, list, confirm clauses"
KINDS = ("elements", "scoring", "criteria", "checklist", "phrases", "rules", "tables")


def add(parser: argparse.ArgumentParser) -> None:
    """What to do, and with which editions."""
    below = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    common = argparse.ArgumentParser(add_help=False)
    # The same options as other commands have after their name; those of the outer command stand before WHAT.
    common.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON object"
    )
    common.add_argument(
        "--as", dest="as_user", metavar="USER", default=argparse.SUPPRESS, help="act as this account"
    )

    check = below.add_parser(
        "check", parents=[common], help="check what ships, and the files named; loads nothing"
    )
    check.add_argument("files", nargs="*", type=Path, metavar="FILE")

    load = below.add_parser(
        "load", parents=[common], help="load what ships; with files, load a district's own editions"
    )
    load.add_argument("files", nargs="*", type=Path, metavar="FILE")
    load.add_argument("--district", metavar="CODE")
    load.add_argument("--urn", help="of a workbook: begins with the district's code")
    load.add_argument("--edition", help="of a workbook: a year or a number")
    load.add_argument("--kind", choices=KINDS, default="", help="of a workbook (default: by its columns)")
    load.add_argument("--title", default="", help="of a workbook (default: the name of the file)")
    load.add_argument("--issuer", default="", help="of a workbook (default: the safety office)")
    load.add_argument("--from", dest="from_on", type=_day, metavar="DATE", help="in force from this day on")
    for name in ("sectors", "classes", "features"):
        load.add_argument(
            f"--{name}", default="", metavar="CODES", help=f"units that it is for, by {name}: a,b"
        )
    load.add_argument("--dry-run", action="store_true", help="load nothing, report everything")

    diff = below.add_parser("diff", parents=[common], help="what differs between two editions of a standard")
    diff.add_argument("urn")
    diff.add_argument("old", metavar="A")
    diff.add_argument("new", metavar="B")
    diff.add_argument("--district", metavar="CODE")

    listed = below.add_parser("list", parents=[common], help="every edition that is loaded")
    listed.add_argument("--district", metavar="CODE")

    confirm = below.add_parser(
        "confirm", parents=[common], help="record that clauses agree with the official text"
    )
    confirm.add_argument("urn")
    confirm.add_argument("edition")
    confirm.add_argument("refs", nargs="+", metavar="REF")
    confirm.add_argument("--note", required=True, help="which text they were compared with: source and date")
    confirm.add_argument("--district", metavar="CODE")


def _day(text: str) -> date:
    return date.fromisoformat(text)


def run(given: argparse.Namespace) -> Outcome:
    """Does what was asked for."""
    doing: dict[str, Callable[[argparse.Namespace], Outcome]] = {
        "check": _check, "load": _load, "diff": _diff, "list": _list, "confirm": _confirm,
    }  # fmt: skip
    return doing[given.what](given)


# ---------- check ----------


def _check(given: argparse.Namespace) -> Outcome:
    from anbiao.standards import editions, queries

    shipped, problems = editions.read_all(editions.files())
    problems += [problem for source in shipped for problem in editions.misplaced(source)]
    more, wrong = editions.read_all(given.files)
    problems += wrong
    problems += editions.between([*shipped, *more], queries.codes())
    clauses = sum(1 for source in [*shipped, *more] for _ in source.edition.clauses())
    data = {
        "editions": len(shipped) + len(more),
        "clauses": clauses,
        "problems": [_problem(each) for each in problems],
    }
    lines = _lines(problems) or [f"{data['editions']} editions with {clauses:,} clauses: all good."]
    return Outcome(data, lines, 2 if problems else 0)


def _problem(problem: "Problem") -> dict[str, Any]:
    from anbiao.kit.texts import say

    return {
        "file": problem.file, "line": problem.line, "at": problem.at, "code": problem.refusal.code,
        "message": say(problem.refusal),
    }  # fmt: skip


def _lines(problems: Sequence["Problem"]) -> list[str]:
    from anbiao.kit.texts import say

    return [f"{p.file}:{p.line}: {p.at + ': ' if p.at else ''}{say(p.refusal)}" for p in problems]


# ---------- load ----------


def _load(given: argparse.Namespace) -> Outcome:
    if not given.files:
        from anbiao.portal.commands.setup import load_standards

        number = load_standards()
        return Outcome({"loaded": number}, (f"{number} editions that ship were new.",))
    actor = _actor(given)
    if any(path.suffix.lower() in (".xlsx", ".csv") for path in given.files):
        return _load_workbook(given, actor)
    return _load_files(given, actor)


def _load_files(given: argparse.Namespace, actor: "Actor") -> Outcome:
    from anbiao.standards import editions

    sources, problems = editions.read_all(given.files)
    return _loaded(given, actor, sources, problems, {})


def _load_workbook(given: argparse.Namespace, actor: "Actor") -> Outcome:
    from anbiao.kit.texts import say
    from anbiao.rules.refusal import Refused
    from anbiao.standards.editions import Source
    from anbiao.standards.workbooks import read_workbook

    if len(given.files) > 1:
        raise CommandError("One workbook at a time.")
    if not (given.urn and given.edition):
        raise CommandError("A workbook needs --urn and --edition.")
    if not given.files[0].is_file():
        raise CommandError(f"There is no file {given.files[0]}.")
    try:
        reading = read_workbook(given.files[0], _head(given, actor))
    except Refused as refused:
        data = {"loaded": [], "refused": [{"code": r.code, "message": say(r)} for r in refused.refusals]}
        return Outcome({**data, "errors": []}, [say(r) for r in refused.refusals], 3)
    said = _said(reading)
    if reading.edition is None:
        lines = [
            f"  {e['sheet']} row {e['row']}, {e['column']} {e['value']!r}: {e['message']}"
            for e in said["errors"]
        ]
        return Outcome(
            {"loaded": [], **said}, [f"{len(lines)} cells are wrong. Nothing was loaded.", *lines], 2
        )
    source = Source(reading.edition, str(given.files[0]), "")
    return _loaded(given, actor, [source], [], said)


def _head(given: argparse.Namespace, actor: "Actor") -> Any:
    from anbiao.authority.queries import committee_office
    from anbiao.standards.workbooks import Head

    office = committee_office(actor.district)
    chosen = {
        name: tuple(filter(None, getattr(given, name).split(",")))
        for name in ("sectors", "classes", "features")
    }
    return Head(
        given.urn, given.edition, given.kind, given.title or given.files[0].stem,
        given.issuer or (office.full_name if office else actor.district), given.from_on, **chosen,
    )  # fmt: skip


def _said(reading: "Reading") -> dict[str, Any]:
    from anbiao.kit.texts import say

    return {
        "items": reading.items, "sheets": reading.sheets, "refused": None,
        "warnings": [{"code": w.code, "message": say(w)} for w in reading.warnings],
        "errors": [
            {"sheet": e.sheet, "row": e.row, "column": e.column, "value": e.value, "code": e.refusal.code,
             "message": say(e.refusal)}
            for e in reading.errors
        ],
    }  # fmt: skip


def _loaded(
    given: argparse.Namespace, actor: "Actor", sources: Sequence["Source"], problems: list["Problem"], data: dict[str, Any]
) -> Outcome:  # fmt: skip
    """Checks editions against those that stand, and loads them; nothing when there is a single problem."""
    from anbiao.kit.texts import say
    from anbiao.rules.refusal import Refused
    from anbiao.standards import editions, queries
    from anbiao.standards.actions import load_editions

    around = [queries.content(row) for row in queries.editions(actor.district).defer(None)]
    problems = [*problems, *editions.between(sources, queries.codes(), around=around)]
    data = {"loaded": [], "problems": [_problem(p) for p in problems], **data}
    if problems:
        return Outcome(data, _lines(problems), 2)
    if given.dry_run:
        names = [source.edition.name for source in sources]
        return Outcome({**data, "would_load": names}, [f"Would load {name}." for name in names])
    try:
        rows = load_editions(actor, [source.edition for source in sources])
    except Refused as refused:
        raise CommandError("\n".join(map(say, refused.refusals))) from None
    data["loaded"] = [{"name": row.name, "clauses": row.clause_count, "sha256": row.sha256} for row in rows]
    lines = [f"Loaded {row.name}: {row.clause_count} clauses." for row in rows]
    return Outcome(data, lines or ["All of it was loaded already."])


# ---------- diff, list, confirm ----------


def _diff(given: argparse.Namespace) -> Outcome:
    from anbiao.standards import comparing, queries

    district = given.district or ""
    rows = [queries.edition(district, given.urn, number) for number in (given.old, given.new)]
    for row, number in zip(rows, (given.old, given.new), strict=True):
        if row is None:
            raise CommandError(f"{given.urn}/{number} is not loaded.")
    old, new = (queries.content(row) for row in rows if row is not None)
    changes = comparing.diff(old, new)
    found = comparing.counts(changes)
    data = {
        "urn": given.urn,
        "old": given.old,
        "new": given.new,
        **found,
        "changes": list(comparing.as_data(changes)),
    }
    lines = [", ".join(f"{number} {what}" for what, number in found.items())]
    for each in data["changes"]:
        more = f" ({', '.join(each['pieces'])})" if each["pieces"] else ""
        lines.append(f"  {each['what']}: {each['old'] or '—'} → {', '.join(each['new']) or '—'}{more}")
    return Outcome(data, lines)


def _list(given: argparse.Namespace) -> Outcome:
    from anbiao.standards import queries

    district = given.district or ""
    confirmed = queries.confirmed(district) if district else {}
    data = [
        {"urn": row.urn, "edition": row.edition, "kind": row.kind, "route": row.route, "title": row.title_zh,
         "title_en": row.title_en, "from": row.from_on, "to": row.to_on, "clauses": row.clause_count,
         "confirmed": confirmed.get(row.pk, 0), "district": row.district, "sha256": row.sha256}
        for row in queries.editions(district)
    ]  # fmt: skip
    lines = [
        f"{each['urn']}/{each['edition']}  {each['kind']}  {each['clauses']} clauses, {each['confirmed']} confirmed  "
        f"{each['title']}"
        for each in data
    ]
    return Outcome(
        {"editions": json.loads(json.dumps(data, default=str))}, lines or ["No edition is loaded."]
    )


def _confirm(given: argparse.Namespace) -> Outcome:
    from anbiao.kit.texts import say
    from anbiao.rules.refusal import Refused
    from anbiao.standards import queries
    from anbiao.standards.actions import confirm

    actor = _actor(given)
    row = queries.edition(actor.district, given.urn, given.edition)
    if row is None:
        raise CommandError(f"{given.urn}/{given.edition} is not loaded.")
    try:
        number = confirm(actor, row, given.refs, note=given.note)
    except Refused as refused:
        raise CommandError("\n".join(map(say, refused.refusals))) from None
    standing = len(given.refs) - number
    words = f"{number} clauses of {row.name} confirmed" + (
        f", {standing} were so already." if standing else "."
    )
    return Outcome({"confirmed": number, "already": standing}, (words,))


def _actor(given: argparse.Namespace) -> "Actor":
    from anbiao.portal.commands import people

    return people.actor(given, people.only_district(given.district))
