"""What may be wrong with an installation, found also where half of it is broken: each thing with its state and what to do."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from anbiao.portal.doctor import machine
from anbiao.portal.doctor.found import BAD, Found, unknown

__all__ = ["Found", "examine"]

ROOT = Path(__file__).resolve().parents[3]
NEEDS_DATABASE = (
    "database server", "rights of the program", "migrations", "worker and jobs", "journal", "key for field devices", "stored files",
)  # fmt: skip
ENDED = "not examined: put right what is bad above first"


def examine(*, port: int, every_file: bool) -> Iterator[Found]:
    """First what needs nothing, then settings, then the database; what cannot be examined says so. `every_file` hashes all stored files."""
    data = Path(os.environ.get("ANBIAO_DATA") or ROOT / "var").resolve()
    production = os.environ.get("ANBIAO_MODE") == "production"
    folder = list(machine.data_folder(data, os.geteuid(), private=production))
    yield from folder
    if data.is_dir():
        yield from machine.disk(data)
    yield from machine.zone()
    yield from machine.libraries(ROOT / "requirements" / "run.txt")
    yield from machine.texts(ROOT / "anbiao")
    yield machine.port(port)
    # A folder that takes no writing stops the settings, too: the demonstration keeps its secret key there.
    if any(each.state == BAD for each in folder):
        yield from (unknown(name, ENDED) for name in ("settings", "static files", *NEEDS_DATABASE))
        return
    yield from _with_settings(data, every_file)


def _with_settings(data: Path, every_file: bool) -> Iterator[Found]:
    from anbiao.portal.doctor import choices

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anbiao.portal.settings")
    readable = choices.readable()
    yield readable
    if readable.state == BAD:
        yield from (unknown(name, ENDED) for name in ("static files", *NEEDS_DATABASE))
        return
    from django.conf import settings

    yield from choices.safe(settings)
    yield machine.assets(Path(settings.STATIC_ROOT), [ROOT / "anbiao"])
    with contextlib.ExitStack() as stack:
        yield from _with_database(data, every_file, stack)


def _with_database(data: Path, every_file: bool, stack: contextlib.ExitStack) -> Iterator[Found]:
    import django
    from django.conf import settings

    from anbiao.portal.doctor import server

    if not os.environ.get("DATABASE_URL"):
        embedded = server.embedded(data, stack)
        yield embedded
        if embedded.state == BAD:
            yield from (unknown(name, ENDED) for name in NEEDS_DATABASE)
            return
    reached = [server.reached(alias, settings.DATABASES[alias]) for alias in ("default", "owner")]
    yield from reached
    if reached[0].state == BAD:
        yield from (unknown(name, ENDED) for name in NEEDS_DATABASE)
        return
    django.setup()
    from anbiao.portal.doctor import contents

    yield from server.fit()
    yield from contents.all_of(every_file=every_file)
