"""`anbiao demo`: the demonstration district, into an empty district only, never in production."""

import argparse
from pathlib import Path
from time import perf_counter

from anbiao.portal.commands.main import CommandError, Outcome

HELP = "build the demonstration district: Luojiang with real regions and fictitious units; into an empty district only"


def add(parser: argparse.ArgumentParser) -> None:
    """How many units, and which of all possible demonstrations."""
    parser.add_argument("--size", type=int, default=3000, metavar="N", help="units (default 3000)")
    parser.add_argument(
        "--seed", type=int, default=350504, metavar="S", help="the same seed builds the same units"
    )

    parser.add_argument(
        "--weeks", type=int, metavar="W",
        help="play the campaign of every town until its week W, 1 to 26 (default: until week 9, all towns but one by the worker)",
    )  # fmt: skip
    parser.add_argument(
        "--register", type=Path, metavar="FILE.csv",
        help="write a fictitious roster of --size rows as the commercial register hands it out, to try the import with; builds nothing",
    )  # fmt: skip


def _write_register(given: argparse.Namespace) -> Outcome:
    from anbiao.kit import clock
    from anbiao.portal.commands import setup
    from anbiao.portal.demonstration import DISTRICT, commercial

    for _ in setup.tables_and_lists():
        pass
    today = clock.day_of(clock.now())
    rows = commercial.write_export(
        given.register, rows=given.size, seed=given.seed, district=DISTRICT, today=today
    )
    return Outcome(
        {"rows": rows, "file": str(given.register)}, (f"{rows:,} fictitious rows in {given.register}.",)
    )


def run(given: argparse.Namespace) -> Outcome:
    """Builds it, or says why not."""
    from django.conf import settings

    from anbiao.authority.models import Organisation
    from anbiao.kit import clock
    from anbiao.kit.texts import say
    from anbiao.portal import demonstration
    from anbiao.portal.commands import setup
    from anbiao.portal.jobs import play_campaign
    from anbiao.rules.refusal import Refused

    if given.register:
        return _write_register(given)
    if given.as_user:
        raise CommandError("The demonstration makes its own people; leave out --as.")
    if not settings.DEMONSTRATION:
        raise CommandError("This is a production system (ANBIAO_MODE). It takes no demonstration data.")
    for _ in setup.tables_and_lists():
        pass
    if Organisation.objects.filter(district=demonstration.DISTRICT).exists():
        raise CommandError(
            "The district 350504 is not empty. Build the demonstration in another ANBIAO_DATA."
        )
    started = perf_counter()
    try:
        counts = demonstration.build(
            size=given.size, seed=given.seed, weeks=given.weeks or demonstration.WEEKS
        )
        setup.count_rows()
        if given.weeks:
            counts["played"] = demonstration.play_on(counts["district"], now=clock.now())
        else:
            play_campaign.configure().defer(district=counts["district"])
    except Refused as refused:
        raise CommandError(" ".join(say(refusal) for refusal in refused.refusals)) from None
    seconds = round(perf_counter() - started, 1)
    line = (
        f"{counts['units']:,} fictitious units, {counts['users']} accounts, {counts['unrouted']} units without a sector, "
        f"{counts['duplicates']} likely duplicates, in {seconds} s. Start with `anbiao up` and choose a role."
    )
    return Outcome({**counts, "seconds": seconds}, (line,))
