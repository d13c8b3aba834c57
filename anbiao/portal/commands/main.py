"""`anbiao`: one entry for people and scripts. Each command is a module beside this one with NAME, HELP, add and run."""

import argparse
import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from anbiao.kit.room import with_room

COMMANDS = (
    "up",
    "found",
    "demo",
    "import",
    "export",
    "catalogue",
    "journal",
    "doctor",
    "colours",
    "campaign",
    "figures",
    "circular",
    "bench",
    "rules_book",
)


@dataclass(frozen=True)
class Outcome:
    """What a command has to say: the JSON object, the same in words, and the exit code."""

    data: dict[str, Any]
    lines: Sequence[str] = field(default_factory=tuple)
    code: int = 0


class CommandError(Exception):
    """A command that cannot be done: a sentence, and the exit code."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def parser() -> argparse.ArgumentParser:
    """All commands with their arguments."""
    top = argparse.ArgumentParser(
        prog="anbiao",
        description="Anbiao 安标: the system behind a district's work-safety standardization programme.",
    )
    below = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in COMMANDS:
        module = import_module(f"anbiao.portal.commands.{name}_")
        sub = below.add_parser(name.replace("_", "-"), help=module.HELP, description=module.HELP)
        module.add(sub)
        sub.add_argument("--json", action="store_true", help="print one JSON object")
        sub.add_argument(
            "--as", dest="as_user", metavar="USER", help="act as this account (default: the operator)"
        )
        sub.set_defaults(run=module.run, alone=getattr(module, "ALONE", False))
    return top


@contextlib.contextmanager
def database() -> Iterator[None]:
    """The database is up and Django is ready, for as long as a command runs."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anbiao.portal.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    from anbiao.kit.database import running

    try:
        data = Path(settings.DATA)
    except (ImproperlyConfigured, ValueError) as error:
        raise CommandError(str(error)) from None
    with contextlib.ExitStack() as stack:
        if os.environ.get("DATABASE_URL"):
            data.mkdir(parents=True, exist_ok=True, mode=0o700)
        else:
            stack.enter_context(running(data))
        django.setup()
        from django.db import ProgrammingError
        from django.utils import translation
        from psycopg.errors import UndefinedTable

        translation.activate("zh-hans" if os.environ.get("LANG", "").startswith("zh") else "en")
        try:
            yield
        except ProgrammingError as error:
            if not isinstance(error.__cause__, UndefinedTable):
                raise
            raise CommandError("There are no tables yet. Run `anbiao up` or `anbiao found` first.") from error
        from django.db import connections

        connections.close_all()
        for alias in connections:
            with contextlib.suppress(Exception):
                connections[alias].close_pool()  # type: ignore[attr-defined]


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs one command; errors are sentences on stderr, with `--json` an object that says the same."""
    given = parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], Outcome] = given.run
    try:
        with contextlib.nullcontext() if given.alone else database():
            outcome = with_room(run, given)
    except CommandError as error:
        outcome = Outcome({"error": str(error)}, (str(error),), error.code)
    except KeyboardInterrupt:
        sys.exit(130)
    if given.json:
        print(json.dumps(outcome.data, ensure_ascii=False, default=str))
    else:
        print("\n".join(outcome.lines), file=sys.stderr if outcome.code == 1 else sys.stdout)
    sys.exit(outcome.code)


if __name__ == "__main__":
    # By its own name: run as a script this module would exist twice, and its CommandError would not be the commands'.
    from anbiao.portal.commands.main import main as run

    run()
