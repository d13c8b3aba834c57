"""`anbiao doctor`: looks at the installation and says, for each thing that is wrong, what to do."""

import argparse
import shutil
from collections.abc import Iterator

from anbiao.portal.commands.main import Outcome

HELP = "examine the installation: database, locale, rights, migrations, worker, seals, disk"
FREE_GIGABYTES = 2


def add(parser: argparse.ArgumentParser) -> None:
    """Nothing to choose."""


def run(given: argparse.Namespace) -> Outcome:
    """Exit 0 when all is well, 2 otherwise."""
    found = list(examine())
    lines = [
        f"{'ok  ' if good else 'BAD '} {name}{'' if good else ': ' + remedy}" for name, good, remedy in found
    ]
    data = {"ok": all(good for _, good, _ in found), "checks": {name: good for name, good, _ in found}}
    return Outcome(data, lines, 0 if data["ok"] else 2)


def examine() -> Iterator[tuple[str, bool, str]]:
    """(what, whether it is in order, what to do)."""
    from django.conf import settings
    from django.db import connection

    from anbiao.portal import health
    from anbiao.portal.commands.setup import PROTECTED

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        yield "PostgreSQL 15 or newer", int(cursor.fetchone()[0]) >= 150000, "upgrade the server"
        # Under locale C the trigrams of Chinese are empty and no search ever finds anything.
        cursor.execute("SELECT cardinality(show_trgm('安全生产')) > 0")
        yield "trigrams of Chinese", cursor.fetchone()[0], "make the database anew with locale C.UTF-8"
        cursor.execute("SHOW fsync")
        yield "writes reach the disk (fsync)", cursor.fetchone()[0] == "on", "set fsync = on"
        for table in PROTECTED:
            cursor.execute(
                "SELECT has_table_privilege(current_user, %s, 'UPDATE, DELETE, TRUNCATE')", [table]
            )
            yield (
                f"{table} cannot be changed by the program",
                not cursor.fetchone()[0],
                ("give the program a role that owns nothing: set ANBIAO_OWNER_URL and run anbiao up once"),
            )
    state = health.examine()
    yield "migrations complete", state.migrations, "run anbiao up"
    yield "worker alive", state.worker, "run anbiao up, or look at its messages"
    yield (
        "journal sealed within a minute",
        state.seals,
        "run anbiao journal seal, and see why the worker does not",
    )
    free = shutil.disk_usage(settings.DATA).free / 1e9
    yield (
        f"at least {FREE_GIGABYTES} GB free in {settings.DATA}",
        free >= FREE_GIGABYTES,
        f"only {free:.1f} GB are; make room, or move ANBIAO_DATA",
    )
