"""Runs `anbiao …` again and again, each time in a process of its own: a parent that has imported the program splits them off.

Lines of JSON: arguments in, and what came of them out. The parent opens no connection, so that nothing but code is common to two runs.
"""

import json
import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn


def prepare() -> None:
    """Everything that a bench imports."""
    import django

    django.setup()
    from django.urls import get_resolver

    from anbiao.portal.bench import BENCHES

    for module, _size in BENCHES.values():
        import_module(f"anbiao.portal.bench.{module}")
    _ = get_resolver().url_patterns


def run(arguments: list[str], out: Path, err: Path) -> NoReturn:
    """In the process split off: the command, its words in two files, its exit code this process's own."""
    for path, number in ((out, 1), (err, 2)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
    code: int | str | None = 1
    try:
        from anbiao.portal.commands.main import main

        main(arguments)
    except SystemExit as left:
        code = left.code
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 0 if code is None else 1)


def answer(line: str, folder: Path) -> dict[str, Any]:
    """What came of one command."""
    out, err = folder / "out", folder / "err"
    for path in (out, err):
        path.write_text("")
    pid = os.fork()
    if not pid:
        run(json.loads(line), out, err)
    _, status = os.waitpid(pid, 0)
    return {
        "pid": pid,
        "code": os.waitstatus_to_exitcode(status),
        "out": out.read_text(),
        "err": err.read_text(),
    }


if __name__ == "__main__":
    prepare()
    with tempfile.TemporaryDirectory(prefix="anbiao-forking-") as made:
        for line in sys.stdin:
            sys.stdout.write(json.dumps(answer(line, Path(made))) + "\n")
            sys.stdout.flush()
