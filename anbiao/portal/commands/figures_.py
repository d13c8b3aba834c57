"""`anbiao figures`: the figures of a district, by town, bureau, sector or week, today or as of a day."""

import argparse
from datetime import date
from typing import Any
from uuid import UUID

from anbiao.portal.commands.main import CommandError, Outcome

HELP = "tell the figures of a district"
BY = ("district", "region", "bureau", "sector", "week")


def add(parser: argparse.ArgumentParser) -> None:
    """Of which district and campaign, by what, of which period, as of which day."""
    parser.add_argument("--district", required=True, metavar="CODE")
    parser.add_argument("--by", choices=BY, default="district")
    parser.add_argument(
        "--as-of", type=date.fromisoformat, metavar="DATE", help="as it stood at the end of this day"
    )
    parser.add_argument("--from", dest="first", type=date.fromisoformat, metavar="DATE", help="the period begins (default: with the campaign or the year)")  # fmt: skip
    parser.add_argument("--to", dest="last", type=date.fromisoformat, metavar="DATE", help="the period ends")
    parser.add_argument("--campaign", metavar="ID", help="a campaign by its id or number")


def run(given: argparse.Namespace) -> Outcome:
    """The figures as data, and as a table."""
    from anbiao.oversight import queries
    from anbiao.portal.commands import people

    actor = people.actor(given, given.district)
    if not actor.scope.may(queries.CAPABILITY):
        raise CommandError("This account may not read figures.")
    campaign = _campaign(actor, given.campaign) if given.campaign else None
    asked = queries.ask(actor, first_on=given.first, last_on=given.last, as_of=given.as_of, campaign=campaign)
    told = queries.figures(actor, asked, by=given.by)
    data = {
        "district": given.district, "by": told.by, "campaign": str(asked.campaign) if asked.campaign else None, "from": asked.first_on.isoformat(),
        "to": asked.last_on.isoformat(), "as_of": asked.as_of.isoformat(), "at": told.at.isoformat(),
        "lines": [_line(line) for line in told.lines], "total": _line(told.total),
    }  # fmt: skip
    return Outcome(data, _lines(told))


def _campaign(actor: Any, text: str) -> UUID:
    from anbiao.programme.queries.campaigns import campaigns

    rows = campaigns(actor)
    try:
        found = rows.filter(pk=UUID(text)).first()
    except ValueError:
        found = rows.filter(serial=text).first()
    if found is None:
        raise CommandError(f"There is no campaign {text!r} in this district.")
    return UUID(str(found.pk))


def _line(line: Any) -> dict[str, Any]:
    values = {
        code: {"number": _plain(value.number), "of": _plain(value.of), "rate": _plain(value.rate)} if value.of is not None else _plain(value.number)
        for code, value in line.values.items()
    }  # fmt: skip
    return {"key": line.key, "label": line.label, "figures": values}


def _plain(number: Any) -> Any:
    return number if number is None or isinstance(number, int) else float(number)


def _lines(told: Any) -> tuple[str, ...]:
    """A line for each figure of the district; for each line its figures otherwise."""
    from django.utils.translation import gettext

    from anbiao.oversight.figures import FIGURES, PERCENT, WEEKLY

    labels = {figure.code: gettext(figure.label) for figure in FIGURES}
    labels |= {code: gettext(text) for code, text in WEEKLY.items() if told.by == "week"}
    percents = {figure.code for figure in FIGURES if figure.unit == PERCENT}

    def said(code: str, value: Any) -> str:
        if value.main is None:
            return "—"
        beside = f" ({value.number:,} / {value.of:,})" if value.of is not None else ""
        return f"{value.main:,}{' %' if code in percents else ''}{beside}"

    lines = [f"{told.asked.first_on} – {told.asked.last_on}, {told.asked.as_of}"]
    for line in (*told.lines, told.total) if told.by != "district" else (told.total,):
        lines += [line.label] if told.by != "district" else []
        lines += [f"  {labels[code]}: {said(code, value)}" for code, value in line.values.items()]
    return tuple(lines)
