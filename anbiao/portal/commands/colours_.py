"""`anbiao colours recompute`: standings, colours and next visits of a district, now or as of a day."""

import argparse
from dataclasses import replace
from datetime import date, datetime, time
from time import perf_counter

from anbiao.portal.commands.main import Outcome

HELP = "recompute the four colours of a district's units by the local rule"


def add(parser: argparse.ArgumentParser) -> None:
    """Which district, and the day whose deadlines count."""
    parser.add_argument("what", choices=["recompute"])
    parser.add_argument("--district", required=True, metavar="CODE")
    parser.add_argument(
        "--on", type=date.fromisoformat, metavar="DATE", help="as of this day (default: today)"
    )


def run(given: argparse.Namespace) -> Outcome:
    """Recomputes and says how many units of which colour there are."""
    from django.utils.timezone import get_current_timezone

    from anbiao.inspection import actions, queries
    from anbiao.portal.commands import people

    actor = people.actor(given, given.district)
    if given.on:
        noon = datetime.combine(given.on, time(12), tzinfo=get_current_timezone())
        actor = replace(actor, now=noon, scope=replace(actor.scope, on=given.on))
    started = perf_counter()
    changed = actions.settle(actor)
    colours = queries.colours_of_district(actor.district)
    data = {"changed": changed, "colours": colours, "seconds": round(perf_counter() - started, 3)}
    told = ", ".join(f"{name} {number}" for name, number in colours.items())
    return Outcome(data, (f"{changed} units changed their colour: {told}.",))
