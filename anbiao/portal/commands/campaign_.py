"""`anbiao campaign templates | list | load | launch | plan`: campaigns from the command line. Exit 0 good, 2 a file that is not."""

import argparse
import re
from pathlib import Path
from typing import Any

from anbiao.portal.commands.main import CommandError, Outcome

MOST_SECONDS = 3600
HELP = "templates, list, launch or plan a campaign of a district; load the edition of a city"


def add(parser: argparse.ArgumentParser) -> None:
    """What is asked for, and what launching needs."""
    below = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    for name, help_ in (
        ("templates", "the campaigns that may be launched"),
        ("list", "the campaigns of a district"),
    ):
        sub = _with_usual(below.add_parser(name, help=help_))
        sub.add_argument("--district", metavar="CODE", help="which district (default: the only one)")
    load = _with_usual(below.add_parser("load", help="load the yearly edition of a city or of a district"))
    load.add_argument("file", type=Path, metavar="FILE", help="YAML, in the form of those that ship")
    load.add_argument(
        "--region",
        required=True,
        metavar="CODE",
        help="whose it is: a province, city or district, 2, 4 or 6 digits",
    )
    launch = _with_usual(below.add_parser("launch", help="draft a campaign and launch it"))
    launch.add_argument(
        "template", metavar="TEMPLATE", help="standardization, or the whole name of an edition"
    )
    launch.add_argument("--district", required=True, metavar="CODE")
    launch.add_argument("--start", required=True, metavar="WEEK", help="the first week, as 2026-W49")
    plan = _with_usual(
        below.add_parser("plan", help="work out the weeks of a campaign's open tasks, and write them")
    )
    plan.add_argument("id", metavar="ID", help="the id or the number of the campaign")
    plan.add_argument("--district", metavar="CODE", help="which district (default: the only one)")
    plan.add_argument(
        "--replan", action="store_true", help="keep what can be kept and move as few as possible"
    )
    plan.add_argument("--seconds", type=float, default=20.0, metavar="N", help="time to work (default: 20)")
    launch.add_argument("--dry-run", action="store_true", help="say what it would do, and write nothing")


def _with_usual(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """What every command takes may also stand behind the word that says what is asked for."""
    parser.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON object"
    )
    parser.add_argument(
        "--as", dest="as_user", metavar="USER", default=argparse.SUPPRESS, help="act as this account"
    )
    return parser


def run(given: argparse.Namespace) -> Outcome:
    """Does it."""
    doing = {"templates": _templates, "list": _list, "load": _load, "launch": _launch, "plan": _plan}
    return doing[given.what](given)


def _templates(given: argparse.Namespace) -> Outcome:
    from anbiao.portal.commands import people
    from anbiao.programme.queries import campaigns
    from anbiao.programme.words import title_of

    rows = campaigns.newest(people.only_district(given.district))
    data: list[dict[str, Any]] = [
        {
            "template": row.programme.urn.rpartition(".")[2], "name": row.name, "title": title_of(row), "weeks": row.weeks,
            "region": row.region, "number": row.number,
            "steps": [step.code for step in campaigns.content(row).steps()], "known": campaigns.content(row).known,
        }
        for row in rows
    ]  # fmt: skip
    lines = [
        f"{each['template']}: {each['title']}, {len(each['steps'])} steps in {each['weeks']} weeks ({each['name']}{', of ' + each['region'] if each['region'] else ''})"
        for each in data
    ]
    return Outcome({"templates": data}, lines or ["No campaign is loaded yet. Run `anbiao up` first."])


def _list(given: argparse.Namespace) -> Outcome:
    from anbiao.portal.commands import people
    from anbiao.programme.queries import campaigns, progress
    from anbiao.programme.words import title_of

    actor = people.actor(given, people.only_district(given.district))
    rows = list(campaigns.campaigns(actor).order_by("-starts_week", "-id"))
    numbers = progress.numbers_of(actor, rows)
    data = []
    for row in rows:
        told: dict[str, Any] = {
            "id": str(row.pk), "serial": row.serial, "title": title_of(row), "state": row.state, "start": str(row.starts_week),
            "end": str(row.ends_week),
        }  # fmt: skip
        if row.pk in numbers:
            found = numbers[row.pk]
            told |= {"tasks": found.total, "planned": found.planned, "done": found.done, "late": found.late}
        data.append(told)
    lines = [
        f"{each['serial']} {each['title']}, {each['start']} to {each['end']}, {each['state']}"
        + (
            f": {each['tasks']:,} tasks, {each['done']:,} done, {each['late']:,} late"
            if "tasks" in each
            else ""
        )
        for each in data
    ]
    return Outcome({"campaigns": data}, lines or ["No campaign stands in this district."])


def _load(given: argparse.Namespace) -> Outcome:
    from anbiao.kit.texts import say
    from anbiao.programme import actions, editions
    from anbiao.rules.refusal import Refused
    from anbiao.standards.editions import EditionError

    actors = _actors(given)
    try:
        made = editions.read(given.file)
        number = actions.issue_edition(actors, made, region=given.region)
    except OSError as error:
        raise CommandError(f"{given.file}: {error.strerror}") from None
    except EditionError as error:
        problems = [
            {"line": each.line, "at": each.at, "code": each.refusal.code, "message": say(each.refusal)} for each in error.problems
        ]  # fmt: skip
    except Refused as refused:
        problems = [
            {"line": 0, "at": each.field or "", "code": each.code, "message": say(each)}
            for each in refused.refusals
        ]
    else:
        name = f"{made.urn}/{made.year}.{made.edition}"
        data = {"loaded": number, "name": name, "region": given.region, "districts": [actor.district for actor in actors], "problems": []}  # fmt: skip
        words = "is loaded" if number else "was loaded already"
        return Outcome(data, [f"{name} of {given.region} {words}; {len(actors)} districts may launch it."])
    lines = [
        f"{given.file}:{each['line']}: {each['at']}{': ' if each['at'] else ''}{each['message']}"
        for each in problems
    ]
    return Outcome({"loaded": 0, "region": given.region, "problems": problems}, lines, 2)


def _actors(given: argparse.Namespace) -> list[Any]:
    """One for each district of the region that stands here. Raises CommandError."""
    from anbiao.authority.queries import founded
    from anbiao.portal.commands import people

    if not re.fullmatch(r"\d{2}|\d{4}|\d{6}", given.region):
        raise CommandError(f"{given.region!r} is no code of a province, city or district.")
    if given.as_user and len(given.region) < 6:
        raise CommandError("An account acts for its own district only: name it, or leave out --as.")
    standing = [district for district in founded() if district.startswith(given.region)]
    if not standing:
        raise CommandError(f"No district of {given.region} stands here.")
    return [people.actor(given, district) for district in standing]


def _launch(given: argparse.Namespace) -> Outcome:
    from time import perf_counter

    from django.db import transaction

    from anbiao.kit.texts import say
    from anbiao.portal.commands import people
    from anbiao.programme import actions
    from anbiao.programme.queries import campaigns
    from anbiao.rules.calendar import IsoWeek
    from anbiao.rules.refusal import Refused

    actor = people.actor(given, given.district)
    try:
        start = IsoWeek.parse(given.start)
    except ValueError as error:
        raise CommandError(f"{given.start!r} is no week; write it as 2026-W49.") from error
    edition = campaigns.edition(actor.district, given.template)
    if edition is None:
        raise CommandError(f"There is no template {given.template!r}. See `anbiao campaign templates`.")
    began = perf_counter()
    try:
        with transaction.atomic():
            row = actions.draft_campaign(actor, edition, starts=start)
            told = campaigns.foreseen(actor, row)
            if given.dry_run:
                transaction.set_rollback(True)
            else:
                row = actions.launch_campaign(actor, row)
    except Refused as refused:
        raise CommandError("\n".join(map(say, refused.refusals))) from None
    data = {
        "dry_run": given.dry_run, "id": None if given.dry_run else str(row.pk), "serial": None if given.dry_run else row.serial,
        "units": told.units, "tasks": told.tasks, "nobody_answers": sum(told.gaps.values()),
        "weeks": {str(week): number for week, number in told.by_week.items()},
        "loads": [
            {"who": load.holder, "tasks": load.tasks, "fullest_week": str(load.week), "minutes": load.most} for load in told.loads
        ],
        "seconds": round(perf_counter() - began, 3),
    }  # fmt: skip
    words = "would take part" if given.dry_run else "take part"
    lines = [
        f"{told.units:,} units {words}, {told.tasks:,} tasks from {start} on; for {data['nobody_answers']:,} tasks nobody answers.",
        *(
            f"  {load.holder}: {load.tasks:,} tasks, at most {load.most / 60:.1f} h in {load.week}"
            for load in told.loads[:10]
        ),
    ]
    return Outcome(data, lines)


def _plan(given: argparse.Namespace) -> Outcome:
    from anbiao.kit.texts import say
    from anbiao.portal.commands import people
    from anbiao.programme import actions
    from anbiao.programme.queries import board
    from anbiao.rules.refusal import Refused

    actor = people.actor(given, people.only_district(given.district))
    row = board.named(actor, given.id)
    if row is None:
        raise CommandError(f"There is no campaign {given.id!r} in this district. See `anbiao campaign list`.")
    if not 0 < given.seconds <= MOST_SECONDS:
        raise CommandError(f"--seconds lies between 0 and {MOST_SECONDS}.")
    try:
        run = actions.plan_campaign(actor, row, replan=given.replan, seconds=given.seconds)
    except Refused as refused:
        raise CommandError("\n".join(map(say, refused.refusals))) from None
    told = run.result
    data: dict[str, Any] = {
        "id": str(row.pk), "serial": row.serial, "replan": run.is_replan, "tasks": run.tasks, "moved": run.moved,
        "changed_meanwhile": run.changed_meanwhile, "seconds": run.seconds,
        **{name: _levels(told if name == "plan" else told[name]) for name in ("plan", "before", "edd", "bound")},
    }  # fmt: skip
    lines = [
        f"{run.moved:,} of {run.tasks:,} tasks moved in {run.seconds} s; {run.changed_meanwhile:,} were changed meanwhile and stay."
    ]
    lines += [
        f"  {name}: late weeks red {each['red']}, orange {each['orange']}, yellow {each['yellow']}, blue {each['blue']}; "
        f"{each['unplaced']} without a week; {each['trips']} trips"
        for name, each in ((name, data[name]) for name in ("plan", "before", "edd", "bound"))
    ]
    return Outcome(data, lines)


def _levels(told: dict[str, Any]) -> dict[str, Any]:
    return {name: told[name] for name in ("red", "orange", "yellow", "blue", "unplaced", "trips")}
